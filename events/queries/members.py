"""Who belongs to an agency, what keys it has, and what became of both, in a constant number of queries.

Without an agency: who has a role that holds everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from catalogue.models import AccessChange, ApiToken, Membership, Organisation, User

LATEST = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """`has_come` is whether they have ever signed in; without an `id` the role came from the command line."""

    id: int | None
    name: str
    email: str
    role: str
    role_name: str
    last_seen_at: datetime | None
    is_self: bool

    @property
    def has_come(self) -> bool:
        return self.last_seen_at is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """An organisation's API token; `prefix` is what is known of its secret."""

    id: str
    name: str
    prefix: str
    role_name: str
    created_by: str
    expires_at: datetime
    last_used_on: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of history: when, who, what."""

    at: datetime
    who: str
    what: str


def members_of(organisation_id: int | None, *, user_id: int | None) -> list[Member]:
    rows = Membership.objects.filter(_here(organisation_id)).select_related("user")
    return [
        _member(row, is_self=row.user_id == user_id)
        for row in rows.order_by(Lower("user__last_name"), Lower("user__first_name"), "user__email", "role")
    ]


def superusers(*, user_id: int | None) -> list[Member]:
    """Who may do everything without holding the role of it: accounts that Django's own command made."""
    held = Membership.objects.filter(organisation=None, role=Membership.Role.SYSTEM_ADMIN)
    rows = User.objects.filter(is_superuser=True, is_active=True).exclude(pk__in=held.values("user"))
    return [
        Member(
            id=None,
            name=row.get_full_name(),
            email=row.email,
            role=Membership.Role.SYSTEM_ADMIN,
            role_name=str(Membership.Role.SYSTEM_ADMIN.label),
            last_seen_at=row.last_login,
            is_self=row.pk == user_id,
        )
        for row in rows.order_by("email")
    ]


def member(organisation_id: int | None, membership_id: int, *, user_id: int | None) -> Member | None:
    rows = Membership.objects.filter(_here(organisation_id), pk=membership_id).select_related("user")
    return next((_member(row, is_self=row.user_id == user_id) for row in rows), None)


def requires_second_factor(organisation_id: int) -> bool:
    return Organisation.objects.filter(pk=organisation_id, requires_second_factor=True).exists()


def keys_of(organisation_id: int, *, now: datetime) -> list[Key]:
    """Tokens that have not been revoked, the newest first."""
    rows = ApiToken.objects.filter(organisation_id=organisation_id, revoked_at=None).select_related("created_by")
    return [
        Key(
            id=str(row.pk),
            name=row.name,
            prefix=row.prefix,
            role_name=row.get_role_display(),
            created_by=row.created_by.get_full_name() if row.created_by else "",
            expires_at=row.expires_at,
            last_used_on=row.last_used_on,
            is_over=row.expires_at <= now,
        )
        for row in rows.order_by("-created_at")
    ]


def has_key(organisation_id: int, token_id: UUID) -> bool:
    return ApiToken.objects.filter(organisation_id=organisation_id, pk=token_id).exists()


def history_of(organisation_id: int | None, *, of_tokens: bool) -> list[Entry]:
    """The latest changes, the newest first: of the agency's tokens, or of its people."""
    rows = AccessChange.objects.filter(_here(organisation_id), token__isnull=not of_tokens)
    latest = rows.select_related("user", "actor_user", "token").order_by("-pk")[:LATEST]
    return [Entry(row.at, _who(row), _WORDS[row.action](row)) for row in latest if row.action in _WORDS]


def _here(organisation_id: int | None) -> Q:
    return Q(organisation__isnull=True) if organisation_id is None else Q(organisation_id=organisation_id)


def _member(row: Membership, *, is_self: bool) -> Member:
    return Member(
        id=row.pk,
        name=row.user.get_full_name(),
        email=row.user.email,
        role=row.role,
        role_name=row.get_role_display(),
        last_seen_at=row.user.last_login,
        is_self=is_self,
    )


def _who(row: AccessChange) -> str:
    if row.actor_user is not None:
        return row.actor_user.get_full_name()
    return _("The service") if row.actor_kind == "system" else _("A closed account")


def _facts(row: AccessChange) -> dict[str, str]:
    return {
        "name": row.user.get_full_name() if row.user else _("a closed account"),
        "role": _role(row.to_state),
        "before": _role(row.from_state),
        "token": f"{row.token.name} ({row.details.get('prefix', '')}…)" if row.token else "",
    }


def _role(role: str) -> str:
    return str(dict(Membership.Role.choices).get(role, ""))


_WORDS: Mapping[str, Callable[[AccessChange], str]] = {
    "invite": lambda row: _("invited %(name)s: %(role)s") % _facts(row),
    "change_role": lambda row: _("changed the role of %(name)s: %(before)s → %(role)s") % _facts(row),
    "end_membership": lambda row: _("ended the membership of %(name)s: %(before)s") % _facts(row),
    "reset_second_factor": lambda row: _("reset the second factors of %(name)s") % _facts(row),
    "require_second_factor": lambda row: _("required a second factor") % _facts(row),
    "allow_one_factor": lambda row: _("no longer required a second factor") % _facts(row),
    "create_token": lambda row: _("made the token %(token)s: %(role)s") % _facts(row),
    "revoke_token": lambda row: _("revoked the token %(token)s") % _facts(row),
}
