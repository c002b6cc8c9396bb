"""Left and right exchanged: how many frames are put back, and how many good ones harmed."""

from collections.abc import Callable

import numpy as np

from pose.stream import KeypointStream
from tests.benchmarks import repair_quality
from tests.validation.ledger import Ledger
from tests.validation.model import RECORDED, SYNTHETIC, Goal, Section, Table, Topic, percent, trials

SEEDS = 2
WANTED = 0.99
WANTED_ROW = "99 % repaired"
GOALS = (
    Goal("left and right exchanged in 3 % of the frames, whole body", WANTED_ROW),
    Goal("stretches of 5 to 20 frames exchanged, whole body", WANTED_ROW),
    Goal("the same, parts of the body alone", WANTED_ROW),
)
RECORDED_GOALS = (
    Goal("left and right exchanged in 3 % of the frames, measured movement", WANTED_ROW),
    Goal("stretches of 5 to 20 frames exchanged, measured movement", WANTED_ROW),
)
WHOLE = ("frames_whole", "stretch_whole")
Scenes = dict[str, Callable[[float, int], KeypointStream]]


def by_kind(counts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return hit, put back, good and harmed frames by kind of exchange."""
    return summed(counts, 1)


def by_scene(counts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the same by scene."""
    return summed(counts, 0)


def summed(counts: dict[str, np.ndarray], word: int) -> dict[str, np.ndarray]:
    """Return the sums of counts whose names share one of their words."""
    totals: dict[str, np.ndarray] = {}
    for name, row in counts.items():
        key = name.split(" ")[word]
        totals[key] = totals.get(key, np.zeros(4, dtype=int)) + row
    return totals


def put_back(*rows: np.ndarray) -> float:
    """Return the share of exchanged frames that were put back."""
    hit, back, _, _ = np.sum(rows, axis=0).tolist()
    return back / hit if hit else 1.0


def table_of(title: str, totals: dict[str, np.ndarray]) -> Table:
    """Return counts as a table."""
    rows = []
    for key, (hit, back, good, harmed) in totals.items():
        name = key.replace("uiprmd", "movement").replace("_", " ")
        share = percent(back / hit) if hit else "-"
        rows.append((name, str(hit), share, percent(harmed / good) if good else "-"))
    return Table((title, "exchanged frames", "put back", "good frames harmed"), rows)


def section(topic: Topic, scenes: Scenes, share: float, *, parts: bool) -> Section:
    """Measure repair on some scenes."""
    counts = repair_quality.swaps(scenes, trials(SEEDS, share), dirty=True)
    kinds, all_scenes = by_kind(counts), by_scene(counts)
    found = [put_back(kinds[kind]) for kind in WHOLE]
    if parts:
        found.append(put_back(*(row for kind, row in kinds.items() if kind not in WHOLE)))
    worst = min(all_scenes, key=lambda name: put_back(all_scenes[name]))
    limit = (
        f"the worst scene is {worst.replace('uiprmd', 'movement').replace('_', ' ')} with {percent(put_back(all_scenes[worst]))}: "
        "there the two sides cross in the picture, and either way round is as smooth"
    )
    return Section(
        topic.title,
        topic.data,
        [
            goal.found(percent(one), met=one >= WANTED, limit=limit)
            for goal, one in zip(topic.goals, found, strict=True)
        ],
        text=(
            (
                "At 12, 24, 30 and 60 frames a second, with 2 px of noise, 0.5 % outliers of 80 px and "
                "3 % of the points lost. A pair counts where its two points are further apart than four "
                "standard deviations of their noise: nearer ones cannot be told apart, and exchanging "
                "them changes less than noise does. A good frame is harmed when a pair in it is "
                "exchanged by the repair."
            ),
        ),
        tables=(
            table_of("exchanged", kinds),
            table_of("scene", all_scenes),
        ),
        values={name: row.tolist() for name, row in counts.items()},
    )


def measure(share: float, ledger: Ledger) -> Section:
    """Measure repair on synthetic movement."""
    del ledger  # only the repair is run
    return section(TOPIC, repair_quality.SCENES, share, parts=True)


def measure_recorded(share: float, ledger: Ledger) -> Section:
    """Measure repair on measured movement."""
    del ledger
    return section(RECORDED_TOPIC, repair_quality.REAL_SCENES, share, parts=False)


TOPIC = Topic("swaps", "Left and right exchanged", SYNTHETIC, GOALS, measure)
RECORDED_TOPIC = Topic(
    "swaps-recorded",
    "Left and right exchanged in measured movement",
    f"{RECORDED}: motion capture of five healthy adults, projected to a camera",
    RECORDED_GOALS,
    measure_recorded,
)
