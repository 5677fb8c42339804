"""Let somebody in again who has lost passkey, app and recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.actors import by_system
from catalogue.models import User
from config.accounts import resetting


class Command(BaseCommand):
    help = "Take all passkeys, the authenticator app and the recovery codes from an account, and end its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no account {options['email']!r}.")
        count = resetting.reset_second_factor(by=by_system("reset_second_factor"), user_id=user.pk)
        self.stdout.write(f"{count} removed; {user.email} signs in with a code from the mail.")
