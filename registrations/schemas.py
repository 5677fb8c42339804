"""Shapes of registrations in the API."""

from typing import Any, Literal, cast
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel, Field

from catalogue import texts
from catalogue.schemas import PageLanguage
from events.models import Event
from events.schemas import LocalTime, page_url
from registrations import notices, waiting_list
from registrations.models import Registration

RegistrationState = Literal[
    "awaiting_approval", "confirmed", "waitlisted", "offered", "expired", "declined", "rejected", "cancelled"
]


class RegistrationIn(BaseModel):
    """The participant record and what the training asks. Checked by registrations.forms; this describes it."""

    first_name: str = Field(min_length=1, max_length=100)
    last_name: str = Field(min_length=1, max_length=100)
    email: str = Field(max_length=254, json_schema_extra={"format": "email"})
    phone: str | None = Field(None, max_length=40)
    workplace: str = Field(min_length=1, max_length=200)
    unit: str | None = Field(None, max_length=200)
    municipality: str | None = Field(None, max_length=80, description="Where the person works.")
    sector: str | None = Field(None, description="A code of `vocabularies/sectors`.")
    level: str | None = Field(None, description="A code of `vocabularies/levels`.")
    professional_group: str | None = Field(None, max_length=100)
    job_title: str | None = Field(None, max_length=100)
    language: PageLanguage = Field(description="Of the messages to the person.")
    answers: dict[str, Any] | None = Field(None, description="By the key of a question of the registration form.")
    consent: bool | None = Field(None, description="True to agree to the consent of the registration form.")
    pool: int | None = Field(
        None, description="How the person takes part: the id of one of `pools` of the registration form; null: any."
    )
    claimed: list[int] | None = Field(
        None, description="The `pool` of each of the `kept` seats of the registration form that are for the person."
    )
    supervisor_email: str | None = Field(
        None,
        max_length=254,
        description="Required when the registration form says that a supervisor approves.",
        json_schema_extra={"format": "email"},
    )


class EventReference(BaseModel):
    id: UUID
    slug: str
    title: str
    starts_at: LocalTime | None
    ends_at: LocalTime | None
    url: str

    @classmethod
    def of(cls, event: Event, language: str) -> "EventReference":
        return cls(
            id=event.pk,
            slug=event.slug,
            title=texts.pick(event, "title", language).value,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            url=page_url(event.slug, language),
        )


class RegistrationLinks(BaseModel):
    """Whoever has these may see and cancel the registration."""

    self: str = Field(description="This registration in the API, with its key.")
    cancel: str = Field(description="Where to POST to cancel it.")
    page: str = Field(description="The person's own page.")


class RegistrationOut(BaseModel):
    reference: str = Field(description="To quote in mail and on the telephone; it opens nothing by itself.")
    state: RegistrationState
    queue_position: int | None = Field(description="The place on the waiting list, from 1; null for who does not wait.")
    event: EventReference
    links: RegistrationLinks

    @classmethod
    def of(cls, registration: Registration, language: str) -> "RegistrationOut":
        return cls(
            reference=registration.reference,
            state=cast("RegistrationState", registration.state),
            queue_position=waiting_list.place(registration),
            event=EventReference.of(registration.event, language),
            links=_links(registration),
        )


def _links(registration: Registration) -> RegistrationLinks:
    def address(name: str) -> str:
        path = reverse(f"api-1:{name}", args=[registration.reference])
        return f"{settings.BASE_URL}{path}?key={notices.token_of(registration)}"

    values: dict[str, Any] = {
        "self": address("get_registration"),
        "cancel": address("cancel_registration"),
        "page": settings.BASE_URL + notices.page_path(registration),
    }
    return RegistrationLinks.model_validate(values)
