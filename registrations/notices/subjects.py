"""What a message is about, and the facts that every message about a registration shows below its own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formataddr
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from catalogue import texts
from events import dates, descriptions, places
from events.models import Event, EventChange, SeatPool, Session
from registrations.models import GroupBooking, Registration, RegistrationChange


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Of the registrations of a group that are in force."""

    active: int
    seats: int
    waiting: int
    unnamed: int


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The registration, its event, what the outbox keeps of the reason, the reader's language and the time of now."""

    registration: Registration
    language: str
    now: datetime
    context: Mapping[str, Any] = field(default_factory=dict)
    # Set when the message is to the contact person about the whole of it.
    group: GroupBooking | None = None

    @property
    def event(self) -> Event:
        return self.registration.event

    @cached_property
    def sessions(self) -> list[Session]:
        return list(self.event.sessions.all())

    @cached_property
    def pools(self) -> list[SeatPool]:
        return list(self.event.pools.all())

    @cached_property
    def change(self) -> EventChange | None:
        """What became of the event, where that is the reason of the message."""
        change_id = self.context.get("change")
        return EventChange.objects.get(pk=change_id) if change_id else None

    @cached_property
    def own_change(self) -> RegistrationChange | None:
        """What became of the registration, where that is the reason."""
        change_id = self.context.get("own_change")
        return RegistrationChange.objects.filter(pk=change_id).first() if change_id else None

    @property
    def reason(self) -> str:
        change = self.change or self.own_change
        return change.reason if change else ""

    @property
    def name(self) -> str:
        return self.group.contact_name if self.group else self.registration.full_name

    @property
    def first_name(self) -> str:
        return self.group.contact_first_name if self.group else self.registration.first_name

    @property
    def reference(self) -> str:
        return self.group.reference if self.group else self.registration.reference

    @cached_property
    def group_counts(self) -> GroupCounts:
        members = Registration.objects.active().filter(group=self.registration.group_id, group__isnull=False)
        held, queued = Q(state__in=Registration.HOLDS_SEAT), Q(state=Registration.State.WAITLISTED)
        counted = members.aggregate(
            active=Count("pk"),
            seats=Count("pk", filter=held),
            waiting=Count("pk", filter=queued),
            unnamed=Count("pk", filter=Q(person=None)),
        )
        return GroupCounts(**counted)

    @property
    def verify_by(self) -> datetime | None:
        """Until when the reader's address is to be confirmed: a contact holds the seats without a name by theirs."""
        if self.group is None:
            return self.registration.verify_by
        held = Registration.objects.filter(group=self.group, person=None, verify_by__isnull=False)
        return held.order_by("verify_by").values_list("verify_by", flat=True).first()

    @property
    def title(self) -> str:
        return texts.pick(self.event, "title", self.language).value

    @property
    def organiser(self) -> str:
        return texts.pick(self.event.lead, "name", self.language).value

    @property
    def contact(self) -> str:
        event = self.event
        return ", ".join(filter(None, [event.contact_name, event.contact_email, event.contact_phone]))

    @property
    def reply_to(self) -> str:
        """Whom an answer reaches: the training's contact person, as an address line."""
        name, address = (" ".join(part.split()) for part in (self.event.contact_name, self.event.contact_email))
        # A header holds no letter that is not ASCII: a domain has another spelling for that.
        local, _at, domain = address.rpartition("@")
        return formataddr((name, f"{local}@{domain.encode('idna').decode()}")) if address else ""

    @property
    def times(self) -> list[str]:
        return [
            dates.span(session.starts_at, session.ends_at, self.language, all_day=session.all_day)
            + (f" ({session.get_state_display()})" if session.state == Session.State.CANCELLED else "")
            for session in self.sessions
        ]

    @property
    def where(self) -> str:
        found = dict.fromkeys(place for session in self.sessions if (place := _place(session, self.language)))
        return ", ".join(found)

    @property
    def join_links(self) -> list[str]:
        """Of the sessions that are not over, for those alone who have a seat."""
        if self.registration.state != Registration.State.CONFIRMED or self.group is not None:
            return []
        coming = [session for session in self.sessions if session.ends_at > self.now]
        return list(dict.fromkeys(session.join_url for session in coming if session.join_url))

    @property
    def session(self) -> Session | None:
        """The sitting that a reminder is about, while it is still there."""
        at = self.context.get("starts_at")
        starts_at = datetime.fromisoformat(at) if at else None
        return next((each for each in self.sessions if each.starts_at == starts_at), None)

    @property
    def join_link(self) -> str:
        return self.session.join_url if self.session else ""

    def facts(self) -> list[tuple[str, str]]:
        facts = [(_("Training"), self.title)]
        facts += [(_("When") if number == 0 else "", time) for number, time in enumerate(self.times)]
        if self.where:
            facts.append((_("Where"), self.where))
        if self.join_links:
            facts.append((_("Join online"), " ".join(self.join_links)))
        part = descriptions.taking_part(self.pools, self.registration.meant_pools, self.language)
        if part and self.group is None:
            facts.append((_("Taking part"), part))
        facts.append((_("Organiser"), self.organiser))
        if self.contact:
            facts.append((_("Contact"), self.contact))
        facts.append((_("Reference"), self.reference))
        return facts


def _place(session: Session, language: str) -> str:
    parts = [places.venue_line(session, language), _("online") if session.is_online else ""]
    return ", ".join(filter(None, parts))
