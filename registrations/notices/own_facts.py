"""Facts for the person alone, in mail to their own address: what is to be answered, by when to cancel, what else is."""

from django.utils.translation import gettext as _

from events import dates
from registrations import asking, collisions, terms
from registrations.models import Registration
from registrations.notices.subjects import Subject


def of(subject: Subject) -> list[tuple[str, str]]:
    return [*_questions(subject), *_deadline(subject), *_collisions(subject)]


def _questions(subject: Subject) -> list[tuple[str, str]]:
    """What is still to be answered, on the page that the mail leads to."""
    if subject.event.has_begun(subject.now):
        return []
    found = asking.unanswered(subject.registration, subject.language)
    return [(_("Please answer on your page") if number == 0 else "", each.value) for number, each in enumerate(found)]


def _deadline(subject: Subject) -> list[tuple[str, str]]:
    until = terms.of(subject.event.pk).cancel_until
    if subject.registration.state != Registration.State.CONFIRMED or until is None or until <= subject.now:
        return []
    return [(_("Cancel by"), dates.moment(until, subject.language))]


def _collisions(subject: Subject) -> list[tuple[str, str]]:
    found = collisions.of(subject.registration, now=subject.now, language=subject.language)
    return [
        (
            _("At the same time you have") if number == 0 else "",
            f"{each.title.value}, {dates.span(each.starts_at, each.ends_at, subject.language, all_day=each.all_day)}",
        )
        for number, each in enumerate(found)
    ]
