"""Sway descriptors beside numbers that others published for the same force-plate recordings."""

import csv
import statistics

import numpy as np

from pose.stream import FloatArray
from scoring.metrics.posturography import descriptors
from scoring.metrics.posturography.resampling import reference_path
from scoring.metrics.posturography.santos_duarte import (
    power_weighted_frequency,
    prediction_ellipse_area,
    unfiltered_velocity,
)
from tests.builders.real_data import data_file, data_folder
from tests.unit.scoring.metrics.test_posturography_published import FORCE_PLATE_HZ, REFERENCE
from tests.validation.ledger import Ledger
from tests.validation.model import RECORDED, Figure, Goal, Section, Table, Topic, trials
from tests.validation.speed import took

RATIO, REFERENCE_RATIO, TRIAL_MS = 1e-9, 1e-3, 10.0
TRIALS = 21
RESAMPLED_HZ = 25.0
GOALS = (
    Goal(
        "published area, velocity and mean frequency of force-plate trials, their authors' "
        "definitions",
        f"ratio 1 to {RATIO:g}",
    ),
    Goal("the reference descriptors of a public code", f"within {REFERENCE_RATIO:g}"),
    Goal("all descriptors of one 60 s trial at 100 Hz", f"{TRIAL_MS:g} ms"),
)


def force_plate_trials() -> tuple[FloatArray, list[dict[str, str]]]:
    """Return all trials ``(k, n, 2)``, centimetres, and their published values."""
    folder = data_folder("bds_cop")
    with np.load(folder / "cop_cm_100hz.npz") as archive:
        # Published in micrometres; single precision kept a little less than that.
        paths = np.round(archive["cop_ap_ml"].astype(float), 6)
    with (folder / "expected.csv").open(encoding="utf-8") as table:
        return paths, list(csv.DictReader(table))


def ratio_errors() -> dict[str, float]:
    """Return the largest difference of our value over the published one from 1."""
    paths, rows = force_plate_trials()
    ours = {
        "COParea": [prediction_ellipse_area(path) for path in paths],
        "COPvelo": [unfiltered_velocity(path, FORCE_PLATE_HZ) for path in paths],
        "COPmfreq": [power_weighted_frequency(path, FORCE_PLATE_HZ) for path in paths],
    }
    return {
        name: float(np.abs(np.array(values) / [float(row[name]) for row in rows] - 1.0).max())
        for name, values in ours.items()
    }


def public_path() -> FloatArray:
    """Return the public recording's path ``(3000, 2)``, mediolateral first, centimetres."""
    lines = data_file("sway_reference/jythen_cop.csv").read_text(encoding="utf-8").splitlines()
    header = next(row for row, line in enumerate(lines) if line.startswith("MocapFrame"))
    names = [name.strip() for name in lines[header].split(",")]
    values = np.array([line.split(",") for line in lines[header + 1 :] if line], dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = 100 * values[:, [names.index("My"), names.index("Mx")]]
        centre = centre / values[:, [names.index("Fz")]]
    path: FloatArray = (centre - np.nanmean(centre, axis=0))[4000:7000]
    return path


def reference_errors() -> dict[str, float]:
    """Return by how much of itself each reference descriptor is off."""
    path = reference_path(public_path(), FORCE_PLATE_HZ)
    found = descriptors(path[:, 0], path[:, 1], RESAMPLED_HZ, centre=False)
    return {key: abs(found[key] / expected - 1.0) for key, expected in REFERENCE.items()}


def all_descriptors(path: FloatArray) -> dict[str, float]:
    """Return every descriptor of a force-plate path ``(n, 2)``, anteroposterior first."""
    return descriptors(path[:, 1], path[:, 0], FORCE_PLATE_HZ)


def trial_ms(path: FloatArray) -> float:
    """Return how long all descriptors of one trial take."""
    return took(lambda: all_descriptors(path), runs=3).processor_ms


def formula_figures(
    ratios: dict[str, float], references: dict[str, float], n_trials: int
) -> tuple[Figure, ...]:
    """Return how far our numbers are from the published ones, and from the public code's."""
    worst = max(references, key=lambda key: references[key])
    return (
        GOALS[0].found(
            f"largest difference from 1: {max(ratios.values()):.1e}, {n_trials} trials",
            met=max(ratios.values()) <= RATIO,
            limit="the published table's own digits",
        ),
        GOALS[1].found(
            f"largest difference {references[worst]:.1e} of it ({worst}), "
            f"{len(references)} descriptors",
            met=references[worst] <= REFERENCE_RATIO,
            limit="the resampler's window at its borders",
        ),
    )


def measure(share: float, ledger: Ledger) -> Section:
    """Compare with published numbers."""
    del ledger  # a path is no recording of keypoints
    ratios, references = ratio_errors(), reference_errors()
    paths, _ = force_plate_trials()
    chosen = paths[:: max(len(paths) // trials(TRIALS, share), 1)]
    middle_ms = statistics.median(trial_ms(path) for path in chosen)
    quick = GOALS[2].found(
        f"median {middle_ms:.1f} ms of the processor for {len(all_descriptors(paths[0]))} values",
        met=middle_ms <= TRIAL_MS,
        limit=f"{middle_ms - TRIAL_MS:.1f} ms over; entropy and the diffusion plot",
    )
    return Section(
        TOPIC.title,
        TOPIC.data,
        (*formula_figures(ratios, references, len(paths)), quick),
        text=(
            (
                "This says that the formulas are those of the publications. It says nothing about sway "
                "seen by a camera: see the next section."
            ),
        ),
        tables=(
            Table(
                ("published value", "largest difference of the ratio from 1"),
                [(name, f"{value:.1e}") for name, value in ratios.items()],
            ),
        ),
        values={"ratios": ratios, "references": references, "median_ms": middle_ms},
    )


TOPIC = Topic(
    "sway-force-plate",
    "Sway descriptors beside published numbers",
    f"{RECORDED}: force-plate trials of nine people, and one recording of a public code",
    GOALS,
    measure,
)
