"""Personal columns: every one is declared with its purpose and how long it is kept. A test enumerates the models."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

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
    SUBSCRIPTION = "until the subscription is ended, or is not confirmed in time"
    OFFICE = "work contact of an organiser or trainer, public with the training"
    FOREVER = "says nothing of a person once what it points at is gone"


class Basis(enum.Enum):
    """On which ground of the General Data Protection Regulation a column is kept."""

    PUBLIC_TASK = "article 6(1)(e): in-service training is a task that law gives the agencies"
    CONSENT = "articles 6(1)(a) and 9(2)(a): the person has agreed, and can withdraw it"
    LEGAL_OBLIGATION = "article 6(1)(c): authorities log the use of personal data (act 906/2019, section 17)"


@dataclass(frozen=True, slots=True)
class Personal:
    """`what` is what the privacy notice calls it, and `purpose` what it says it is for: words for those whose it is.

    What the agencies do is their public task; whatever rests on another basis says so.
    """

    purpose: str | Promise
    kept: Kept
    basis: Basis = Basis.PUBLIC_TASK
    what: str | Promise = ""


class Erased(enum.Enum):
    """What becomes of a row when somebody has their data erased."""

    DELETED = "the row goes"
    EMPTIED = "its personal columns are emptied, the row stays as a figure"
    STAYS = "it says nothing of a person once what it points at is emptied"
    ACCOUNT = "it goes with the account, which its agency closes"


@dataclass(frozen=True, slots=True)
class Whose:
    """How the rows about somebody are found: by lookups that lead to a person, an address of mail, or an account.

    `withheld` are columns that are not handed out with one's data: keys, and what is about somebody else.
    """

    erased: Erased
    person: str = ""
    address: str = ""
    user: str = ""
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Nobodys:
    """Rows that are not handed out with anybody's data, and why."""

    because: str
    of_participants: bool = False


Declaration = Mapping[type[Model], Mapping[str, Personal]]
Owners = Mapping[type[Model], Whose | Nobodys]


def declarations() -> Iterator[ModuleType]:
    """The `personal_data` modules of all apps: `PERSONAL`, `IMPERSONAL` and `WHOSE`."""
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "personal_data"):
            yield import_module(f"{app.name}.personal_data")


def personal_columns() -> dict[type[Model], Mapping[str, Personal]]:
    return {model: columns for each in declarations() for model, columns in each.PERSONAL.items()}


def owners() -> dict[type[Model], Whose | Nobodys]:
    return {model: whose for each in declarations() for model, whose in each.WHOSE.items()}


_ANSWER = Personal(
    _("A program’s request that is repeated is answered alike"), Kept.DAY, what=_("Answers to programs that register")
)
_DELIVERY = Personal(
    _("To deliver a message, and to know what a person was told"), Kept.MESSAGE, what=_("Messages that we send")
)
_ACCOUNT = Personal(
    _("To sign in and to be known to colleagues"), Kept.ACCOUNT, what=_("Name, e-mail and language of an account")
)
_CHANGES = Personal(_("To know who planned, published and changed what"), Kept.ACCOUNT, what=_("Who made which change"))
_ROLE = Personal(_("To know who may do what, and who granted it"), Kept.ACCOUNT, what=_("Roles and keys of programs"))
_IDENTITY = Personal(
    _("To recognise a person who registers again"), Kept.PERSON, what=_("E-mail and language, as one person’s")
)
_TRIES = Personal(_("To stop those who try codes at random"), Kept.TRIES, what=_("Network address of tries to sign in"))
_TRAINER = Personal(_("To say who gives a training"), Kept.OFFICE, what=_("Trainers and contact persons"))

PERSONAL: Declaration = {
    User: dict.fromkeys(("email", "first_name", "last_name", "language", "password", "last_login"), _ACCOUNT),
    Membership: dict.fromkeys(("user", "granted_by"), _ROLE),
    ApiToken: dict.fromkeys(("user", "created_by", "name"), _ROLE),
    AccessChange: dict.fromkeys(("user", "actor_user", "reason"), _ROLE),
    Person: {
        **dict.fromkeys(("email", "language"), _IDENTITY),
        "user": Personal(
            _("To show the trainings of who signs in with an account"),
            Kept.PERSON,
            what=_("Which account is a participant’s"),
        ),
        "pseudonym": Personal(
            _("To count distinct persons when nobody is known by name any more"),
            Kept.FOREVER,
            what=_("A random number for each person"),
        ),
    },
    Message: dict.fromkeys(
        ("person", "address", "language", "context", "subject", "text", "html", "last_error"), _DELIVERY
    ),
    StoredAnswer: dict.fromkeys(("caller", "body", "body_digest", "key", "path"), _ANSWER),
    CalendarPeriodChange: {"actor_user": _CHANGES},
    PlaceChange: {"actor_user": _CHANGES},
    ReformChange: {"actor_user": _CHANGES},
    Tries: {"cache_key": _TRIES},
    Trainer: dict.fromkeys(("name", "affiliation", "email"), _TRAINER),
}
WHOSE: Owners = {
    User: Whose(Erased.ACCOUNT, user="pk", withheld=frozenset({"password", "link_version"})),
    Membership: Whose(Erased.ACCOUNT, user="user"),
    ApiToken: Whose(Erased.ACCOUNT, user="user", withheld=frozenset({"digest"})),
    AccessChange: Whose(Erased.ACCOUNT, user="user"),
    Person: Whose(Erased.EMPTIED, person="pk", withheld=frozenset({"link_version"})),
    Message: Whose(Erased.DELETED, person="person", address="address", withheld=frozenset({"context"})),
    StoredAnswer: Nobodys(
        "kept for a day by the key of a program; erased with the registrations it names", of_participants=True
    ),
    CalendarPeriodChange: Whose(Erased.ACCOUNT, user="actor_user"),
    PlaceChange: Whose(Erased.ACCOUNT, user="actor_user"),
    ReformChange: Whose(Erased.ACCOUNT, user="actor_user"),
    Tries: Nobodys("kept for minutes, by a network address or a keyed digest"),
    Trainer: Nobodys("a work contact, public with its trainings; the agency corrects it"),
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
