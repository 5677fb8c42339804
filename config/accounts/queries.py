"""What a person sees of their own account, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.models import ApiToken, Membership, User
from config.accounts import devices


@dataclass(frozen=True, slots=True)
class Passkey:
    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Service:
    """A sign-in service that leads to the account; `identity` is as whom it knows the person."""

    id: int
    name: str
    identity: str
    connected_at: datetime
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """`device` is what the browser said of itself, in words."""

    id: int
    device: str
    address: str
    began_at: datetime
    is_current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    passkeys: Sequence[Passkey]
    has_authenticator: bool
    recovery_codes_left: int | None
    services: Sequence[Service]
    sessions: Sequence[OpenSession]
    memberships: Sequence[Membership]
    tokens: Sequence[ApiToken]


def account(user: User, *, session_key: str | None, now: datetime | None = None) -> Account:
    authenticators = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    codes = next((each for each in authenticators if each.type == Authenticator.Type.RECOVERY_CODES), None)
    return Account(
        passkeys=[
            Passkey(each.pk, str(each), each.created_at, each.last_used_at)
            for each in authenticators
            if each.type == Authenticator.Type.WEBAUTHN
        ],
        has_authenticator=any(each.type == Authenticator.Type.TOTP for each in authenticators),
        recovery_codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        services=services(user),
        sessions=open_sessions(user, session_key=session_key, now=now or timezone.now()),
        memberships=list(
            Membership.objects.filter(user=user).select_related("organisation").order_by("organisation__slug", "role")
        ),
        tokens=list(ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at")),
    )


def open_sessions(user: User, *, session_key: str | None, now: datetime) -> list[OpenSession]:
    """Those that can still be used, the newest first."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.filter(user=user, session_key__in=alive).order_by("-created_at")
    return [
        OpenSession(row.pk, devices.words(row.user_agent), row.ip, row.created_at, row.session_key == session_key)
        for row in rows
    ]


def sessions_to_end(user: User, *, named: str, session_key: str | None) -> list[UserSession]:
    """The session of this id, or without one all but the present."""
    rows = list(UserSession.objects.filter(user=user))
    if named:
        return [row for row in rows if str(row.pk) == named]
    return [row for row in rows if row.session_key != session_key]


def second_factors(user: User) -> frozenset[str]:
    """Which kinds of second factor the account has."""
    return frozenset(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def own_token(user: User, token_id: UUID) -> ApiToken | None:
    return ApiToken.objects.filter(pk=token_id, user=user).first()


def services(user: User) -> list[Service]:
    """Those connected to this account; one that is no longer set up is left out."""
    names = {app["provider_id"]: str(app["name"]) for app in settings.OIDC.apps}
    return [
        Service(row.pk, names[row.provider], _identity(row), row.date_joined, row.last_login)
        for row in connected(user).order_by("provider", "pk")
        if row.provider in names
    ]


def connected(user: User) -> QuerySet[SocialAccount]:
    rows: QuerySet[SocialAccount] = SocialAccount.objects.filter(user=user)
    return rows


def is_last_way_in(account: SocialAccount) -> bool:
    """Whether nobody could sign in without this service: a code goes to every address, so an account without one."""
    others = connected(account.user).exclude(pk=account.pk)
    return not (account.user.email or others.exists() or Authenticator.objects.filter(user=account.user).exists())


def _identity(account: SocialAccount) -> str:
    """The address or name by which the service knows the person; empty when it has told neither."""
    told = [account.extra_data.get(part) for part in ("userinfo", "id_token")]
    claims = next((part for part in told if isinstance(part, dict)), account.extra_data)
    return next((str(claims[name]) for name in ("email", "preferred_username", "name") if claims.get(name)), "")
