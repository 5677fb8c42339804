"""OpenID Connect providers from the environment: KALENTERI_OIDC is a JSON list, one object for each provider."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

REQUIRED = ("id", "name", "server", "client_id", "client_secret")
SWITCHES = ("sign_up", "second_factor")
OPTIONAL = ("scope", "token_auth_method", "verified_email")
_ID = re.compile(r"[a-z][a-z0-9-]{0,30}")


@dataclass(frozen=True, slots=True)
class Providers:
    """`apps` are for allauth; `problems` are sentences for whoever set the variable: what is wrong is left out."""

    apps: Sequence[Mapping[str, Any]] = ()
    problems: Sequence[str] = ()


def read(text: str, *, is_secure: bool) -> Providers:
    """Read the variable; an address without https passes only where the service itself has none."""
    if not text.strip():
        return Providers()
    try:
        listed = json.loads(text)
    except ValueError as error:
        return Providers(problems=[f"it is no JSON: {error}"])
    if not isinstance(listed, list):
        return Providers(problems=["it is no list of providers"])
    apps: list[Mapping[str, Any]] = []
    problems: list[str] = []
    for number, entry in enumerate(listed, 1):
        problem = _problem(entry, [app["provider_id"] for app in apps], is_secure=is_secure)
        if problem:
            problems.append(f"provider {number} {problem}")
        else:
            apps.append(_app(entry))
    return Providers(tuple(apps), tuple(problems))


def _problem(entry: Any, known: Sequence[str], *, is_secure: bool) -> str:
    if not isinstance(entry, dict):
        return "is no object"
    unknown = sorted(entry.keys() - {*REQUIRED, *SWITCHES, *OPTIONAL})
    missing = [name for name in REQUIRED if not isinstance(entry.get(name), str) or not entry[name]]
    found = [*(f"has an unknown name {name!r}" for name in unknown), *(f"lacks {name!r}" for name in missing)]
    return " and ".join(found or _problems_of_values(entry, known, is_secure=is_secure))


def _problems_of_values(entry: Mapping[str, Any], known: Sequence[str], *, is_secure: bool) -> Iterator[str]:
    if not _ID.fullmatch(entry["id"]):
        yield f"has an id that is no small word: {entry['id']!r}"
    if entry["id"] in known:
        yield f"has the id of another: {entry['id']!r}"
    server = urlsplit(entry["server"])
    if server.scheme not in ({"https"} if is_secure else {"https", "http"}) or not server.netloc:
        yield f"has no https address as its server: {entry['server']!r}"
    for name in SWITCHES:
        if not isinstance(entry.get(name, False), bool):
            yield f"says neither true nor false in {name!r}"
    domains = entry.get("verified_email", False)
    if not isinstance(domains, bool) and not (isinstance(domains, list) and all(isinstance(it, str) for it in domains)):
        yield "says neither true nor false nor a list of domains in 'verified_email'"


def _app(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    settings = {"server_url": entry["server"].rstrip("/"), "oauth_pkce_enabled": True}
    settings |= {name: entry.get(name, False) for name in SWITCHES}
    settings |= {name: entry[name] for name in OPTIONAL if name in entry}
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry["client_secret"],
        "settings": settings,
    }
