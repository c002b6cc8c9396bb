"""Clinics are tenants: every query of a clinic's data knows which clinic it may see.

A context variable holds the chosen clinic.  `ClinicScopedManager` reads it for every query
and raises `ClinicNotChosen` when nobody chose, so that forgetting a filter is an error and
never a leak.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

ModelT = TypeVar("ModelT", bound=models.Model)


class ClinicNotChosen(RuntimeError):
    """A clinic's data was asked for while no clinic was chosen: a mistake in the program."""


class OtherClinic(RuntimeError):
    """A row of another clinic than the chosen one was about to be saved."""


@dataclass(frozen=True)
class ClinicScope:
    """Which clinic may be seen; `clinic_id` is None for all of them, and `reason` says why."""

    clinic_id: UUID | None
    reason: str = ""


_scope: ContextVar[ClinicScope | None] = ContextVar("clinic_scope", default=None)


@contextmanager
def clinic_scope(clinic_id: UUID) -> Iterator[None]:
    """Choose one clinic for what runs inside."""
    token = _scope.set(ClinicScope(clinic_id))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def all_clinics(reason: str) -> Iterator[None]:
    """See every clinic's data inside: for workers, operators and looking up who somebody is."""
    if not reason:
        raise ValueError("say why every clinic's data is needed")
    token = _scope.set(ClinicScope(None, reason))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def no_clinic() -> Iterator[None]:
    """See no clinic's data inside: for requests of people who have not signed in."""
    token = _scope.set(None)
    try:
        yield
    finally:
        _scope.reset(token)


def current_scope() -> ClinicScope:
    """Return the chosen scope.

    Raises
    ------
    ClinicNotChosen
        If there is none.
    """
    scope = _scope.get()
    if scope is None:
        raise ClinicNotChosen(
            "no clinic is chosen: use clinic_scope(clinic_id), or all_clinics('why') where "
            "every clinic is really meant"
        )
    return scope


def chosen_clinic_id() -> UUID | None:
    """Return the chosen clinic's id; None for all clinics and where nobody chose."""
    scope = _scope.get()
    return None if scope is None else scope.clinic_id


def check_in_scope(clinic_id: UUID) -> None:
    """Raise `OtherClinic` when rows of this clinic may not be written now."""
    scope = current_scope()
    if scope.clinic_id is not None and scope.clinic_id != clinic_id:
        raise OtherClinic("this row belongs to another clinic than the chosen one")


class ClinicScopedManager(models.Manager[ModelT]):
    """A manager whose every query is limited to the chosen clinic.

    Parameters
    ----------
    path
        Lookup from the model to its clinic's id: ``"clinic_id"`` for a model that belongs to
        a clinic itself, such as ``"recording__clinic_id"`` for a part of one that does.
    """

    def __init__(self, path: str = "clinic_id") -> None:
        super().__init__()
        self.path = path

    def get_queryset(self) -> models.QuerySet[ModelT]:
        """Return the rows of the chosen clinic.

        Raises
        ------
        ClinicNotChosen
            If no clinic is chosen.
        """
        scope = current_scope()
        queryset = super().get_queryset()
        if scope.clinic_id is None:
            return queryset
        limit: dict[str, Any] = {self.path: scope.clinic_id}
        return queryset.filter(**limit)
