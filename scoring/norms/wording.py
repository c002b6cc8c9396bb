"""Neutral sentences that put a value beside a norm.

They say more or less, never good or bad: what it means is for a clinician.
"""

from typing import Final, NamedTuple

from scoring.norms.records import Norm, Statistic


class UnitWords(NamedTuple):
    """How a unit is spoken of: less of it, more of it, and what follows the number."""

    less: str
    more: str
    after: str


UNIT_WORDS: Final = {
    "{#}": UnitWords("fewer", "more", ""),
    "{points}": UnitWords("fewer", "more", " points"),
    "s": UnitWords("shorter", "longer", " s"),
    "deg": UnitWords("less", "more", " degrees"),
    "cm": UnitWords("less", "more", " cm"),
    "cm2": UnitWords("less", "more", " cm2"),
    "cm/s": UnitWords("slower", "faster", " cm/s"),
}
"""Words by UCUM code; a norm in another unit is refused when it is read."""
CITED: Final = {
    Statistic.CUT_OFF_BELOW: "under {figure}",
    Statistic.CUT_OFF_ABOVE: "over {figure}",
    Statistic.CUT_OFF_FROM: "{figure} or more",
    Statistic.MEAN: "mean {figure}",
    Statistic.PERCENTILE: "percentile {percent}, {figure}",
    Statistic.CONVENTION: "{figure}",
}
HOLDS_IT: Final = "; the interval of the value holds both"


def sentence(place: str, norm: Norm) -> str:
    """Return what a value that lies at ``place`` says beside ``norm``.

    Parameters
    ----------
    place
        One of the answers of `scoring.norms.comparison.compared`.
    """
    if norm.statistic is Statistic.MEAN:
        text = _beside_mean(place, norm)
    elif norm.statistic is Statistic.CONVENTION:
        text = _beside_figure(place, norm, "the conventional range")
    elif norm.statistic is Statistic.PERCENTILE:
        text = _beside_figure(place, norm, f"percentile {norm.percent}")
    else:
        text = _beside_cut_off(place, norm)
    return text


def cited(norm: Norm) -> str:
    """Return the figure with its source, as it stands in brackets."""
    after = UNIT_WORDS[norm.unit].after
    text = CITED[norm.statistic].format(figure=f"{norm.value:g}{after}", percent=norm.percent)
    if norm.sd is not None:
        text += f", SD {norm.sd:g}"
    return f"{norm.source.label}: {text}"


def _beside_cut_off(place: str, norm: Norm) -> str:
    words = UNIT_WORDS[norm.unit]
    word = words.less if norm.statistic is Statistic.CUT_OFF_BELOW else words.more
    standard = "usual" if norm.usual else "the cut-off"
    rest = f"{word} than {standard} for {norm.group} ({cited(norm)})"
    if norm.statistic is Statistic.CUT_OFF_FROM:
        # The figure itself is marked too, so "longer than" would be wrong for it.
        rest = f"at or over the cut-off for {norm.group} ({cited(norm)})"
    if place == "overlaps":
        return f"may or may not be {rest}{HOLDS_IT}"
    return f"not {rest}" if place == "within" else rest


def _beside_mean(place: str, norm: Norm) -> str:
    if norm.sd is None:
        return _beside_figure(place, norm, "the mean")
    words = UNIT_WORDS[norm.unit]
    if place == "within":
        return f"as for most {norm.group} ({cited(norm)})"
    if place == "overlaps":
        return f"may or may not be as for most {norm.group} ({cited(norm)}){HOLDS_IT}"
    word = words.less if place == "below" else words.more
    return f"{word} than for most {norm.group} ({cited(norm)})"


def _beside_figure(place: str, norm: Norm, name: str) -> str:
    if place == "overlaps":
        return f"about {name} of {norm.group} ({cited(norm)})"
    words = UNIT_WORDS[norm.unit]
    word = words.less if place == "below" else words.more
    return f"{word} than {name} of {norm.group} ({cited(norm)})"
