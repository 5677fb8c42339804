"""The demonstration's accounts and addresses: what `make run` prints and `.local/demo.json` holds."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from catalogue import links, tokens
from catalogue.actors import by_system
from catalogue.models import ApiToken, Membership, Organisation, User
from events.feeds import plan_addresses

LINK_PURPOSE, TOKEN_PURPOSE = "demonstration-sign-in", "demonstration-token"
PROGRAM = "Demonstration"
Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Account:
    email: str
    first_name: str
    last_name: str
    role: str
    agency: str
    language: str = "fi"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


ACCOUNTS = (
    Account("aino.virtanen@esavi.example", "Aino", "Virtanen", Role.ORGANISER, "esavi"),
    Account("eero.laine@esavi.example", "Eero", "Laine", Role.AGENCY_ADMIN, "esavi"),
    Account("kaisa.niemi@psavi.example", "Kaisa", "Niemi", Role.ORGANISER, "psavi"),
    Account("johan.lindholm@svenska.example", "Johan", "Lindholm", Role.ORGANISER, "svenska", "sv"),
    Account("outi.korhonen@lssavi.example", "Outi", "Korhonen", Role.CLERK, "lssavi"),
    Account("ville.makinen@isavi.example", "Ville", "Mäkinen", Role.ANALYST, "isavi"),
    Account("helena.saari@koulutuskalenteri.example", "Helena", "Saari", Role.COORDINATOR, ""),
    Account("mikko.salo@koulutuskalenteri.example", "Mikko", "Salo", Role.SYSTEM_ADMIN, ""),
)
# Who plans for the other agencies: they settle overlaps, and nobody signs in as them.
COLLEAGUES = (
    Account("pekka.heikkila@lssavi.example", "Pekka", "Heikkilä", Role.ORGANISER, "lssavi"),
    Account("maria.lahtinen@lsavi.example", "Maria", "Lahtinen", Role.ORGANISER, "lsavi"),
    Account("antti.koskinen@isavi.example", "Antti", "Koskinen", Role.ORGANISER, "isavi"),
    Account("sari.aikio@laavi.example", "Sari", "Aikio", Role.ORGANISER, "laavi"),
)


@transaction.atomic
def ensure_accounts() -> None:
    """Make the accounts that are missing; those that are there stay as they are."""
    organisations = {row.slug: row for row in Organisation.objects.all()}
    for account in (*ACCOUNTS, *(each for each in COLLEAGUES if each.agency in organisations)):
        user = User.objects.filter(email=account.email).first()
        if user is None:
            user = User.objects.create_user(
                account.email,
                first_name=account.first_name,
                last_name=account.last_name,
                language=account.language,
                is_staff=True,
                is_superuser=account.role == Role.SYSTEM_ADMIN,
            )
        Membership.objects.get_or_create(user=user, organisation=organisations.get(account.agency), role=account.role)
        if account in ACCOUNTS:
            _ensure_token(user)


def renew_tokens() -> None:
    """Make the tokens that are missing or over, for the accounts that are there."""
    for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS]):
        _ensure_token(user)


def accounts(base_url: str) -> list[dict[str, Any]]:
    """The accounts that exist, as `.local/demo.json` lists them."""
    known = {user.email: user for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS])}
    return [
        {
            "email": account.email,
            "name": account.name,
            "role": str(account.role),
            "agency": account.agency,
            "sign_in_url": base_url + reverse("demonstration-sign-in", args=[token_of(known[account.email])]),
            "api_token": _api_token(known[account.email]),
            "workspace_feed": base_url + _workspace_feed(known[account.email], account.agency),
        }
        for account in ACCOUNTS
        if account.email in known
    ]


def _workspace_feed(user: User, agency: str) -> str:
    """Whose role holds everywhere sees the plans of any agency: they are given those of the first."""
    slug = agency or next(account.agency for account in ACCOUNTS if account.agency)
    return plan_addresses.path_of(user.pk, Organisation.objects.get(slug=slug).pk)


def _api_token(user: User) -> str:
    """A secret that can be told again at every start, and that nobody guesses who has not the signing key."""
    return tokens.MARK + links.make_token(TOKEN_PURPOSE, UUID(int=user.pk), user.link_version)


def _ensure_token(user: User) -> None:
    if tokens.find(_api_token(user)) is None:
        expires_at = timezone.now() + tokens.LONGEST_LIFE
        ApiToken.objects.filter(user=user, name=PROGRAM).delete()
        tokens.create_personal_token(
            by=by_system("demonstration"),
            user_id=user.pk,
            name=PROGRAM,
            expires_at=expires_at,
            secret=_api_token(user),
        )


def feeds(base_url: str) -> dict[str, str]:
    """Feeds to try, by name."""
    return {
        "all": f"{base_url}/feeds/events.ics",
        "library": f"{base_url}/feeds/events.ics?sector=library&lang=fi",
        "svenska": f"{base_url}/feeds/agencies/svenska.ics?lang=sv",
        "esavi": f"{base_url}/feeds/agencies/esavi.ics",
    }


def token_of(user: User) -> str:
    """The token of a demonstration account's sign-in link."""
    return links.make_token(LINK_PURPOSE, UUID(int=user.pk), user.link_version)


def user_of(token: str) -> User | None:
    """The demonstration account of a genuine token, or None."""
    claimed = links.object_id_of(token)
    if claimed is None:
        return None
    user = User.objects.filter(pk=claimed.int, email__in=[account.email for account in ACCOUNTS]).first()
    return user if user and links.is_genuine(token, LINK_PURPOSE, claimed, user.link_version) else None
