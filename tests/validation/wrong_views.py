"""Metrics asked for from views that cannot give them: refused, always."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pose.synthesis import MOVEMENTS, Imperfections, synthesize
from pose.view import View
from scoring.measures import MEASURES
from scoring.protocols import PROTOCOLS, Protocol
from scoring.report import Report
from tests.validation.ledger import Ledger
from tests.validation.model import RECORDED, SYNTHETIC, Goal, Section, Table, Topic, percent
from tests.validation.session_counts import FILMED, prescribed
from tests.validation.sessions import NOISE, SUBJECTS, seen, session
from tests.validation.synthetic import scored_protocols, usual_camera, usual_side

FLAWS = Imperfections(noise_px=2.0, jitter_ms=5.0)
FROM_FRONT_DEG = (0.0, 20.0, -20.0, 180.0)
FROM_SIDE_DEG = (90.0, -90.0, 75.0, -75.0)
SIDE_ONLY, FRONT_ONLY = frozenset({View.SIDE}), frozenset({View.FRONT})
EXTRA_METRICS = {
    "knee_valgus": ("knee_valgus_ratio", FRONT_ONLY),
    "hip_hike": ("hip_hike_deg", FRONT_ONLY),
}
FRONT_KINDS = ("hold", "stance", "stages")
SWAY = "sway_ml"
GOALS = (
    Goal(
        "metrics bound to a view, asked for from the wrong one, synthetic movement",
        "refused in 100 %",
    ),
)
RECORDED_GOALS = (Goal("the same on measured movement", "refused in 100 %"),)


@dataclass
class Asked:
    """How often something was asked from a wrong view, and what was given anyway."""

    asked: int = 0
    given: list[str] = field(default_factory=list)

    def note(self, report: Report, keys: set[str], name: str) -> None:
        """Note one report: every metric of ``keys`` must be refused."""
        self.asked += 1
        for metric in report.metrics:
            bound = metric.key in keys or (metric.key.startswith(SWAY) and SWAY in keys)
            if bound and metric.value is not None:
                self.given.append(f"{name}: {metric.key} {metric.value:.0f}")


def bound_keys(protocol: Protocol) -> dict[frozenset[View], set[str]]:
    """Return the keys of metrics that only one view gives, by that view."""
    bound: dict[frozenset[View], set[str]] = {SIDE_ONLY: set(), FRONT_ONLY: set()}
    for row in protocol.angles:
        views = MEASURES[row.measure].views
        if views in bound:
            bound[views] |= {
                key for key in (row.key, row.range_key, row.deficit_key, row.held_key) if key
            }
    for name in protocol.also:
        if name in EXTRA_METRICS:
            key, views = EXTRA_METRICS[name]
            bound[views].add(key)
    if protocol.kind.value in FRONT_KINDS:
        bound[FRONT_ONLY].add(SWAY)
    return bound


def wrong_ways(protocol: Protocol) -> Iterator[tuple[float, set[str]]]:
    """Return every wrong yaw, with the keys that must be refused from there."""
    bound = bound_keys(protocol)
    if bound[SIDE_ONLY]:
        yield from ((yaw_deg, bound[SIDE_ONLY]) for yaw_deg in FROM_FRONT_DEG)
    if bound[FRONT_ONLY]:
        yield from ((yaw_deg, bound[FRONT_ONLY]) for yaw_deg in FROM_SIDE_DEG)


def synthetic_asked(ledger: Ledger) -> dict[str, Asked]:
    """Return what is given from wrong views of synthetic movement, by protocol."""
    found: dict[str, Asked] = {}
    for key in scored_protocols():
        movement = MOVEMENTS[key]()
        for yaw_deg, keys in wrong_ways(PROTOCOLS[key]):
            camera = replace(usual_camera(key), yaw_deg=yaw_deg)
            stream, _ = synthesize(movement, camera, imperfections=FLAWS)
            report = ledger.score(stream, key, usual_side(key, movement.side))
            found.setdefault(key, Asked()).note(report, keys, f"yaw {yaw_deg:.0f}")
    return found


def recorded_asked(ledger: Ledger, subjects: tuple[str, ...]) -> dict[str, Asked]:
    """Return what is given from wrong views of measured movement, by movement."""
    found: dict[str, Asked] = {}
    for movement, filmed in FILMED.items():
        for kind in ("correct", "incorrect"):
            for subject in subjects:
                one = session(movement, subject, kind)
                if one is None:
                    continue
                for yaw_deg, keys in wrong_ways(PROTOCOLS[filmed.protocol]):
                    stream = seen(one, yaw_deg, NOISE, seed=int(subject))
                    report = ledger.score(stream, filmed.protocol, prescribed(filmed, one))
                    name = f"subject {subject}, {kind}, yaw {yaw_deg:.0f}"
                    found.setdefault(filmed.name, Asked()).note(report, keys, name)
    return found


def refused_share(found: dict[str, Asked]) -> float:
    """Return the share of recordings from wrong views in which all that is bound was refused."""
    asked = sum(one.asked for one in found.values())
    leaky = sum(len({given.split(":")[0] for given in one.given}) for one in found.values())
    return 1 - leaky / asked if asked else 1.0


def section(topic: Topic, found: dict[str, Asked], heading: str) -> Section:
    """Return the evidence about wrong views."""
    share = refused_share(found)
    given = [f"{name} {given}" for name, one in found.items() for given in one.given]
    rows = [
        (name.replace("_", " "), str(one.asked), "; ".join(one.given[:4]) or "nothing")
        for name, one in found.items()
    ]
    return Section(
        topic.title,
        topic.data,
        (
            topic.goals[0].found(
                f"{percent(share)} of {sum(one.asked for one in found.values())} recordings",
                met=not given,
                limit=f"{len(given)} metrics given: " + "; ".join(given[:4]),
            ),
        ),
        text=(
            (
                "What only the side can measure (flexion of knee, hip, shoulder and elbow) is asked for "
                "at 0, 20, -20 and 180 degrees, what only the front can measure (abduction, side bends, "
                "mediolateral sway) at 90, -90, 75 and -75. Either the whole recording is refused, or "
                "the metric is, and what the view can give survives."
            ),
        ),
        tables=(Table((heading, "recordings", "given anyway"), rows),),
        values={name: [one.asked, one.given] for name, one in found.items()},
    )


def measure(share: float, ledger: Ledger) -> Section:
    """Ask synthetic movement from wrong views."""
    del share  # every protocol once is little
    return section(TOPIC, synthetic_asked(ledger), "protocol")


def measure_recorded(share: float, ledger: Ledger) -> Section:
    """Ask measured movement from wrong views."""
    subjects = SUBJECTS if share >= 1 else SUBJECTS[:1]
    return section(RECORDED_TOPIC, recorded_asked(ledger, subjects), "movement")


TOPIC = Topic("wrong-views", "The wrong view", SYNTHETIC, GOALS, measure)
RECORDED_TOPIC = Topic(
    "wrong-views-recorded",
    "The wrong view of measured movement",
    f"{RECORDED}: motion capture of five healthy adults, projected to a camera",
    RECORDED_GOALS,
    measure_recorded,
)
