"""Correcting one's own details and language for all coming trainings at once."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.actors import PARTICIPANT, Actor
from catalogue.models import Person
from registrations import details as registration_details
from registrations import refusals
from registrations.my import overview


@transaction.atomic
def correct_everywhere(
    *, by: Actor = PARTICIPANT, person_id: uuid.UUID, details: Mapping[str, Any], now: datetime | None = None
) -> int:
    """Save these details in every coming registration of the person; answer in how many.

    What has been held is history and stays as it was given.
    """
    now = now or timezone.now()
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    language = details.get("language", person.language)
    if language != person.language:
        person.language = language
        person.save(update_fields=["language"])
    # Whoever locks several events does so in the order of their ids.
    rows = sorted(overview.coming_registrations(person, now=now), key=lambda row: row.event_id)
    corrected = 0
    for row in rows:
        with suppress(refusals.RegistrationEndedError):
            registration_details.correct_details(by=by, registration_id=row.pk, details=details, now=now)
            corrected += 1
    return corrected
