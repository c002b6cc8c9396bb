"""Why a patient is on the worklist: each reason in about five words, ranked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from therapy.clinician.enums import URGENCY, Reason
from therapy.clinician.figures import as_text
from therapy.clinician.labels import METRICS, word
from therapy.clinician.trends import Change

SEPARATOR: Final = "|"
"""Between reason and subject where a form carries both; neither holds one."""


@dataclass(frozen=True)
class Why:
    """One reason: what it is about, its words, when it arose and where to look."""

    reason: Reason
    subject: str
    patient_id: UUID
    text: str
    at: datetime
    assessment_id: UUID | None = None
    weight: float = 0.0
    count: int = 1

    @property
    def token(self) -> str:
        """How a form names this reason."""
        return f"{self.reason}{SEPARATOR}{self.subject}"

    @property
    def rank(self) -> tuple[int, float, float]:
        """Sort key, the largest first: urgency, then weight within it, then recency."""
        return URGENCY[self.reason], self.weight, self.at.timestamp()


@dataclass(frozen=True)
class Line:
    """One reason as the row shows it, with the assessment to look at."""

    reason: Reason
    text: str
    assessment_id: UUID | None
    count: int


@dataclass
class Entry:
    """One patient on the worklist with everything that calls for somebody."""

    patient_id: UUID
    reasons: list[Why] = field(default_factory=list)

    @property
    def first(self) -> Why:
        """The most urgent reason."""
        return self.reasons[0]

    @property
    def lines(self) -> list[Line]:
        """What the row shows: reasons that only count are added up over assessments."""
        shown: dict[str, Line] = {}
        for why in self.reasons:
            if why.reason not in COUNTED or why.reason not in shown:
                key = why.reason if why.reason in COUNTED else why.token
                shown[key] = Line(why.reason, why.text, why.assessment_id, why.count)
                continue
            line = shown[why.reason]
            count = line.count + why.count
            text = COUNTED[why.reason](count)
            shown[why.reason] = Line(why.reason, text, line.assessment_id, count)
        return list(shown.values())

    @property
    def assessment_id(self) -> UUID | None:
        """The assessment to look at first; None when there is only silence."""
        return next((why.assessment_id for why in self.reasons if why.assessment_id), None)


def ranked(reasons: Iterable[Why]) -> list[Entry]:
    """Return one entry per patient, the most urgent first."""
    entries: dict[UUID, Entry] = {}
    for why in sorted(reasons, key=lambda one: one.rank, reverse=True):
        entries.setdefault(why.patient_id, Entry(why.patient_id)).reasons.append(why)
    return sorted(entries.values(), key=lambda entry: entry.first.rank, reverse=True)


def pain_text(pain: int, limit: int) -> str:
    """Return for example “Pain 8, limit 6”."""
    return _("Pain %(pain)d, limit %(limit)d") % {"pain": pain, "limit": limit}


def stopped_text(reason: str) -> str:
    """Return for example “Stopped early: dizziness”."""
    return _("Stopped early: %(reason)s") % {"reason": reason}


def worse_text(change: Change) -> str:
    """Return for example “Knee flexion down 12°”."""
    point = change.after
    return _("%(measure)s down %(amount)s") % {
        "measure": word(METRICS, point.key),
        "amount": as_text(abs(change.difference), point.unit),
    }


def missed_text(days: int, *, started: bool) -> str:
    """Return for example “No exercise for 6 days”."""
    if started:
        return ngettext("No exercise for %(days)d day", "No exercise for %(days)d days", days) % {
            "days": days
        }
    return ngettext("Not begun after %(days)d day", "Not begun after %(days)d days", days) % {
        "days": days
    }


def refused_text(count: int) -> str:
    """Return for example “2 recordings not scorable”."""
    return ngettext(
        "%(count)d recording not scorable", "%(count)d recordings not scorable", count
    ) % {"count": count}


def parked_text(count: int) -> str:
    """Return for example “1 recording set aside”."""
    return ngettext("%(count)d recording set aside", "%(count)d recordings set aside", count) % {
        "count": count
    }


def result_text(count: int) -> str:
    """Return for example “3 new results”."""
    return ngettext("%(count)d new result", "%(count)d new results", count) % {"count": count}


COUNTED: Final[dict[Reason, Callable[[int], str]]] = {
    Reason.REFUSED: refused_text,
    Reason.PARKED: parked_text,
    Reason.RESULT: result_text,
}
"""Reasons that count recordings, with their words."""
