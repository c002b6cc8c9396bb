"""The document: how it is written, and that the committed one is whole."""

from pathlib import Path

import numpy as np
import pytest

from tests.validation import document, model
from tests.validation.ledger import Ledger
from tests.validation.model import Figure, Goal, Picture, Section, Table, Topic
from tests.validation.pictures import agreement, bars, lines
from tests.validation.topics import TOPICS

ROOT = Path(__file__).resolve().parents[3]
COMMITTED = ROOT / "docs" / "validation.md"
MOST_BYTES = 60_000
MOST_PICTURES = 12


def section(**choices: object) -> Section:
    found = Goal("speed", "10 ms").found("12 ms", met=False, limit="2 ms over")
    values: dict[str, object] = {"title": "Speed", "data": "synthetic", "figures": (found,)}
    return Section(**(values | choices))  # type: ignore[arg-type]  # as a test asks for it


def test_a_missed_goal_says_what_limits_it():
    row = document.figures_table({"speed": section()}).rows[0]
    assert row == ("speed", "10 ms", "12 ms", "`speed`", "**missed**: 2 ms over")
    assert document.outcome(Figure("a", "b", "c", met=True, limit="d")) == "met"
    assert document.outcome(Figure("a", "b", "c", met=None)) == "not measured"


def test_a_topic_without_its_data_is_clearly_left_out():
    goals = (Goal("angles", "1 degree"),)
    topic = Topic("angles", "Angles", "people", goals, lambda *_: section())
    text = document.rendered_section("angles", topic.without_data())
    assert "Left out of this run" in text
    assert topic.without_data().figures[0].met is None


def test_a_bar_in_a_cell_does_not_end_the_cell():
    text = document.rendered_table(Table(("a", "b"), [("1 | 2", "3")]))
    assert text.splitlines() == ["| a | b |", "| --- | --- |", "| 1 \\| 2 | 3 |"]


def test_refusals_are_counted_by_code_and_in_total():
    first, second = Ledger(recordings=2, metrics=5), Ledger(recordings=1, metrics=2)
    first.refused["wrong_view"] += 1
    second.refused["wrong_view"] += 1
    second.metrics_refused["too_short"] += 2
    sections = {"a": section(title="A"), "b": section(title="B"), "c": section()}
    text = document.refusals(sections, {"a": first, "b": second, "c": Ledger()})
    assert "| A | 2 | wrong_view 1 | 5 | none |" in text
    assert "| all | 3 | wrong_view 2 | 7 | too_short 2 |" in text
    assert "Speed" not in text


def test_everything_is_written_below_one_folder(tmp_path):
    picture = Picture(
        "one", "One bar", lambda path: bars(path, "t", {"a": 1.0}, goal=0.5, unit="u")
    )
    whole = section(picture=picture, text=("Words.",), tables=(Table(("a",), [("1",)], "Named"),))
    sections = {"speed": whole, "angles": section(title="Angles", missing="No data")}
    files = document.written(sections, {"speed": Ledger()}, tmp_path, share=0.1)
    text = (tmp_path / "validation.md").read_text(encoding="utf-8")
    assert "**Quick run: 10% of the trials.**" in text
    assert "pictures/validation/one.png" in text
    assert "**Named**" in text
    assert "**Left out of this run: Angles.**" in text
    assert [file.name for file in files] == ["validation.md", "one.png"]


def test_pictures_are_small(tmp_path):
    rng = np.random.default_rng(0)
    ours, theirs = rng.normal(100.0, 20.0, (2, 100)).tolist()
    agreement(tmp_path / "a.png", {name: {"subject 1": (ours, theirs)} for name in "abc"})
    lines(tmp_path / "b.png", {"a": {"rms": ([1, 2], [1.0, 1.1])}}, across="x", up="y", goal=1.0)
    for file in tmp_path.glob("*.png"):
        assert 0 < file.stat().st_size <= MOST_BYTES


def test_a_share_of_the_trials_is_at_least_one():
    assert [model.trials(60, share) for share in (1.0, 0.1, 0.001)] == [60, 6, 1]
    assert model.percent(0.9949) == "99.5 %"


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_the_committed_document_has_every_section_and_figure(topic):
    text = COMMITTED.read_text(encoding="utf-8")
    assert f"\n## {topic.title}\n" in text
    for goal in topic.goals:
        assert f"\n| {goal.name} | {goal.wanted} |" in text


def test_the_committed_document_says_what_it_is():
    text = COMMITTED.read_text(encoding="utf-8")
    start = text[:600]
    assert "Made by `make validate`; do not edit. Whole run." in start
    assert "Nothing was validated on patients" in text
    assert "Left out of this run" not in text
    for heading in ("What was refused", "What is not known", "What was wanted, and what was found"):
        assert f"\n## {heading}\n" in text


def test_the_committed_pictures_are_those_that_the_document_shows():
    text = COMMITTED.read_text(encoding="utf-8")
    files = sorted((ROOT / "docs" / "pictures" / "validation").glob("*.png"))
    assert 0 < len(files) <= MOST_PICTURES
    for file in files:
        assert f"](pictures/validation/{file.name})" in text
        assert file.stat().st_size <= MOST_BYTES
    assert text.count("](pictures/validation/") == len(files)
