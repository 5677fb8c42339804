"""Writing events: making a draft with its sessions and seat pools, and editing what an event says."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalogue import texts
from catalogue.actors import Actor
from catalogue.rules import RuleError
from events import likeness, locks, personal_data
from events.feeds import entries
from events.models import AgendaItem, Event, EventChange, SeatPool, Session
from events.overlaps import keeping
from events.searching import words

Texts = Mapping[str, str]
# The many-to-many columns of an event, which are written as id sets.
LINKS = ("co_organisers", "regions", "sectors", "levels", "audiences", "themes")
# Of an address; the title is cut between words.
LONGEST_WORDS = 80
# Texts by the name of their columns, and of the draft's attribute.
TEXTS = {
    "title": "titles",
    "summary": "summaries",
    "description": "descriptions",
    "audience_note": "audience_notes",
    "registration_note": "registration_notes",
}


class VersionConflictError(RuleError):
    code = "version_conflict"
    text = _("Somebody else has changed this training in the meantime. Look at their changes before you save yours.")


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionDraft:
    """Half-open and timezone-aware; an all-day session from local midnight to local midnight.

    `session_id` is that of the session which it changes; without one it is a new session.
    """

    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    titles: Texts = field(default_factory=dict)
    venue_id: int | None = None
    room_id: int | None = None
    is_online: bool = False
    join_url: str = ""
    trainer_ids: Sequence[int] = ()
    session_id: int | None = None
    is_cancelled: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolDraft:
    """`capacity` None is unlimited; `pool_id` is that of the pool which it changes."""

    capacity: int | None = None
    names: Texts = field(default_factory=dict)
    delivery: str = ""
    pool_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgendaDraft:
    titles: Texts
    at: time | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EventDraft:
    """Everything an event is made of. Texts are keyed by language; ids are those of the catalogue's rows."""

    lead_id: int
    delivery: str
    titles: Texts
    languages: Sequence[str]
    summaries: Texts = field(default_factory=dict)
    descriptions: Texts = field(default_factory=dict)
    audience_notes: Texts = field(default_factory=dict)
    registration_notes: Texts = field(default_factory=dict)
    national: bool = False
    co_organiser_ids: Collection[int] = ()
    region_ids: Collection[int] = ()
    sector_ids: Collection[int] = ()
    level_ids: Collection[int] = ()
    audience_ids: Collection[int] = ()
    theme_ids: Collection[int] = ()
    series_id: int | None = None
    series_part: int | None = None
    repeat_of_id: uuid.UUID | None = None
    registration_mode: str = Event.RegistrationMode.HERE
    registration_url: str = ""
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    waiting_list_mode: str = Event.WaitingListMode.OFFER
    waiting_list_limit: int | None = None
    minimum_participants: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    source: str = ""
    external_id: str = ""
    source_url: str = ""
    sessions: Sequence[SessionDraft] = ()
    pools: Sequence[PoolDraft] = (PoolDraft(),)
    agenda: Sequence[AgendaDraft] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltEvent:
    """The unsaved rows of one event, in the order in which they can be inserted."""

    event: Event
    sessions: list[Session]
    pools: list[SeatPool]
    agenda: list[AgendaItem]
    change: EventChange
    links: dict[str, Collection[int]]

    def link_rows(self) -> list[Model]:
        """The rows of the many-to-many tables, in no particular order."""
        rows: list[Model] = []
        for name, ids in self.links.items():
            relation = getattr(Event, name)
            column = relation.field.m2m_reverse_name()
            rows += [relation.through(event_id=self.event.pk, **{column: target_id}) for target_id in ids]
        return rows


# Columns that stand in a draft as they are.
COPIED = [
    "lead_id",
    "delivery",
    "national",
    "series_id",
    "series_part",
    "repeat_of_id",
    "registration_mode",
    "registration_url",
    "registration_opens_at",
    "registration_closes_at",
    "waiting_list_mode",
    "waiting_list_limit",
    "minimum_participants",
    "contact_name",
    "contact_email",
    "contact_phone",
    "source",
    "external_id",
    "source_url",
]


def build_event(draft: EventDraft, *, by: Actor, now: datetime, event_id: uuid.UUID | None = None) -> BuiltEvent:
    """Answer the rows of a draft without saving them; bulk writers save many of these at once."""
    event = Event(
        id=event_id or uuid.uuid4(),
        created_by_id=by.user_id,
        created_at=now,
        updated_at=now,
        **columns_of(draft),
    )
    event.slug = new_slug(event)
    sessions = [build_session(event, session, now=now) for session in draft.sessions]
    set_span(event, sessions)
    return BuiltEvent(
        event=event,
        sessions=sessions,
        pools=[
            SeatPool(
                event=event,
                position=position,
                capacity=pool.capacity,
                delivery=pool.delivery,
                **texts.columns("name", dict(pool.names)),
            )
            for position, pool in enumerate(draft.pools or (PoolDraft(),))
        ],
        agenda=_agenda_items(event, draft.agenda),
        change=EventChange(event=event, at=now, action="create", to_state=event.state, **by.columns()),
        links=links_of(draft),
    )


def columns_of(draft: EventDraft) -> dict[str, Any]:
    """The columns of an event that a draft says, by their names."""
    return {
        **{name: getattr(draft, name) for name in COPIED},
        "languages": list(draft.languages),
        **texts.columns("title", dict(draft.titles)),
        **texts.columns("summary", dict(draft.summaries)),
        **texts.columns("description", dict(draft.descriptions)),
        **texts.columns("audience_note", dict(draft.audience_notes)),
        **texts.columns("registration_note", dict(draft.registration_notes)),
    }


def links_of(draft: EventDraft) -> dict[str, Collection[int]]:
    """The id sets of an event that a draft says; who leads it does not join it too."""
    return {
        "co_organisers": set(draft.co_organiser_ids) - {draft.lead_id},
        "regions": set(draft.region_ids),
        "sectors": set(draft.sector_ids),
        "levels": set(draft.level_ids),
        "audiences": set(draft.audience_ids),
        "themes": set(draft.theme_ids),
    }


def build_session(event: Event, draft: SessionDraft, *, now: datetime) -> Session:
    """Answer an unsaved session with its own new UID."""
    return Session(
        event=event,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        all_day=draft.all_day,
        venue_id=draft.venue_id,
        room_id=draft.room_id,
        is_online=draft.is_online,
        join_url=draft.join_url,
        created_at=now,
        changed_at=now,
        **texts.columns("title", dict(draft.titles)),
    )


def set_span(event: Event, sessions: Collection[Session]) -> None:
    """Set the event's `starts_at` and `ends_at` from its scheduled sessions (from all, when all are cancelled)."""
    counted = [session for session in sessions if session.state == Session.State.SCHEDULED] or list(sessions)
    event.starts_at = min((session.starts_at for session in counted), default=None)
    event.ends_at = max((session.ends_at for session in counted), default=None)


def new_slug(event: Event) -> str:
    """A stable address: the words of the title, then six digits of the id so that it is unique."""
    words = slugify(event.title_fi or event.title_sv or event.title_en)
    if len(words) > LONGEST_WORDS:
        words = words[:LONGEST_WORDS].rpartition("-")[0] or words[:LONGEST_WORDS]
    return f"{words or 'koulutus'}-{event.pk.hex[:6]}"


@transaction.atomic
def create_event(
    *, by: Actor, draft: EventDraft, event_id: uuid.UUID | None = None, now: datetime | None = None
) -> Event:
    """Save a draft with its sessions, seat pools and programme; every event has at least one pool."""
    built = build_event(draft, by=by, now=now or timezone.now(), event_id=event_id)
    built.event.save(force_insert=True)
    Session.objects.bulk_create(built.sessions)
    SeatPool.objects.bulk_create(built.pools)
    AgendaItem.objects.bulk_create(built.agenda)
    for name, ids in built.links.items():
        getattr(built.event, name).set(ids)
    for session, session_draft in zip(built.sessions, draft.sessions, strict=True):
        if session_draft.trainer_ids:
            session.trainers.set(session_draft.trainer_ids)
    built.change.save()
    likeness.keep([built.event.pk])
    return built.event


EDITABLE = frozenset(
    {f"{name}_{language}" for name in TEXTS for language in texts.LANGUAGES}
    | set(COPIED) - {"source", "external_id"}
    | {"languages"}
)


@transaction.atomic
def update_event(
    *,
    by: Actor,
    event_id: uuid.UUID,
    columns: Mapping[str, Any],
    links: Mapping[str, Collection[int]] | None = None,
    expected_version: int | None = None,
    reason: str = "",
) -> Event:
    """Edit what an event says; `columns` are names in EDITABLE, `links` id sets of names in LINKS.

    Raises VersionConflictError when `expected_version` is no longer the event's. Nothing changed writes nothing.
    """
    event = locks.lock_event(event_id)
    if expected_version is not None and expected_version != event.version:
        raise VersionConflictError
    unknown = [*(set(columns) - EDITABLE), *(set(links or {}) - set(LINKS))]
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    details = set_columns(event, columns) | set_links(event, links or {})
    if details:
        save_change(event, by=by, action="edit", reason=reason, details=details)
        entries.refresh([event.pk])
        words.learn_after_commit(event.pk)
    return event


def set_columns(event: Event, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Give a locked event its columns, unsaved; answer what has changed as a history row says it."""
    details: dict[str, Any] = {}
    for name, value in columns.items():
        if getattr(event, name) != value:
            # History is kept for good: of a person's name and address it says only that they were changed.
            is_personal = name in personal_data.PERSONAL[Event]
            details[name] = {} if is_personal else {"from": str(getattr(event, name)), "to": str(value)}
            setattr(event, name, value)
    return details


def set_links(event: Event, links: Mapping[str, Collection[int]]) -> dict[str, Any]:
    """Write id sets of a locked event; answer what has changed as a history row says it."""
    details: dict[str, Any] = {}
    for name, ids in links.items():
        manager = getattr(event, name)
        before = set(manager.values_list("pk", flat=True))
        if before != set(ids):
            details[name] = {"from": sorted(before), "to": sorted(ids)}
            manager.set(ids)
    return details


@transaction.atomic
def replace_agenda(*, by: Actor, event_id: uuid.UUID, agenda: Sequence[AgendaDraft]) -> Event:
    """Put another programme in the place of the present one."""
    event = locks.lock_event(event_id)
    save_change(event, by=by, action="edit", details=set_agenda(event, agenda))
    entries.refresh([event.pk])
    return event


def set_agenda(event: Event, agenda: Sequence[AgendaDraft]) -> dict[str, Any]:
    """Write another programme; answer how many lines there were and are, as a history row says it."""
    before = event.agenda.all().delete()[0]
    AgendaItem.objects.bulk_create(_agenda_items(event, agenda))
    return {"agenda": {"from": before, "to": len(agenda)}}


def _agenda_items(event: Event, agenda: Sequence[AgendaDraft]) -> list[AgendaItem]:
    return [
        AgendaItem(event=event, position=position, at=item.at, **texts.columns("title", dict(item.titles)))
        for position, item in enumerate(agenda)
    ]


def save_change(
    event: Event,
    *,
    by: Actor,
    action: str,
    to_state: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> EventChange:
    """Save a locked, changed event under its next version, with its history row; sessions and links are written."""
    change = build_change(
        event, by=by, action=action, to_state=to_state, reason=reason, details=details, now=now or timezone.now()
    )
    event.save()
    change.save(force_insert=True)
    likeness.keep([event.pk])
    keeping.keep(event.pk)
    return change


def build_change(
    event: Event,
    *,
    by: Actor,
    action: str,
    to_state: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
    now: datetime,
) -> EventChange:
    """Bring an event to its next version and answer the history row, both unsaved."""
    from_state = event.state
    event.state = to_state or event.state
    event.version += 1
    event.updated_at = now
    return EventChange(
        event=event,
        at=event.updated_at,
        action=action,
        from_state=from_state,
        to_state=event.state,
        reason=reason,
        details=details or {},
        **by.columns(),
    )
