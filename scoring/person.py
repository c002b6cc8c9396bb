"""What scoring may know about the person; all of it optional, none of it identifying."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Body height, age and sex, where they are known.

    Attributes
    ----------
    height_cm
        Stature; turns body units into millimetres.
    age_years, sex
        For norms (``"F"``, ``"M"``): unknown, only norms that depend on neither are shown.
    """

    height_cm: float | None = None
    age_years: float | None = None
    sex: str | None = None


ANYBODY = Person()
"""A person about whom nothing is known."""
