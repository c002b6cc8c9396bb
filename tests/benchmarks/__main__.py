"""`make bench`: every benchmark in a process of its own, its JSON kept in ``out/bench/``.

Machines differ and are shared: read ratios and medians, on a quiet machine.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = {
    "scoring-speed": ["tests.benchmarks.scoring_speed"],
    "repair-quality": ["tests.benchmarks.repair_quality"],
    "counting": ["tests.benchmarks.counting"],
    "live-counting": ["tests.benchmarks.live_counting"],
    "angle-accuracy": ["tests.benchmarks.angle_accuracy"],
    "real-angles": ["tests.benchmarks.real_angles"],
    "upload-load-sqlite": ["tests.benchmarks.upload_load"],
    "upload-load-postgres": ["tests.benchmarks.upload_load", "--postgres"],
    "start-up": ["tests.benchmarks.start_up"],
    "end-to-end": ["tests.benchmarks.end_to_end"],
    "browser-engine": ["tests.benchmarks.browser_engine"],
    "two-people": ["tests.benchmarks.two_people"],
    "soak": ["tests.benchmarks.soak"],
}


def main() -> int:
    """Run every benchmark, or the one that is named, and show what each printed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []])
    names = parser.parse_args().names or list(BENCHMARKS)
    folder = ROOT / "out" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for name in names:
        print(f"--- {name} (1-minute load before: {os.getloadavg()[0]:.1f})", flush=True)
        command = [sys.executable, "-m", *BENCHMARKS[name]]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        print(done.stdout.strip() or done.stderr.strip()[-2000:], flush=True)
        (folder / f"{name}.json").write_text(done.stdout)
        failed += [name] if done.returncode else []
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
