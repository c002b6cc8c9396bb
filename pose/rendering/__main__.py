"""``python -m pose.rendering MOVEMENT --out FILE``: write a synthetic patient's video."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pose.rendering.film import FilmError, write_film
from pose.synthesis import (
    MOVEMENTS,
    Body,
    Camera,
    Movement,
    shoulder_abduction,
    single_leg_stance,
    squat,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one film and its truth; return 0, or 1 with one line saying why not."""
    options = _parser().parse_args(arguments)
    camera = Camera(
        yaw_deg=_default_yaw_deg(options),
        distance_m=options.distance_m,
        height_m=options.camera_height_m,
        roll_deg=options.roll_deg,
        image_width_px=options.width,
        image_height_px=options.height,
        figure_ratio=options.figure_ratio,
    )
    try:
        movement = movement_of(options)
        truth = write_film(movement, camera, options.out, fps=options.fps, seed=options.seed)
    except (FilmError, OSError, ValueError) as error:
        sys.stderr.write(f"pose.rendering: {error}\n")
        return 1
    said = {
        "video": str(options.out),
        "truth": str(options.out.with_suffix(".truth.json")),
        "frames": len(truth.times_s),
        "seconds": movement.duration_s,
    }
    sys.stdout.write(json.dumps(said) + "\n")
    return 0


def movement_of(options: argparse.Namespace) -> Movement:
    """Return the movement that the options describe.

    Raises
    ------
    ValueError
        If they contradict each other.
    """
    body = Body(height_m=options.body_height_m)
    if options.movement == "squat":
        return squat(
            n_reps=options.repetitions,
            peak_deg=options.peak_deg or 95.0,
            peak_spread_deg=options.peak_spread_deg,
            incomplete=tuple(options.incomplete),
            body=body,
            seed=options.seed,
        )
    if options.movement == "shoulder_abduction":
        return shoulder_abduction(
            n_reps=options.repetitions,
            peak_deg=options.peak_deg or 150.0,
            right_peak_deg=options.right_peak_deg,
            side=options.side or "both",
            peak_spread_deg=options.peak_spread_deg,
            body=body,
            seed=options.seed,
        )
    return single_leg_stance(
        hold_s=options.hold_s,
        side=options.side or "left",
        sway_rms_mm=options.sway_rms_mm,
        touches_s=tuple(options.touch_s),
        body=body,
        seed=options.seed,
    )


def _default_yaw_deg(options: argparse.Namespace) -> float:
    """Return the view that was asked for, or the one that the movement is measured from."""
    if options.yaw_deg is not None:
        return float(options.yaw_deg)
    return 90.0 if options.movement == "squat" else 0.0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pose.rendering", description=__doc__)
    add = parser.add_argument
    add("movement", choices=sorted(MOVEMENTS))
    add("--out", type=Path, required=True, help="FILE.mp4 or FILE.mjpeg; FILE.truth.json beside it")
    add("--fps", type=float, default=30.0)
    add("--seed", type=int, default=0, help="of the sway, the spread and the camera's noise")
    add("--body-height-m", type=float, default=1.70)
    view = parser.add_argument_group("camera")
    view.add_argument(
        "--yaw-deg", type=float, help="0 front, 90 facing left; default: the movement's own view"
    )
    view.add_argument("--roll-deg", type=float, default=0.0)
    view.add_argument("--distance-m", type=float, default=3.0)
    view.add_argument("--camera-height-m", type=float, default=1.0)
    view.add_argument("--figure-ratio", type=float, default=0.74, help="of the picture's height")
    view.add_argument("--width", type=int, default=1280)
    view.add_argument("--height", type=int, default=720)
    what = parser.add_argument_group("movement")
    what.add_argument("--side", choices=("left", "right", "both"))
    what.add_argument("--repetitions", type=int, default=5)
    what.add_argument("--peak-deg", type=float, help="default 95 (squat), 150 (abduction)")
    what.add_argument("--right-peak-deg", type=float, help="where the right arm's differs")
    what.add_argument("--peak-spread-deg", type=float, default=0.0)
    what.add_argument("--incomplete", type=int, nargs="*", default=[], help="squats broken off")
    what.add_argument("--hold-s", type=float, default=20.0)
    what.add_argument("--sway-rms-mm", type=float, default=6.0)
    what.add_argument("--touch-s", type=float, nargs="*", default=[], help="after lift-off")
    return parser


if __name__ == "__main__":
    sys.exit(main())
