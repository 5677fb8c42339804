"""Every kind of answer carries what keeps a browser from misusing it, and nothing personal is kept by a cache."""

from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import OperationalError, connection
from django.test import Client

from config.launcher.environment import BASE_DIR
from registrations import notices
from tests.factories import EventFactory, UserFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HTMX = {"HX-Request": "true"}
PREFLIGHT = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
ANSWERS = {
    "front page": ("get", "/sv/", {}, 200),
    "list": ("get", "/sv/events/", {}, 200),
    "fragment of the list": ("get", "/sv/events/", HTMX, 200),
    "training": ("get", "/sv/events/kova/", {}, 200),
    "form": ("get", "/sv/events/kova/register/", {}, 200),
    "form that is refused": ("post", "/sv/events/kova/register/", {}, 403),
    "own page": ("get", "{own}", {}, 200),
    "way to the language": ("get", "/", {}, 302),
    "way to the slash": ("get", "/sv/events", {}, 301),
    "not found": ("get", "/sv/nothing/", {}, 404),
    "not taken": ("put", "/sv/", {}, 405),
    "too long": ("get", "/sv/?" + "a" * 9_000, {}, 414),
    "another host": ("get", "/sv/", {"Host": "evil.example"}, 400),
    "administration": ("get", "/admin/", {}, 302),
    "sign-in of the administration": ("get", "/admin/login/", {}, 302),
    "sign-in": ("get", "/sv/account/sign-in/", {}, 200),
    "account": ("get", "/sv/account/", {}, 302),
    "mailbox": ("get", "/mailbox/", {}, 200),
    "mailbox for programs": ("get", "/mailbox.json", {}, 200),
    "list for programs": ("get", "/api/v1/events", {}, 200),
    "problem": ("get", "/api/v1/nothing", {}, 404),
    "preflight": ("options", "/api/v1/events", PREFLIGHT, 204),
    "description of the API": ("get", "/api/v1/openapi.json", {}, 200),
    "documentation": ("get", "/api/v1/docs", {}, 200),
    "feed": ("get", "/feeds/events.ics", {}, 200),
    "feed that is known": ("get", "/feeds/events.ics", {"If-None-Match": "*"}, 304),
    "feed that is none": ("get", "/feeds/nothing.ics", {}, 404),
    "feed of news": ("get", "/feeds/events.atom", {}, 200),
    "feed of news that is known": ("get", "/feeds/events.rss", {"If-None-Match": "*"}, 304),
    "list to frame": ("get", "/feeds/events.html", {}, 200),
    "feed that is too long": ("get", "/feeds/events.ics?" + "a" * 9_000, {}, 414),
    "health": ("get", "/healthz", {}, 200),
    "figures": ("get", "/metrics", {}, 200),
    "robots": ("get", "/robots.txt", {}, 200),
}
# What other sites may show in a frame, and nothing else.
FRAMED = {"list to frame"}
OPEN = {"list for programs", "preflight", "description of the API"}
# What shows nothing, and what the documentation page is made of: its own pictures stand in its styles.
BARE = {"problem", "preflight"}
DOCUMENTS = {"documentation", "description of the API"}
PERSONAL = {"form", "own page", "form that is refused", "sign-in", "administration", "mailbox", "mailbox for programs"}


@pytest.fixture
def ask(settings):
    """Give the answer of this name, to a stranger whose browser speaks Finnish."""
    settings.DEMONSTRATION = True
    settings.ALLOWED_HOSTS = ["testserver"]
    own = notices.page_path(register(open_event(slug="kova")), "sv")

    def answer(name, **options):
        method, address, headers, status = ANSWERS[name]
        client = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"Accept-Language": "fi"})
        given = getattr(client, method)(address.format(own=own), headers=headers, **options)
        assert given.status_code == status
        return given

    return answer


def policy(answer):
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (part.split() for part in parts)}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_has_its_headers(ask, name):
    answer = ask(name)

    given = {header: answer.headers.get(header) for header in EXPECTED}
    is_open = name in OPEN | FRAMED or name.startswith("feed")
    expected = EXPECTED | {"Cross-Origin-Resource-Policy": "cross-origin" if is_open else "same-origin"}
    assert given == expected | ({"X-Frame-Options": None} if name in FRAMED else {})
    assert "Strict-Transport-Security" not in answer.headers


EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), interest-cohort=(), microphone=(), payment=(), usb=()",
    "Server": None,
    "X-Powered-By": None,
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_runs_only_what_is_ours(ask, name):
    given = policy(ask(name))

    own = ["'self'"]
    expected = {
        "default-src": ["'none'"],
        "script-src": own,
        "style-src": own,
        "img-src": [*own, "data:"] if name in DOCUMENTS else own,
        "font-src": own,
        "connect-src": own,
        "form-action": own,
        "manifest-src": own,
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    if name.startswith("feed") or name in BARE | FRAMED:
        expected = {part.split()[0]: part.split()[1:] for part in NOTHING.split("; ")}
    if name in FRAMED:
        expected |= {"style-src": own, "frame-ancestors": ["*", "file:"]}
    assert given == expected


@pytest.mark.parametrize("name", ANSWERS)
def test_https_is_insisted_on_where_it_is_spoken(ask, settings, name):
    settings.SECURE_HSTS_SECONDS = 1_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True

    answer = ask(name, secure=True)

    assert answer.headers["Strict-Transport-Security"] == "max-age=1000; includeSubDomains; preload"


@pytest.mark.parametrize("name", ANSWERS)
def test_no_page_is_kept_by_a_cache_that_others_share(ask, name):
    answer = ask(name)

    caching = answer.headers.get("Cache-Control", "")
    is_page = answer.headers.get("Content-Type", "").startswith("text/html") and name not in FRAMED
    if is_page and answer.status_code != 301:
        assert "private" in caching
    if name in PERSONAL:
        assert {"no-store", "private"} <= {part.strip() for part in caching.split(",")}


def test_page_of_who_is_signed_in_is_private(client):
    EventFactory()
    client.force_login(UserFactory())

    assert client.get("/sv/events/").headers["Cache-Control"] == "private, no-cache"


def test_own_page_is_for_no_search_engine(ask):
    assert ask("own page").headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(("error", "status"), [(ZeroDivisionError, 500), (OperationalError, 503)])
@pytest.mark.parametrize("address", ["/sv/events/", "/feeds/events.ics", "/api/v1/events"])
def test_failure_of_ours_has_its_headers_too(address, error, status):
    def fail(*_anything):
        raise error

    with connection.execute_wrapper(fail):
        answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in ("X-Content-Type-Options", "X-Frame-Options")} == {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    assert policy(answer)["default-src"] == ["'none'"]


def test_policy_of_the_project_lets_nothing_unsafe_in():
    assert not any(word in str(project.CONTENT_SECURITY_POLICY) for word in ("unsafe", "data:", "*", "http"))


@pytest.mark.parametrize("path", sorted(BASE_DIR.glob("*/static/css/*.css")), ids=lambda path: path.name)
def test_style_needs_nothing_that_the_policy_forbids(path: Path):
    assert "url(data:" not in path.read_text().replace('"', "").replace("'", "").replace(" ", "")
    assert "@import" not in path.read_text()


def test_failure_of_ours_keeps_the_look_of_the_product(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }

    def fail(*_anything):
        raise ZeroDivisionError

    with connection.execute_wrapper(fail):
        answer = Client(raise_request_exception=False).get("/sv/events/")

    assert '<link rel="stylesheet" href="/static/css/tokens.css">' in answer.content.decode()


def test_failure_of_ours_needs_no_list_of_static_files(settings, tmp_path):
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}

    answer = Client(raise_request_exception=False).get("/sv/accessibility/")

    assert (answer.status_code, '<html lang="sv">' in answer.content.decode()) == (500, True)
