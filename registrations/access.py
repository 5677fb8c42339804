"""The only way a view gets a registration: by the secret link its person was mailed, or as one who handles it."""

import uuid

from django.http import Http404, HttpRequest

from catalogue import links
from events import access, rights
from events.models import Event
from registrations import approval_letters, notices
from registrations.models import GroupBooking, Registration


def registration_by_token(token: str) -> Registration:
    """Answer the registration whose genuine, unrevoked link this is; anything else is not found."""
    registration_id = links.object_id_of(token)
    if registration_id is None:
        raise Http404
    known = Registration.objects.select_related(
        "event__lead", "event__series", "sector", "level", "person", "group", "replaces"
    )
    registration = known.filter(pk=registration_id).first()
    if registration is None or not is_key_of(token, registration):
        raise Http404
    return registration


def group_by_token(token: str) -> GroupBooking:
    """Answer the group whose contact was given this link; anything else is not found."""
    group_id = links.object_id_of(token)
    group = GroupBooking.objects.filter(pk=group_id).first() if group_id else None
    if group is None or not (_opens(token, notices.GROUP_PURPOSE, group) or is_mailed_to_contact(token, group)):
        raise Http404
    return group


def is_mailed_to_contact(token: str, group: GroupBooking) -> bool:
    """Whether this link stood in a mail to the contact's address, and nowhere else."""
    return _opens(token, notices.GROUP_MAILED_PURPOSE, group)


def _opens(token: str, purpose: str, group: GroupBooking) -> bool:
    return links.is_genuine(token, purpose, group.pk, group.link_version)


def registration_by_key(reference: str, key: str) -> Registration:
    """Answer the registration with this reference if the key opens it; a wrong key and no registration look alike."""
    registration = registration_by_token(key)
    if registration.reference != reference:
        raise Http404
    return registration


def registration_to_approve(token: str) -> Registration:
    """Answer the registration whose supervisor was mailed this link."""
    registration_id = links.object_id_of(token)
    if registration_id is None:
        raise Http404
    registration = Registration.objects.select_related("event").filter(pk=registration_id).first()
    is_named = registration is not None and registration.supervisor_email
    if registration is None or not is_named or not approval_letters.is_key_of(token, registration):
        raise Http404
    return registration


def is_key_of(token: str, registration: Registration) -> bool:
    return _is_genuine(token, notices.LINK_PURPOSE, registration) or is_mailed(token, registration)


def is_mailed(token: str, registration: Registration) -> bool:
    """Whether this link stood in a mail to the registration's address, and nowhere else."""
    return _is_genuine(token, notices.MAILED_PURPOSE, registration)


def _is_genuine(token: str, purpose: str, registration: Registration) -> bool:
    return links.is_genuine(token, purpose, registration.pk, registration.link_version)


def handled_event(request: HttpRequest, event_id: uuid.UUID) -> Event:
    """Answer a training whose participants the viewer handles; raises Http404 and PermissionDenied."""
    return access.organised_event(request, event_id, rights.HANDLE_PARTICIPANTS)


def handled_registration(request: HttpRequest, registration_id: uuid.UUID) -> Registration:
    """Answer a registration to who handles its training's participants; raises Http404 and PermissionDenied."""
    known = Registration.objects.select_related("person", "pool", "sector", "level", "group")
    registration = known.filter(pk=registration_id).first()
    if registration is None:
        raise Http404
    registration.event = handled_event(request, registration.event_id)
    return registration
