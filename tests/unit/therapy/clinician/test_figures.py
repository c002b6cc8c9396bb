"""Numbers as text."""

import pytest

from therapy.clinician.figures import as_text, figure, interval_bounds, interval_text
from therapy.clinician.labels import METRICS, humanised, word


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (96.4, "deg", "96°"),
        (-0.3, "deg", "0°"),
        (19.64, "s", "19.6\N{NO-BREAK SPACE}s"),
        (10, "{#}", "10"),
        (32.88, "mm/s", "33\N{NO-BREAK SPACE}mm/s"),
        (24.64, "cm", "24.6\N{NO-BREAK SPACE}cm"),
        (4.0, "{points}", "4\N{NO-BREAK SPACE}points"),
        (0.749, "{thigh}", "0.75\N{NO-BREAK SPACE}thigh lengths"),
        (95.2, "%", "95%"),
        (None, "deg", "–"),
    ],
)
def test_a_number_stands_with_its_unit_and_no_false_digits(
    value: float | None, unit: str, text: str
) -> None:
    assert as_text(value, unit) == text


def test_an_unknown_unit_is_shown_as_it_is() -> None:
    assert as_text(1.5, "N.m") == "1.50\N{NO-BREAK SPACE}N.m"


def test_a_missing_number_is_no_figure() -> None:
    assert figure(None, "deg") is None


def test_an_interval_says_its_unit_once() -> None:
    assert interval_text(91.6, 100.2, "deg") == "92° to 100°"
    assert interval_text(0.67, 0.83, "{thigh}") == "0.67 to 0.83\N{NO-BREAK SPACE}thigh lengths"


@pytest.mark.parametrize("bounds", [(None, 3.0), (3.0, None), (3.0, 3.0), (None, None)])
def test_an_exact_value_has_no_interval(bounds: tuple[float | None, float | None]) -> None:
    assert interval_bounds({"low": bounds[0], "high": bounds[1]}) is None


def test_a_key_that_nobody_named_becomes_words() -> None:
    assert word(METRICS, "hip_sway_range_mm") == "Hip sway range"
    assert humanised("peak_deg") == "Peak"
