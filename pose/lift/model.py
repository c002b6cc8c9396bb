"""The lift as it is used: keypoints of one recording to angles with bounds, in NumPy alone."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from pose.lift.angles import ANGLES
from pose.lift.bounds import MIDDLE, Widening
from pose.lift.network import DenseLayer, DenseNetwork, said_of
from pose.lift.windows import can_be_lifted, from_the_right, windows
from pose.stream import FloatArray

FOLDER: Final = Path(__file__).parent / "trained"
WEIGHTS_FILE: Final = "lift.npz"
RECORD_FILE: Final = "lift.json"
SCHEMA: Final = "plumbline.lift/1"
SIDES: Final = ("left", "right")


class LiftError(ValueError):
    """Weights that are not what their training record says."""


@dataclass(frozen=True)
class LiftedAngles:
    """Angles of one recording, at the grid's times.

    Attributes
    ----------
    value_deg, low_deg, high_deg
        Shape ``(n, 2, len(ANGLES))``, left and right; NaN where no hip or no shoulder is seen.
        The bounds are meant to hold the laboratory's angle in 90 % of the frames of somebody new.
    yaw_deg
        From where the person was seen: positive where the left side is nearer.
    version
        Which weights said so.
    """

    value_deg: FloatArray
    low_deg: FloatArray
    high_deg: FloatArray
    yaw_deg: float
    version: str

    def track(self, angle: str, side: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return value and bounds of one angle of one side, each ``(n,)``.

        Raises
        ------
        ValueError
            If there is no such angle or side.
        """
        column, row = ANGLES.index(angle), SIDES.index(side)
        return tuple(  # type: ignore[return-value]  # three arrays
            values[:, row, column] for values in (self.value_deg, self.low_deg, self.high_deg)
        )


@dataclass(frozen=True)
class Lift:
    """A trained network and its bounds.

    Attributes
    ----------
    record
        How it was trained, on whom, and what it brought to people it had not seen.
    """

    network: DenseNetwork
    widening: Widening
    record: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Which weights these are."""
        return str(self.record["version"])

    def angles(
        self, xy: FloatArray, movement: str, wanted: Collection[str] = ANGLES
    ) -> LiftedAngles:
        """Return the angles of a recording of one movement.

        Parameters
        ----------
        xy
            Repaired, smooth and upright, at the grid's times: ``(n, 17, 2)``, y down, NaN where
            missing.
        movement
            What the person does, one of ``widening.movements``.
        wanted
            Which of `ANGLES`; others may be NaN.

        Raises
        ------
        KeyError
            If nobody was measured doing this movement: there are no bounds for it.
        """
        found = np.full((3, len(xy), len(SIDES), len(ANGLES)), np.nan)
        frames = np.flatnonzero(can_be_lifted(xy))
        yaws = [float("nan")] * len(SIDES)
        rows = windows(xy, frames) if frames.size else np.empty((0, 0), dtype=np.float32)
        for side in range(len(SIDES)) if frames.size else ():
            side_rows = from_the_right(rows) if side else rows
            said, yaws[side] = said_of(self.network, side_rows, wanted)
            low, high = self.widening.bounds_deg(said, movement, yaws[side])
            for part, values in enumerate((said[..., MIDDLE], low, high)):
                found[part, frames, side] = values
        value_deg, low_deg, high_deg = found
        return LiftedAngles(value_deg, low_deg, high_deg, yaws[0], self.version)


def read_lift(folder: Path = FOLDER) -> Lift:
    """Read weights and their training record.

    Raises
    ------
    LiftError
        If the weights are not those of the record, or of another schema.
    """
    record = json.loads((folder / RECORD_FILE).read_text(encoding="utf-8"))
    content = (folder / WEIGHTS_FILE).read_bytes()
    if record.get("schema") != SCHEMA:
        raise LiftError(f"{folder / RECORD_FILE} is not of the schema {SCHEMA}")
    if hashlib.sha256(content).hexdigest() != record["weights_sha256"]:
        raise LiftError(f"{folder / WEIGHTS_FILE} is not what its training record says")
    with np.load(folder / WEIGHTS_FILE) as archive:
        count = sum(name.startswith("weights_") for name in archive.files)
        layers = tuple(
            DenseLayer(
                archive[f"weights_{number}"].astype(np.float32),
                archive[f"bias_{number}"].astype(np.float32),
            )
            for number in range(count)
        )
        widening = Widening(tuple(record["movements"]), archive["factors"], archive["between_deg"])
    return Lift(DenseNetwork(layers), widening, record)


@cache
def trained_lift() -> Lift:
    """Return the lift that this version of the product uses, read once."""
    return read_lift()


def write_lift(
    folder: Path, network: DenseNetwork, widening: Widening, record: Mapping[str, Any]
) -> None:
    """Write weights (float16) and their record; the record is completed with the checksum."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {"factors": widening.factors, "between_deg": widening.between_deg}
    for number, layer in enumerate(network.layers):
        arrays[f"weights_{number}"] = layer.weights.astype(np.float16)
        arrays[f"bias_{number}"] = layer.bias.astype(np.float32)
    np.savez(folder / WEIGHTS_FILE, **arrays)  # type: ignore[arg-type]  # its stubs take no mapping
    content = (folder / WEIGHTS_FILE).read_bytes()
    whole = {
        "schema": SCHEMA,
        **record,
        "movements": list(widening.movements),
        "angles": list(ANGLES),
        "weights_sha256": hashlib.sha256(content).hexdigest(),
        "weights_bytes": len(content),
    }
    text = json.dumps(whole, indent=1) + "\n"
    (folder / RECORD_FILE).write_text(text, encoding="utf-8")
