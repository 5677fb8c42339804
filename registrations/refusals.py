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


class KeyMissingError(RuleError):
    code = "key_missing"
    status = 401
    text = _("Send the key of the registration: as Authorization: Bearer, or as ?key= in the address.")
