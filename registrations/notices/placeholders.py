"""What stands in braces in the text of a message: a closed list of names, filled with data that is never markup."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import dates
from events.models import Event
from registrations.models import Registration
from registrations.notices import differences
from registrations.notices.subjects import Subject

_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`text` says what it stands for; its value may be empty."""

    text: str | Promise
    value: Callable[[Subject], str]


def _place(subject: Subject) -> str:
    from registrations import waiting_list

    place = waiting_list.place(subject.registration)
    return "" if place is None else str(place)


def _standing(subject: Subject) -> str:
    if subject.registration.state == Registration.State.WAITLISTED:
        return _("It is full: you are number %(place)s on the waiting list.") % {"place": _place(subject)}
    if subject.registration.awaits_answer:
        return _(
            "You have a seat in it, and it is kept. As its time or place is another, please say on the page of your "
            "registration whether you can come."
        )
    if subject.registration.state == Registration.State.CONFIRMED:
        return _("You have a seat in it.")
    return _("Your registration for it is handled next.")


def _reason(subject: Subject) -> str:
    return _("The organiser’s reason: %(reason)s") % {"reason": subject.reason} if subject.reason else ""


def _before(subject: Subject) -> str:
    if subject.change is None:
        return ""
    return "\n".join(differences.in_words(subject.change, subject.sessions, subject.language))


def _deadline(subject: Subject) -> str:
    registration = subject.registration
    is_offered = registration.state == Registration.State.OFFERED
    held_until = registration.offer_expires_at if is_offered else registration.verify_by
    return dates.moment(held_until, subject.language, now=subject.now) if held_until else ""


def _instead_of(subject: Subject) -> str:
    other = subject.registration.replaces
    return other.full_name if other else ""


def _substitute(subject: Subject) -> str:
    other = subject.registration.replaced_by.order_by("-created_at").first()
    return other.full_name if other else ""


def _turn(subject: Subject) -> str:
    if subject.event.waiting_list_mode == Event.WaitingListMode.OFFER:
        return _("When a seat becomes free and it is your turn, we will hold it for you and ask whether you want it.")
    return _("When a seat becomes free and it is your turn, you will get it automatically and we will write to you.")


def _verify(subject: Subject) -> str:
    at = subject.verify_by
    if at is None:
        return ""
    if subject.group is not None:
        return _(
            "Please open the page of your group by %(deadline)s: that tells us that this address is yours."
            " After that its seats without a name may go to others."
        ) % {"deadline": dates.moment(at, subject.language, now=subject.now)}
    return _(
        "Please open your registration by %(deadline)s: that tells us that this address is yours."
        " After that your seat may go to somebody else."
    ) % {"deadline": dates.moment(at, subject.language, now=subject.now)}


def _group(subject: Subject) -> str:
    counts = subject.group_counts
    return group_line(seats=counts.seats, waiting=counts.waiting, unnamed=counts.unnamed)


def group_line(*, seats: int, waiting: int, unnamed: int) -> str:
    return _("Seats: %(seats)s. On the waiting list: %(waiting)s. Without a name so far: %(unnamed)s.") % {
        "seats": seats,
        "waiting": waiting,
        "unnamed": unnamed,
    }


def _names_due(subject: Subject) -> str:
    due = subject.registration.group.names_due_at if subject.registration.group else None
    if due is None or not subject.group_counts.unnamed:
        return ""
    return names_line(dates.moment(due, subject.language, now=subject.now))


def names_line(deadline: str) -> str:
    return _("Give the missing names by %(deadline)s. After that seats without a name are given up.") % {
        "deadline": deadline
    }


def _begins(subject: Subject) -> str:
    at = subject.context.get("starts_at")
    starts_at = datetime.fromisoformat(at) if at else subject.event.starts_at
    session = subject.session
    if starts_at is None:
        return ""
    if session is not None and session.all_day:
        return dates.day(dates.first_day(starts_at), subject.language)
    return dates.moment(starts_at, subject.language)


def _decision(subject: Subject) -> str:
    return _("The reason that was given: %(reason)s") % {"reason": subject.reason} if subject.reason else ""


# In every message.
COMMON: Mapping[str, Placeholder] = {
    "name": Placeholder(gettext_lazy("the participant’s name"), lambda subject: subject.name),
    "first_name": Placeholder(gettext_lazy("the participant’s first name"), lambda subject: subject.first_name),
    "title": Placeholder(gettext_lazy("the name of the training"), lambda subject: subject.title),
    "when": Placeholder(gettext_lazy("its times"), lambda subject: "; ".join(subject.times)),
    "where": Placeholder(gettext_lazy("its place"), lambda subject: subject.where),
    "organiser": Placeholder(gettext_lazy("its organiser"), lambda subject: subject.organiser),
    "contact": Placeholder(gettext_lazy("the contact person"), lambda subject: subject.contact),
    "reference": Placeholder(gettext_lazy("the reference of the registration"), lambda subject: subject.reference),
}
# In the messages that name them.
OWN: Mapping[str, Placeholder] = {
    "place": Placeholder(gettext_lazy("the place on the waiting list"), _place),
    "standing": Placeholder(gettext_lazy("a sentence: whether there is a seat or a place on the list"), _standing),
    "reason": Placeholder(gettext_lazy("a sentence: the organiser’s reason, if there is one"), _reason),
    "instead_of": Placeholder(gettext_lazy("the name of the one who does not come"), _instead_of),
    "substitute": Placeholder(gettext_lazy("the name of the one who comes instead"), _substitute),
    "decision": Placeholder(gettext_lazy("a sentence: the reason of who decided, if they gave one"), _decision),
    "before": Placeholder(gettext_lazy("what has changed: the old and the new times and places"), _before),
    "deadline": Placeholder(gettext_lazy("until when an answer is awaited"), _deadline),
    "turn": Placeholder(gettext_lazy("a sentence: what happens when a seat becomes free"), _turn),
    "verify": Placeholder(
        gettext_lazy("a sentence: until when the address must be confirmed, where it must be"), _verify
    ),
    "group": Placeholder(gettext_lazy("a sentence: how many of the group have a seat, wait or have no name"), _group),
    "names_due": Placeholder(
        gettext_lazy("a sentence: until when names must be given, if some are missing"), _names_due
    ),
    "begins": Placeholder(gettext_lazy("the day and hour when it begins"), _begins),
}


def unknown(text: str, names: Sequence[str]) -> list[str]:
    """What stands in braces in the text and is none of these names."""
    return [found for found in dict.fromkeys(_BRACES.findall(text)) if found not in names]


def fill(
    text: str, subject: Subject, names: Sequence[str], *, instead: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Put values for names, once: braces within a value stay what they are. `instead` are values of an example."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in names:
            return match[0]
        return instead[name] if name in instead else (COMMON.get(name) or OWN[name]).value(subject)

    return _BRACES.sub(value, text)
