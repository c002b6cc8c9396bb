"""`manage.py library_load`: publish the exercise library."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from routines.library_files import LibraryError, library_read
from routines.services import library_publish
from therapy.audit.actors import Actor


class Command(BaseCommand):
    """Publish what changed in the library; run as often as you like."""

    help = "Publish the exercises and routines of routines/library; changes nothing twice."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, check and publish."""
        try:
            library = library_read()
        except LibraryError as error:
            raise CommandError(str(error)) from error
        published = library_publish(by=Actor.system("library_load"), library=library)
        if options["verbosity"]:
            names = [*published.exercises, *published.routines]
            self.stdout.write(f"Published: {', '.join(names) if names else 'nothing new'}")
