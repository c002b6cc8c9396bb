"""Sway from noisy keypoints: near the truth, or refused."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from pose.synthesis import Camera, Imperfections, single_leg_stance, synthesize
from scoring.metrics.sway_metrics import sway_metrics
from scoring.person import Person
from tests.validation.ledger import Ledger
from tests.validation.model import SYNTHETIC, Figure, Goal, Picture, Section, Table, Topic, trials
from tests.validation.pictures import lines

NOISES_MM = (0.0, 1.0, 2.0, 5.0, 10.0)
TRIALS = 20
HOLD_S = 30.0
SWAY_MM = 5.0
WITHIN = 0.10
MIN_SNR = 2.0
HZ = 30.0
BODY_M = 1.70
CLOSE = Camera(figure_ratio=0.9)
GOALS = (
    Goal(
        "sway from keypoints at 1, 2, 5 and 10 mm of noise: root mean square",
        "within 10 % of the truth after noise correction, or refused",
    ),
    Goal(
        "velocity and frequency where sway is less than twice its noise",
        "refused",
    ),
)
SUFFIXES = ("rms", "range", "velocity", "f50", "f95", "centroid", "sample_entropy")
TEXT = (
    f"paths of a trunk that sways by {SWAY_MM:g} mm for {HOLD_S:g} s, with white noise "
    "of the trunk point in every frame; and whole recordings of a single-leg stance with that "
    "noise on every joint (the trunk point is the mean of four). Shown: the median ratio to "
    "the same without noise (or to the truth), the smallest and the largest, and how often "
    "the metric was refused. Without any noise the ratio shows what the method itself does."
)


@dataclass
class Given:
    """One metric at one noise level: ratios to the truth where given, and refusals by code."""

    ratios: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def largest(self) -> float:
        """Largest difference of a ratio from 1; 0 where everything was refused."""
        return max((abs(one - 1.0) for one in self.ratios), default=0.0)

    def text(self) -> str:
        """Return it as a table shows it."""
        shown = []
        if self.ratios:
            shown.append(
                f"{np.median(self.ratios):.2f} ({min(self.ratios):.2f} to {max(self.ratios):.2f})"
            )
        if self.refused:
            shown.append(f"refused {self.refused.total()}")
        return ", ".join(shown) or "not asked"


def trunk_path(seed: int) -> np.ndarray:
    """Return sideways and vertical sway of the trunk, mm, `HOLD_S` at `HZ`, rms `SWAY_MM`."""
    rng = np.random.default_rng(seed)
    times_s = np.arange(0.0, HOLD_S, 1 / HZ)
    hz = rng.uniform(0.1, 1.2, (2, 24))
    phases = rng.uniform(0.0, 2 * np.pi, (2, 24))
    waves = np.sin(2 * np.pi * times_s[:, None, None] * hz + phases) / hz
    path = waves.sum(axis=-1)
    path = (path - path.mean(axis=0)) / path.std(axis=0)
    return np.asarray(path * np.array([SWAY_MM, SWAY_MM / 3]))


def from_paths(count: int, noises_mm: tuple[float, ...]) -> dict[float, dict[str, Given]]:
    """Return each sway metric beside that of the same path without noise."""
    table: dict[float, dict[str, Given]] = {}
    for noise_mm in noises_mm:
        given = {suffix: Given() for suffix in SUFFIXES}
        for seed in range(count):
            path = trunk_path(seed)
            noise = noise_mm * np.random.default_rng(9000 + seed).standard_normal(path.shape)
            true = {one.key: one.value for one in sway_metrics(path, 1e-6, HZ, "mm")}
            for metric in sway_metrics(path + noise, max(noise_mm, 1e-6), HZ, "mm"):
                suffix = metric.key.removeprefix("sway_ml_")
                if suffix in given and metric.refusal is not None:
                    given[suffix].refused[metric.refusal.code] += 1
                elif suffix in given and metric.value is not None and true[metric.key]:
                    given[suffix].ratios.append(metric.value / (true[metric.key] or 1.0))
        table[noise_mm] = given
    return table


def snr_of(noise_mm: float) -> float:
    """Return sway beside the noise that a low-pass at 2 Hz leaves, about."""
    return SWAY_MM / (noise_mm * np.sqrt(2.0 / (HZ / 2))) if noise_mm else np.inf


def from_recordings(count: int, noises_mm: tuple[float, ...], ledger: Ledger) -> dict[float, Given]:
    """Return the root mean square of whole recordings beside the truth, noise on every joint."""
    table: dict[float, Given] = {}
    px_per_mm = CLOSE.pixels_per_metre(BODY_M) / 1000.0
    for noise_mm in noises_mm:
        given = Given()
        for seed in range(count):
            movement = single_leg_stance(hold_s=HOLD_S, sway_rms_mm=6.0, seed=seed)
            flaws = Imperfections(noise_px=noise_mm * px_per_mm)
            stream, truth = synthesize(movement, CLOSE, imperfections=flaws, seed=seed)
            person = Person(height_cm=100.0 * BODY_M)
            report = ledger.score(stream, "single_leg_stance", "left", person)
            for metric in report.metrics:
                if metric.key != "sway_ml_rms":
                    continue
                if metric.value is None:
                    given.refused[metric.refusal.code if metric.refusal else "none"] += 1
                else:
                    given.ratios.append(metric.value / (truth.sway_rms_mm or np.nan))
        table[noise_mm] = given
    return table


def figures_of(
    paths: dict[float, dict[str, Given]], recordings: dict[float, Given]
) -> tuple[Figure, ...]:
    """Return the largest errors, and what was given though noise is too high."""
    worst_path = max(paths[noise]["rms"].largest for noise in NOISES_MM)
    worst_recording = max(recordings[noise].largest for noise in NOISES_MM)
    worst = max(worst_path, worst_recording)
    under = [noise for noise in NOISES_MM if snr_of(noise) < MIN_SNR]
    leaks = {
        noise: sum(len(paths[noise][s].ratios) for s in ("velocity", "f50", "f95", "centroid"))
        for noise in under
    }
    return (
        GOALS[0].found(
            f"largest error {worst_path:.1%} of trunk paths, {worst_recording:.1%} of whole "
            "recordings; others refused",
            met=worst <= WITHIN,
            limit=f"{worst - WITHIN:.1%} over: thirty seconds hold few "
            "independent swings, and the scale comes from a stature and a leg",
        ),
        GOALS[1].found(
            f"{sum(leaks.values())} given at {', '.join(f'{noise:g}' for noise in under)} mm",
            met=not any(leaks.values()),
            limit=f"given at {leaks}",
        ),
    )


def table_of(paths: dict[float, dict[str, Given]], recordings: dict[float, Given]) -> Table:
    """Return every metric at every level of noise."""
    headings = ("noise, mm", "sway : noise after 2 Hz", *SUFFIXES, "rms, whole recordings")
    rows = [
        (
            f"{noise:g}",
            f"{snr_of(noise):.1f}",
            *(paths[noise][suffix].text() for suffix in SUFFIXES),
            recordings[noise].text(),
        )
        for noise in NOISES_MM
    ]
    return Table(headings, rows)


def picture_of(paths: dict[float, dict[str, Given]]) -> Picture:
    """Return the picture of three metrics over the noise."""
    ratios = {suffix: _line(paths, suffix) for suffix in ("rms", "velocity", "f95")}
    return Picture(
        "sway-keypoints",
        "Median ratio of each sway metric to its truth over the noise; a line ends where the "
        "metric is refused",
        lambda path: lines(
            path,
            {"trunk paths": ratios},
            across="noise of the trunk point, mm",
            up="ratio to the truth",
            goal=1.0,
        ),
    )


def measure(share: float, ledger: Ledger) -> Section:
    """Measure sway from noisy keypoints."""
    count = trials(TRIALS, share)
    paths = from_paths(count, NOISES_MM)
    recordings = from_recordings(max(count // 2, 1), NOISES_MM, ledger)
    return Section(
        TOPIC.title,
        TOPIC.data,
        figures_of(paths, recordings),
        text=(f"{count} {TEXT}",),
        tables=(table_of(paths, recordings),),
        picture=picture_of(paths),
        values={
            "paths": {
                str(noise): {s: [one.ratios, one.refused] for s, one in row.items()}
                for noise, row in paths.items()
            },
            "recordings": {str(n): [one.ratios, one.refused] for n, one in recordings.items()},
        },
    )


def _line(paths: dict[float, dict[str, Given]], suffix: str) -> tuple[list[float], list[float]]:
    """Return noises and median ratios of one metric where it was given."""
    known = [noise for noise, row in paths.items() if row[suffix].ratios]
    return known, [float(np.median(paths[noise][suffix].ratios)) for noise in known]


TOPIC = Topic("sway-keypoints", "Sway from keypoints", SYNTHETIC, GOALS, measure)
