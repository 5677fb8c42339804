"""manage.py learn_words: read the texts of all trainings anew, as every night does."""

from typing import Any

from django.core.management.base import BaseCommand

from events import tasks


class Command(BaseCommand):
    help = "Learn the words of all trainings, for search and for what is alike; the same is done every night."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{tasks.learn_words()} words.")
