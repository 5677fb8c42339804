"""Messages to the contact person of a group, about the whole of it."""

from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations.notices import addresses
from registrations.notices.kind import ANY, Kind
from registrations.notices.subjects import Subject


def _has_seats(subject: Subject) -> bool:
    return subject.group_counts.active > 0 and subject.event.state != Event.State.CANCELLED


def _has_unnamed(subject: Subject) -> bool:
    return _has_seats(subject) and subject.group_counts.unnamed > 0 and not subject.event.has_begun(subject.now)


def _page(subject: Subject) -> str:
    return addresses.group_address(subject.registration, subject.language)


KINDS = (
    Kind(
        name="group_registered",
        title=_("Group registered"),
        trigger=_("When somebody registers a group, to the contact person."),
        subject=_("Your group is registered: %(title)s"),
        paragraphs=[
            _("You have registered a group for this training. It is free of charge."),
            "%(group)s",
            "%(verify)s",
            "%(names_due)s",
            _("Everybody whose address you gave gets a message and a link of their own."),
        ],
        button=_("See the whole group"),
        states=ANY,
        own=["group", "verify", "names_due"],
        is_right=_has_seats,
        leads_to=_page,
        to_contact=True,
    ),
    Kind(
        name="name_seats",
        title=_("Names are missing"),
        trigger=_("Some days before seats without a name are given up, to the contact person of the group."),
        subject=_("Name the seats of your group: %(title)s"),
        paragraphs=[_("Some seats of your group have no name yet."), "%(group)s", "%(names_due)s"],
        button=_("Name the seats"),
        states=ANY,
        own=["group", "names_due"],
        is_right=_has_unnamed,
        leads_to=_page,
        to_contact=True,
    ),
    Kind(
        name="group_released",
        title=_("Seats without a name given up"),
        trigger=_("When seats without a name are given up, to the contact person of the group."),
        subject=_("Seats without a name have been given up: %(title)s"),
        paragraphs=[
            _("The seats of your group that had no name in time have been given up, so that others can have them."),
            "%(group)s",
        ],
        button=_("See the whole group"),
        states=ANY,
        own=["group"],
        leads_to=_page,
        to_contact=True,
    ),
)
