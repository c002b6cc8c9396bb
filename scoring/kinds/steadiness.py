"""How much the trunk sways in a hold: the one place where stances ask for it."""

from scoring.metrics.hold import Hold
from scoring.metrics.sway import sway_metric_and_path
from scoring.movement import Movement
from scoring.person import Person
from scoring.report import Metric
from scoring.signals import Sway


def steadiness(hold: Hold, movement: Movement, person: Person) -> tuple[list[Metric], Sway | None]:
    """Return the metrics of sway in ``hold``, and its path; nothing where it is too short."""
    metric, path = sway_metric_and_path(hold, movement, person)
    return ([] if metric is None else [metric]), path
