"""The command line: what it prints, what it writes, and how it exits."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pose.synthesis import MOVEMENTS, Imperfections, synthesize
from pose.wire import records_from_stream, write_recording_file
from scoring.__main__ import main
from scoring.protocols import PROTOCOLS
from tests.builders.motion import FRONT, SIDE, abductions, squats, stance
from tests.builders.movements import trial
from tests.unit.scoring.test_report import VALIDATOR

ROOT = Path(__file__).resolve().parents[3]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def saved(tmp_path):
    def save(stream):
        path = tmp_path / "recording.plk"
        write_recording_file(path, records_from_stream(stream), stream.facts)
        return str(path)

    return save


def python_m_scoring(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scoring", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def one_line(captured) -> str:
    """Return what was complained about; fail where it is not one line, or anything was printed."""
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    return str(captured.err)


def test_protocols_are_listed(capsys):
    assert main(["protocols"]) == 0
    listed = capsys.readouterr().out
    for key in PROTOCOLS:
        assert key in listed


def test_a_score_exits_with_zero_and_prints_the_report(saved, capsys):
    assert main(["score", saved(squats(SIDE, n_reps=3)), "--protocol", "squat", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    VALIDATOR.validate(report)
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


def test_age_and_sex_bring_norms(saved, capsys):
    words = ["score", saved(trial("chair_stand_30s", n_reps=12).stream)]
    words += ["--protocol", "chair_stand_30s", "--age", "72", "--sex", "F"]
    assert main(words) == 0
    assert "women of 70 to 74" in capsys.readouterr().out


def test_a_refusal_exits_with_three_and_says_what_to_do(saved, capsys):
    path = saved(abductions(SIDE))
    assert main(["score", path, "--protocol", "shoulder_abduction"]) == 3
    assert "What to do:" in capsys.readouterr().out
    assert main(["score", path, "--protocol", "shoulder_abduction", "--json"]) == 3
    report = json.loads(capsys.readouterr().out)
    VALIDATOR.validate(report)
    assert report["refusal"]["code"] == "wrong_view"


@pytest.mark.parametrize(
    ("stream", "protocol", "status"),
    [
        (squats(n_reps=2), "squat", 0),
        (abductions(SIDE), "shoulder_abduction", 3),
        (stance(hold_s=10.0), "single_leg_stance", 0),
    ],
    ids=["scored", "refused", "stance"],
)
def test_plot_writes_a_picture(stream, protocol, status, saved, tmp_path, capsys):
    out = tmp_path / "out.png"
    assert main(["plot", saved(stream), "--protocol", protocol, "-o", str(out)]) == status
    assert out.read_bytes().startswith(PNG)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("ending", ["csv", "parquet", "trc"])
def test_export_writes_a_table(ending, saved, tmp_path):
    out = tmp_path / f"out.{ending}"
    assert main(["export", saved(squats(n_reps=1)), "-o", str(out)]) == 0
    content = out.read_bytes()
    if ending == "csv":
        rows = list(csv.reader(content.decode().splitlines()))
        assert "left_knee_flexion_deg" in rows[0]
        assert len(rows) > 100
    elif ending == "parquet":
        assert content.startswith(b"PAR1")
    else:
        assert content.startswith(b"PathFileType")


@pytest.mark.parametrize("content", [b"", b"not a recording", b"PLKREC01\x00", b'{"a": 1}'])
@pytest.mark.parametrize("command", ["score", "plot", "export"])
def test_a_bad_file_exits_with_two_and_one_clear_line(command, content, tmp_path, capsys):
    path = tmp_path / "bad.plk"
    path.write_bytes(content)
    words = [command, str(path)]
    words += [] if command == "score" else ["-o", str(tmp_path / "out.csv")]
    words += [] if command == "export" else ["--protocol", "squat"]
    assert main(words) == 2
    assert one_line(capsys.readouterr()).startswith(f"{path}: ")


def test_a_missing_file_exits_with_two_and_names_it(capsys):
    assert main(["score", "/nowhere.plk", "--protocol", "squat"]) == 2
    assert one_line(capsys.readouterr()) == "/nowhere.plk: No such file or directory\n"


WRONG_WORDS = {
    "protocol": (["--protocol", "sqat"], "no protocol 'sqat'; known: "),
    "protocol file": (["--protocol", "/no.toml"], "/no.toml: No such file"),
    "side": (["--protocol", "squat", "--side", "left"], "squat has no side left; it has: none"),
    "no side": (["--protocol", "squat", "--side", "up"], "argument --side: invalid choice: 'up'"),
    "age": (["--protocol", "squat", "--age", "-4"], "argument --age: '-4' is no number from 0"),
    "stature": (["--protocol", "squat", "--height-cm", "tall"], "argument --height-cm: 'tall'"),
    "sex": (["--protocol", "squat", "--sex", "X"], "argument --sex: invalid choice"),
    "no protocol": ([], "the following arguments are required: --protocol"),
}


@pytest.mark.parametrize("name", WRONG_WORDS)
def test_wrong_words_exit_with_two_and_one_line_that_names_them(name, saved, capsys):
    words, said = WRONG_WORDS[name]
    assert main(["score", saved(squats(n_reps=1)), *words]) == 2
    assert said in one_line(capsys.readouterr())


@pytest.mark.parametrize("words", [[], ["dance"]])
def test_no_command_and_an_unknown_one_exit_with_two(words, capsys):
    assert main(words) == 2
    assert "command" in one_line(capsys.readouterr())


@pytest.mark.parametrize(
    ("command", "out", "said"),
    [
        ("plot", "nowhere/out.png", "nowhere/out.png: No such file or directory"),
        ("plot", "out.doc", "doc"),
        ("export", "nowhere/out.csv", "nowhere/out.csv: No such file or directory"),
        ("export", "nowhere/out.parquet", "nowhere/out.parquet: No such file or directory"),
        ("export", "nowhere/out.trc", "nowhere/out.trc: No such file or directory"),
        ("export", "out.xls", "out.xls: an export is one of .csv, .parquet, .trc"),
    ],
)
def test_what_cannot_be_written_exits_with_two_and_one_line(
    command, out, said, saved, tmp_path, capsys
):
    words = [command, saved(squats(n_reps=1)), "-o", str(tmp_path / out)]
    assert main(words if command == "export" else [*words, "--protocol", "squat"]) == 2
    assert said in one_line(capsys.readouterr())


def test_help_is_a_page_of_its_own(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    assert "Exits with 0 for a score, 3 for an honest refusal, 2" in capsys.readouterr().out


def test_every_command_runs_as_a_program(saved, tmp_path):
    assert python_m_scoring("protocols").stdout.startswith("protocol")
    path = saved(squats(n_reps=2))
    scored = python_m_scoring("score", path, "--protocol", "squat", "--json")
    assert scored.returncode == 0
    VALIDATOR.validate(json.loads(scored.stdout))
    picture, table = tmp_path / "out.png", tmp_path / "out.csv"
    assert python_m_scoring("plot", path, "--protocol", "squat", "-o", str(picture)).returncode == 0
    assert picture.read_bytes().startswith(PNG)
    assert python_m_scoring("export", path, "-o", str(table)).returncode == 0
    assert table.stat().st_size > 0
    refused = python_m_scoring("score", path, "--protocol", "shoulder_abduction")
    assert (refused.returncode, refused.stderr) == (3, "")
    wrong = python_m_scoring("score", path, "--protocol", "handstand")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1


def test_romberg_puts_closed_eyes_beside_open_ones(tmp_path, capsys):
    paths = []
    for name, sway_mm in (("open", 8.0), ("closed", 16.0)):
        movement = MOVEMENTS["quiet_stance"](hold_s=30.0, sway_rms_mm=sway_mm)
        stream, _ = synthesize(movement, FRONT, imperfections=Imperfections(noise_px=0.3))
        path = tmp_path / f"{name}.plk"
        write_recording_file(path, records_from_stream(stream), stream.facts)
        paths.append(str(path))
    assert main(["romberg", *paths, "--height-cm", "170"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    ratio = next(row for row in rows if row[0] == "romberg_ml_rms")
    # Twice the sway, and the same seed for its way.
    assert float(ratio[1]) == pytest.approx(2.0, abs=0.05)


def test_romberg_refuses_what_cannot_be_scored(saved, capsys):
    path = saved(squats(SIDE, n_reps=1))
    assert main(["romberg", path, path]) == 3
    assert "wrong_view" in capsys.readouterr().out
