"""Give somebody a role and send the invitation: how the first administrator gets in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue import memberships
from catalogue.actors import by_system
from catalogue.memberships import Invited
from catalogue.models import Membership, Organisation
from catalogue.rules import RuleError


class Command(BaseCommand):
    help = "Give somebody a role in an agency, or everywhere, and send them the invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", choices=list(Membership.Role.values), default=Membership.Role.ORGANISER.value)
        parser.add_argument("--agency", default="", help="the slug of the agency; not for roles held everywhere")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="fi")

    def handle(self, *_args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["agency"]).first()
        if options["agency"] and organisation is None:
            raise CommandError(f"There is no agency {options['agency']!r}.")
        invited = Invited(
            email=options["email"],
            first_name=options["first_name"],
            last_name=options["last_name"],
            language=options["language"],
        )
        try:
            memberships.invite_member(
                by=by_system("invite_member"),
                organisation_id=organisation.pk if organisation else None,
                invited=invited,
                role=options["role"],
            )
        except RuleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['email']} is invited; the mail is on its way.")
