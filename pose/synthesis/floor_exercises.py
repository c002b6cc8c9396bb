"""Lying bodies: the bridge on the back and the push-up, both closed chains on the floor."""

from dataclasses import replace
from typing import Final, Unpack

import numpy as np

from pose.synthesis.body import FORWARD, SIDES, Body, FloatArray, Leg, vector
from pose.synthesis.movement import Movement, curve
from pose.synthesis.plan import Plan, PlanOptions
from pose.synthesis.posture import ArmPose, Trunk, arm_pose, hips_of, posed

SHOULDER_ABOVE: Final = 0.06
"""Height of the shoulders of somebody who lies on their back, as a fraction of stature."""
HIP_ABOVE: Final = 0.055
"""Height of their hips."""
ANKLE_FROM_HIP: Final = 0.32
"""How far beyond the hips the ankles are on the floor, as a fraction of stature."""
PUSHING_GIRDLE_DEG: Final = 90.0
TOES_DOWN_DEG: Final = 80.0
TOE_ANKLE: Final = 0.118
"""Height of the ankles of somebody who stands on hands and toes."""
TOP_ELBOW_DEG: Final = 6.0


def glute_bridge(
    *, peak_deg: float = 8.0, body: Body | None = None, **plan: Unpack[PlanOptions]
) -> Movement:
    """Return bridges: on the back, feet on the floor, the hips lifted and lowered.

    Parameters
    ----------
    peak_deg
        Hip flexion (180 minus the angle shoulder, hip, knee) that is left at the top.
    body
        Whose; the head is towards the negative z axis.
    plan
        As in `Plan`; ``incomplete_ratio`` is the share of the way from lying to
        ``peak_deg``.

    Raises
    ------
    ValueError
        If the hips would rise too little or too far.
    """
    body = body or Body()
    what = Plan(**plan)
    rest_deg = _lying_flexion_deg(body)
    what.check("bridges", peak_deg, 0.0, rest_deg - 3.0)
    cycles = what.cycles(rest_deg, peak_deg)

    def points_at(times_s: FloatArray) -> FloatArray:
        return _bridging(body, curve(times_s, cycles, rest_deg))

    made = what.movement(
        "glute_bridge", "hip_flexion_deg", body, {None: cycles}, points_at, side=None
    )
    lowest_m = _bridge_pelvis(body, np.array([rest_deg]))[0][0, 1]
    told = [
        replace(
            one, travel_m=float(_bridge_pelvis(body, np.array([one.peak_deg]))[0][0, 1] - lowest_m)
        )
        for one in made.repetitions
    ]
    return replace(made, repetitions=tuple(told))


def push_up(
    *, peak_deg: float = 90.0, body: Body | None = None, **plan: Unpack[PlanOptions]
) -> Movement:
    """Return push-ups on hands and toes with a straight body.

    A repetition goes from straight arms down and up again; ``travel_m`` is how far the
    shoulders come down.

    Parameters
    ----------
    peak_deg
        Elbow flexion (180 minus the angle shoulder, elbow, wrist) at the bottom, 20 to 115
        degrees.
    body
        Whose; the head is towards the positive z axis.
    plan
        As in `Plan`.

    Raises
    ------
    ValueError
        If the elbows would bend too little or too much.
    """
    body = body or Body()
    what = Plan(**plan)
    what.check("push-ups", peak_deg, 19.9, 115.0)
    cycles = what.cycles(TOP_ELBOW_DEG, peak_deg)

    def points_at(times_s: FloatArray) -> FloatArray:
        return _pushing(body, curve(times_s, cycles, TOP_ELBOW_DEG))

    made = what.movement("push_up", "elbow_flexion_deg", body, {None: cycles}, points_at, side=None)
    top_m = _shoulder(body, np.array([TOP_ELBOW_DEG]))[0, 1]
    told = [
        replace(one, travel_m=float(top_m - _shoulder(body, np.array([one.peak_deg]))[0, 1]))
        for one in made.repetitions
    ]
    return replace(made, repetitions=tuple(told))


def _bridge_ends(body: Body) -> tuple[FloatArray, FloatArray]:
    """Return the resting shoulders and the ankles of a bridge, ``(3,)`` each, hips at z 0."""
    rise = SHOULDER_ABOVE - HIP_ABOVE
    behind = np.sqrt(body.trunk**2 - rise**2)
    shoulder = body.height_m * np.array((0.0, SHOULDER_ABOVE, -behind))
    ankle = body.height_m * np.array((0.0, body.ankle_height, ANKLE_FROM_HIP))
    return shoulder, ankle


def _lying_flexion_deg(body: Body) -> float:
    """Return the hip flexion of somebody who lies with the feet on the floor."""
    shoulder, ankle = _bridge_ends(body)
    hip = np.array((0.0, body.metres(HIP_ABOVE), 0.0))
    knee = _joined(hip[None], ankle[None], body.metres(body.thigh), body.metres(body.shank))[0]
    trunk, thigh = shoulder - hip, knee - hip
    cosine = trunk @ thigh / np.linalg.norm(trunk) / np.linalg.norm(thigh)
    return float(180.0 - np.degrees(np.arccos(cosine)))


def _bridge_pelvis(body: Body, flexion_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return hips and knees, in the middle plane, at hip flexions ``(n,)``.

    Shoulders and ankles stay.  The flexion says how far the knee is from the shoulder, that
    and the shank where it is, and both where the hip is.
    """
    n = len(flexion_deg)
    shoulder, ankle = (np.tile(one, (n, 1)) for one in _bridge_ends(body))
    torso, thigh = body.torso_m, body.metres(body.thigh)
    inner = np.radians(180.0 - flexion_deg)
    reach = np.sqrt(torso**2 + thigh**2 - 2 * torso * thigh * np.cos(inner))
    knee = _joined(shoulder, ankle, reach, body.metres(body.shank))
    hip = _joined(shoulder, knee, torso, thigh, upwards=-1.0)
    return hip, knee


def _bridging(body: Body, flexion_deg: FloatArray) -> FloatArray:
    """Return all points of a bridge."""
    n = len(flexion_deg)
    pelvis, knee = _bridge_pelvis(body, flexion_deg)
    _, ankle = _bridge_ends(body)
    shoulder, _ = _bridge_ends(body)
    trunk_line = shoulder - pelvis
    forward_deg = np.degrees(np.arctan2(trunk_line[:, 2], trunk_line[:, 1]))
    legs = {}
    for side, sign in SIDES.items():
        aside = vector(sign * body.metres(body.hip_half_width), 0.0, 0.0, n)
        legs[side] = Leg(knee + aside, np.tile(ankle, (n, 1)) + aside, np.zeros(n))
    # Arms lie beside the trunk on the floor: they turn against the trunk as it rises.
    slope_deg = forward_deg + 90.0
    arms = {}
    for side in SIDES:
        lying = arm_pose(n, side, elevation_deg=18.0, flexion_deg=slope_deg, elbow_deg=6.0)
        arms[side] = ArmPose(lying.upper, lying.fore, np.zeros(n))
    return posed(body, pelvis, Trunk(forward_deg, np.zeros(n), head_share=1.0), arms, legs)


def _push_up_ends(body: Body) -> tuple[FloatArray, FloatArray, float]:
    """Return ankles and wrists ``(3,)`` and the length from ankle to shoulder.

    The wrists are below the shoulders at the top.
    """
    _, up = body.shoulder_shift(np.array(PUSHING_GIRDLE_DEG))
    length_m = body.metres(body.shank + body.thigh + body.trunk + float(up))
    wrist_m = body.metres(0.02)
    arm_m = _arm_m(body, np.array([TOP_ELBOW_DEG]))[0]
    rise_m = wrist_m + arm_m - body.metres(TOE_ANKLE)
    ahead_m = np.sqrt(length_m**2 - rise_m**2)
    # The hips are at about z 0.
    back_m = -body.metres(body.shank + body.thigh)
    ankle = np.array((0.0, body.metres(TOE_ANKLE), back_m))
    return ankle, np.array((0.0, wrist_m, back_m + ahead_m)), length_m


def _arm_m(body: Body, elbow_deg: FloatArray) -> FloatArray:
    """Return the distance from shoulder to wrist at elbow flexions."""
    upper, fore = body.metres(body.upper_arm), body.metres(body.forearm)
    inner = np.radians(180.0 - elbow_deg)
    return np.asarray(np.sqrt(upper**2 + fore**2 - 2 * upper * fore * np.cos(inner)))


def _shoulder(body: Body, elbow_deg: FloatArray) -> FloatArray:
    """Return the shoulders, in the middle plane, at elbow flexions ``(n,)``."""
    n = len(elbow_deg)
    ankle, wrist, length_m = _push_up_ends(body)
    return _joined(
        np.tile(ankle, (n, 1)), np.tile(wrist, (n, 1)), length_m, _arm_m(body, elbow_deg)
    )


def _pushing(body: Body, elbow_deg: FloatArray) -> FloatArray:
    """Return all points of a push-up: ankles and wrists stay, the body turns as one."""
    n = len(elbow_deg)
    ankle, wrist, length_m = _push_up_ends(body)
    shoulder = _shoulder(body, elbow_deg)
    along = (shoulder - ankle) / length_m
    forward_deg = np.degrees(np.arctan2(along[:, 2], along[:, 1]))
    pelvis = ankle + body.metres(body.shank + body.thigh) * along
    hips = hips_of(body, pelvis)
    legs = {
        side: Leg(
            hips[side] - body.metres(body.thigh) * along,
            hips[side] - body.metres(body.shank + body.thigh) * along,
            np.full(n, TOES_DOWN_DEG),
        )
        for side in SIDES
    }
    wrists = np.tile(wrist, (n, 1))
    upper_m, fore_m = body.metres(body.upper_arm), body.metres(body.forearm)
    # Elbows bend towards the feet.
    elbow = _joined(shoulder, wrists, upper_m, fore_m, behind=True)
    trunk = Trunk(forward_deg, np.zeros(n), head_share=1.0)
    arm = _in_trunk_axes(trunk, (elbow - shoulder) / upper_m, (wrists - elbow) / fore_m)
    return posed(body, pelvis, trunk, dict.fromkeys(SIDES, arm), legs)


def _in_trunk_axes(trunk: Trunk, upper: FloatArray, fore: FloatArray) -> ArmPose:
    """Return an arm given by its directions in body axes, its hand flat on the floor."""
    axes = trunk.axes
    turn = np.stack((axes.left, axes.up, axes.ahead), axis=1)
    return ArmPose(
        np.einsum("nij,nj->ni", turn, upper),
        np.einsum("nij,nj->ni", turn, fore),
        np.full(len(upper), PUSHING_GIRDLE_DEG),
        hand=turn @ FORWARD,
    )


def _joined(
    start: FloatArray,
    end: FloatArray,
    first_m: FloatArray | float,
    second_m: FloatArray | float,
    *,
    upwards: float = 1.0,
    behind: bool = False,
) -> FloatArray:
    """Return where two segments of known lengths meet, in the plane of y and z.

    Of the two places, the upper one; with ``upwards`` -1 the lower one; with ``behind``
    the one further back.
    """
    line = end - start
    distance = np.linalg.norm(line, axis=1)
    along = line / distance[:, None]
    across = np.stack((np.zeros(len(line)), along[:, 2], -along[:, 1]), axis=1)
    wanted = across[:, 2] * -1.0 if behind else across[:, 1] * upwards
    across *= np.where(wanted < 0, -1.0, 1.0)[:, None]
    part = (distance**2 + first_m**2 - second_m**2) / (2 * distance)
    aside = np.sqrt(np.maximum(first_m**2 - part**2, 0.0))
    return np.asarray(start + part[:, None] * along + aside[:, None] * across)
