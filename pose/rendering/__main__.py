"""``python -m pose.rendering MOVEMENT --out FILE``: write a synthetic patient's video."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pose.rendering.film import FilmError, write_film
from pose.synthesis import MOVEMENTS, Body, Camera, Movement

FROM_THE_FRONT: Final = frozenset(
    {
        *("shoulder_abduction", "shoulder_scaption", "hip_abduction", "trunk_lateral_flexion"),
        *("single_leg_stance", "single_leg_stance_eyes_closed", "quiet_stance"),
        *("quiet_stance_eyes_closed", "stance_feet_together", "stance_semi_tandem"),
        *("tandem_stance", "four_stage_balance", "side_lunge", "heel_raise", "timed_up_and_go"),
    }
)
"""Movements that are measured from the front; all others from the side."""
CHOICES: Final = {
    "seed": "seed",
    "n_reps": "repetitions",
    "peak_deg": "peak_deg",
    "right_peak_deg": "right_peak_deg",
    "peak_spread_deg": "peak_spread_deg",
    "incomplete": "incomplete",
    "side": "side",
    "hold_s": "hold_s",
    "sway_rms_mm": "sway_rms_mm",
    "touches_s": "touch_s",
}
"""Options by what makers of movements call them."""


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
        If they contradict each other, or say what this movement does not know.
    """
    choices: dict[str, Any] = {"body": Body(height_m=options.body_height_m)}
    for name, option in CHOICES.items():
        value = getattr(options, option)
        if value:
            choices[name] = tuple(value) if isinstance(value, list) else value
    try:
        return MOVEMENTS[options.movement](**choices)
    except TypeError as error:
        raise ValueError(f"{options.movement} knows no such choice: {error}") from error


def _default_yaw_deg(options: argparse.Namespace) -> float:
    """Return the view that was asked for, or the one that the movement is measured from."""
    if options.yaw_deg is not None:
        return float(options.yaw_deg)
    return 0.0 if options.movement in FROM_THE_FRONT else 90.0


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
    what.add_argument("--repetitions", type=int)
    what.add_argument("--peak-deg", type=float, help="at the end of the movement")
    what.add_argument("--right-peak-deg", type=float, help="where the right arm's differs")
    what.add_argument("--peak-spread-deg", type=float)
    what.add_argument("--incomplete", type=int, nargs="*", help="numbers of those broken off")
    what.add_argument("--hold-s", type=float)
    what.add_argument("--sway-rms-mm", type=float)
    what.add_argument("--touch-s", type=float, nargs="*", help="after lift-off")
    return parser


if __name__ == "__main__":
    sys.exit(main())
