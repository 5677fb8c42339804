"""Messages about changes of the training, to everybody who is registered."""

from django.utils.translation import gettext_lazy as _

from registrations.notices.kind import ACTIVE, Kind, State

KINDS = (
    Kind(
        name="event_moved",
        title=_("Changed time or place"),
        trigger=_("When the organiser moves the training."),
        subject=_("Changed time or place: %(title)s"),
        paragraphs=[
            _("The time or place of this training has changed. Your registration is kept."),
            "%(before)s",
            "%(reason)s",
            _("The new details are below. If they do not suit you, please cancel, so that somebody else can come."),
        ],
        button=_("See or cancel your registration"),
        states=ACTIVE,
        own=["before", "reason"],
        has_calendar=True,
    ),
    Kind(
        name="event_link",
        title=_("New link for joining"),
        trigger=_("When the organiser changes the link for joining online and nothing else, to those who have a seat."),
        subject=_("New link for joining: %(title)s"),
        paragraphs=[
            _("The link for joining this training online has changed. The new one is below; the old one may not work."),
            "%(reason)s",
        ],
        button=_("See or cancel your registration"),
        states=[State.CONFIRMED],
        own=["reason"],
    ),
    Kind(
        name="event_postponed",
        title=_("Training postponed"),
        trigger=_("When the organiser postpones the training."),
        subject=_("Training postponed: %(title)s"),
        paragraphs=[
            _("The training will not be held on the dates below. Your registration is kept."),
            _("We will write to you again when the new dates are known."),
            "%(reason)s",
        ],
        button=_("See or cancel your registration"),
        states=ACTIVE,
        own=["reason"],
        has_calendar=True,
    ),
    Kind(
        name="event_cancelled",
        title=_("Training cancelled"),
        trigger=_("When the organiser cancels the training."),
        subject=_("Training cancelled: %(title)s"),
        paragraphs=[
            _("We are sorry: the organiser has cancelled this training. You need not do anything."),
            "%(reason)s",
        ],
        button=_("See your registration"),
        states=ACTIVE,
        own=["reason"],
        has_calendar=True,
        is_of_the_end=True,
    ),
    Kind(
        name="too_few",
        title=_("Too few participants"),
        trigger=_("When the organiser cancels the training because too few have registered."),
        subject=_("Training cancelled: %(title)s"),
        paragraphs=[
            _("We are sorry: too few people have registered, so this training will not be held."),
            "%(reason)s",
            _("You need not do anything."),
        ],
        button=_("See your registration"),
        states=ACTIVE,
        own=["reason"],
        has_calendar=True,
        is_of_the_end=True,
    ),
    Kind(
        name="event_revived",
        title=_("Training held after all"),
        trigger=_("When the organiser brings a cancelled training back."),
        subject=_("The training will be held after all: %(title)s"),
        paragraphs=[
            _("The training was cancelled but will now be held. Your registration is still in force."),
            "%(reason)s",
        ],
        button=_("See or cancel your registration"),
        states=ACTIVE,
        own=["reason"],
        has_calendar=True,
    ),
    Kind(
        name="merged",
        title=_("Held together with another training"),
        trigger=_("When two trainings become one."),
        subject=_("Your training is held together with another: %(title)s"),
        paragraphs=[
            _("The training you registered for is now held together with the one below. Check its time and place."),
            "%(standing)s",
            _("If it does not suit you, please cancel, so that somebody else can come."),
        ],
        button=_("See or cancel your registration"),
        states=ACTIVE,
        own=["standing"],
        has_calendar=True,
    ),
    Kind(
        name="merged_double",
        title=_("Two registrations become one"),
        trigger=_("When two trainings become one, to those who were registered for both."),
        subject=_("Two of your registrations have become one: %(title)s"),
        paragraphs=[
            _("You had registered for two trainings that are now held together as one."),
            _("This registration has ended. Your other one stays in force; you need not do anything."),
        ],
        button=_("See the ended registration"),
        states=[State.CANCELLED],
    ),
)
