"""What the patient's page shows, gathered: the link's state, one trend per key measure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from therapy.care.models import PatientLink
from therapy.clinician import labels
from therapy.clinician.figures import as_text, interval_bounds, interval_text
from therapy.clinician.trends import Point

ATTACHED_SUFFIXES: Final = {"deg": "°", "%": "%"}


@dataclass(frozen=True)
class LinkState:
    """How it stands with the address that opens the patient's pages."""

    text: str
    badge: str
    usable: bool
    link: PatientLink | None


def link_state(link: PatientLink | None) -> LinkState:
    """Return the state of the newest link in words."""
    if link is None:
        return LinkState(_("No link yet"), "badge-notice", usable=False, link=None)
    if link.revoked_at is not None:
        return LinkState(_("Link revoked"), "badge-alert", usable=False, link=link)
    if link.locked_at is not None:
        text = _("Locked after wrong dates of birth")
        return LinkState(text, "badge-alert", usable=False, link=link)
    if link.expires_at <= timezone.now():
        return LinkState(_("Link expired"), "badge-alert", usable=False, link=link)
    return LinkState(_("Link works"), "badge-accent", usable=True, link=link)


@dataclass(frozen=True)
class TrendRow:
    """One point of a trend, as the table shows it and the chart reads it."""

    point: Point
    side_word: str
    value: str
    interval: str
    view: str
    quality_word: str


@dataclass(frozen=True)
class TrendFigure:
    """One key measure over time."""

    key: str
    protocol: str
    title: str
    suffix: str
    unit: str
    rows: tuple[TrendRow, ...]
    sides: tuple[str, ...]
    several_views: bool
    several_versions: bool
    latest: tuple[TrendRow, ...]


def trend_figures(points: Iterable[Point]) -> list[TrendFigure]:
    """Return one figure per key measure that has points, in the order of the protocols."""
    by_measure: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        if point.key in labels.KEY_MEASURES.get(point.protocol, ()):
            by_measure.setdefault((point.protocol, point.key), []).append(point)
    wanted = [(protocol, key) for protocol, keys in labels.KEY_MEASURES.items() for key in keys]
    return [_figure(by_measure[pair]) for pair in wanted if pair in by_measure]


def _figure(points: list[Point]) -> TrendFigure:
    first = points[0]
    rows = tuple(_row(point) for point in points)
    sides = sorted({point.side or "" for point in points})
    views = Counter(point.view for point in points)
    usual = max(views, key=lambda view: views[view])
    latest = [_latest(rows, side, usual) for side in sides]
    return TrendFigure(
        key=first.key,
        protocol=first.protocol,
        title=labels.word(labels.METRICS, first.key),
        suffix=ATTACHED_SUFFIXES.get(first.unit, ""),
        unit=labels.word(labels.UNITS, first.unit) if first.unit in labels.UNITS else first.unit,
        rows=rows,
        sides=tuple(side for side in sides if side),
        several_views=len({point.view for point in points}) > 1,
        several_versions=len({point.scoring_version for point in points}) > 1,
        latest=tuple(latest),
    )


def _latest(rows: Sequence[TrendRow], side: str, view: str) -> TrendRow:
    """Return a side's last value, from the usual view where there is one."""
    of_side = [row for row in rows if (row.point.side or "") == side]
    return ([row for row in of_side if row.point.view == view] or of_side)[-1]


def _row(point: Point) -> TrendRow:
    bounds = interval_bounds({"low": point.low, "high": point.high})
    interval = "" if bounds is None else interval_text(*bounds, point.unit)
    return TrendRow(
        point=point,
        side_word=labels.word(labels.SIDES, point.side) if point.side else "",
        value=as_text(point.value, point.unit),
        interval=interval,
        view=labels.word(labels.VIEWS, point.view or "unknown"),
        quality_word=labels.word(labels.QUALITIES, point.quality) if point.quality else "",
    )
