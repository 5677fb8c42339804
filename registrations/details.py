"""Correcting one's own details. The e-mail address is the identity and stays."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.actors import PARTICIPANT, Actor
from registrations import answering, booking, refusals
from registrations.answering import Revision
from registrations.models import Registration, RegistrationChange

CORRECTABLE = [
    "first_name",
    "last_name",
    "phone",
    "workplace",
    "unit",
    "municipality",
    "sector_id",
    "level_id",
    "professional_group",
    "job_title",
    "language",
]


@transaction.atomic
def correct_details(
    *,
    by: Actor = PARTICIPANT,
    registration_id: uuid.UUID,
    details: Mapping[str, Any],
    revision: Revision | None = None,
    now: datetime | None = None,
) -> Registration:
    """Save corrected details, and answers, of an active registration; the history names fields, never their values."""
    registration, _seats = booking.lock_registration(registration_id)
    if not registration.is_active:
        raise refusals.RegistrationEndedError
    changed = [name for name in CORRECTABLE if name in details and getattr(registration, name) != details[name]]
    now = now or timezone.now()
    for name in changed:
        setattr(registration, name, details[name])
    if revision is not None and answering.revise(registration, revision, now=now):
        changed.append("answers")
    if not changed:
        return registration
    registration.updated_at = now
    registration.revision += 1
    registration.save()
    RegistrationChange.objects.create(
        registration=registration,
        at=registration.updated_at,
        action="correct",
        from_state=registration.state,
        to_state=registration.state,
        details={"fields": changed},
        **by.columns(),
    )
    return registration
