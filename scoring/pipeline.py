"""Scores one recording: the steps of a clinical protocol, in its order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pose.lift.model import Lift
from pose.stream import KeypointStream
from pose.view import View
from scoring.findings import Findings
from scoring.kinds.hold import score_hold
from scoring.kinds.phases import score_phases
from scoring.kinds.reach import score_reach
from scoring.kinds.repetitions import score_repetitions
from scoring.kinds.stages import score_stages
from scoring.kinds.stance import score_stance
from scoring.movement import Movement
from scoring.norms import compared_with_norms
from scoring.person import ANYBODY, Person
from scoring.preparation import filter_text, prepared, recording_quality, trimming_events
from scoring.protocols import PROTOCOLS, Kind, Protocol
from scoring.refusals import ScoringError
from scoring.report import LIFTED, Metric, MetricContext, Report
from scoring.signals import Signals

MIN_PERSON_SHARE: Final = 0.2
SCORERS: Final[Mapping[Kind, Callable[[Movement, Protocol, Person, str | None], Findings]]] = {
    Kind.REPETITIONS: score_repetitions,
    Kind.HOLD: score_hold,
    Kind.STANCE: score_stance,
    Kind.STAGES: score_stages,
    Kind.REACH: score_reach,
    Kind.PHASES: score_phases,
}


def score_recording(
    stream: KeypointStream,
    protocol: Protocol | str,
    person: Person = ANYBODY,
    *,
    side: str | None = None,
    lift: Lift | None = None,
) -> Report:
    """Score one recording of one exercise; an honest refusal is a report too.

    Parameters
    ----------
    stream
        The raw recording, mirrored or not.
    protocol
        The protocol, or its key.
    person
        What is known about the person.
    side
        The prescribed side of the patient: ``"left"``, ``"right"``, ``"both"`` or ``None``.
    lift
        Estimates angles that the view does not show, marked as such; ``None`` refuses them.

    Raises
    ------
    KeyError
        If there is no such protocol.
    ValueError
        If the protocol cannot be prescribed for that side.
    """
    chosen = PROTOCOLS[protocol] if isinstance(protocol, str) else protocol
    if side not in chosen.sides:
        known = ", ".join(one or "none" for one in chosen.sides)
        raise ValueError(f"{chosen.key} has no side {side or 'none'}; it has: {known}")
    movement = prepared(stream.unmirrored(), chosen, side, lift)
    quality = recording_quality(movement, chosen, side)
    events = tuple(trimming_events(movement, chosen))
    try:
        check_person_is_seen(movement)
        check_is_long_and_fast_enough(movement, chosen)
        check_is_one_whole_person(movement, chosen)
        check_view(movement, chosen)
        findings = SCORERS[chosen.kind](movement, chosen, person, side)
    except ScoringError as error:
        return Report(
            protocol=chosen.key,
            side=side,
            quality=quality,
            signals=drawn(movement, None),
            refusal=error.refusal,
            events=events,
        )
    return Report(
        protocol=chosen.key,
        side=side,
        quality=quality,
        signals=drawn(movement, findings),
        metrics=completed(findings.metrics, movement, chosen, person),
        repetitions=findings.repetitions,
        events=tuple(sorted((*events, *findings.events), key=lambda event: event.start_s)),
    )


def check_person_is_seen(movement: Movement) -> None:
    """Refuse a recording in which hardly anybody was found."""
    if movement.person_share < MIN_PERSON_SHARE:
        raise ScoringError(
            "no_person", f"A person was found in {movement.person_share:.0%} of the frames."
        )


def check_is_long_and_fast_enough(movement: Movement, protocol: Protocol) -> None:
    """Refuse recordings that end before they begin, and slide shows."""
    if movement.stream.duration_s < protocol.min_duration_s:
        raise ScoringError(
            "too_short",
            f"{movement.stream.duration_s:.1f} s were recorded; "
            f"{protocol.min_duration_s:g} s are needed.",
        )
    if movement.fps < protocol.min_fps:
        raise ScoringError(
            "too_slow",
            f"{movement.fps:.1f} frames a second were recorded; {protocol.min_fps:g} are needed.",
        )


def check_is_one_whole_person(movement: Movement, protocol: Protocol) -> None:
    """Refuse recordings of two people, and of people whose needed joints were not seen."""
    seen, uncertain = movement.other_person_share, movement.uncertain_share
    if seen + uncertain > protocol.max_other_person:
        doubts = [f"Somebody else was seen in {seen:.0%} of the frames."] if seen else []
        if uncertain:
            doubts.append(
                f"It was uncertain whose body was followed in {uncertain:.0%} of the frames."
            )
        raise ScoringError("second_person", " ".join(doubts))
    if movement.coverage < protocol.min_coverage:
        parts = (*protocol.needed_pairs, *protocol.needed_both, *protocol.needed_limb)
        needed = ", ".join(dict.fromkeys(parts))
        raise ScoringError(
            "half_person",
            f"The joints that are needed ({needed}) were seen together in "
            f"{movement.coverage:.0%} of the time.",
        )


def check_view(movement: Movement, protocol: Protocol) -> None:
    """Refuse views from which the protocol's main value cannot be measured."""
    view = movement.view
    if view.view is View.UNKNOWN:
        return
    too_far = protocol.max_yaw_deg is not None and view.yaw_deg > protocol.max_yaw_deg
    too_little = protocol.min_yaw_deg is not None and view.yaw_deg < protocol.min_yaw_deg
    if too_far or too_little:
        raise ScoringError(
            "wrong_view",
            f"Seen from the {view.view.value} (yaw {view.yaw_deg:.0f} degrees); "
            f"{protocol.title.lower()} needs a view from the {protocol.view.value}.",
        )


def completed(
    metrics: Sequence[Metric], movement: Movement, protocol: Protocol, person: Person
) -> tuple[Metric, ...]:
    """Return metrics that say from which recording they are, by which method, beside which norm."""
    context = MetricContext(
        coverage=movement.coverage,
        view=movement.view.view.value,
        effective_fps=movement.fps,
        filter=filter_text(movement.cutoff_hz),
    )
    survivors = tuple(dict.fromkeys(one.key for one in metrics if one.value is not None))
    return tuple(
        replace(
            metric,
            context=context.overridden_by(metric.context),
            refusal=metric.refusal and replace(metric.refusal, survivors=survivors),
            norms=norms_beside(metric, protocol, person),
        )
        for metric in metrics
    )


def norms_beside(
    metric: Metric, protocol: Protocol, person: Person
) -> tuple[Mapping[str, Any], ...]:
    """Return the published norms that apply to a metric, and where its interval lies."""
    if metric.method == LIFTED:
        return ()  # what was estimated stands beside no published value
    found = compared_with_norms(metric, protocol.key, person, at_least=metric.at_least)
    return tuple(one.to_json() for one in found)


def drawn(movement: Movement, findings: Findings | None) -> Signals:
    """Return the signals for drawing, on the uniform grid."""
    facts = movement.stream.facts
    return Signals(
        times_s=movement.times_s,
        xy_px=movement.picture_px,
        width_px=facts.image_width_px,
        height_px=facts.image_height_px,
        series=() if findings is None else findings.series,
        sway=None if findings is None else findings.sway,
        hold=None if findings is None else findings.hold,
    )
