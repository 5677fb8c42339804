"""What API tests send."""

from django.urls import reverse

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
