"""Reads for a person's own page, in a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies
from events import descriptions
from events.descriptions import EventDescription, SessionDescription
from events.models import Event, EventChange, SeatPool
from events.queries import describing
from registrations import asking, collisions, deadlines, holding, terms, waiting_list
from registrations.booking import Seats
from registrations.collisions import Collision
from registrations.models import Registration, RegistrationTerms
from registrations.notices import differences

State = Registration.State


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session with its join link, which only a confirmed participant is shown."""

    session: SessionDescription
    join_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnRegistration:
    """What one's own page shows; `waiting_behind` people would take the seat at once if it were given up.

    `is_late` says that the time for cancelling is over, `is_closed` that only the organiser cancels now. `pools` are
    other seats that could be had instead, by id. `collisions` are told to whoever is known to own the address.
    """

    registration: Registration
    event: EventDescription
    terms: RegistrationTerms
    sessions: list[OwnSession]
    details: list[tuple[str | Promise, str]]
    place: int | None
    waiting_behind: int
    may_cancel: bool
    is_late: bool
    is_closed: bool
    is_asked: bool
    may_send_another: bool
    waits_for_offer: bool
    pools: list[tuple[int, str]]
    taken_over_by: Registration | None
    # Whether the seat went because nobody opened the link in the mail.
    was_never_verified: bool
    collisions: list[Collision]
    # Whether its reader is the contact of the group and may be led to its page.
    is_contact: bool
    # What a big change was, line by line, while its answer is awaited.
    changed: list[str]
    # What the training asks and has no answer to yet.
    unanswered: list[Text]
    now: datetime

    @property
    def asked(self) -> str:
        """Which big change an answer is about."""
        asked_at = self.registration.asked_again_at
        return asked_at.isoformat() if asked_at else ""

    @property
    def may_change_pool(self) -> bool:
        return bool(self.pools)

    @property
    def lacks_link(self) -> bool:
        """Whether the organiser has not given the link of an online session yet."""
        return any(row.session.is_online and not row.join_url for row in self.sessions)

    @property
    def has_next(self) -> bool:
        """Whether there is something to say of what comes."""
        is_coming = self.registration.state in {State.CONFIRMED, State.WAITLISTED}
        return self.may_cancel and self.event.state == Event.State.PUBLISHED and is_coming

    @property
    def is_held(self) -> bool:
        """Whether a seat is held for somebody whose address is not confirmed yet."""
        return self.registration.state == State.CONFIRMED and self.registration.verify_by is not None


def own_registration(
    registration: Registration, *, now: datetime, language: str, vocabularies: Vocabularies, is_owner: bool = False
) -> OwnRegistration:
    """Answer the page's content for a registration that its link has opened.

    `is_owner`: whoever looks is known to own the address, by a link that was mailed to it.
    """
    event = describing.described(Event.objects.filter(pk=registration.event_id)).get()
    described = descriptions.describe(event, language=language, vocabularies=vocabularies, now=now)
    is_confirmed = registration.state == State.CONFIRMED
    links = {session.uid: session.join_url if is_confirmed else "" for session in event.sessions.all()}
    settled = terms.of(event.pk)
    is_running = registration.is_active and not event.has_begun(now)
    has_seat = is_running and is_confirmed and event.state != Event.State.CANCELLED
    is_coming = has_seat and event.state == Event.State.PUBLISHED
    pools = list(event.pools.all())
    return OwnRegistration(
        registration=registration,
        event=described,
        terms=settled,
        sessions=[OwnSession(session, links[session.uid]) for session in described.sessions],
        details=_details(registration, pools, language, vocabularies),
        place=waiting_list.place(registration),
        waiting_behind=_waiting_for(registration, pools),
        may_cancel=is_running,
        is_late=is_running and deadlines.is_late(registration, settled, now),
        is_closed=is_running and deadlines.is_closed(registration, settled, now),
        is_asked=is_coming and registration.asked_again_at is not None,
        may_send_another=has_seat,
        waits_for_offer=waiting_list.offer_deadline(event, settled, now) is not None,
        pools=_other_pools(registration, event, pools, language, now) if has_seat else [],
        taken_over_by=registration.replaced_by.first() if registration.state == State.CANCELLED else None,
        was_never_verified=registration.state == State.EXPIRED and holding.has_released(registration),
        collisions=collisions.of(registration, now=now, language=language) if is_owner and is_running else [],
        is_contact=is_owner
        and registration.group is not None
        and registration.group.contact_email == registration.email,
        changed=_changed(registration, event, language) if is_coming else [],
        unanswered=asking.unanswered(registration, language) if is_running else [],
        now=now,
    )


def _changed(registration: Registration, event: Event, language: str) -> list[str]:
    if registration.asked_again_at is None or registration.reconfirmed_at is not None:
        return []
    change = EventChange.objects.filter(event=event.pk, at=registration.asked_again_at).first()
    lines = differences.in_words(change, event.sessions.all(), language) if change else []
    return [part for line in lines for part in line.splitlines()]


def _other_pools(
    registration: Registration, event: Event, pools: Sequence[SeatPool], language: str, now: datetime
) -> list[tuple[int, str]]:
    """Seats of another kind that are free and that nobody waits for, with how many are left."""
    seats = Seats(event, pools)
    others = [pool for pool in pools if pool.pk != registration.pool_id and seats.can_move(registration, pool, now)]
    return [(pool.pk, descriptions.pool_name(pool, language)) for pool in others]


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


def _waiting_for(registration: Registration, pools: Iterable[SeatPool]) -> int:
    if registration.state not in Registration.HOLDS_SEAT:
        return 0
    return next((pool.waiting for pool in pools if pool.pk == registration.pool_id), 0)
