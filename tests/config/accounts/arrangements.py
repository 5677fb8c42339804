"""Signing in as tests do it: the address, and the code from the mail."""

import re

from django.core import mail

from catalogue import outbox

SIGN_IN, CODE = "/fi/account/sign-in/", "/fi/account/sign-in/code/"


def deliver():
    """Send what is owed, and answer the newest mail."""
    from django.utils import timezone

    outbox.sweep(now=timezone.now() + outbox.GRACE)
    return mail.outbox[-1] if mail.outbox else None


def code_in(message):
    return re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", message.body).group()


def ask_for_code(client, email, **options):
    return client.post(SIGN_IN, {"email": email}, **options)


def sign_in(client, email, **options):
    """Sign in by code and answer the last page's response."""
    ask_for_code(client, email)
    return client.post(CODE, {"code": code_in(deliver())}, **options)


def signed_in_as(client):
    return client.get("/fi/").context["user"]
