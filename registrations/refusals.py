"""Why a registration is refused: the sentences that pages and API share."""

from django.utils.translation import gettext_lazy as _

from catalogue.rules import RuleError


class AlreadyRegisteredError(RuleError):
    code = "already_registered"
    text = _(
        "There is already a registration with this e-mail address. We have sent the link to it to that address again."
    )


class RegistrationClosedError(RuleError):
    code = "registration_closed"
    text = _("Registration for this training has closed.")


class RegistrationNotOpenError(RuleError):
    code = "registration_not_open"
    text = _("Registration for this training has not opened yet.")


class EventCancelledError(RuleError):
    code = "event_cancelled"
    text = _("The training has been cancelled.")


class EventPostponedError(RuleError):
    code = "event_postponed"
    text = _("The training has been postponed. Everybody is told when it has a new time.")


class WaitingListFullError(RuleError):
    code = "waiting_list_full"
    text = _("The training and its waiting list are full.")


class RegistrationEndedError(RuleError):
    code = "registration_not_active"
    text = _("This registration is no longer in force.")


class TrainingBegunError(RuleError):
    code = "training_begun"
    text = _("The training has already begun. If you cannot take part, please tell the organiser.")


class NoOfferError(RuleError):
    code = "no_offer"
    text = _("No seat is being offered to you at the moment.")


class ReasonMissingError(RuleError):
    code = "reason_missing"
    status = 422
    text = _("Say why: the reason is kept in the history.")


class NotWaitingError(RuleError):
    code = "not_waiting"
    text = _("This registration is not on the waiting list.")


class NoSeatError(RuleError):
    """There is no seat to give, where somebody asked for a seat or nothing."""

    code = "no_seat"
    text = _("There is no free seat.")


class NoSuchSeatsError(RuleError):
    code = "no_such_seats"
    status = 404
    text = _("The training has no such seats.")


class NoSeatHeldError(RuleError):
    code = "no_seat_held"
    text = _("This registration holds no seat.")


class SeatNamedError(RuleError):
    code = "seat_named"
    text = _("This seat has its person already.")


class SeatUnnamedError(RuleError):
    code = "seat_unnamed"
    text = _("This seat has no name yet: say who takes it.")


class LateCancellingError(RuleError):
    """The time for cancelling is over, and the organiser wants to hear of it."""

    code = "cancelling_closed"
    text = _("The time for cancelling is over. Please tell the organiser.")

    def __init__(self, *, contact: str) -> None:
        """`contact` is whom to tell, in words; it may be empty."""
        words = _("The time for cancelling is over. If you cannot come, please tell the organiser: %(contact)s.")
        super().__init__(words % {"contact": contact} if contact else None)


class TrainingOverError(RuleError):
    code = "training_over"
    text = _("The training is over.")


class NotAwaitingApprovalError(RuleError):
    code = "not_awaiting_approval"
    text = _("This registration does not wait for approval.")


class ApprovalTooLateError(RuleError):
    code = "approval_too_late"
    text = _("The training has begun, so nothing can be approved any more.")


class KeyMissingError(RuleError):
    code = "key_missing"
    status = 401
    text = _("Send the key of the registration: as Authorization: Bearer, or as ?key= in the address.")
