"""Scores that published rules make of several values, as metrics of a report."""

from scoring.combined import CombinedScore
from scoring.refusals import refusal
from scoring.report import FAIR, GOOD, Metric

INTERVAL = "The score with every value at the lower, and at the upper end of its interval."


def combined_metric(score: CombinedScore, n: int) -> Metric:
    """Return a combined score as a metric, refused where a value behind it is missing.

    Parameters
    ----------
    n
        Values behind the score.
    """
    source = f"{score.definition} {score.source.label}."
    if score.value is None or score.low is None or score.high is None:
        why = refusal("not_enough_repetitions", score.reason or "A value behind it is missing.")
        return Metric(score.key, None, score.unit, 0, source, quality=None, refusal=why)
    return Metric(
        key=score.key,
        value=float(score.value),
        unit=score.unit,
        n=n,
        low=float(min(score.low, score.high)),
        high=float(max(score.low, score.high)),
        quality=GOOD if score.low == score.high else FAIR,
        source=source,
        interval=INTERVAL,
    )
