"""What a patient reads about a recording that could not be scored, in their own language.

The stored report carries the English advice of `scoring.refusals`; these are the same texts
where translators find them.
"""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

REFUSAL_ADVICE: Final = {
    "no_person": _(
        "We could not see you. Please make the room brighter, step in front of the camera, and "
        "try once more."
    ),
    "half_person": _(
        "We could not see all of you. Please move the device further away, until you can see "
        "yourself from head to feet."
    ),
    "second_person": _(
        "Somebody else was in the picture. Please try again when you are the only one in front "
        "of the camera."
    ),
    "wrong_view": _(
        "You were seen from another side than this exercise needs. Please stand as the picture "
        "shows, and try once more."
    ),
    "too_slow": _(
        "The device was too slow this time. Please close other apps, plug it in, and make the "
        "room brighter."
    ),
    "too_short": _(
        "The recording was very short. Please start again and stay in front of the camera until "
        "you hear that you can stop."
    ),
    "no_repetitions": _(
        "We did not see the whole movement. Please do the movement as the picture shows, from "
        "start to end, and come back to the start each time."
    ),
    "no_hold": _(
        "We did not see one foot lifted. Please lift your foot clearly off the floor and keep "
        "it up as long as you safely can."
    ),
    "view_cannot_measure": _(
        "This value needs another side towards the camera. You need not do anything."
    ),
    "noise_too_high": _(
        "The picture was not steady enough for this value. A brighter room and a device that "
        "stands still help."
    ),
    "feet_moved": _(
        "A foot moved before the value could be taken. Please keep both feet where they are, "
        "and try once more."
    ),
    "not_the_stance": _(
        "Your feet stood in another way than this test needs. Please place them as the picture "
        "shows, and try once more."
    ),
    "start_position": _(
        "The starting position was not seen. Please begin as the picture shows, stay there for "
        "a moment, and try once more."
    ),
    "no_phases": _(
        "We did not see the whole way from sitting to sitting. Please move the device further "
        "away, so that it sees the chair and the way, and try once more."
    ),
    "not_enough_repetitions": _(
        "This value needs more repetitions. Please do as many as you were asked to, if that "
        "feels all right."
    ),
}


def refusal_for_patient(refusal: dict[str, Any] | None) -> dict[str, str] | None:
    """Return a report's refusal with its advice in the reader's language; None stays None."""
    if refusal is None:
        return None
    code = str(refusal["code"])
    advice = str(REFUSAL_ADVICE.get(code, refusal["advice"]))
    return {"code": code, "message": str(refusal["message"]), "advice": advice}
