"""The help desk's code is read as it was written, and a misheard digit is noticed."""

import json
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.golden.device_code.codes import FILE, rows
from therapy.common.device_code import DeviceCodeError, Span, read_device_code
from therapy.common.device_words import ADVICE, FOUND, explain

GOLDEN: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
USUAL = GOLDEN[0]["code"]
SPANS = {"fps": "fps", "totalMs": "total_ms", "sidePx": "side_px", "cameraFps": "camera_fps"}


def test_the_golden_file_is_what_the_table_says() -> None:
    assert rows() == GOLDEN


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["code"])
def test_a_code_is_read_as_the_device_meant_it(row: dict[str, Any]) -> None:
    result, report = row["result"], read_device_code(row["code"])
    for name in ("outcome", "runtime", "model", "isolated", "browser", "system"):
        assert getattr(report, name) == result[name]
    for name, field in SPANS.items():
        value, span = result[name], getattr(report, field)
        if value is None:
            assert span is None
        else:
            assert span.at_least <= value
            assert span.below is None or value < span.below


def test_codes_of_different_devices_differ() -> None:
    # The usual device stands in the file once by itself and once among each field's values.
    assert len({row["code"] for row in GOLDEN}) == len(GOLDEN) - 9


@pytest.mark.parametrize("spoken", ["101 383 114 8", "no code", "", "101 383 114 8x4"])
def test_what_is_no_code_is_refused_with_a_reason(spoken: str) -> None:
    with pytest.raises(DeviceCodeError, match=r"digits"):
        read_device_code(spoken)


def test_blanks_dots_and_hyphens_do_not_matter() -> None:
    digits = USUAL.replace(" ", "")
    for spoken in (digits, "-".join(digits), f" {digits[:4]}.{digits[4:]}\n"):
        assert read_device_code(spoken) == read_device_code(USUAL)


def test_every_single_misheard_digit_is_noticed() -> None:
    digits = USUAL.replace(" ", "")
    for at, right in enumerate(digits):
        for wrong in set("0123456789") - {right}:
            with pytest.raises(DeviceCodeError, match="misheard"):
                read_device_code(digits[:at] + wrong + digits[at + 1 :])


def test_every_two_neighbours_read_in_the_wrong_order_are_noticed() -> None:
    digits = USUAL.replace(" ", "")
    for at, (one, other) in enumerate(pairwise(digits)):
        if one != other:
            with pytest.raises(DeviceCodeError, match="misheard"):
                read_device_code(digits[:at] + other + one + digits[at + 2 :])


def _checked(digits: str) -> str:
    return f"{digits}{98 - int(digits) * 100 % 97:02d}"


def test_a_code_that_no_check_gives_is_refused() -> None:
    assert read_device_code(_checked("1013831148")) == read_device_code(USUAL)
    for digits in ("1093831148", "1018831148", "1013839148", "1013831948", "1013831198"):
        with pytest.raises(DeviceCodeError, match="No device check"):
            read_device_code(_checked(digits))
    with pytest.raises(DeviceCodeError, match="another version"):
        read_device_code(_checked("2013831148"))


def test_every_finding_has_its_words() -> None:
    found = {explain(read_device_code(row["code"])).found for row in GOLDEN}
    assert {str(words) for name, words in FOUND.items() if name != "detector"} < found
    assert FOUND.keys() == ADVICE.keys()


def _explained(**changed: Any) -> str:
    [row] = [one for one in GOLDEN if one["result"] == GOLDEN[0]["result"] | changed][:1]
    out = StringIO()
    call_command("explain_device_code", *row["code"].split(), stdout=out)
    return out.getvalue()


def test_the_command_says_what_was_found_and_what_to_do() -> None:
    text = _explained()
    assert text.startswith("The device can do the exercises.\nNothing needs to be done.\n")
    assert "Runs with: LiteRT, WebAssembly, threads" in text
    assert "Frames a second: 28 to 40" in text
    assert "Milliseconds a frame: 20 to 30" in text
    assert "Browser: Chrome" in text
    assert "System: Android" in text


def test_a_value_without_an_end_or_a_measurement_says_so() -> None:
    assert "Frames a second: 40 or more" in _explained(fps=40.0)
    assert "Frames a second: under 5" in _explained(fps=4.9)
    assert "Frames a second: not measured" in _explained(fps=None)


def test_slow_in_a_dark_room_is_told_from_a_slow_device() -> None:
    report = read_device_code(USUAL)
    slow = explain(replace(report, outcome="slow"))
    dark = explain(replace(report, outcome="slow", camera_fps=Span(12, 16)))
    assert "Close other programs" in slow.advice
    assert "light" in dark.advice


def test_too_slow_is_told_from_a_browser_that_runs_nothing() -> None:
    report = read_device_code(USUAL)
    assert "too slow" in explain(replace(report, outcome="detector")).found
    nothing = explain(replace(report, outcome="detector", runtime=None, model=None))
    assert "cannot run" in nothing.found


def test_the_command_refuses_a_misheard_code() -> None:
    with pytest.raises(CommandError, match="misheard"):
        call_command("explain_device_code", USUAL[:-1] + "9", stdout=StringIO())
