"""The protocols' files: each is whole, and each mistake in one is named."""

from pathlib import Path

import msgspec
import pytest

from scoring.kinds.repetitions import EXTRAS
from scoring.measures import MEASURES
from scoring.protocols import PROTOCOLS, Kind, Limbs, ProtocolFormatError, read_protocol_file
from scoring.protocols.checking import ALSO, NEEDED
from scoring.protocols.reading import FOLDER

WHOLE = """
key = "arm_raise"
title = "Arm raise"
kind = "repetitions"
view = "front"
max_yaw_deg = 50.0
prescribable = ["left", "right"]
needed_limb = ["shoulder", "elbow", "hip"]
limbs = "each"
signal = {measure = "wrist_height"}
also = ["symmetry"]

[repetition]
leave_level = 0.4
reach_level = 0.55
attempt_level = 0.2
onset_levels = [0.08, 0.4]
onset_order = 2.5
min_range = 0.3
min_duration_s = 0.4

[[angles]]
key = "arm_deg"
measure = "shoulder_abduction"
deficit_key = "arm_deficit_deg"
end_range_deg = 180.0
"""

MISTAKES = {
    "no TOML": ('key = "arm_raise"', "key = arm raise", "Invalid value"),
    "wrong type": ("min_range = 0.3", 'min_range = "wide"', "repetition.min_range: Expected"),
    "unknown field": ("[repetition]", "[repetition]\nspeed = 1.0", "repetition: .*`speed`"),
    "missing field": ("onset_order = 2.5\n", "", "repetition: .*`onset_order`"),
    "unknown kind": ('kind = "repetitions"', 'kind = "dance"', "kind: .*'dance'"),
    "unknown view": ('view = "front"', 'view = "above"', "view: .*'above'"),
    "unknown measure": ('"wrist_height"', '"wrist_hight"', "signal: .*'wrist_hight'.*wrist_height"),
    "unknown angle": ('"shoulder_abduction"', '"shoulder"', "angles: .*'shoulder'"),
    "no angle": ('"shoulder_abduction"', '"wrist_height"', "angles: wrist_height of arm_deg"),
    "missing signal": ('signal = {measure = "wrist_height"}', "", "signal: .*repetitions needs"),
    "missing rule": ('kind = "repetitions"', 'kind = "hold"', r"hold: .*needs \[hold\]"),
    "levels out of order": ("leave_level = 0.4", "leave_level = 0.6", "repetition.leave_level: "),
    "level beyond the top": ("reach_level = 0.55", "reach_level = 1.1", "repetition.leave_level: "),
    "onset levels": ("[0.08, 0.4]", "[0.4, 0.08]", "repetition.onset_levels: "),
    "no time": ("min_duration_s = 0.4", "min_duration_s = 0.0", "repetition.min_duration_s: "),
    "no range": ("min_range = 0.3", "min_range = -1.0", "repetition.min_range: "),
    "turn share": ("onset_order = 2.5", "onset_order = 2.5\nturn_share = 2.0", "turn_share: "),
    "deficit of nothing": ("end_range_deg = 180.0", "", "angles: arm_deg .*end_range_deg"),
    "unknown extra": ('also = ["symmetry"]', 'also = ["grace"]', "also: .*'grace'.*symmetry"),
    "joint": ('["shoulder", "elbow", "hip"]', '["finger"]', "needed_limb: .*'finger'.*elbow"),
    "no joint": ('needed_limb = ["shoulder", "elbow", "hip"]', "", "needed_pairs: name the joints"),
    "whose limb": ('limbs = "each"', 'limbs = "body"', 'signal: wrist_height .*"each"'),
    "no limb's": ('"wrist_height"', '"hip_drop"', 'signal: hip_drop .*"body"'),
    "no side": (
        'prescribable = ["left", "right"]',
        "prescribable = []\nside_needed = true",
        "side_needed: ",
    ),
    "key": ('key = "arm_raise"', 'key = "Arm raise"', "key: 'Arm raise'"),
    "key of an angle": ('key = "arm_deg"', 'key = "arm-deg"', "angles: 'arm-deg'"),
    "key of an amplitude": (
        "[repetition]",
        '[amplitude]\nkey = "1"\nunit = "1"\ndefinition = "D."\n[repetition]',
        "amplitude.key: '1'",
    ),
    "yaw": ("max_yaw_deg = 50.0", "max_yaw_deg = 50.0\nmin_yaw_deg = 60.0", "min_yaw_deg: "),
    "window": ("[repetition]", "[timing]\nwindow_s = 0.0\n[repetition]", "timing.window_s: "),
    "number": ("[repetition]", "[timing]\nrepetitions = 0\n[repetition]", "timing.repetitions: "),
}


def written(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_file_is_a_protocol(tmp_path):
    protocol = read_protocol_file(written(tmp_path, WHOLE))
    assert protocol.kind is Kind.REPETITIONS
    assert protocol.limbs is Limbs.EACH
    assert protocol.sides == (None, "left", "right")


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_one_line_that_names_the_file_and_the_field(name, tmp_path):
    right, wrong, said = MISTAKES[name]
    assert WHOLE.count(right) == 1
    with pytest.raises(ProtocolFormatError, match=rf"^own\.toml: .*{said}") as caught:
        read_protocol_file(written(tmp_path, WHOLE.replace(right, wrong)))
    assert "\n" not in str(caught.value)


def test_symmetry_needs_an_angle_to_compare(tmp_path):
    without_angles = WHOLE.split("[[angles]]", maxsplit=1)[0]
    with pytest.raises(ProtocolFormatError, match="also: symmetry"):
        read_protocol_file(written(tmp_path, without_angles))


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path):
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProtocolFormatError, match=r"^own\.toml: "):
        read_protocol_file(path)


def test_something_else_than_a_protocol_is_refused_by_name(tmp_path):
    with pytest.raises(ProtocolFormatError, match=r"^own\.toml: .*`tool`"):
        read_protocol_file(written(tmp_path, "[tool]\nname = 'x'\n"))


@pytest.mark.parametrize("key", PROTOCOLS)
def test_every_file_is_called_as_its_protocol_and_tells_people_what_to_do(key):
    protocol = PROTOCOLS[key]
    assert protocol.key == key
    text = protocol.text
    assert text is not None
    for sentence in (*text.setup, *text.instructions, text.timing, text.stop, *text.invalid):
        assert sentence.strip()
    assert text.source.endswith(".")
    if protocol.side_needed:
        assert None not in protocol.sides


def test_files_are_read_once_and_only_when_they_are_asked_for():
    assert PROTOCOLS["squat"] is PROTOCOLS["squat"]
    assert len(PROTOCOLS) == len(list(FOLDER.glob("*.toml"))) == len(list(PROTOCOLS))
    with pytest.raises(KeyError):
        PROTOCOLS["handstand"]


def test_a_protocol_cannot_be_changed_after_it_was_read():
    with pytest.raises(AttributeError):
        setattr(PROTOCOLS["squat"], "min_fps", 1.0)  # noqa: B010 - as a mistake would


def test_what_a_file_may_ask_for_is_what_the_engine_makes():
    assert set(ALSO) == set(EXTRAS)
    assert set(NEEDED) == set(Kind)


def test_every_field_of_the_library_survives_being_written_and_read():
    for protocol in PROTOCOLS.values():
        again = msgspec.json.decode(msgspec.json.encode(protocol), type=type(protocol))
        assert again == protocol


@pytest.mark.parametrize("key", MEASURES)
def test_every_measure_says_what_it_is(key):
    measure = MEASURES[key]
    assert measure.definition.endswith(".")
    assert measure.views
    assert (measure.unit == "deg") == bool(measure.segments)


def test_a_measure_that_seventeen_points_cannot_give_says_why(tmp_path):
    text = (FOLDER / "squat.toml").read_text(encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(text.replace('"knee_flexion"', '"ankle_dorsiflexion"'), encoding="utf-8")
    with pytest.raises(ProtocolFormatError, match="no heel and no toe") as problem:
        read_protocol_file(path)
    assert "ankle_dorsiflexion is unavailable" in str(problem.value)
