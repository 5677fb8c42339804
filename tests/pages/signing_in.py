"""Signing a browser in, without the pages of signing in."""

from django.conf import settings
from django.test import Client


def sign_in(context, site, user):
    """Give a browser the session of a user."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
