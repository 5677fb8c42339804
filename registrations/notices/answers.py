"""Messages that ask whether somebody still comes, and those about somebody who comes in another's place."""

from django.utils.translation import gettext_lazy as _

from registrations.notices.kind import Kind, Says, State
from registrations.notices.subjects import Subject


def _is_silent(subject: Subject) -> bool:
    """Whoever has answered is not asked once more."""
    return subject.registration.reconfirmed_at is None


KINDS = (
    Kind(
        name="event_moved_far",
        title=_("Much changed: can you still come?"),
        trigger=_("When the organiser moves the training to another day, another town or another half of the day."),
        subject=_("Can you still come? %(title)s"),
        paragraphs=[
            _("The time or place of this training has changed a lot. Your seat is kept."),
            "%(before)s",
            "%(reason)s",
            _("Please tell us whether you can come. If you give up your seat, it goes to somebody else at once."),
        ],
        button=_("I can come"),
        page="registration-reconfirm",
        second_button=_("I give up my seat"),
        second_page="registration-cancel",
        states=[State.CONFIRMED],
        own=["before", "reason"],
        says=Says.COMES,
    ),
    Kind(
        name="reconfirm_reminder",
        title=_("Reminder: can you still come?"),
        trigger=_("Once, when the organiser reminds those who have not answered after a big change."),
        subject=_("We have not heard from you: %(title)s"),
        paragraphs=[
            _("The time or place of this training has changed, and we do not know yet whether you can come."),
            _("Your seat is kept for you. If you cannot come, please give it up, so that somebody else can."),
        ],
        is_right=_is_silent,
        button=_("I can come"),
        page="registration-reconfirm",
        second_button=_("I give up my seat"),
        second_page="registration-cancel",
        states=[State.CONFIRMED],
        own=["before", "reason"],
    ),
    Kind(
        name="substitute",
        title=_("In somebody’s place: confirmation"),
        trigger=_("When somebody sends a colleague in their place, to the colleague."),
        subject=_("You have a seat: %(title)s"),
        paragraphs=[
            _("%(instead_of)s cannot come and has named you to take part in their place. The seat is yours."),
            _("The training is free of charge. If you cannot come either, please cancel in good time."),
        ],
        button=_("See, correct or cancel your registration"),
        states=[State.CONFIRMED],
        own=["instead_of"],
        says=Says.COMES,
    ),
    Kind(
        name="substituted",
        title=_("Somebody comes in one’s place"),
        trigger=_("When somebody sends a colleague in their place, to the one who does not come."),
        subject=_("Your seat has been passed on: %(title)s"),
        paragraphs=[
            _("%(substitute)s takes part in your place and has been told. Your own registration has ended."),
        ],
        button=_("See your registration"),
        states=[State.CANCELLED],
        own=["substitute"],
        says=Says.ENDS,
    ),
)
