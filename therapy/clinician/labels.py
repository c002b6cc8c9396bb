"""Words for what reports and signals name by key, in the reader's language.

A key that is not listed here is still shown, as words made from the key itself: a newer scoring
version must never make a page fail.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]

METRICS: Final[Words] = {
    "repetitions": _("Repetitions"),
    "window_repetitions": _("Repetitions in the time"),
    "time_seated_again_s": _("Time until seated again"),
    "time_up_again_s": _("Time until standing"),
    "knee_flexion_deg": _("Knee flexion"),
    "knee_flexion_range_deg": _("Knee flexion range"),
    "knee_flexion_left_deg": _("Knee flexion left at the end"),
    "knee_extension_range_deg": _("Knee extension range"),
    "knee_extension_deficit_deg": _("Missing knee extension"),
    "hip_flexion_deg": _("Hip flexion"),
    "hip_flexion_range_deg": _("Hip flexion range"),
    "hip_extension_deg": _("Hip extension"),
    "hip_extension_range_deg": _("Hip extension range"),
    "hip_extension_deficit_deg": _("Missing hip extension"),
    "hip_range_deg": _("Hip range"),
    "hip_abduction_deg": _("Hip abduction"),
    "hip_abduction_range_deg": _("Hip abduction range"),
    "hip_hike_deg": _("Hip hike"),
    "knee_valgus_ratio": _("Knees beside ankles"),
    "depth_ratio": _("Depth"),
    "depth_arm": _("Depth"),
    "rise_torso": _("Rise of the hips"),
    "rise_shank": _("Rise of the body"),
    "bridge_height_torso": _("Height of the bridge"),
    "trunk_lean_deg": _("Trunk lean"),
    "lateral_flexion_deg": _("Lateral flexion"),
    "lateral_flexion_range_deg": _("Lateral flexion range"),
    "abduction_deg": _("Shoulder abduction"),
    "abduction_range_deg": _("Abduction range"),
    "shoulder_flexion_deg": _("Shoulder flexion"),
    "shoulder_flexion_range_deg": _("Shoulder flexion range"),
    "shoulder_flexion_deficit_deg": _("Missing shoulder flexion"),
    "shoulder_extension_deg": _("Shoulder extension"),
    "shoulder_extension_range_deg": _("Shoulder extension range"),
    "scaption_deg": _("Scaption"),
    "scaption_range_deg": _("Scaption range"),
    "elbow_flexion_deg": _("Elbow flexion"),
    "elbow_flexion_range_deg": _("Elbow flexion range"),
    "end_hold_s": _("Time held at the end"),
    "repetition_time_s": _("Time per repetition"),
    "down_s": _("Time down"),
    "up_s": _("Time up"),
    "time_under_tension_s": _("Time under tension"),
    "time_slope_pct": _("Change of the time from one to the next"),
    "range_slope_pct": _("Change of the range from one to the next"),
    "symmetry_pct": _("More on the left"),
    "peak_speed_up": _("Highest speed up"),
    "peak_speed_down": _("Highest speed down"),
    "sparc": _("Smoothness, spectral arc length"),
    "ldlj": _("Smoothness, dimensionless jerk"),
    "hold_s": _("Longest hold"),
    "touches": _("Foot touches"),
    "sway_ml_rms": _("Mediolateral sway, RMS"),
    "sway_ml_range": _("Mediolateral sway, range"),
    "sway_ml_velocity": _("Mediolateral sway, velocity"),
    "sway_ml_f50": _("Sway, median frequency"),
    "sway_ml_f95": _("Sway, 95 % frequency"),
    "sway_ml_centroid": _("Sway, centroid frequency"),
    "sway_ml_sample_entropy": _("Sway, sample entropy"),
    "sway_vertical_rms": _("Vertical sway, RMS"),
    "ankle_distance_hip": _("Distance of the ankles"),
    "feet_together_s": _("Feet together"),
    "semi_tandem_s": _("Semi-tandem"),
    "tandem_s": _("Tandem"),
    "one_leg_s": _("One leg"),
    "feet_together_sway_ml_rms": _("Sway, feet together"),
    "semi_tandem_sway_ml_rms": _("Sway, semi-tandem"),
    "tandem_sway_ml_rms": _("Sway, tandem"),
    "one_leg_sway_ml_rms": _("Sway, one leg"),
    "stages_held": _("Stages held"),
    "sppb_balance_points": _("SPPB, balance part"),
    "sppb_chair_stand_points": _("SPPB, chair stand part"),
    "reach_torso": _("Reach"),
    "reach_cm": _("Reach"),
    "tug_total_s": _("Time from chair to chair"),
    "stand_up_s": _("Standing up"),
    "walk_out_s": _("Walking out"),
    "walk_back_s": _("Walking back"),
    "sit_down_s": _("Sitting down"),
    "foot_lift_shank": _("Height of the lifted foot"),
}

UNIT_OF_METRIC: Final[Mapping[str, str]] = {
    "depth_ratio": "{thigh}",
    "rise_torso": "{torso}",
    "rise_shank": "{shank}",
    "bridge_height_torso": "{torso}",
    "depth_arm": "{arm}",
    "foot_lift_shank": "{shank}",
}
"""What a ratio is a ratio of, where its UCUM unit is plainly 1."""

UNITS: Final[Words] = {
    "deg": "°",
    "s": _("s"),
    "ms": _("ms"),
    "mm": _("mm"),
    "mm/s": _("mm/s"),
    "deg/s": _("°/s"),
    "Hz": _("Hz"),
    "px": _("px"),
    "%": "%",
    "{torso}/s": _("torso lengths a second"),
    "{thigh}/s": _("thigh lengths a second"),
    "{shank}/s": _("shank lengths a second"),
    "{arm}/s": _("arm lengths a second"),
    "{arm}": _("arm lengths"),
    "{hip}": _("hip widths"),
    "{points}": _("points"),
    "cm": _("cm"),
    "1": "",
    "{#}": "",
    "{torso}": _("torso lengths"),
    "{shank}": _("shank lengths"),
    "{thigh}": _("thigh lengths"),
    "/min": _("per minute"),
}

SIDES: Final[Words] = {
    "left": pgettext_lazy("side", "Left"),
    "right": pgettext_lazy("side", "Right"),
    "both": pgettext_lazy("side", "Both sides"),
}

VIEWS: Final[Words] = {
    "front": _("front view"),
    "back": _("back view"),
    "side": _("side view"),
    "oblique": _("oblique view"),
    "unknown": _("view not known"),
}

QUALITIES: Final[Words] = {
    "good": pgettext_lazy("quality", "good"),
    "fair": pgettext_lazy("quality", "fair"),
    "poor": pgettext_lazy("quality", "poor"),
    "refused": pgettext_lazy("quality", "not measured"),
}

EVENTS: Final[Words] = {
    "incomplete_repetition": _("incomplete"),
    "getting_into_position": _("getting into position"),
    "left_position": _("left the position"),
    "second_person": _("somebody else"),
    "uncertain_person": _("uncertain whose body"),
    "sides_exchanged": _("left and right exchanged"),
    "timed_window": _("the time that counts"),
    "best_hold": _("longest hold"),
    "hold": pgettext_lazy("event", "hold"),
    "stage": pgettext_lazy("event", "stage"),
    "foot_hidden": _("foot hidden"),
    "arm_moved": _("arm moved"),
    "reach": pgettext_lazy("event", "reach"),
    "invalid_reach": _("reach that does not count"),
    "stand_up": _("standing up"),
    "walk_start": _("starts to walk"),
    "turn": pgettext_lazy("event", "turn"),
    "sit_down": _("sitting down"),
    "arm_out_of_plane": _("arm not sideways"),
    "turned_from_camera": _("turned from the camera"),
}

REPAIRS: Final[Words] = {
    "swapped_frames": _("frames with left and right exchanged, put back"),
    "mirrored_frames": _("frames of a mirrored stretch, put back"),
    "other_person_frames": _("frames with somebody else, left out"),
    "uncertain_frames": _("frames in which it was uncertain whose body was followed, left out"),
    "spikes": _("single outliers removed"),
    "bridged_gaps": _("short gaps bridged"),
    "repeated_frames": _("repeated frames dropped"),
}

REPETITION_COLUMNS: Final[Words] = {
    "side": _("Side"),
    "start_s": _("Start"),
    "end_s": _("End"),
    "peak_s": _("Peak at"),
    "peak_deg": _("Peak"),
    "range_deg": _("Range"),
    "down_s": _("Down"),
    "up_s": _("Up"),
    "depth_ratio": _("Depth"),
    "duration_s": _("Duration"),
}


FELT_WRONG: Final[Words] = {
    "pain": _("pain"),
    "dizzy": _("dizziness"),
    "weak": _("weakness"),
    "unsteady": _("unsteadiness"),
    "breathless": _("breathlessness"),
    "other": _("something else"),
}

HEADLINES: Final[Mapping[str, tuple[str, ...]]] = {
    "squat": ("repetitions", "knee_flexion_deg", "depth_ratio"),
    "forward_lunge": ("repetitions", "knee_flexion_deg", "depth_ratio"),
    "side_lunge": ("repetitions", "depth_ratio"),
    "sit_to_stand": ("repetitions", "repetition_time_s"),
    "chair_stand_30s": ("window_repetitions",),
    "five_times_sit_to_stand": ("time_seated_again_s", "time_up_again_s"),
    "shoulder_abduction": ("repetitions", "abduction_deg"),
    "shoulder_flexion": ("repetitions", "shoulder_flexion_deg"),
    "shoulder_extension": ("repetitions", "shoulder_extension_deg"),
    "shoulder_scaption": ("repetitions", "scaption_deg"),
    "elbow_flexion": ("repetitions", "elbow_flexion_deg"),
    "seated_knee_extension": ("repetitions", "knee_extension_deficit_deg", "end_hold_s"),
    "hip_abduction": ("repetitions", "hip_abduction_deg"),
    "hip_flexion": ("repetitions", "hip_flexion_deg"),
    "hip_extension": ("repetitions", "hip_extension_deg"),
    "knee_flexion": ("repetitions", "knee_flexion_deg"),
    "trunk_lateral_flexion": ("repetitions", "lateral_flexion_deg"),
    "glute_bridge": ("repetitions", "bridge_height_torso"),
    "heel_raise": ("repetitions", "rise_shank"),
    "push_up": ("repetitions", "elbow_flexion_deg"),
    "single_leg_stance": ("hold_s", "sway_ml_rms", "touches"),
    "single_leg_stance_eyes_closed": ("hold_s", "sway_ml_rms", "touches"),
    "quiet_stance": ("hold_s", "sway_ml_rms"),
    "quiet_stance_eyes_closed": ("hold_s", "sway_ml_rms"),
    "stance_feet_together": ("hold_s", "sway_ml_rms"),
    "stance_semi_tandem": ("hold_s", "sway_ml_rms"),
    "tandem_stance": ("hold_s", "sway_ml_rms"),
    "four_stage_balance": ("stages_held", "tandem_s", "one_leg_s"),
    "functional_reach": ("reach_cm", "reach_torso"),
    "timed_up_and_go": ("tug_total_s",),
}
"""What stands large on a recording's section, by protocol."""

KEY_MEASURES: Final[Mapping[str, tuple[str, ...]]] = {
    "squat": ("knee_flexion_deg", "depth_ratio"),
    "forward_lunge": ("knee_flexion_deg", "depth_ratio"),
    "side_lunge": ("depth_ratio",),
    "chair_stand_30s": ("window_repetitions",),
    "shoulder_abduction": ("abduction_deg",),
    "shoulder_flexion": ("shoulder_flexion_deg",),
    "shoulder_extension": ("shoulder_extension_deg",),
    "shoulder_scaption": ("scaption_deg",),
    "elbow_flexion": ("elbow_flexion_deg",),
    "hip_abduction": ("hip_abduction_deg",),
    "hip_flexion": ("hip_flexion_deg",),
    "hip_extension": ("hip_extension_deg",),
    "knee_flexion": ("knee_flexion_deg",),
    "trunk_lateral_flexion": ("lateral_flexion_deg",),
    "heel_raise": ("rise_shank",),
    "single_leg_stance": ("hold_s",),
    "single_leg_stance_eyes_closed": ("hold_s",),
    "tandem_stance": ("hold_s",),
    "functional_reach": ("reach_torso",),
}
"""What has a trend, and of what the worklist tells a loss.  For each of them more is better."""


def word(words: Words, key: str) -> str:
    """Return the word for a key, or the key itself turned into words."""
    found = words.get(key)
    return humanised(key) if found is None else str(found)


_UNIT_SUFFIXES: Final = ("_s", "_ms", "_hz", "_deg", "_dps", "_px", "_mm", "_torso", "_ratio")


def humanised(key: str) -> str:
    """Return a key as words: ``trunk_lean_deg`` → ``Trunk lean``."""
    for suffix in _UNIT_SUFFIXES:
        if key.endswith(suffix) and len(key) > len(suffix):
            key = key.removesuffix(suffix)
            break
    text = key.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def shown_unit(key: str, unit: str) -> str:
    """Return the unit to show for a metric or curve: a plain ratio says of what."""
    return UNIT_OF_METRIC.get(key, unit) if unit in {"1", ""} else unit


def unit_of(key: str) -> str:
    """Return the UCUM unit that a key's suffix stands for; empty when it has none."""
    if key in UNIT_OF_METRIC:
        return UNIT_OF_METRIC[key]
    suffixes = {
        "_deg": "deg",
        "_dps": "deg/s",
        "_mm": "mm",
        "_ms": "ms",
        "_hz": "Hz",
        "_px": "px",
        "_torso": "{torso}",
        "_ratio": "1",
        "_s": "s",
    }
    return next((unit for suffix, unit in suffixes.items() if key.endswith(suffix)), "")
