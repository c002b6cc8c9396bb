"""`make demo`: more synthetic history, really scored."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from therapy.operations.demo import demo_history_add


class Command(BaseCommand):
    """Fill the demo clinic."""

    help = "Add weeks of synthetic assessments to the demo clinic; every recording is scored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--weeks", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the database if need be and fill it."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("library_load", verbosity=0)
        scored = demo_history_add(say=self.stdout.write, weeks=options["weeks"])
        self.stdout.write(f"{scored} synthetic recordings were scored. See them with `make run`.")
