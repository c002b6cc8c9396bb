"""What the code says that a patient reads out after a device check."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from therapy.common.device_code import DeviceCodeError, read_device_code
from therapy.common.device_words import explain


class Command(BaseCommand):
    """Print what was found, what to do about it, and the facts behind it."""

    help = "Explain the twelve digits that a patient reads out after a device check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the code; blanks between its groups need no quotes."""
        parser.add_argument("code", nargs="+", help="twelve digits, in groups or not")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the code and explain it."""
        try:
            report = read_device_code(" ".join(options["code"]))
        except DeviceCodeError as error:
            raise CommandError(str(error)) from error
        explained = explain(report)
        self.stdout.write(explained.found)
        self.stdout.write(explained.advice)
        for name, value in explained.facts:
            self.stdout.write(f"  {name}: {value}")
