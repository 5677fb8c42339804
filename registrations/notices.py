"""Messages about registrations: which are owed, and what each says, in the person's language."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalogue import links, outbox, texts
from catalogue.models import Message
from catalogue.outbox import Attachment, Rendered
from events import dates, descriptions, places
from events.feeds import addresses, calendars
from events.models import Event, EventChange, Session
from registrations import mail
from registrations.models import Registration, RegistrationChange

LINK_PURPOSE = "registration"


def page_path(registration: Registration, language: str | None = None, name: str = "registration") -> str:
    """The path of a registration's own page (or of a page below it): who has it may see and cancel it."""
    with translation.override(language or registration.language):
        return reverse(name, args=[token_of(registration)])


def token_of(registration: Registration) -> str:
    return links.make_token(LINK_PURPOSE, registration.pk, registration.link_version)


def send(kind: str, owed: Sequence[tuple[Registration, RegistrationChange]], *, now: datetime) -> None:
    """Owe each of these people a message for the change of their registration."""
    outbox.queue_messages([build_message(kind, registration, change, now=now) for registration, change in owed])


def send_first(kind: str, registration: Registration, *, now: datetime) -> None:
    """Owe the person the first message of a registration that has just been made."""
    outbox.queue_message(build_first_message(kind, registration, now=now))


def send_to_all(kind: str, event: Event, change: EventChange) -> None:
    """Owe everybody with an active registration for the event one message about its change."""
    active = Registration.objects.active().filter(event=event).order_by("pk")
    outbox.queue_messages([build_message_to_all(kind, registration, change) for registration in active])


def send_link_again(*, event_id: uuid.UUID, email: str, now: datetime) -> None:
    """Mail the owner of an address the link to the registration they already have, at most once in ten minutes."""
    registration = Registration.objects.active().filter(event_id=event_id, person__email=email).first()
    if registration is not None:
        bucket = int(now.timestamp()) // 600
        cause = f"link_again:{registration.pk}:{bucket}"
        outbox.queue_messages([_message("link_again", registration, cause=cause, now=now)])


def build_first_message(kind: str, registration: Registration, *, now: datetime) -> Message:
    """Answer the unsaved message that `send_first` would save; for bulk writers."""
    return _message(kind, registration, cause=f"{kind}:{registration.pk}", now=now)


def build_message(kind: str, registration: Registration, change: RegistrationChange, *, now: datetime) -> Message:
    """Answer the unsaved message that `send` would save; for bulk writers."""
    return _message(kind, registration, cause=f"{kind}:{change.pk}", now=now)


def build_message_to_all(kind: str, registration: Registration, change: EventChange) -> Message:
    """Answer the unsaved message that `send_to_all` would save for this registration."""
    cause = f"{kind}:{change.pk}:{registration.pk}"
    return _message(kind, registration, cause=cause, now=change.at, change=change.pk)


def _message(kind: str, registration: Registration, *, cause: str, now: datetime, **context: Any) -> Message:
    return outbox.build_message(
        kind=kind,
        cause=cause,
        person_id=registration.person_id,
        address=registration.email,
        language=registration.language,
        now=now,
        registration=str(registration.pk),
        **context,
    )


# --- What each says ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What a builder of a notice knows: the registration, its event, the event's change and the reader's language."""

    registration: Registration
    event: Event
    sessions: list[Session]
    language: str
    change: EventChange | None = None
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return texts.pick(self.event, "title", self.language).value


def render(message: Message) -> Rendered | None:
    """Answer the mail, or None when its reason is gone (a seat given up before the confirmation went out)."""
    registration = (
        Registration.objects.select_related("event__lead")
        .prefetch_related("event__sessions__venue", "event__sessions__room", "event__pools")
        .get(pk=message.context["registration"])
    )
    build, still_right, with_calendar = _NOTICES[message.kind]
    if registration.state not in still_right:
        return None
    change_id = message.context.get("change")
    with translation.override(message.language):
        subject = Subject(
            registration=registration,
            event=registration.event,
            sessions=list(registration.event.sessions.all()),
            language=message.language,
            change=EventChange.objects.get(pk=change_id) if change_id else None,
        )
        notice = build(subject)
        return mail.render(
            notice,
            language=message.language,
            facts=_facts(subject),
            page_url=settings.BASE_URL + page_path(registration, message.language),
            attachments=_calendar(subject) if with_calendar else (),
        )


def _calendar(subject: Subject) -> Sequence[Attachment]:
    """The event's sessions as a file for the person's own calendar; the same UIDs as in the feeds."""
    calendar = addresses.event_calendar(
        str(subject.event.pk), QueryDict(f"lang={subject.language}"), now=timezone.now()
    )
    if calendar is None:
        return ()
    return [Attachment(calendar.filename, calendars.render(calendar).body, "text/calendar")]


def _facts(subject: Subject) -> list[tuple[str, str]]:
    event, language = subject.event, subject.language
    facts = [(_("Training"), subject.title)]
    facts += [
        (
            _("When") if number == 0 else "",
            dates.span(session.starts_at, session.ends_at, language, all_day=session.all_day)
            + (f" ({session.get_state_display()})" if session.state == Session.State.CANCELLED else ""),
        )
        for number, session in enumerate(subject.sessions)
    ]
    where = dict.fromkeys(place for session in subject.sessions if (place := _place(session, language)))
    if where:
        facts.append((_("Where"), ", ".join(where)))
    joins = dict.fromkeys(session.join_url for session in subject.sessions if session.join_url)
    if joins and subject.registration.state == Registration.State.CONFIRMED:
        facts.append((_("Join online"), " ".join(joins)))
    part = descriptions.taking_part(event.pools.all(), subject.registration.meant_pools, language)
    if part:
        facts.append((_("Taking part"), part))
    facts.append((_("Organiser"), texts.pick(event.lead, "name", language).value))
    contact = ", ".join(filter(None, [event.contact_name, event.contact_email, event.contact_phone]))
    if contact:
        facts.append((_("Contact"), contact))
    facts.append((_("Reference"), subject.registration.reference))
    return facts


def _place(session: Session, language: str) -> str:
    parts = [places.venue_line(session, language), _("online") if session.is_online else ""]
    return ", ".join(filter(None, parts))


def _confirmed(subject: Subject) -> mail.Notice:
    return mail.Notice(
        subject=_("Your seat is confirmed: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("You have a seat in this training. It is free of charge."),
            _("If you cannot come, please cancel in good time, so that the seat goes to the next person."),
        ],
        button=_("See, correct or cancel your registration"),
    )


def _waitlisted(subject: Subject) -> mail.Notice:
    from registrations import waiting_list

    place = waiting_list.place(subject.registration)
    return mail.Notice(
        subject=_("You are on the waiting list: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("The training is full. You are number %(place)s on the waiting list.") % {"place": place},
            _("When a seat becomes free and it is your turn, you will get it automatically and we will write to you."),
            _("If you no longer want to wait, please leave the list."),
        ],
        button=_("See your place or leave the list"),
    )


def _promoted(subject: Subject) -> mail.Notice:
    return mail.Notice(
        subject=_("You got a seat: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("A seat became free and it was your turn on the waiting list. Your seat is now confirmed."),
            _("If you cannot come, please cancel in good time, so that the seat goes to the next person."),
        ],
        button=_("See, correct or cancel your registration"),
    )


def _cancelled(subject: Subject) -> mail.Notice:
    return mail.Notice(
        subject=_("Your registration has been cancelled: %(title)s") % {"title": subject.title},
        paragraphs=[_("You no longer have a seat or a place on the waiting list. Thank you for letting us know.")],
        button=_("See the cancelled registration"),
    )


def _link_again(subject: Subject) -> mail.Notice:
    return mail.Notice(
        subject=_("Your registration: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("Somebody, probably you, tried to register again for this training with your e-mail address."),
            _("You already have a registration. Nothing has changed. This is the link to it."),
        ],
        button=_("Open your registration"),
    )


def _event_cancelled(subject: Subject) -> mail.Notice:
    return mail.Notice(
        subject=_("Training cancelled: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("We are sorry: the organiser has cancelled this training. You need not do anything."),
            *_reason(subject),
        ],
        button=_("See your registration"),
    )


def _event_postponed(subject: Subject) -> mail.Notice:
    return mail.Notice(
        subject=_("Training postponed: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("The training will not be held on the dates below. Your registration is kept."),
            _("We will write to you again when the new dates are known."),
            *_reason(subject),
        ],
        button=_("See or cancel your registration"),
    )


def _event_moved(subject: Subject) -> mail.Notice:
    return mail.Notice(
        subject=_("Changed time or place: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("The time or place of this training has changed. Your registration is kept."),
            *_old_times(subject),
            *_reason(subject),
            _("The new details are below. If they do not suit you, please cancel, so that somebody else can come."),
        ],
        button=_("See or cancel your registration"),
    )


def _event_revived(subject: Subject) -> mail.Notice:
    return mail.Notice(
        subject=_("The training will be held after all: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("The training was cancelled but will now be held. Your registration is still in force."),
            *_reason(subject),
        ],
        button=_("See or cancel your registration"),
    )


def _merged(subject: Subject) -> mail.Notice:
    from registrations import waiting_list

    if subject.registration.state == Registration.State.WAITLISTED:
        place = waiting_list.place(subject.registration)
        standing = _("It is full: you are number %(place)s on the waiting list.") % {"place": place}
    elif subject.registration.state == Registration.State.CONFIRMED:
        standing = _("You have a seat in it.")
    else:
        standing = _("Your registration for it is handled next.")
    return mail.Notice(
        subject=_("Your training is held together with another: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("The training you registered for is now held together with the one below. Check its time and place."),
            standing,
            _("If it does not suit you, please cancel, so that somebody else can come."),
        ],
        button=_("See or cancel your registration"),
    )


def _merged_double(subject: Subject) -> mail.Notice:
    return mail.Notice(
        subject=_("Two of your registrations have become one: %(title)s") % {"title": subject.title},
        paragraphs=[
            _("You had registered for two trainings that are now held together as one."),
            _("This registration has ended. Your other one stays in force; you need not do anything."),
        ],
        button=_("See the ended registration"),
    )


def _reason(subject: Subject) -> list[str]:
    if subject.change is None or not subject.change.reason:
        return []
    return [_("The organiser’s reason: %(reason)s") % {"reason": subject.change.reason}]


def _old_times(subject: Subject) -> list[str]:
    changes = subject.change.sessions if subject.change else {}
    lines = []
    for session in subject.sessions:
        before = changes.get(session.uid, {}).get("from", [])
        if before and before != changes[session.uid]["to"]:
            starts_at, ends_at = (datetime.fromisoformat(moment) for moment in before)
            lines.append(dates.span(starts_at, ends_at, subject.language, all_day=session.all_day))
    return [_("Before: %(times)s") % {"times": "; ".join(lines)}] if lines else []


_State = Registration.State
_ACTIVE: Iterable[str] = Registration.ACTIVE
_ANY: Iterable[str] = tuple(Registration.State)
# Kind: what it says, the states in which it is still right to send it, and whether the calendar file goes with it.
_NOTICES: dict[str, tuple[Callable[[Subject], mail.Notice], Iterable[str], bool]] = {
    "confirmed": (_confirmed, (_State.CONFIRMED,), True),
    "waitlisted": (_waitlisted, (_State.WAITLISTED,), False),
    "promoted": (_promoted, (_State.CONFIRMED,), True),
    "cancelled": (_cancelled, (_State.CANCELLED,), False),
    "link_again": (_link_again, _ANY, False),
    "merged": (_merged, _ACTIVE, True),
    "merged_double": (_merged_double, (_State.CANCELLED,), False),
    "event_cancelled": (_event_cancelled, _ACTIVE, True),
    "event_postponed": (_event_postponed, _ACTIVE, True),
    "event_moved": (_event_moved, _ACTIVE, True),
    "event_revived": (_event_revived, _ACTIVE, True),
}
KINDS = tuple(_NOTICES)
