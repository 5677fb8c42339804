"""Read a mail from standard input that reports what could not be delivered: for the mail server to pipe into."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from catalogue import bounces


class Command(BaseCommand):
    help = "Read a delivery status notification from standard input and note the message that it is about."

    def handle(self, **_options: Any) -> None:
        noted = bounces.read_notification(sys.stdin.buffer.read())
        self.stdout.write(f"{noted} noted")
