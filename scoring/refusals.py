"""Honest refusals: a code, what was wrong, and what the patient can do."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Refusal:
    """Why a recording, or one metric of it, has no number.

    Attributes
    ----------
    code
        One of the codes in ``docs/datatypes.md``.
    message
        For the therapist.
    advice
        For the patient, in plain words: what to do next time.
    survivors
        Keys of the metrics that stand all the same.
    """

    code: str
    message: str
    advice: str
    survivors: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the refusal as the report carries it."""
        return {
            "code": self.code,
            "message": self.message,
            "advice": self.advice,
            "survivors": list(self.survivors),
        }


class ScoringError(Exception):
    """A recording that cannot be scored; carries the refusal."""

    def __init__(self, code: str, message: str) -> None:
        """Refuse with ``code``; ``message`` says for the therapist what was found."""
        self.refusal = refusal(code, message)
        super().__init__(f"{code}: {message}")


ADVICE: Final = {
    "no_person": "We could not see you. Please make the room brighter, step in front of the "
    "camera, and try once more.",
    "half_person": "We could not see all of you. Please move the device further away, until "
    "you can see yourself from head to feet.",
    "second_person": "Somebody else was in the picture. Please try again when you are the only "
    "one in front of the camera.",
    "wrong_view": "You were seen from another side than this exercise needs. Please stand as "
    "the picture shows, and try once more.",
    "too_slow": "The device was too slow this time. Please close other apps, plug it in, and "
    "make the room brighter.",
    "too_short": "The recording was very short. Please start again and stay in front of the "
    "camera until you hear that you can stop.",
    "no_repetitions": "We did not see the whole movement. Please do the movement as the picture "
    "shows, from start to end, and come back to the start each time.",
    "no_hold": "We did not see one foot lifted. Please lift your foot clearly off the floor and "
    "keep it up as long as you safely can.",
    "view_cannot_measure": "This value needs another side towards the camera. You need not do "
    "anything.",
    "noise_too_high": "The picture was not steady enough for this value. A brighter room and a "
    "device that stands still help.",
    "feet_moved": "A foot moved before the value could be taken. Please keep both feet where they "
    "are, and try once more.",
    "not_the_stance": "Your feet stood in another way than this test needs. Please place them as "
    "the picture shows, and try once more.",
    "start_position": "The starting position was not seen. Please begin as the picture shows, stay "
    "there for a moment, and try once more.",
    "no_phases": "We did not see the whole way from sitting to sitting. Please move the device "
    "further away, so that it sees the chair and the way, and try once more.",
    "not_enough_repetitions": "This value needs more repetitions. Please do as many as you were "
    "asked to, if that feels all right.",
}
"""What a patient can do, by code of refusal."""


def refusal(code: str, message: str) -> Refusal:
    """Return the refusal with its advice.

    Raises
    ------
    KeyError
        If the code is none of ours.
    """
    return Refusal(code=code, message=message, advice=ADVICE[code])
