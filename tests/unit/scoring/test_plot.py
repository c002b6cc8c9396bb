"""Pictures of reports: they are written, and curves, sides and numbers are told apart."""

from dataclasses import replace

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pose.synthesis import Imperfections
from scoring.pipeline import score_recording
from scoring.plot import draw_report, grouped, looks, title
from scoring.report import RepetitionResult
from tests.builders.motion import FRONT, SIDE, abductions, empty, squats, stance
from tests.builders.movements import trial

PNG = b"\x89PNG\r\n\x1a\n"
STEADY = Imperfections(noise_px=0.5)

REPORTS = {
    "scored": (lambda: squats(n_reps=3, incomplete=(1,)), "squat"),
    "both sides": (abductions, "shoulder_abduction"),
    "refused": (lambda: abductions(SIDE), "shoulder_abduction"),
    "nobody": (lambda: empty(90), "squat"),
    "no frames": (empty, "squat"),
    "stance": (lambda: stance(hold_s=12.0, flaws=STEADY), "single_leg_stance"),
    "timed": (lambda: trial("five_times_sit_to_stand").stream, "five_times_sit_to_stand"),
}


@pytest.fixture
def drawn(monkeypatch, tmp_path):
    """Return a report's picture as its axes, kept from being forgotten after it was saved."""
    kept: list[Figure] = []
    saving = Figure.savefig

    def save(figure, *args, **options):
        kept.append(figure)
        return saving(figure, *args, **options)

    monkeypatch.setattr(Figure, "savefig", save)

    def draw(report):
        draw_report(report, tmp_path / "out.png")
        return kept[-1].axes

    return draw


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_becomes_a_picture(name, tmp_path):
    make, protocol = REPORTS[name]
    path = tmp_path / "out.png"
    draw_report(score_recording(make(), protocol), path)
    assert path.read_bytes().startswith(PNG)


def names(axis: Axes) -> list[str]:
    legend = axis.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def test_axes_say_what_they_count_and_curves_have_names(drawn):
    angles, depth = drawn(score_recording(squats(n_reps=3, incomplete=(1,)), "squat"))
    assert angles.get_ylabel() == "degrees"
    assert angles.get_xlabel() == "seconds"
    assert names(angles) == ["knee flexion, left", "hip flexion, left", "trunk lean", "repetition"]
    assert depth.get_ylabel() == "drop of the hips,\nthigh lengths"
    assert [text.get_text() for text in angles.texts] == ["1", "2", "incomplete repetition"]


def test_legends_lie_beside_the_curves_and_cover_none(drawn):
    for axis in drawn(score_recording(abductions(), "shoulder_abduction")):
        legend = axis.get_legend()
        assert legend is not None
        assert legend.get_window_extent().x0 >= axis.get_window_extent().x1


def test_a_side_has_one_colour_and_each_of_its_curves_a_line_of_its_own():
    report = score_recording(squats(), "squat")
    knee, hip = (one for one in report.signals.series if one.side == "left")
    lean = next(one for one in report.signals.series if one.key == "trunk_lean_deg")
    series = [knee, hip, replace(knee, side="right"), lean]
    (left, line), (left_too, dashes), (right, line_too), (other, _) = looks(series)
    assert left == left_too
    assert line == line_too
    assert line != dashes
    assert len({left, right, other}) == 3


def test_sides_that_move_together_have_one_number():
    def at(peak_s, side):
        return RepetitionResult(side=side, start_s=peak_s - 1, end_s=peak_s + 1, peak_s=peak_s)

    together = [at(2.0, "left"), at(2.1, "right"), at(5.0, "left"), at(5.2, "left")]
    assert [[one.peak_s for one in group] for group in grouped(together)] == [
        [2.0, 2.1],
        [5.0],
        [5.2],
    ]
    assert grouped([]) == []


@pytest.mark.parametrize(
    ("make", "protocol", "said"),
    [
        (lambda: abductions(n_reps=4), "shoulder_abduction", "4 repetitions, view front"),
        (lambda: abductions(SIDE), "shoulder_abduction", "refused, wrong_view"),
        (lambda: stance(hold_s=12.0), "single_leg_stance", "left foot lifted for 12.0 s"),
    ],
)
def test_the_title_says_what_was_found(make, protocol, said):
    assert said in title(score_recording(make(), protocol))


def test_the_title_names_the_prescribed_side():
    assert title(score_recording(abductions(), "shoulder_abduction", side="left")).startswith(
        "shoulder_abduction, left: "
    )


def test_a_refusal_is_drawn_as_what_to_do(drawn):
    report = score_recording(squats(FRONT, peak_deg=12.0), "squat")
    (axis,) = drawn(report)
    (text,) = axis.texts
    assert report.refusal is not None
    assert report.refusal.advice in text.get_text()


def test_a_hold_is_shaded_and_its_sway_drawn_beside_an_ellipse(drawn):
    report = score_recording(stance(hold_s=12.0, flaws=STEADY), "single_leg_stance")
    lift, sway = drawn(report)
    assert lift.get_ylabel() == "lift of the foot,\nshank lengths"
    assert names(lift) == ["foot lift, left", "held"]
    assert names(sway) == ["trunk", "95 % prediction\nellipse"]
    assert sway.get_xlabel() == "to the patient's left, torso lengths"


def test_a_folder_that_is_not_there_and_an_ending_that_is_no_picture_are_errors(tmp_path):
    report = score_recording(empty(), "squat")
    with pytest.raises(OSError, match="nowhere"):
        draw_report(report, tmp_path / "nowhere" / "out.png")
    with pytest.raises(ValueError, match="doc"):
        draw_report(report, tmp_path / "out.doc")
