"""Draw the states of a recording into the documentation, or check that the drawing is current."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from therapy.assessments.drawing import states_document

_PLACE = Path("docs", "reference", "assessment-states.md")


class Command(BaseCommand):
    """Write `docs/reference/assessment-states.md`; with ``--check`` only compare."""

    help = "Draws the states of a recording into docs/reference/assessment-states.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer ``--check``."""
        parser.add_argument("--check", action="store_true", help="fail when the drawing is stale")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        """Write or compare the drawing.

        Raises
        ------
        CommandError
            With ``--check``, when the file differs from what would be drawn.
        """
        path = Path(settings.BASE_DIR) / _PLACE
        document = states_document()
        if not check:
            path.write_text(document, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != document:
            raise CommandError(f"{_PLACE} is stale: run `python manage.py states_draw`")
