"""Files of norms: read when they are right, refused by name when they are not."""

import copy
import subprocess
import sys
from typing import Any

import pytest

from scoring.norms import NormDataError, read_norm_file
from scoring.norms.reading import parsed

SOURCE = {
    "key": "a",
    "label": "A",
    "title": "T",
    "authors": "N",
    "year": 2001,
    "address": "https://example.org",
    "grade": "read",
}
TABLE = {
    "source": "a",
    "metric": "hold_s",
    "protocol": "single_leg_stance",
    "statistic": "mean",
    "unit": "s",
    "population": "people",
    "method": "stopwatch",
    "rows": [{"age": [60, 70], "sex": "F", "value": 20, "sd": 2}],
}
CHANGE = {
    "source": "a",
    "metric": "hold_s",
    "value": 3,
    "unit": "s",
    "confidence": 0.95,
    "population": "people",
    "method": "stopwatch",
}
GOOD: dict[str, Any] = {"source": [SOURCE], "table": [TABLE], "detectable_change": [CHANGE]}


def test_a_right_file_is_read_as_it_stands():
    read = parsed("x.toml", GOOD)
    (norm,) = read.norms
    assert (norm.value, norm.sd, norm.sex) == (20.0, 2.0, "F")
    assert (norm.age_from_years, norm.age_to_years) == (60.0, 70.0)
    assert norm.source.year == 2001
    (change,) = read.changes
    assert (change.protocol, change.value_95) == (None, 3.0)


def test_a_row_without_age_and_sex_is_about_everybody():
    content = copy.deepcopy(GOOD)
    content["table"][0]["rows"] = [{"value": 20}, {"value": 20, "age": [80]}]
    everybody, old = parsed("x.toml", content).norms
    assert (everybody.age_from_years, everybody.age_to_years, everybody.sex) == (None, None, "any")
    assert (old.age_from_years, old.age_to_years) == (80.0, None)


def test_a_source_that_was_not_read_needs_no_address_and_no_year():
    content = copy.deepcopy(GOOD)
    content["source"][0] |= {"grade": "not_read", "address": ""}
    del content["source"][0]["year"]
    (source,) = parsed("x.toml", content).sources
    assert source.year is None
    assert not source.showable


MISSING = object()
WRONG = [
    (("source", 0), "grade", "certain", r"source 1: grade 'certain' is none of read, quoted"),
    (("source", 0), "address", "", r"source 1: address is missing: read says"),
    (("source", 0), "title", MISSING, r"source 1: title must be a text"),
    (("source", 0), "year", "2001", r"source 1: year must be a number"),
    (("source", 0), "yaer", 2001, r"source 1: 'yaer' is no field"),
    (("table", 0), "source", "b", r"table 1: no source is called 'b'"),
    (("table", 0), "statistic", "median", r"table 1: statistic 'median' is none of"),
    (("table", 0), "unit", "m", r"table 1: unit 'm' is none of"),
    (("table", 0), "metric", "", r"table 1: metric must be a text"),
    (("table", 0), "percent", 75, r"table 1: percent belongs to a percentile"),
    (("table", 0), "statistic", "percentile", r"table 1: percent belongs to a percentile"),
    (("table", 0), "statistic", "cut_off_below", r"row 1: sd must be above 0, and belongs"),
    (("table", 0), "rows", [], r"table 1: rows are missing"),
    (("table", 0), "rows", MISSING, r"table 1: rows are missing"),
    (("table", 0, "rows", 0), "value", MISSING, r"table 1, row 1: value must be a number"),
    (("table", 0, "rows", 0), "value", True, r"row 1: value must be a number"),
    (("table", 0, "rows", 0), "value", float("nan"), r"row 1: value must be a number"),
    (("table", 0, "rows", 0), "sd", 0, r"row 1: sd must be above 0"),
    (("table", 0, "rows", 0), "sex", "W", r"row 1: sex 'W' is none of F, M, any"),
    (("table", 0, "rows", 0), "age", [70, 60], r"row 1: age must go up"),
    (("table", 0, "rows", 0), "age", [60, 60], r"row 1: age must go up"),
    (("table", 0, "rows", 0), "age", [-1, 60], r"row 1: age must go up"),
    (("table", 0, "rows", 0), "age", [], r"row 1: age must be \[from\]"),
    (("table", 0, "rows", 0), "age", 60, r"row 1: age must be \[from\]"),
    (("table", 0, "rows", 0), "age", ["60"], r"row 1: age must be a number"),
    (("detectable_change", 0), "value", 0, r"detectable_change 1: value must be above 0"),
    (("detectable_change", 0), "confidence", 95, r"confidence must be 0.90 or 0.95"),
    (("detectable_change", 0), "source", "b", r"detectable_change 1: no source is called"),
    ((), "norms", [], r"'norms' is no field"),
]


@pytest.mark.parametrize(("place", "field", "value", "message"), WRONG)
def test_what_is_wrong_is_named_with_its_file_and_its_row(place, field, value, message):
    content = copy.deepcopy(GOOD)
    row: Any = content
    for step in place:
        row = row[step]
    if value is MISSING:
        del row[field]
    else:
        row[field] = value
    with pytest.raises(NormDataError, match=f"x.toml.*{message}"):
        parsed("x.toml", content)


@pytest.mark.parametrize("percent", [0, 100])
def test_a_percentile_lies_between_0_and_100(percent):
    content = copy.deepcopy(GOOD)
    content["table"][0] |= {"statistic": "percentile", "percent": percent, "rows": [{"value": 1}]}
    with pytest.raises(NormDataError, match="between 0 and 100"):
        parsed("x.toml", content)


def test_a_percentile_keeps_its_percent():
    content = copy.deepcopy(GOOD)
    content["table"][0] |= {"statistic": "percentile", "percent": 75, "rows": [{"value": 1}]}
    assert parsed("x.toml", content).norms[0].percent == 75


def test_two_sources_of_one_key_are_refused():
    content = copy.deepcopy(GOOD)
    content["source"].append(SOURCE)
    with pytest.raises(NormDataError, match="source 2: 'a' stands there twice"):
        parsed("x.toml", content)


@pytest.mark.parametrize("content", [b"[[source]\n", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_refused_by_its_name(tmp_path, content):
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(NormDataError, match=r"broken\.toml"):
        read_norm_file(path)


def test_importing_the_norms_reads_no_file():
    program = (
        "import sys, scoring.norms as norms\n"
        "assert 'tomllib' not in sys.modules\n"
        "assert norms.all_norm_files.cache_info().currsize == 0\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
