"""API tokens: made for an organisation or a person, shown once, known by their digest, revoked at will."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue import viewers, vocabularies
from catalogue.actors import Actor
from catalogue.models import AccessChange, ApiToken
from catalogue.rules import RuleError
from catalogue.viewers import Viewer

# By its beginning a token is found where it was left lying, and told from other secrets.
MARK = "kalenteri_"
PREFIX_LENGTH = len(MARK) + 4
SECRET_BYTES = 32
LONGEST_LIFE = timedelta(days=2 * 366)


class TokenNameMissingError(RuleError):
    code = "token_name_missing"
    status = 422
    text = _("Say what the token is for, so that it can be told from others later.")


class TokenLifeError(RuleError):
    code = "token_life"
    status = 422
    text = _("A token is valid for two years at most.")


class TokenRoleError(RuleError):
    code = "token_role"
    status = 422
    text = _("An organisation’s token plans its trainings or reads its figures.")


@dataclass(frozen=True, slots=True)
class NewToken:
    """`secret` is known here and now only."""

    token: ApiToken
    secret: str


def create_organisation_token(
    *, by: Actor, organisation_id: int, role: str, name: str, expires_at: datetime, now: datetime | None = None
) -> NewToken:
    """Make a token that acts as the organisation, as its organiser or its analyst."""
    if role not in ApiToken.ROLES:
        raise TokenRoleError(field="role")
    token = ApiToken(organisation_id=organisation_id, role=role, name=name, expires_at=expires_at)
    return _create(token, by, now or timezone.now())


def create_personal_token(
    *, by: Actor, user_id: int, name: str, expires_at: datetime, secret: str = "", now: datetime | None = None
) -> NewToken:
    """Make a token that acts as the person, with the rights the person has at the time of each call.

    `secret` is for the demonstration, which must know it again.
    """
    return _create(ApiToken(user_id=user_id, name=name, expires_at=expires_at), by, now or timezone.now(), secret)


@transaction.atomic
def revoke_token(*, by: Actor, token_id: uuid.UUID, now: datetime | None = None) -> ApiToken:
    """End a token at once; ending it again changes nothing."""
    token = ApiToken.objects.select_for_update().get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = now or timezone.now()
        token.save(update_fields=["revoked_at"])
        _record(token, by, "revoke_token", token.revoked_at)
    return token


def viewer_of(secret: str, *, now: datetime | None = None) -> Viewer | None:
    """Answer as whom the holder of this secret acts: the organisation in the token's role, or the person."""
    token = find(secret, now=now)
    if token is None:
        return None
    actor = Actor("token", user_id=token.user_id, label=token.prefix)
    if token.user is not None:
        person = viewers.of_user(token.user)
        return replace(person, actor=actor) if person.is_authenticated else None
    assert token.organisation_id is not None
    units = vocabularies.current().organisations.by_id(token.organisation_id).descendant_ids
    return Viewer(actor, frozenset((token.role, unit) for unit in units), is_authenticated=True)


def find(secret: str, *, now: datetime | None = None) -> ApiToken | None:
    """Answer the token of this secret, if it is in force; its day of last use is noted."""
    if not secret.startswith(MARK):
        return None
    now = now or timezone.now()
    tokens = ApiToken.objects.select_related("user")
    token = tokens.filter(digest=_digest(secret), revoked_at=None, expires_at__gt=now).first()
    if token is None:
        return None
    today = timezone.localdate(now)
    if token.last_used_on != today:
        # The day is enough to find tokens nobody needs, and writes once a day.
        ApiToken.objects.filter(pk=token.pk).exclude(last_used_on=today).update(last_used_on=today)
    return token


@transaction.atomic
def _create(token: ApiToken, by: Actor, now: datetime, secret: str = "") -> NewToken:
    token.name = " ".join(token.name.split())
    if not token.name:
        raise TokenNameMissingError(field="name")
    if not now < token.expires_at <= now + LONGEST_LIFE:
        raise TokenLifeError(field="expires_at")
    secret = secret or MARK + secrets.token_urlsafe(SECRET_BYTES)
    token.prefix, token.digest = secret[:PREFIX_LENGTH], _digest(secret)
    token.created_at, token.created_by_id = now, by.user_id
    token.save(force_insert=True)
    _record(token, by, "create_token", now)
    return NewToken(token, secret)


def _record(token: ApiToken, by: Actor, action: str, now: datetime) -> None:
    AccessChange.objects.create(
        token=token,
        organisation_id=token.organisation_id,
        user_id=token.user_id,
        action=action,
        to_state=token.role if action == "create_token" else "",
        from_state=token.role if action == "revoke_token" else "",
        details={"prefix": token.prefix},
        at=now,
        **by.columns(),
    )


def _digest(secret: str) -> str:
    """A plain hash is enough for 256 bits of chance: there is nothing to try out."""
    return hashlib.sha256(secret.encode()).hexdigest()
