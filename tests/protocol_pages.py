"""The part of each clinical page that follows from its protocol's file, written from it.

``make fix`` writes it between two marks of ``docs/clinical/<protocol>.md``; ``make check``
fails where it is stale.  Limits and measurements around it are written by people.
"""

from collections.abc import Iterator
from pathlib import Path

from scoring.measures import MEASURES, Measure
from scoring.metrics.timed import SPPB_STANDS
from scoring.protocols import PROTOCOLS, AngleRow, Kind, Limbs, Protocol
from scoring.protocols.model import ClinicalText

PAGES = Path(__file__).resolve().parents[1] / "docs" / "clinical"
BEGIN = "<!-- written from the protocol's file by `make fix` -->"
END = "<!-- until here -->"
OF_EVERY_SET = (
    "`repetitions`, `repetition_time_s`, `up_s`, `down_s`, `time_under_tension_s`, "
    "`time_slope_pct`, `range_slope_pct`, `peak_speed_up`, `peak_speed_down`, `sparc` and `ldlj`"
)
GROUPS = {
    "trunk_lean": ["trunk_lean_deg"],
    "hip_hike": ["hip_hike_deg"],
    "knee_valgus": ["knee_valgus_ratio"],
    "symmetry": ["symmetry_pct"],
}


def page_of(key: str) -> Path:
    """Return the page whose heading names a protocol, or the one that should."""
    for page in sorted(PAGES.glob("*.md")):
        if f"`{key}`" in page.read_text(encoding="utf-8").partition("\n")[0]:
            return page
    return PAGES / f"{key.replace('_', '-')}.md"


def stale_pages(*, write: bool) -> Iterator[str]:
    """Yield a line for every page that does not say what its protocol's file says."""
    for key, protocol in PROTOCOLS.items():
        page = page_of(key)
        if not page.is_file():
            yield f"{page.name} is missing: every protocol has a page"
            continue
        text = page.read_text(encoding="utf-8")
        if BEGIN not in text:
            continue  # a page that was written by hand as a whole
        before, rest = text.split(BEGIN, maxsplit=1)
        after = rest.split(END, maxsplit=1)[1]
        fresh = before + BEGIN + "\n" + "\n".join(lines(protocol)) + "\n" + END + after
        if fresh != text and write:
            page.write_text(fresh, encoding="utf-8")
        elif fresh != text:
            yield f"{page.name} is stale: run `make fix`"


def lines(protocol: Protocol) -> Iterator[str]:
    """Yield what the file of a protocol of repetitions says, as Markdown."""
    assert protocol.kind is Kind.REPETITIONS
    assert protocol.text is not None
    yield from _people(protocol, protocol.text)
    yield from _counting(protocol)
    yield from _metrics(protocol)
    yield "\n## Source, and how we differ"
    yield protocol.text.source


def _people(protocol: Protocol, text: ClinicalText) -> Iterator[str]:
    yield "\n## Set-up"
    yield from (f"- {line}" for line in text.setup)
    yield f"- View: {protocol.view.value}. {_turned(protocol)}"
    if protocol.prescribable:
        yield f"- Sides that can be prescribed: {', '.join(protocol.prescribable)}."
    yield "\n## What the patient does"
    yield from (f"- {line}" for line in text.instructions)
    yield f"\n**Timing.** {text.timing}"
    yield f"\n**Ends with.** {text.stop}"
    yield "\n**No measurement if:**"
    yield from (f"- {line[0].lower()}{line[1:]}" for line in text.invalid)


def _turned(protocol: Protocol) -> str:
    if protocol.max_yaw_deg is not None:
        return f"Turned away by more than {protocol.max_yaw_deg:g} degrees: refused (`wrong_view`)."
    if protocol.min_yaw_deg is not None:
        return (
            f"Turned by less than {protocol.min_yaw_deg:g} degrees, which is nearly a front view: "
            "refused (`wrong_view`); up to 60 degrees the count stands and angles are refused "
            "(`view_cannot_measure`)."
        )
    return "The count stands from any view; what needs this one is refused from others."


def _counting(protocol: Protocol) -> Iterator[str]:
    rule, signal, second = protocol.repetition, protocol.signal, protocol.second
    assert rule is not None
    assert signal is not None
    yield "\n## What is counted"
    whose = (
        "each limb by itself, and together" if protocol.limbs is Limbs.EACH else "the whole body"
    )
    way = "going down" if signal.lowers else "going up"
    yield f"- **Signal** ({whose}): {MEASURES[signal.measure].definition} A repetition begins with it {way}."
    if second is not None:
        yield f"- **Checked by**: {MEASURES[second.measure].definition} Also by the number of prominent peaks and by periodicity."
    turn = (
        ""
        if rule.turn_share is None
        else f" One that comes back by {rule.turn_share:.0%} and goes out again by as much is two."
    )
    yield (
        f"- **Repetition**: from below {rule.leave_level:.0%} of this recording's usual range past "
        f"{rule.reach_level:.0%} and back below {rule.leave_level:.0%}.{turn} Less than "
        f"{rule.min_range:g} {_unit(MEASURES[signal.measure])} or {rule.min_duration_s:g} s is no "
        "movement."
    )


def _metrics(protocol: Protocol) -> Iterator[str]:
    yield "\n## Metrics"
    yield f"Beside {OF_EVERY_SET}, which every counted movement has ([overview](README.md#every-metric)):"
    yield "\n| key | unit | view | what |\n| --- | --- | --- | --- |"
    yield from _timed(protocol)
    amplitude = protocol.amplitude
    if amplitude is not None:
        yield f"| `{amplitude.key}` | {_code(amplitude.unit)} | any | {amplitude.definition} |"
    for row in protocol.angles:
        yield from _angle(row, MEASURES[row.measure])
    for group in protocol.also:
        for key in GROUPS[group]:
            yield f"| `{key}` | | | see the [overview](README.md#every-metric) |"


def _timed(protocol: Protocol) -> Iterator[str]:
    if protocol.timing is None:
        return
    if protocol.timing.window_s is not None:
        yield (
            f"| `window_repetitions` | `{{#}}` | any | repetitions within "
            f"{protocol.timing.window_s:g} s of the first movement |"
        )
    if protocol.timing.repetitions is not None:
        number = protocol.timing.repetitions
        yield f"| `time_seated_again_s` | s | any | until seated after repetition {number} |"
        yield f"| `time_up_again_s` | s | any | until standing in repetition {number} |"
        if number == SPPB_STANDS:
            yield (
                "| `sppb_chair_stand_points` | `{points}` | any | chair stand part of the Short "
                "Physical Performance Battery, from the time until the fifth stand |"
            )


def _angle(row: AngleRow, measure: Measure) -> Iterator[str]:
    views = ", ".join(sorted(view.value for view in measure.views))
    end = "lowest" if row.lowest else "highest"
    yield f"| `{row.key}` | deg | {views} | {measure.definition} The {end} of a repetition, held for 0.2 s; median. |"
    if row.range_key:
        yield f"| `{row.range_key}` | deg | {views} | highest minus lowest of a repetition; median |"
    if row.deficit_key:
        yield f"| `{row.deficit_key}` | deg | {views} | what is missing to {row.end_range_deg:g} degrees |"
    if row.held_key:
        yield f"| `{row.held_key}` | s | {views} | time within {row.held_within_deg:g} degrees of the end |"


def _unit(measure: Measure) -> str:
    names = {"deg": "degrees", "1": "of its own length"}
    return names.get(measure.unit, f"{measure.unit.strip('{}')} lengths")


def _code(unit: str) -> str:
    return unit if unit.isalnum() else f"`{unit}`"
