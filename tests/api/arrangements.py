"""What API tests send."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from catalogue import tokens
from catalogue.actors import by_system

PARTICIPANT = {
    "first_name": "Aino",
    "last_name": "Virtanen",
    "email": "aino@example.org",
    "workplace": "Keskuskoulu",
    "language": "fi",
}


def registrations_of(event):
    return reverse("api-1:register", args=[event.pk])


def register(client, event, *, lang="en", key=None, **values):
    headers = {} if key is None else {"Idempotency-Key": key}
    body = PARTICIPANT | values
    return client.post(f"{registrations_of(event)}?lang={lang}", body, content_type="application/json", headers=headers)


def key_of(organisation, role="organiser"):
    expires_at = timezone.now() + timedelta(days=9)
    made = tokens.create_organisation_token(
        by=by_system("test"), organisation_id=organisation.pk, role=role, name="Ohjelma", expires_at=expires_at
    )
    return made.secret
