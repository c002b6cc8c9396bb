"""Writes `docs/validation.md` from the sections of a run."""

import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from scoring.version import SCORING_VERSION
from tests.validation.ledger import Ledger
from tests.validation.model import Figure, Section, Table

MARKS = {True: "met", False: "**missed**", None: "not measured"}
COMMAND = ".venv/bin/python -m tests.validation"
INTRODUCTION = """\
# Validation

> Made by `make validate`; do not edit. {extent} Scoring version {version}, Python {python}, \
{machine}, 1-minute load {load}.

Everything here was computed by one run of this project's own code, on one core, from three kinds \
of data, and each section says which:

- **Synthetic movement** (`pose/synthesis`): joint-angle curves made into a body, seen by a camera, \
with the faults of cameras and networks added. The truth is exact, and the data are this \
project's own: they show that the arithmetic is right, not that it is right about people.
- **Recordings of people** in a folder beside the repository (`tests/builders/real_data.py` says \
where it is looked for): healthy adults measured by optical motion capture, whose joints are \
projected to a camera here; the output of four pose estimators on one adult; one movement signal \
each of some forty people, patients with stroke, Parkinson's disease and back pain among them; \
force-plate recordings. They are public data sets and no part of this project.
- **Pictures that the networks themselves look at**: seven labelled photos and a few clips from \
that folder, and synthetic patients drawn by this project (`pose/rendering`). They say how well \
keypoints are found, and nothing of the numbers made from them.

**Nothing was validated on patients**, apart from counting on those one-signal recordings. No \
recording came from the product's own camera and network on a person whose movement was measured \
at the same time. Numbers here say how well the method works; whether it helps a patient is not \
known."""
GOALS = """\
## What was wanted, and what was found

Each row was wanted before it was measured. Where one is missed, the last column says by how much \
and what limits it. `{command} KEY` runs one topic, `make validate` all of them."""
NOT_KNOWN = """\
## What is not known

- How far the network's keypoints on patients, in their clothes and rooms, differ from the joint \
centres used here. Noise and faults are modelled on other estimators' output; a bias of the \
network (a hip that is always seen too high) is not in them.
- How any angle here compares with a goniometer in a clinician's hand.
- Whether scores agree between days, cameras and helpers: nobody was recorded twice.
- Anything about walking aids, wheelchairs, prostheses, missing limbs, or people who need to hold \
on to something.
- The true depth of a movement: one camera sees a plane, and each number is bound to its view.
- Sway of a person before a camera beside a force plate: sway was checked on force-plate paths \
and on synthetic bodies separately.
- Whether intervals hold on people as they do on synthetic movement: there they include what the \
synthesis varies, and nothing else."""


def document(
    sections: Mapping[str, Section], ledgers: Mapping[str, Ledger], *, share: float
) -> str:
    """Return the whole document.

    Parameters
    ----------
    sections, ledgers
        By key of the topic, in the order in which they are shown.
    share
        How much of everything was run.
    """
    extent = "Whole run." if share == 1 else f"**Quick run: {share:.0%} of the trials.**"
    missing = [section.title for section in sections.values() if section.missing]
    if missing:
        extent += f" **Left out of this run: {', '.join(missing)}.**"
    parts = [
        INTRODUCTION.format(
            extent=extent,
            version=SCORING_VERSION,
            python=platform.python_version(),
            machine=platform.machine(),
            load=f"{os.getloadavg()[0]:.1f}",
        ),
        GOALS.format(command=COMMAND),
        rendered_table(figures_table(sections)),
        *(rendered_section(key, section) for key, section in sections.items()),
        refusals(sections, ledgers),
        NOT_KNOWN,
    ]
    return "\n\n".join(parts) + "\n"


def figures_table(sections: Mapping[str, Section]) -> Table:
    """Return every goal beside what was measured."""
    rows = [
        (figure.name, figure.wanted, figure.measured, f"`{key}`", outcome(figure))
        for key, section in sections.items()
        for figure in section.figures
    ]
    return Table(("figure", "wanted", "measured", "how", "met"), rows)


def outcome(figure: Figure) -> str:
    """Return whether a goal is met, and what limits it where it is not."""
    if figure.met is False and figure.limit:
        return f"{MARKS[False]}: {figure.limit}"
    return MARKS[figure.met]


def rendered_section(key: str, section: Section) -> str:
    """Return one topic: what it was measured on, what it says, tables, a picture."""
    parts = [f"## {section.title}", f"*On {section.data}. `{COMMAND} {key}`*"]
    if section.missing:
        return "\n\n".join([*parts, f"> **Left out of this run.** {section.missing}."])
    parts += section.text
    for table in section.tables:
        parts += [f"**{table.title}**"] if table.title else []
        parts.append(rendered_table(table))
    if section.picture is not None:
        caption = section.picture.caption
        parts += [f"![{caption}](pictures/validation/{section.picture.name}.png)", f"*{caption}*"]
    return "\n\n".join(parts)


def rendered_table(table: Table) -> str:
    """Return a table in Markdown."""
    lines = [table.headings, ["---"] * len(table.headings), *table.rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def refusals(sections: Mapping[str, Section], ledgers: Mapping[str, Ledger]) -> str:
    """Return what was refused, by topic and code."""
    known = [(sections[key].title, ledger) for key, ledger in ledgers.items() if ledger.recordings]
    rows = [
        (
            title,
            str(ledger.recordings),
            counts(ledger.refused),
            str(ledger.metrics),
            counts(ledger.metrics_refused),
        )
        for title, ledger in known
    ]
    total = (
        "all",
        str(sum(ledger.recordings for _, ledger in known)),
        counts(sum((ledger.refused for _, ledger in known), Counter())),
        str(sum(ledger.metrics for _, ledger in known)),
        counts(sum((ledger.metrics_refused for _, ledger in known), Counter())),
    )
    headings = ("section", "recordings", "refused whole", "metrics", "metrics refused")
    text = (
        "A refusal is a result: it has a code, says what was wrong, and leaves the metrics that do "
        "not depend on it. Many recordings here were made to be refused (the wrong view, too much "
        "noise), so these counts are no rates of anything."
    )
    return f"## What was refused\n\n{text}\n\n{rendered_table(Table(headings, [*rows, total]))}"


def counts(refused: Counter[str]) -> str:
    """Return counts by code, the most frequent first."""
    return ", ".join(f"{code} {count}" for code, count in refused.most_common()) or "none"


def written(
    sections: Mapping[str, Section], ledgers: Mapping[str, Ledger], docs: Path, *, share: float
) -> Sequence[Path]:
    """Write the document and its pictures below ``docs``; return what was written."""
    pictures = docs / "pictures" / "validation"
    pictures.mkdir(parents=True, exist_ok=True)
    files = []
    for section in sections.values():
        if section.picture is not None:
            files.append(pictures / f"{section.picture.name}.png")
            section.picture.draw(files[-1])
    target = docs / "validation.md"
    target.write_text(document(sections, ledgers, share=share), encoding="utf-8")
    return [target, *files]
