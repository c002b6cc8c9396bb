"""Small words and numbers in the therapist's templates."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from therapy.care.clinic_time import years_between
from therapy.clinician.cards import RecordingCard
from therapy.clinician.cards import announcement as card_announcement

register = template.Library()


@register.filter
def age_years(patient: Any) -> int:
    """Return how old a patient is today, in the clinic's time zone."""
    return years_between(patient.birth_date, timezone.localdate())


@register.filter
def plain(value: float | None) -> str:
    """Return a number for scripts and tests, never in the reader's way of writing it."""
    return "" if value is None else f"{value:.10g}"


@register.filter
def announcement(card: RecordingCard) -> str:
    """Return what a screen reader says when this section changed by itself."""
    return card_announcement(card)


@register.filter
def dose(item: Any) -> str:
    """Return a dose in words: “2 × 10, rest 60 s” or “3 × 30 s”."""
    if item.repetitions is not None:
        amount = ngettext("%(count)d time", "%(count)d times", item.repetitions)
        text = f"{item.sets} × {amount % {'count': item.repetitions}}"
    else:
        text = f"{item.sets} × {item.seconds} s"
    if item.sets > 1 and item.rest_s:
        text += _(", rest %(seconds)d s") % {"seconds": item.rest_s}
    return text


@register.simple_tag(takes_context=True)
def page_address(context: RequestContext, number: int) -> str:
    """Return the address of another page of this list, its filters kept."""
    request: Any = context["request"]
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
