"""Messages that the clock sends: reminders before a training and thanks after it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Session
from registrations.notices.kind import Kind, State
from registrations.notices.subjects import Subject


def still_comes(subject: Subject) -> bool:
    """Whether the training still begins, or goes on, on the day that the reminder is about."""
    starts_at = _remembered(subject)
    days = {timezone.localdate(each.starts_at) for each in _coming(subject)}
    return subject.event.state == Event.State.PUBLISHED and timezone.localdate(starts_at) in days


def still_begins(subject: Subject) -> bool:
    """Whether it still begins at that very time."""
    starts = {each.starts_at for each in _coming(subject)}
    return subject.event.state == Event.State.PUBLISHED and _remembered(subject) in starts


def was_held(subject: Subject) -> bool:
    event = subject.event
    return event.state == Event.State.PUBLISHED and event.ends_at is not None and event.ends_at <= subject.now


def _coming(subject: Subject) -> list[Session]:
    return [
        session
        for session in subject.sessions
        if session.state == Session.State.SCHEDULED and session.starts_at > subject.now
    ]


def _remembered(subject: Subject) -> datetime:
    return datetime.fromisoformat(subject.context["starts_at"])


KINDS = (
    Kind(
        name="reminder",
        title=_("Reminder"),
        trigger=_("Some days before the training, and before each of its later days."),
        subject=_("Reminder: %(title)s, %(begins)s"),
        paragraphs=[
            _("You have a seat in this training. It begins %(begins)s."),
            _("If you cannot come, please cancel now, so that the seat goes to the next person."),
        ],
        button=_("See or cancel your registration"),
        states=[State.CONFIRMED],
        own=["begins"],
        is_right=still_comes,
    ),
    Kind(
        name="reminder_hour",
        title=_("Link an hour before"),
        trigger=_("An hour before an online session, to those who take part online."),
        subject=_("Begins soon: %(title)s, %(begins)s"),
        paragraphs=[_("The training begins in a moment: %(begins)s. Join it with the button.")],
        button=_("Join online"),
        states=[State.CONFIRMED],
        own=["begins"],
        is_right=still_begins,
        leads_to=lambda subject: subject.join_link,
    ),
    Kind(
        name="thanks",
        title=_("Thanks"),
        trigger=_("The day after the training, to those who had a seat."),
        subject=_("Thank you for taking part: %(title)s"),
        paragraphs=[_("Thank you for taking part in this training."), _("You are welcome to our trainings again.")],
        button=_("See your registration"),
        states=[State.CONFIRMED],
        is_right=was_held,
    ),
)
