"""manage.py refresh_feeds: bring every stored VEVENT up to date, after a change that no write told of."""

from typing import Any

from django.core.management.base import BaseCommand

from events.feeds import entries


class Command(BaseCommand):
    help = "Render the feed entries of all public trainings again and tell how many have changed."

    def handle(self, *_args: Any, **_options: Any) -> None:
        changed = entries.refresh_all()
        self.stdout.write(f"{changed} feed entries have changed.")
