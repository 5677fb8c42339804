"""The only way a view gets an event or an organisation: what its viewer may not see is not found, else refused."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from catalogue import viewers
from catalogue.texts import page_language
from catalogue.viewers import Viewer
from catalogue.vocabularies import Term, Vocabularies
from events import rights
from events.descriptions import EventDescription
from events.models import Event, ExternalCalendar
from events.queries import case_page, details, external
from events.queries.case_page import CasePage
from events.queries.details import EventPage
from events.queries.searches import Reader
from events.rights import EventRight, GeneralRight, OrganisationRight

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


def organised_event(request: HttpRequest, event_id: uuid.UUID, right: EventRight = rights.LOOK_INSIDE) -> Event:
    """Answer an event as the workspace shows it, with its lead, co-organisers and helpers.

    Raises Http404 for a stranger, to whom it is not there, and PermissionDenied for who may see it without the right.
    """
    return event_for(viewers.of(request), event_id, right)


def event_for(viewer: Viewer, event_id: uuid.UUID, right: EventRight) -> Event:
    """The same for whoever calls the API."""
    found = Event.objects.visible_to(viewer).select_related("lead").prefetch_related("co_organisers", "helpers")
    event = found.filter(pk=event_id).first()
    if event is None:
        raise Http404
    if not right.allows(viewer, event):
        raise PermissionDenied
    return event


def organisation(
    request: HttpRequest, slug: str, vocabularies: Vocabularies, right: OrganisationRight = rights.SEE_WORKSPACE
) -> Term:
    """Answer an organisation of the workspace.

    Raises Http404 for who has nothing to do with it, and PermissionDenied for its people without the right.
    """
    viewer, found = viewers.of(request), vocabularies.organisations.get(slug)
    if found is None or not rights.SEE_WORKSPACE.allows(viewer, found.id):
        raise Http404
    if not right.allows(viewer, found.id):
        raise PermissionDenied
    return found


def overlap_case(case_id: uuid.UUID, read: Reader) -> CasePage:
    """Answer an overlap; raises Http404 for all but the organisers of its two sides and the coordinators."""
    found = case_page.case_page(case_id, read)
    if found is None:
        raise Http404
    return found


def external_calendar(request: HttpRequest, calendar_id: int, *, to_change: bool = False) -> ExternalCalendar:
    """Answer a calendar of others for its keepers, and for coordinators unless it is `to_change`.

    Raises Http404 where there is none, and PermissionDenied for the others.
    """
    viewer, found = viewers.of(request), external.calendar(calendar_id)
    if found is None:
        raise Http404
    may_keep = rights.KEEP_EXTERNAL_CALENDARS.allows(viewer, found.organisation_id)
    if not (may_keep or (not to_change and rights.COORDINATE.allows(viewer))):
        raise PermissionDenied
    return found


def refuse_without(request: HttpRequest, right: GeneralRight) -> None:
    """Raise PermissionDenied unless the viewer has the right."""
    if not right.allows(viewers.of(request)):
        raise PermissionDenied


def refuse_without_over(viewer: Viewer, right: OrganisationRight, organisation_id: int) -> None:
    """Raise PermissionDenied unless the viewer has the right over the organisation."""
    if not right.allows(viewer, organisation_id):
        raise PermissionDenied
