"""What the public page of a training says of its terms: only what a participant should know before registering."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from events import dates
from registrations import terms
from registrations.models import RegistrationTerms

Approval = RegistrationTerms.Approval


def sentences(event_id: uuid.UUID, now: datetime, language: str) -> list[str]:
    """Whose approval it needs, and until when one can cancel."""
    settled = terms.of(event_id)
    said = []
    if settled.approval == Approval.ORGANISER:
        said.append(_("The organiser approves each registration before there is a seat."))
    if settled.approval == Approval.SUPERVISOR:
        said.append(_("Your supervisor’s approval is needed: give their e-mail address, and they are asked."))
    if settled.cancel_until is not None and settled.cancel_until > now:
        moment = dates.moment(settled.cancel_until, language, now=now)
        said.append(_("If you cannot come, cancel by %(moment)s.") % {"moment": moment})
    return said
