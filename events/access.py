"""The only way a view gets an event: what its viewer may not see is not found."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.http import Http404, HttpRequest
from django.utils import timezone

from catalogue import viewers
from catalogue.texts import page_language
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events.descriptions import EventDescription
from events.models import Event
from events.queries import details
from events.queries.details import EventPage

Found = TypeVar("Found")


def event_page(request: HttpRequest, slug: str, vocabularies: Vocabularies) -> EventPage:
    """Answer the page of the event with this address; raises Http404."""
    return _found(details.event_page, request, slug, vocabularies)


def event(request: HttpRequest, slug: str, vocabularies: Vocabularies) -> EventDescription:
    """Answer the event with this address, without what its page tells beside it; raises Http404."""
    return _found(details.event_by_slug, request, slug, vocabularies)


def _found(read: Callable[..., Found | None], request: HttpRequest, slug: str, vocabularies: Vocabularies) -> Found:
    found = read(
        slug, viewer=viewers.of(request), now=timezone.now(), language=page_language(), vocabularies=vocabularies
    )
    if found is None:
        raise Http404
    return found


def refuse_unless_visible(event_id: uuid.UUID, viewer: Viewer) -> None:
    """Raise Http404 for an event that is not there or not for this user to see."""
    if not Event.objects.visible_to(viewer).filter(pk=event_id).exists():
        raise Http404
