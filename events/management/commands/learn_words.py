"""manage.py learn_words: read the words of all public trainings anew, as every night does."""

from typing import Any

from django.core.management.base import BaseCommand

from events.searching import words


class Command(BaseCommand):
    help = "Learn the words of all public trainings, for search; the same is done every night."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{words.learn_all()} words.")
