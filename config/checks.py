"""Mistakes in settings, found before they are felt: `manage.py check --deploy` names each with a hint."""

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register

CONSOLE = "django.core.mail.backends.console.EmailBackend"


@register(Tags.urls)
def check_base_url(app_configs: Any, **_options: Any) -> Sequence[CheckMessage]:  # noqa: ARG001 - Django passes it
    """The public address stands in mail and feeds, where a wrong one cannot be called back."""
    address = urlsplit(settings.BASE_URL)
    if address.scheme not in {"http", "https"} or not address.hostname or address.path or address.query:
        return [
            checks.Error(
                f"KALENTERI_BASE_URL is not the address of a site: {settings.BASE_URL!r}.",
                hint="Give scheme and host, and a port if need be: https://koulutuskalenteri.example",
                id="koulutuskalenteri.E001",
            )
        ]
    return []


@register(Tags.security)
def check_sign_in_services(app_configs: Any, **_options: Any) -> Sequence[CheckMessage]:  # noqa: ARG001
    """A provider that is set up wrongly is left out: nobody sees it on the page, so it is said here."""
    return [
        checks.Error(
            f"KALENTERI_OIDC: {problem}.",
            hint='[{"id": "virtu", "name": "Virtu", "server": "https://…", "client_id": "…", "client_secret": "…"}]',
            id="koulutuskalenteri.E002",
        )
        for problem in settings.OIDC.problems
    ]


@register(Tags.security, deploy=True)
def check_addresses(app_configs: Any, **_options: Any) -> Sequence[CheckMessage]:  # noqa: ARG001
    host = urlsplit(settings.BASE_URL).hostname or ""
    found: list[CheckMessage] = []
    if not settings.SITE_IS_SECURE:
        found.append(
            checks.Warning(
                "KALENTERI_BASE_URL is not an https address: cookies and secret links travel in the clear.",
                hint="Put a proxy with a certificate in front, and give its https address.",
                id="koulutuskalenteri.W001",
            )
        )
    elif settings.SECURE_PROXY_SSL_HEADER is None:
        found.append(
            checks.Warning(
                "The public address is https, but no proxy is said to stand in front: every page redirects to itself.",
                hint="Let the proxy set X-Forwarded-Proto, and set KALENTERI_PROXY=1.",
                id="koulutuskalenteri.W002",
            )
        )
    if "*" in settings.ALLOWED_HOSTS or not _is_allowed(host):
        found.append(
            checks.Warning(
                f"KALENTERI_ALLOWED_HOSTS is not the host of the public address ({host}) and names of this machine.",
                hint=f"KALENTERI_ALLOWED_HOSTS={host},localhost",
                id="koulutuskalenteri.W003",
            )
        )
    return found


@register(Tags.security, deploy=True)
def check_what_is_left_of_the_demonstration(app_configs: Any, **_options: Any) -> Sequence[CheckMessage]:  # noqa: ARG001
    found: list[CheckMessage] = []
    if settings.DEMONSTRATION:
        found.append(
            checks.Warning(
                "The demonstration is on: anybody who knows its links signs in, and no mail is sent.",
                hint="Leave KALENTERI_DEMO unset where the trainings are real.",
                id="koulutuskalenteri.W004",
            )
        )
    elif settings.EMAIL_BACKEND == CONSOLE:
        found.append(
            checks.Warning(
                "Mail is printed to the console: nobody gets a confirmation, and secret links stand in the log.",
                hint="Name the mail relay: EMAIL_URL=smtp+tls://user:password@host:587",
                id="koulutuskalenteri.W005",
            )
        )
    if os.environ.get("DATABASE_URL") and not os.environ.get("KALENTERI_SECRET_KEY"):
        found.append(
            checks.Warning(
                "The signing key is a file of this machine's, the database is not: another machine refuses its links.",
                hint="Set KALENTERI_SECRET_KEY to the same long random text on every machine, and back it up.",
                id="koulutuskalenteri.W006",
            )
        )
    return found


def _is_allowed(host: str) -> bool:
    return any(host == name or (name.startswith(".") and f".{host}".endswith(name)) for name in settings.ALLOWED_HOSTS)
