"""Rows whose identifiers the browser makes: made once, however often they are sent."""

from typing import TypeVar

from django.db import IntegrityError, models, transaction

ModelT = TypeVar("ModelT", bound=models.Model)


def create_once(row: ModelT) -> tuple[ModelT, bool]:
    """Insert the row, or return the one that already has its id; whether it is new.

    The row that is returned may be somebody else's: the caller checks.
    """
    rows = type(row)._base_manager
    existing = rows.filter(pk=row.pk).first()
    if existing is not None:
        return existing, False
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        existing = rows.filter(pk=row.pk).first()
        if existing is None:
            raise
        return existing, False
    return row, True
