"""What a mail says of the calendar part that it carries."""

from django.utils.translation import gettext as _

from events.feeds.itip import CANCEL, REQUEST
from registrations.my import calendar
from registrations.notices.calendar_parts import Carried
from registrations.notices.subjects import Subject
from registrations.notices.told import FILE


def of(carried: Carried, subject: Subject) -> str:
    """Answer a sentence or two; nothing where nothing is carried."""
    if carried.method == REQUEST:
        return _(
            "The attached invitation puts the training into your calendar, and our mails keep it up to date. Whoever "
            "subscribes to their own calendar on the page of their trainings does not need it: both show it twice."
        )
    if carried.method == CANCEL:
        return _("The attachment takes the training out of your calendar, if you have added it from our mails.")
    if carried.method == FILE:
        person = subject.registration.person
        assert person is not None
        return _(
            "All sessions are in the attached calendar file. A file does not follow changes. Your own calendar does, "
            "if you subscribe to it instead; its address is secret: %(address)s"
        ) % {"address": calendar.addresses_of(person, subject.language).https}
    return ""
