"""What every page of a training's participants begins with: who may see them, and what stands above the page."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from catalogue import texts
from events.models import Event
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import entry
from registrations import access
from registrations.models import Registration
from registrations.queries import table
from registrations.queries.table import Found


@dataclass(frozen=True, slots=True)
class Handling:
    """A training whose participants the reader handles."""

    read: Reading
    event: Event

    def found(self) -> Found:
        return table.of_event(self.event, self.read)

    def answer(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        lead = self.read.vocabularies.organisations.by_id(self.event.lead_id)
        above = {
            "part": "events",
            "event_id": self.event.pk,
            "event_title": texts.pick(self.event, "title", self.read.language),
            "event": self.event,
        }
        return entry.answer(request, self.read, template, above | context, agency=lead, status=status)


def of_event(request: HttpRequest, event_id: uuid.UUID) -> Handling:
    """Raises Http404 and PermissionDenied."""
    return Handling(reading.of(request), access.handled_event(request, event_id))


def of_registration(request: HttpRequest, registration_id: uuid.UUID) -> tuple[Handling, Registration]:
    """Raises Http404 and PermissionDenied."""
    registration = access.handled_registration(request, registration_id)
    return Handling(reading.of(request), registration.event), registration
