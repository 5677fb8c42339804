"""Messages about one's own seat or place in the queue."""

from django.utils.translation import gettext_lazy as _

from registrations.notices.kind import ANY, Kind, State

KINDS = (
    Kind(
        name="confirmed",
        title=_("Confirmation"),
        trigger=_("When somebody registers and gets a seat, or accepts one that was offered."),
        subject=_("Your seat is confirmed: %(title)s"),
        paragraphs=[
            _("You have a seat in this training. It is free of charge."),
            _("If you cannot come, please cancel in good time, so that the seat goes to the next person."),
        ],
        button=_("See, correct or cancel your registration"),
        states=[State.CONFIRMED],
        has_calendar=True,
    ),
    Kind(
        name="waitlisted",
        title=_("Place on the waiting list"),
        trigger=_("When somebody registers and the training is full."),
        subject=_("You are on the waiting list: %(title)s"),
        paragraphs=[
            _("The training is full. You are number %(place)s on the waiting list."),
            _("When a seat becomes free and it is your turn, you will get it automatically and we will write to you."),
            _("If you no longer want to wait, please leave the list."),
        ],
        button=_("See your place or leave the list"),
        states=[State.WAITLISTED],
        own=["place"],
    ),
    Kind(
        name="promoted",
        title=_("Seat from the waiting list"),
        trigger=_("When a seat becomes free and the next on the waiting list gets it."),
        subject=_("You got a seat: %(title)s"),
        paragraphs=[
            _("A seat became free and it was your turn on the waiting list. Your seat is now confirmed."),
            _("If you cannot come, please cancel in good time, so that the seat goes to the next person."),
        ],
        button=_("See, correct or cancel your registration"),
        states=[State.CONFIRMED],
        has_calendar=True,
    ),
    Kind(
        name="offered",
        title=_("Seat offered"),
        trigger=_("When a seat becomes free and it is held for the next on the waiting list until they answer."),
        subject=_("A seat is held for you: %(title)s"),
        paragraphs=[
            _("A seat became free and it is your turn on the waiting list. It is held for you until %(deadline)s."),
            _("Please accept or decline it on your page. If you do not answer, it is offered to the next person."),
        ],
        button=_("Accept or decline the seat"),
        states=[State.OFFERED],
        own=["deadline"],
    ),
    Kind(
        name="offer_expired",
        title=_("Offer expired"),
        trigger=_("When an offered seat was not accepted in time."),
        subject=_("The seat is no longer held for you: %(title)s"),
        paragraphs=[
            _("We did not hear from you in time, so the seat that was held for you has passed to the next person."),
            _("If you still want to take part, please register again: you will be at the end of the waiting list."),
        ],
        button=_("See your registration"),
        states=[State.EXPIRED],
    ),
    Kind(
        name="seat_released",
        title=_("Seat given up: address not confirmed"),
        trigger=_("When nobody opened the link in the confirmation in time and the seat was needed."),
        subject=_("Your seat has been given up: %(title)s"),
        paragraphs=[
            _("Nobody opened the link in our confirmation in time, so we do not know whether this address is right."),
            _("If you still want to take part, please register again."),
        ],
        button=_("See your registration"),
        states=[State.EXPIRED],
    ),
    Kind(
        name="pool_changed",
        title=_("Another way of taking part"),
        trigger=_("When somebody who has a seat changes to another kind of seat."),
        subject=_("You take part in another way: %(title)s"),
        paragraphs=[_("Your seat has been changed as you wished. How you take part now stands below.")],
        button=_("See, correct or cancel your registration"),
        states=[State.CONFIRMED],
        has_calendar=True,
    ),
    Kind(
        name="cancelled",
        title=_("Registration cancelled"),
        trigger=_("When somebody cancels their registration."),
        subject=_("Your registration has been cancelled: %(title)s"),
        paragraphs=[_("You no longer have a seat or a place on the waiting list. Thank you for letting us know.")],
        button=_("See the cancelled registration"),
        states=[State.CANCELLED],
    ),
    Kind(
        name="link_again",
        title=_("The link again"),
        trigger=_("When somebody registers a second time with the same address."),
        subject=_("Your registration: %(title)s"),
        paragraphs=[
            _("Somebody, probably you, tried to register again for this training with your e-mail address."),
            _("You already have a registration. Nothing has changed. This is the link to it."),
        ],
        button=_("Open your registration"),
        states=ANY,
    ),
)
