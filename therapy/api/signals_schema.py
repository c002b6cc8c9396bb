"""`plumbline.signals/1`, described for the OpenAPI document; `scoring.signals` writes it."""

from typing import Any, Final

from rest_framework import serializers

from scoring.signals import SIGNALS_SCHEMA

BODY_SIDES: Final = ("left", "right")


def numbers() -> serializers.ListField:
    """Return a list of numbers, null where nothing was measured."""
    return serializers.ListField(child=serializers.FloatField(allow_null=True))


def times() -> serializers.ListField:
    """Return a list of times."""
    return serializers.ListField(child=serializers.FloatField())


def pair() -> serializers.ListField:
    """Return two numbers."""
    return serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class SignalSeries(serializers.Serializer[Any]):
    """One curve; gaps are null and stay open."""

    key = serializers.CharField()
    side = serializers.ChoiceField(choices=BODY_SIDES, allow_null=True)
    unit = serializers.CharField()
    values = numbers()


class SignalReplay(serializers.Serializer[Any]):
    """The stick figure, 34 numbers a frame: x and y of the 17 keypoints, in pixels."""

    times_s = times()
    xy = serializers.ListField(child=numbers())
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()


class SwayEllipse(serializers.Serializer[Any]):
    """The ellipse of a sway path."""

    centre = pair()
    semi_axes = pair()
    angle_deg = serializers.FloatField()


class SignalSway(serializers.Serializer[Any]):
    """Path of the torso during a hold, about its mean; the patient's left is positive."""

    unit = serializers.CharField()
    mediolateral = numbers()
    vertical = numbers()
    times_s = times()
    ellipse = SwayEllipse()


class SignalHold(serializers.Serializer[Any]):
    """The best hold."""

    side = serializers.ChoiceField(choices=BODY_SIDES)
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    stop_reason = serializers.CharField()


class Signals(serializers.Serializer[Any]):
    """What a therapist's page draws of one recording."""

    schema = serializers.ChoiceField(choices=[SIGNALS_SCHEMA])
    times_s = times()
    series = SignalSeries(many=True)
    replay = SignalReplay()
    sway = SignalSway(allow_null=True)
    hold = SignalHold(allow_null=True)
