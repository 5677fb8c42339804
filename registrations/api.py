"""The API's registrations: made by anybody, seen and cancelled with the registration's own key."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.views.decorators.cache import never_cache
from ninja import Query, Router
from ninja.decorators import decorate_view
from ninja.responses import Status

from catalogue import callers, inputs, vocabularies
from catalogue.schemas import Problem
from catalogue.texts import page_language
from catalogue.viewers import ANONYMOUS
from events import access as event_access
from events.api.reading import TextLanguage
from registrations import access, cancelling, form_content, offers, origins, refusals, registering, sparing
from registrations import inputs as registration_inputs
from registrations.models import Registration
from registrations.question_schemas import RegistrationFormOut
from registrations.schemas import RegistrationIn, RegistrationOut

router = Router(tags=["Registrations"])
WITH_KEY: dict[str, Any] = {"security": [{"registrationKey": []}, {"registrationKeyInAddress": []}]}
CREATED = 201
_REFUSED = {401: Problem, 404: Problem, 422: Problem, 429: Problem}
_WRITE_REFUSED = _REFUSED | {409: Problem, 413: Problem}


@router.post(
    "/events/{event_id}/registrations",
    response={201: RegistrationOut, 404: Problem, 409: Problem, 413: Problem, 415: Problem, 422: Problem, 429: Problem},
    operation_id="register",
    summary="Register a person",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": RegistrationIn.model_json_schema()}},
        }
    },
)
@decorate_view(never_cache)
def register(request: HttpRequest, event_id: UUID, texts: Query[TextLanguage]) -> Status[RegistrationOut]:  # noqa: ARG001
    """Take a seat, or the next place on the waiting list, and mail the person a confirmation with their own link.

    Refused with 409: `already_registered` (nothing about that registration is told; its owner is mailed the link
    again), `registration_closed`, `registration_not_open`, `event_cancelled`, `waiting_list_full`. Refused with 429
    when one address is registered again and again.
    """
    event_access.refuse_unless_visible(event_id, ANONYMOUS)
    language = page_language()
    content = form_content.of_event_id(event_id, vocabularies.current(), language)
    given = registration_inputs.registration(inputs.json_object(request), content)
    sparing.spare(request, [given.participant.email], supervisor=given.wish.supervisor_email)
    wish = replace(given.wish, origin=origins.origin_of(request))
    registration = registering.register_person(
        event_id=event_id, participant=given.participant, wish=wish, brought=given.brought
    )
    return Status(CREATED, RegistrationOut.of(registration, language))


@router.get(
    "/events/{event_id}/registration-form",
    response={200: RegistrationFormOut, 404: Problem, 422: Problem, 429: Problem},
    operation_id="getRegistrationForm",
    summary="What a training asks of those who register",
)
@decorate_view(never_cache)
def get_registration_form(request: HttpRequest, event_id: UUID, texts: Query[TextLanguage]) -> RegistrationFormOut:  # noqa: ARG001
    """Its questions beside the participant record, and the privacy texts to show."""
    event_access.refuse_unless_visible(event_id, ANONYMOUS)
    return RegistrationFormOut.of(form_content.of_event_id(event_id, vocabularies.current(), page_language()))


@router.get(
    "/registrations/{reference}",
    response={200: RegistrationOut} | _REFUSED,
    operation_id="getRegistration",
    summary="One's own registration",
    openapi_extra=WITH_KEY,
)
@decorate_view(never_cache)
def get_registration(request: HttpRequest, reference: str, texts: Query[TextLanguage]) -> RegistrationOut:  # noqa: ARG001
    """State and place in the queue, for whoever has the registration's key.

    Without a key 401; a wrong key and a registration that is not there are the same 404.
    """
    return RegistrationOut.of(_opened(request, reference), page_language())


@router.post(
    "/registrations/{reference}/cancel",
    response={200: RegistrationOut} | _WRITE_REFUSED,
    operation_id="cancelRegistration",
    summary="Give up a seat or a place in the queue",
    openapi_extra=WITH_KEY,
)
@decorate_view(never_cache)
def cancel_registration(request: HttpRequest, reference: str, texts: Query[TextLanguage]) -> RegistrationOut:  # noqa: ARG001
    """A freed seat passes to the first in the queue at once.

    409: `registration_not_active`, `training_begun`, and `cancelling_closed` when only the organiser cancels any more.
    """
    return _changed(cancelling.cancel_registration, request, reference)


@router.post(
    "/registrations/{reference}/accept",
    response={200: RegistrationOut} | _WRITE_REFUSED,
    operation_id="acceptOffer",
    summary="Accept an offered seat",
    openapi_extra=WITH_KEY,
)
@decorate_view(never_cache)
def accept_offer(request: HttpRequest, reference: str, texts: Query[TextLanguage]) -> RegistrationOut:  # noqa: ARG001
    """409 `no_offer` when no seat is held for the person."""
    return _changed(offers.accept_offer, request, reference)


@router.post(
    "/registrations/{reference}/decline",
    response={200: RegistrationOut} | _WRITE_REFUSED,
    operation_id="declineOffer",
    summary="Decline an offered seat",
    openapi_extra=WITH_KEY,
)
@decorate_view(never_cache)
def decline_offer(request: HttpRequest, reference: str, texts: Query[TextLanguage]) -> RegistrationOut:  # noqa: ARG001
    """The seat passes on. 409 `no_offer` when no seat is held for the person."""
    return _changed(offers.decline_offer, request, reference)


def _changed(write: Callable[..., Registration], request: HttpRequest, reference: str) -> RegistrationOut:
    registration = write(registration_id=_opened(request, reference).pk)
    return RegistrationOut.of(registration, page_language())


def _opened(request: HttpRequest, reference: str) -> Registration:
    key = callers.bearer(request) or request.GET.get("key", "")
    if not key:
        raise refusals.KeyMissingError
    return access.registration_by_key(reference, key)
