"""The states of a recording as a Mermaid drawing, generated from the table that the code obeys."""

from therapy.assessments.enums import ALLOWED, RecordingState

_HEADER = """\
# States of a recording

<!-- Generated from therapy/assessments/enums.py:ALLOWED by `python manage.py states_draw`. -->

The row is the truth about a job; a message in the broker is only a nudge. Nothing but the arrows
below is possible: every change is one conditional UPDATE that names the state it starts from.
"""

_FINAL = (RecordingState.SCORED, RecordingState.REFUSED)


def states_document() -> str:
    """Return `docs/reference/assessment-states.md` as text."""
    return "\n".join([_HEADER, *_drawing(), "", *_table(), ""])


def _drawing() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {RecordingState.RECEIVING}: created"]
    lines += [
        f"    {before} --> {after}: {why}"
        for before, following in ALLOWED.items()
        for after, why in following.items()
    ]
    lines += [f"    {state} --> [*]" for state in _FINAL]
    return [*lines, "```"]


def _table() -> list[str]:
    lines = ["| from | to | when |", "| --- | --- | --- |"]
    return lines + [
        f"| `{before}` | `{after}` | {why} |"
        for before, following in ALLOWED.items()
        for after, why in following.items()
    ]
