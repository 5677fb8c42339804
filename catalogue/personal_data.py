"""Personal columns: every one is declared with its purpose and how long it is kept. A test enumerates the models."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model

from catalogue.models import (
    AccessChange,
    ApiToken,
    CalendarPeriodChange,
    Membership,
    Message,
    Person,
    PlaceChange,
    ReformChange,
    StoredAnswer,
    Trainer,
    Tries,
    User,
)


class Kept(enum.Enum):
    """Until when a personal column is kept, and what removes it."""

    REGISTRATION = "until the registration's time is over: registrations.forgetting"
    PERSON = "as long as a registration of the person is kept: registrations.forgetting"
    MESSAGE = "KALENTERI_MESSAGES_KEPT_DAYS after it was made: registrations.forgetting"
    DAY = "24 hours: catalogue.idempotency"
    ACCOUNT = "as long as the account is open"
    TRIES = "until they count no longer, at most a day: config.accounts.resetting"
    SESSION = "until the session ends, at the latest KALENTERI_SESSION_DAYS after it began: config.accounts.resetting"
    ACCESS_LOG = "KALENTERI_ACCESS_LOG_KEPT_DAYS after the look: registrations.forgetting"
    ANSWER = "so many days after the training as its question says: registrations.answering"
    OFFICE = "work contact of an organiser or trainer, public with the training"
    FOREVER = "says nothing of a person once what it points at is gone"


@dataclass(frozen=True, slots=True)
class Personal:
    purpose: str
    kept: Kept


Declaration = Mapping[type[Model], Mapping[str, Personal]]

_ANSWER = Personal("a request repeated with its Idempotency-Key is answered alike", Kept.DAY)
_DELIVERY = Personal("to deliver a message and to know what a person was told", Kept.MESSAGE)
_ACCOUNT = Personal("to sign in and to be known to colleagues", Kept.ACCOUNT)
_KEEPER = Personal("to know who changed the dates that matter", Kept.ACCOUNT)
_PLACER = Personal("to know who added a venue or a room", Kept.ACCOUNT)
_REFORMER = Personal("to know who reformed organisations", Kept.ACCOUNT)
_ROLE = Personal("to know who may do what, and who granted it", Kept.ACCOUNT)
_IDENTITY = Personal("to recognise a person who registers again", Kept.PERSON)
_TRIES = Personal("to stop who tries codes at random: the network address that tries", Kept.TRIES)
_TRAINER = Personal("to say who gives a training", Kept.OFFICE)

PERSONAL: Declaration = {
    User: dict.fromkeys(("email", "first_name", "last_name", "language", "password", "last_login"), _ACCOUNT),
    Membership: dict.fromkeys(("user", "granted_by"), _ROLE),
    ApiToken: dict.fromkeys(("user", "created_by", "name"), _ROLE),
    AccessChange: dict.fromkeys(("user", "actor_user", "reason"), _ROLE),
    Person: {
        **dict.fromkeys(("email", "language", "user"), _IDENTITY),
        "pseudonym": Personal("to count distinct persons after anonymisation", Kept.FOREVER),
    },
    Message: dict.fromkeys(
        ("person", "address", "language", "context", "subject", "text", "html", "last_error"), _DELIVERY
    ),
    StoredAnswer: dict.fromkeys(("caller", "body", "body_digest", "key", "path"), _ANSWER),
    CalendarPeriodChange: {"actor_user": _KEEPER},
    PlaceChange: {"actor_user": _PLACER},
    ReformChange: {"actor_user": _REFORMER},
    Tries: {"cache_key": _TRIES},
    Trainer: dict.fromkeys(("name", "affiliation", "email"), _TRAINER),
}
# Columns of free text that hold nothing personal.
IMPERSONAL: Mapping[type[Model], frozenset[str]] = {
    CalendarPeriodChange: frozenset(
        {"actor_kind", "actor_label", "action", "from_state", "to_state", "reason", "details"}
    ),
    PlaceChange: frozenset({"actor_kind", "actor_label", "action", "from_state", "to_state", "reason", "details"}),
    ReformChange: frozenset({"actor_kind", "actor_label", "action", "from_state", "to_state", "reason", "details"}),
    Membership: frozenset({"role"}),
    ApiToken: frozenset({"prefix", "digest", "role"}),
    AccessChange: frozenset({"actor_kind", "actor_label", "action", "from_state", "to_state", "details"}),
    Message: frozenset({"kind", "cause", "state"}),
    # Times.
    Tries: frozenset({"value"}),
    StoredAnswer: frozenset({"content_type"}),
}
