"""`make perform`: one JSON object on standard output, or one clear line and a non-zero exit."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.perform.camera import PerformError, camera_file
from tests.perform.product import running_product
from tests.perform.walk import perform


def main() -> int:
    """Play the video, walk the pages, print the result."""
    parser = argparse.ArgumentParser(prog="make perform", description=__doc__)
    parser.add_argument("--video", type=Path, required=True, help="any video that ffmpeg reads")
    parser.add_argument("--exercise", required=True, help="squat, shoulder_abduction, …")
    parser.add_argument("--side", choices=["left", "right"])
    parser.add_argument("--out", type=Path, help="folder for screenshots and requests")
    arguments = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="plumbline-perform-") as folder:
            out = arguments.out or Path(folder) / "out"
            out.mkdir(parents=True, exist_ok=True)
            camera = camera_file(arguments.video, Path(folder))
            with running_product(Path(folder) / "var") as product:
                result = perform(
                    product, camera, exercise=arguments.exercise, side=arguments.side, out=out
                )
    except PerformError as error:
        print(f"perform: {error}", file=sys.stderr)
        return 1
    print(json.dumps(result, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
