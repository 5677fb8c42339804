"""Reads of what participants of a training were sent: page by page, with who got it and what became of it."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue import links
from catalogue.models import Message
from events.feeds.itip import CANCEL, REQUEST
from events.queries.paging import Page, place_of
from registrations import approval_letters
from registrations.models import Registration
from registrations.notices import told
from registrations.notices.kinds import EVERY

PAGE_SIZE = 50
# What was sent as HTML is the longest of a message, and on no page.
_UNREAD = ("html", "context")
State = Message.State
_CARRIED: Mapping[str, Promise] = {
    REQUEST: _("with an invitation"),
    CANCEL: _("takes it out of the calendar"),
    told.FILE: _("with a calendar file"),
}
RESENDABLE = frozenset({State.SENT, State.FAILED, State.BOUNCED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailed:
    """A message about a registration; `why` is what went wrong, as the other side said it."""

    id: uuid.UUID
    registration_id: uuid.UUID | None
    kind: str
    title: str | Promise
    subject: str
    address: str
    name: str
    state: str
    state_name: str
    at: datetime
    attempts: int
    why: str
    text: str
    may_resend: bool
    # What it brings into the reader's calendar, in words.
    calendar: str | Promise = ""

    @property
    def is_trouble(self) -> bool:
        return self.state in Message.UNDELIVERED


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Outbox:
    page: Page[Mailed]
    states: list[Choice]
    kinds: list[Choice]


def outbox_of(event_id: uuid.UUID, *, state: str = "", kind: str = "", page: int = 1) -> Outbox:
    """What was sent about a training, the newest first: three queries."""
    rows = Message.objects.filter(event_id=event_id, registration_id__isnull=False)
    narrowing = {
        name: value for name, value, known in (("state", state, State.values), ("kind", kind, EVERY)) if value in known
    }
    states, kinds, total = _counted(rows, narrowing)
    place = place_of(page, total, PAGE_SIZE)
    found = list(_read(rows.filter(**narrowing))[place.rows])
    return Outbox(
        Page(_described(found), total, place.page, place.pages),
        [Choice(value, State(value).label, states[value]) for value in State.values if value in states],
        [Choice(name, each.title, kinds[name]) for name, each in EVERY.items() if name in kinds],
    )


def of_registration(registration_id: uuid.UUID) -> list[Mailed]:
    """Everything that was sent about one, the newest first: two queries."""
    return _described(list(_read(Message.objects.filter(registration_id=registration_id))))


def undelivered_of(event_id: uuid.UUID) -> Mapping[uuid.UUID, str]:
    """Of the registrations of a training whose latest trouble with mail is not over: what went wrong. One query."""
    rows = Message.objects.undelivered().filter(event_id=event_id, registration_id__isnull=False)
    said = rows.order_by("created_at").values_list("registration_id", "last_error")
    return {registration_id: why for registration_id, why in said if registration_id}


def _counted(rows: QuerySet[Message], narrowing: Mapping[str, str]) -> tuple[Mapping[str, int], Mapping[str, int], int]:
    """How many there are in each state and of each kind, and how many as narrowed: all from one query."""
    states, kinds, total = Counter[str](), Counter[str](), 0
    for each in rows.order_by().values("state", "kind").annotate(count=Count("pk")):
        states[each["state"]] += each["count"]
        kinds[each["kind"]] += each["count"]
        total += each["count"] if narrowing.items() <= each.items() else 0
    return states, kinds, total


def _read(rows: QuerySet[Message]) -> QuerySet[Message]:
    """The newest first, each with what it carried into a calendar."""
    carried = KeyTextTransform("method", KeyTransform(told.KEY, "context"))
    return rows.defer(*_UNREAD).annotate(carried=carried).order_by("-created_at", "-pk")


def _described(rows: list[Message]) -> list[Mailed]:
    ids = {row.registration_id for row in rows if row.registration_id}
    named = Registration.objects.filter(pk__in=ids).values_list("pk", "first_name", "last_name")
    names: dict[uuid.UUID | None, str] = {pk: f"{first} {last}".strip() for pk, first, last in named}
    return [_mailed(row, names.get(row.registration_id, "")) for row in rows]


def _mailed(row: Any, name: str) -> Mailed:
    return Mailed(
        id=row.pk,
        registration_id=row.registration_id,
        kind=row.kind,
        title=EVERY[row.kind].title if row.kind in EVERY else approval_letters.TITLES.get(row.kind, row.kind),
        subject=row.subject,
        address=row.address,
        name=name,
        state=row.state,
        state_name=row.get_state_display(),
        at=row.bounced_at or row.sent_at or row.created_at,
        attempts=row.attempts,
        why=row.last_error if row.state in {*Message.UNDELIVERED, State.QUEUED} else "",
        # Whoever opens the link is taken for the one who was written to.
        text=links.hidden(row.text),
        may_resend=row.state in RESENDABLE and row.kind in EVERY,
        calendar=_CARRIED.get(row.carried, ""),
    )


def is_of_event(message_id: uuid.UUID, event_id: uuid.UUID) -> bool:
    return Message.objects.filter(pk=message_id, event_id=event_id, registration_id__isnull=False).exists()


def registration_of(message_id: uuid.UUID) -> uuid.UUID | None:
    return Message.objects.values_list("registration_id", flat=True).get(pk=message_id)
