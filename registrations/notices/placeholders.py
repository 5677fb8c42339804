"""What stands in braces in the text of a message: a closed list of names, filled with data that is never markup."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import dates
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
    held_until = subject.registration.offer_expires_at
    return dates.moment(held_until, subject.language, now=subject.now) if held_until else ""


def _instead_of(subject: Subject) -> str:
    other = subject.registration.replaces
    return other.full_name if other else ""


def _substitute(subject: Subject) -> str:
    other = subject.registration.replaced_by.order_by("-created_at").first()
    return other.full_name if other else ""


# In every message.
COMMON: Mapping[str, Placeholder] = {
    "name": Placeholder(gettext_lazy("the participant’s name"), lambda subject: subject.registration.full_name),
    "first_name": Placeholder(
        gettext_lazy("the participant’s first name"), lambda subject: subject.registration.first_name
    ),
    "title": Placeholder(gettext_lazy("the name of the training"), lambda subject: subject.title),
    "when": Placeholder(gettext_lazy("its times"), lambda subject: "; ".join(subject.times)),
    "where": Placeholder(gettext_lazy("its place"), lambda subject: subject.where),
    "organiser": Placeholder(gettext_lazy("its organiser"), lambda subject: subject.organiser),
    "contact": Placeholder(gettext_lazy("the contact person"), lambda subject: subject.contact),
    "reference": Placeholder(
        gettext_lazy("the reference of the registration"), lambda subject: subject.registration.reference
    ),
}
# In the messages that name them.
OWN: Mapping[str, Placeholder] = {
    "place": Placeholder(gettext_lazy("the place on the waiting list"), _place),
    "deadline": Placeholder(gettext_lazy("until when the offered seat is held"), _deadline),
    "standing": Placeholder(gettext_lazy("a sentence: whether there is a seat or a place on the list"), _standing),
    "reason": Placeholder(gettext_lazy("a sentence: the organiser’s reason, if there is one"), _reason),
    "instead_of": Placeholder(gettext_lazy("the name of the one who does not come"), _instead_of),
    "substitute": Placeholder(gettext_lazy("the name of the one who comes instead"), _substitute),
    "before": Placeholder(gettext_lazy("what has changed: the old and the new times and places"), _before),
}


def unknown(text: str, names: Sequence[str]) -> list[str]:
    """What stands in braces in the text and is none of these names."""
    return [found for found in dict.fromkeys(_BRACES.findall(text)) if found not in names]


def fill(text: str, subject: Subject, names: Sequence[str]) -> str:
    """Put values for names, once: braces within a value stay what they are."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return (COMMON.get(name) or OWN[name]).value(subject) if name in names else match[0]

    return _BRACES.sub(value, text)
