"""The command line: what it prints, and how it exits."""

import json

import pytest

from pose.wire import records_from_stream, write_recording_file
from scoring.__main__ import main
from tests.builders.motion import FRONT, SIDE, abductions, squats, stance


@pytest.fixture
def saved(tmp_path):
    def save(stream):
        path = tmp_path / "recording.plk"
        write_recording_file(path, records_from_stream(stream), stream.facts)
        return str(path)

    return save


def test_protocols_are_listed(capsys):
    assert main(["protocols"]) == 0
    listed = capsys.readouterr().out
    for key in ("squat", "shoulder_abduction", "single_leg_stance"):
        assert key in listed


def test_a_score_exits_with_zero_and_prints_the_report(saved, capsys):
    assert main(["score", saved(squats(SIDE, n_reps=3)), "--protocol", "squat", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == "plumbline.report/1"
    assert report["metrics"][0] == {**report["metrics"][0], "key": "repetitions", "value": 3.0}


def test_the_table_for_people_has_value_interval_and_refused_metrics(saved, capsys):
    assert main(["score", saved(squats(FRONT, n_reps=3)), "--protocol", "squat"]) == 0
    table = capsys.readouterr().out
    assert "repetitions" in table
    assert "refused: view_cannot_measure" in table


def test_stature_and_side_are_passed_on(saved, capsys):
    path = saved(stance(side="right", hold_s=10.0))
    words = ["score", path, "--protocol", "single_leg_stance", "--side", "right"]
    assert main([*words, "--height-cm", "170"]) == 0
    assert " mm " in capsys.readouterr().out


def test_a_refusal_exits_with_three_and_says_what_to_do(saved, capsys):
    path = saved(abductions(SIDE))
    assert main(["score", path, "--protocol", "shoulder_abduction"]) == 3
    assert "What to do:" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"not a recording", b"PLKREC01\x00"])
def test_a_bad_file_exits_with_two_and_one_clear_line(tmp_path, capsys, content):
    path = tmp_path / "bad.plk"
    path.write_bytes(content)
    assert main(["score", str(path), "--protocol", "squat"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1


def test_a_missing_file_and_an_impossible_side_exit_with_two(saved, capsys):
    assert main(["score", "/nowhere.plk", "--protocol", "squat"]) == 2
    assert main(["score", saved(squats()), "--protocol", "squat", "--side", "left"]) == 2
    assert "side" in capsys.readouterr().err
