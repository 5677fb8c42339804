"""Reads for a person's own page, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.vocabularies import Vocabularies
from events import descriptions
from events.descriptions import EventDescription, SessionDescription
from events.models import Event, SeatPool
from events.queries import describing
from registrations import asking, waiting_list
from registrations.models import Registration

State = Registration.State


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session with its join link, which only a confirmed participant is shown."""

    session: SessionDescription
    join_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnRegistration:
    """What one's own page shows; `waiting_behind` people would take the seat at once if it were given up."""

    registration: Registration
    event: EventDescription
    sessions: list[OwnSession]
    details: list[tuple[str | Promise, str]]
    place: int | None
    waiting_behind: int
    may_cancel: bool


def own_registration(
    registration: Registration, *, now: datetime, language: str, vocabularies: Vocabularies
) -> OwnRegistration:
    """Answer the page's content for a registration that its link has opened."""
    event = describing.described(Event.objects.filter(pk=registration.event_id)).get()
    described = descriptions.describe(event, language=language, vocabularies=vocabularies, now=now)
    is_confirmed = registration.state == State.CONFIRMED
    links = {session.uid: session.join_url if is_confirmed else "" for session in event.sessions.all()}
    return OwnRegistration(
        registration=registration,
        event=described,
        sessions=[OwnSession(session, links[session.uid]) for session in described.sessions],
        details=_details(registration, event.pools.all(), language, vocabularies),
        place=waiting_list.place(registration),
        waiting_behind=_waiting_for(registration),
        may_cancel=registration.is_active and not event.has_begun(now),
    )


def _details(
    registration: Registration, pools: Iterable[SeatPool], language: str, vocabularies: Vocabularies
) -> list[tuple[str | Promise, str]]:
    sector = vocabularies.sectors.by_id(registration.sector_id) if registration.sector_id else None
    level = vocabularies.levels.by_id(registration.level_id) if registration.level_id else None
    rows: list[tuple[str | Promise, str]] = [
        (_("Taking part"), descriptions.taking_part(pools, registration.meant_pools, language)),
        (_("Name"), registration.full_name),
        (_("E-mail"), registration.email),
        (_("Telephone"), registration.phone),
        (_("Workplace or organisation"), registration.workplace),
        (_("Unit"), registration.unit),
        (_("Work municipality"), registration.municipality),
        (_("Sector"), str(sector.name(language)) if sector else ""),
        (_("Education level"), str(level.name(language)) if level else ""),
        (_("Professional group"), registration.professional_group),
        (_("Job title"), registration.job_title),
        (_("Language of messages"), registration.get_language_display()),
        (_("Supervisor’s e-mail"), registration.supervisor_email),
    ]
    answers = asking.answers_in_words([registration.pk], language).get(registration.pk, ())
    rows += [(question.value, value) for question, value in answers]
    return [(label, value) for label, value in rows if value]


def _waiting_for(registration: Registration) -> int:
    if registration.state not in Registration.HOLDS_SEAT or registration.pool_id is None:
        return 0
    return SeatPool.objects.values_list("waiting", flat=True).get(pk=registration.pool_id)
