"""Forms of the admin for patients and prescribing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routines.models import RoutineVersion
from routines.selectors import exercise_version_list_current, routine_version_list_current
from therapy.care.doses import Dose, dose_problems, routine_doses
from therapy.care.models import Patient, PrescriptionItem


class PatientForm(forms.ModelForm):  # type: ignore[type-arg]  # no type parameters at run time
    """A patient's record."""

    class Meta:
        model = Patient
        fields = ("given_name", "family_name", "birth_date", "sex", "height_cm", "reason")

    def clean(self) -> dict[str, Any]:
        """Refuse a date of birth that lies in the future."""
        cleaned = super().clean() or {}
        born = cleaned.get("birth_date")
        if born is not None and born > timezone.localdate():
            self.add_error("birth_date", _("The date of birth lies in the future."))
        return cleaned


class PrescriptionForm(forms.ModelForm):  # type: ignore[type-arg]  # no type parameters at run time
    """What is prescribed to whom, how often and until when.

    The admin says which fields: here, outside a request, no clinic is chosen whose patients
    could be offered.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "routine_version" in self.fields:
            self.fields["routine_version"].queryset = routine_version_list_current()  # type: ignore[attr-defined]  # a ModelChoiceField
            self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """Refuse a prescription that ends before it starts."""
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("It must not end before it starts."))
        return cleaned


class PrescriptionItemForm(forms.ModelForm):  # type: ignore[type-arg]  # no type parameters at run time
    """One exercise with its dose."""

    position = forms.IntegerField(label=_("position"), required=False, min_value=1, max_value=99)

    class Meta:
        model = PrescriptionItem
        fields = (
            *("position", "exercise_version", "side"),
            *("sets", "repetitions", "seconds", "rest_s"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "exercise_version" in self.fields:
            self.fields["exercise_version"].queryset = exercise_version_list_current()  # type: ignore[attr-defined]  # a ModelChoiceField
        for field in self.fields.values():
            # A row's fields have no label of their own, only the table's heads; the admin wraps some.
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        """Say per field why a dose cannot be done."""
        cleaned = super().clean() or {}
        if cleaned.get("exercise_version") and not self.errors and not cleaned.get("DELETE"):
            for field, reason in dose_problems(self.dose()):
                self.add_error(field, reason)
        return cleaned

    def dose(self) -> Dose:
        """Return what was entered."""
        entered = self.cleaned_data
        return Dose(
            exercise_version=entered["exercise_version"],
            side=entered["side"] or None,
            sets=entered["sets"],
            repetitions=entered["repetitions"],
            seconds=entered["seconds"],
            rest_s=entered["rest_s"],
        )

    def _get_validation_exclusions(self) -> set[str]:
        """Leave what belongs to the whole prescription to the service."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's hook, unknown to its stubs
        return {*excluded, "prescription", "position"}

    def validate_constraints(self) -> None:
        """Leave to `clean`, which names the field and the reason."""


class PrescriptionItemFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # no type parameters at run time
    """The exercises of one prescription, in the order of their positions."""

    def doses(self) -> list[Dose]:
        """Return the doses that were entered, in order; none when every row was left empty."""
        rows: list[Any] = self.forms
        filled = [
            (form.cleaned_data.get("position") or index, index, form.dose())
            for index, form in enumerate(rows, start=1)
            if form.cleaned_data.get("exercise_version") and not form.cleaned_data.get("DELETE")
        ]
        return [dose for _position, _index, dose in sorted(filled, key=lambda row: row[:2])]


def routine_chosen(query: Mapping[str, str]) -> RoutineVersion | None:
    """Return the routine that an address names: by the id of its version, or by its key."""
    wanted = query.get("routine") or query.get("routine_version") or ""
    current = routine_version_list_current()
    return next(
        (
            version
            for version in current.select_related("routine")
            if wanted in {str(version.pk), str(version.routine_id), version.routine.key}
        ),
        None,
    )


def prescription_start(routine_version: RoutineVersion) -> dict[str, Any]:
    """Return what a routine suggests for the fields of a prescription."""
    return {
        "routine_version": routine_version,
        "title": routine_version.title,
        "times_per_week": routine_version.times_per_week,
        "pain_stop_limit": routine_version.pain_stop_limit,
        "weeks": timedelta(weeks=routine_version.weeks, days=-1),
    }


def dose_rows(routine_version: RoutineVersion) -> list[dict[str, Any]]:
    """Return a routine's doses as rows to edit."""
    return [
        {
            "position": position,
            "exercise_version": dose.exercise_version,
            "side": dose.side,
            "sets": dose.sets,
            "repetitions": dose.repetitions,
            "seconds": dose.seconds,
            "rest_s": dose.rest_s,
        }
        for position, dose in enumerate(routine_doses(routine_version), start=1)
    ]
