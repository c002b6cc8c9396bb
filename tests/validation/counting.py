"""Counting repetitions in the synthetic battery, by kind of trial and by protocol."""

from dataclasses import dataclass, field

from pose.synthesis.battery import N_TRIALS, SETTINGS, battery_trial, kinds_of
from scoring.report import Report
from tests.validation.ledger import Ledger
from tests.validation.model import (
    SYNTHETIC,
    Figure,
    Goal,
    Picture,
    Section,
    Table,
    Topic,
    percent,
    trials,
)
from tests.validation.pictures import bars

MAIN = "sit_to_stand"
OTHER_TRIALS = 6
OVERALL, EACH = 0.99, 0.95
MOST_NAMED = 6
GOALS = (
    Goal(
        f"repetition battery, {MAIN.replace('_', ' ')}, {N_TRIALS} trials of each kind, exact count",
        f"{OVERALL:g} overall, none under {EACH:g}",
    ),
    Goal("the battery with every other counted protocol", f"{OVERALL:g} overall"),
)
TEXT = (
    "Each trial draws its person, camera, tempo, noise and number of repetitions. Fast: at "
    "most 0.45 s each way. Failed: one to three attempts that go 35 % of the way. Drift: the "
    "camera creeps. Noise: 3 to 5 px and 2 % outliers. Gaps: 5 to 25 frames in every "
    "keypoint. Walking: comes from the camera first, and where there is a chair goes to it "
    "in the end. These trials are this project's own, so they are regression material and "
    "no proof of validity."
)


@dataclass
class Tally:
    """How often a count was exact; ``off`` names every other trial and by how much."""

    exact: int = 0
    trials: int = 0
    off: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Share of exact counts; a refusal is none."""
        return self.exact / self.trials if self.trials else 1.0

    def add(self, difference: int, name: str, refused: str | None = None) -> None:
        """Note one trial: the count less the truth, or the code with which it was refused."""
        self.trials += 1
        if refused is not None:
            self.off.append(f"{name} {refused}")
        elif difference:
            self.off.append(f"{name} {difference:+d}")
        else:
            self.exact += 1

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.exact + other.exact,
            self.trials + other.trials,
            self.off + other.off,
        )


def counted(kind: str, protocol: str, count: int, ledger: Ledger) -> Tally:
    """Return how some trials of one kind were counted."""
    tally = Tally()
    for number in range(count):
        trial = battery_trial(kind, number, protocol)
        report = ledger.score(trial.stream, protocol, trial.side)
        if report.refusal is not None:
            tally.add(0, f"{kind} {number}", report.refusal.code)
            continue
        count_found = report.metric("repetitions", counted_side(report)).value or 0.0
        tally.add(round(count_found) - trial.count, f"{kind} {number}")
    return tally


def counted_side(report: Report) -> str | None:
    """Return the side that a report's count is of."""
    return next(one.side for one in report.metrics if one.key == "repetitions")


def off_by(tally: Tally) -> str:
    """Return the trials that were counted wrongly, with what they were off by."""
    return ", ".join(tally.off[:MOST_NAMED]) + (" and more" if len(tally.off) > MOST_NAMED else "")


def table_of(title: str, tallies: dict[str, Tally]) -> Table:
    """Return tallies as a table with their total."""
    rows = [*tallies.items(), ("all", sum(tallies.values(), Tally()))]
    return Table(
        (title, "trials", "exact", "wrong: kind, number of the trial, by how many"),
        [
            (
                name.replace("_", " "),
                str(one.trials),
                percent(one.share),
                "" if name == "all" else off_by(one),
            )
            for name, one in rows
        ],
    )


def main_figure(kinds: dict[str, Tally]) -> Figure:
    """Return the exact counts of the main protocol, over all kinds and of the worst."""
    total = sum(kinds.values(), Tally())
    worst = min(kinds, key=lambda kind: kinds[kind].share)
    return GOALS[0].found(
        f"{total.share:.3f} overall, worst kind {worst} {kinds[worst].share:.3f}",
        met=total.share >= OVERALL and kinds[worst].share >= EACH,
        limit=f"short by {max(OVERALL - total.share, EACH - kinds[worst].share):.3f}; "
        f"{off_by(kinds[worst])}",
    )


def others_figure(others: dict[str, Tally]) -> Figure:
    """Return the exact counts of the other protocols, over all and of the worst."""
    rest = sum(others.values(), Tally())
    worst = min(others, key=lambda name: others[name].share)
    name = worst.replace("_", " ")
    return GOALS[1].found(
        f"{rest.share:.3f} over {len(others)} protocols, worst {name} {others[worst].share:.3f}",
        met=rest.share >= OVERALL,
        limit=f"{OVERALL - rest.share:.3f} short; {name}: {off_by(others[worst])}",
    )


def picture_of(kinds: dict[str, Tally]) -> Picture:
    """Return the picture of the main protocol's exact counts."""
    return Picture(
        "counting",
        "Share of exact counts by kind of trial; the line is what each kind must reach",
        lambda path: bars(
            path,
            f"exact counts, {MAIN.replace('_', ' ')}",
            {kind: one.share for kind, one in kinds.items()},
            goal=EACH,
            unit="share of trials",
        ),
    )


def measure(share: float, ledger: Ledger) -> Section:
    """Count the whole battery."""
    kinds = {kind: counted(kind, MAIN, trials(N_TRIALS, share), ledger) for kind in kinds_of(MAIN)}
    others = {
        protocol: sum(
            (
                counted(kind, protocol, trials(OTHER_TRIALS, share), ledger)
                for kind in kinds_of(protocol)
            ),
            Tally(),
        )
        for protocol in SETTINGS
        if protocol != MAIN
    }
    return Section(
        TOPIC.title,
        TOPIC.data,
        (main_figure(kinds), others_figure(others)),
        text=(TEXT,),
        tables=(table_of("kind", kinds), table_of("protocol, all kinds", others)),
        picture=picture_of(kinds),
        values={
            "kinds": {kind: one.share for kind, one in kinds.items()},
            "protocols": {name: one.share for name, one in others.items()},
            "wrong": {name: one.off for name, one in {**kinds, **others}.items()},
        },
    )


TOPIC = Topic("counting", "Counting repetitions", SYNTHETIC, GOALS, measure)
