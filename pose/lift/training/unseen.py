"""What is said of movements that a network never saw: each left out once, together with a person."""

import time
from collections.abc import Callable, Iterator, Sequence

from pose.lift.training.calibrate import widening_of
from pose.lift.training.drawn import drawn_sessions
from pose.lift.training.evaluate import MAIN, VIEWS_DEG, Cell, cell_of
from pose.lift.training.held_out import Seen, look_at
from pose.lift.training.laboratory import MeasuredSession
from pose.lift.training.network import Schedule, train


def pairs_left_out(sessions: Sequence[MeasuredSession]) -> Iterator[tuple[str, str]]:
    """Yield each movement with one of the people who did it, the people in turn."""
    people = sorted({one.person for one in sessions})
    for number, movement in enumerate(sorted({one.movement for one in sessions})):
        did = {one.person for one in sessions if one.movement == movement and one.is_correct}
        turn = people[number % len(people) :] + people[: number % len(people)]
        yield movement, next(person for person in turn if person in did)


def unseen_movements(
    sessions: Sequence[MeasuredSession],
    seen: Sequence[Seen],
    schedule: Schedule,
    *,
    seed: int,
    say: Callable[[str], None] = lambda _: None,
) -> list[Cell]:
    """Return the cells of movements that were left out.

    The network saw neither the movement, recorded or drawn, nor the person, nor are they in the
    bounds.

    Parameters
    ----------
    seen
        What was said of people who were left out: the bounds come from these.
    """
    table = []
    for number, (movement, person) in enumerate(pairs_left_out(sessions)):
        begin_s = time.monotonic()
        others = [one for one in sessions if one.person != person and one.movement != movement]
        drawn = [one for one in drawn_sessions(seed, others) if one.movement != movement]
        network = train([*others, *drawn], schedule, seed=seed + number)
        left = [one for one in sessions if one.person == person and one.movement == movement]
        yaws_deg = sorted({yaw for yaws in VIEWS_DEG.values() for yaw in yaws})
        said = look_at(network, left, seed=seed, yaws_deg=yaws_deg)
        bounds = widening_of(
            [one for one in seen if one.person != person and one.movement != movement]
        )
        for angle in (angle for angle, movements in MAIN.items() if movement in movements):
            for view, yaws in VIEWS_DEG.items():
                own = [one for one in said if one.yaw_deg in yaws and one.is_correct]
                cell = cell_of(own, angle, None, view, {person: bounds})
                table += [] if cell is None else [cell]
        say(f"{movement} of person {person} left out: {time.monotonic() - begin_s:.0f} s")
    return table
