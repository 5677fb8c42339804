"""Requests that nobody of good will sends: each has its clear answer, in the reader's language, at once."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import get_resolver

from config import bodies
from registrations import notices
from registrations.models import Registration
from tests.factories import SectorFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
ANSWERS = {
    "first_name": "Aino",
    "last_name": "Virtanen",
    "email": "aino@example.org",
    "workplace": "X",
    "language": "sv",
}
TEN_MEGABYTES = 10_000_000
MANY_FILTERS = "&".join(f"sector=s{number}" for number in range(5_000))
# No page of a refusal needs more: what was sent is not said back.
LARGEST_REFUSAL = 40_000


@pytest.fixture
def hostile():
    """A client that sees what a stranger would see."""
    return Client(raise_request_exception=False, headers={"Accept-Language": "sv"})


def language_of(answer):
    found = re.search(r'<html lang="(\w+)"', answer.content.decode())
    return found and found[1]


READS = {
    "address with NUL": ("/sv/%00", 404),
    "slug with NUL": ("/sv/events/%00/", 404),
    "overlong UTF-8": ("/sv/%c0%af/", 404),
    "lone surrogate in the path": ("/sv/events/%ed%a0%80/", 404),
    "broken escapes": ("/sv/%zz%", 404),
    "parent folders": ("/static/%2e%2e/%2e%2e/etc/passwd", 404),
    "5,000 filters": (f"/sv/events/?{MANY_FILTERS}", 414),
    "5,000 filters to subscribe to": (f"/sv/subscribe/?{MANY_FILTERS}", 414),
    "5,000 parameters of the front page": (f"/sv/?{MANY_FILTERS}", 414),
    "an endless path": (f"/sv/{'a' * 60_000}/", 414),
    "an endless token": (f"/sv/registrations/{'a' * 60_000}/", 414),
    "1,001 parameters": ("/sv/events/?" + "q&" * 1_001, 400),
    "NUL for the administration": ("/admin/?q=%00", 400),
}


@pytest.mark.parametrize(("address", "status"), READS.values(), ids=READS)
def test_address_that_is_no_address_is_refused_in_the_readers_language(hostile, address, status):
    answer = hostile.get(address)

    assert (answer.status_code, language_of(answer)) == (status, "sv")
    assert "<h1>" in answer.content.decode()
    assert len(answer.content) < LARGEST_REFUSAL


USED = {
    "NUL": "q=%00",
    "lone surrogate": "q=%ed%a0%80",
    "no UTF-8": "q=%ff%fe&%ff=%fe",
    "turned direction": "q=%E2%80%AE%E2%80%8D",
    "page beyond all numbers": "page=" + "9" * 400,
    "page of other digits": "page=%D9%A1",
    "no page": "page=-1&page=0&page=%00",
    "years that are none": "from=99999-01-01&until=0000-00-00",
    "NUL in every filter": "&".join(f"{name}=%00" for name in ("agency", "sector", "series", "from", "open", "past")),
    "repeated a thousand times": "q=a&" * 900,
    "views that are none": "view=%00&month=0000-00&week=2027-W99",
    "no month": "view=month&month=9999-99",
    "no week": "view=week&week=0000-W00",
    "quotes and tags": "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&sector=%3Cscript%3Ealert(1)%3C/script%3E",
}


@pytest.mark.parametrize("query", USED.values(), ids=USED)
@pytest.mark.parametrize("page", ["events/", "subscribe/", ""])
def test_strange_values_are_left_out_and_the_page_is_there(hostile, page, query):
    answer = hostile.get(f"/sv/{page}?{query}")

    assert (answer.status_code, language_of(answer)) == (200, "sv")
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("query", USED.values(), ids=USED)
def test_strange_values_of_a_feed_and_of_the_api_are_answered_as_such(hostile, query):
    feed, api = hostile.get(f"/feeds/events.ics?{query}"), hostile.get(f"/api/v1/events?{query}")

    assert (feed.status_code, feed.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert api.status_code in {200, 422}
    assert api.headers["Content-Type"].startswith("application/")


def test_5000_filters_are_a_problem_to_programs_and_no_page_to_calendars(hostile):
    api, feed = hostile.get(f"/api/v1/events?{MANY_FILTERS}"), hostile.get(f"/feeds/events.ics?{MANY_FILTERS}")

    assert (api.status_code, api.json()["code"]) == (414, "address_too_long")
    assert (feed.status_code, feed.content, feed.headers["Content-Type"]) == (414, b"", "text/plain; charset=utf-8")


def test_more_parameters_than_anybody_needs_are_no_page_to_calendars(hostile):
    feed = hostile.get("/feeds/events.ics?" + "q&" * 1_001)

    assert (feed.status_code, feed.content) == (400, b"")


@pytest.mark.parametrize("address", ["/sv/events/", "/sv/", "/feeds/events.ics", "/api/v1/events"])
def test_5000_filters_ask_the_database_for_nothing(hostile, django_assert_num_queries, address):
    with django_assert_num_queries(0):
        hostile.get(f"{address}?{MANY_FILTERS}")


METHODS = {
    "PUT of a page": ("put", "/sv/", 405),
    "DELETE of a page": ("delete", "/sv/events/", 405),
    "PATCH of a form": ("patch", "/sv/events/kova/register/", 405),
    "OPTIONS of a page": ("options", "/sv/", 405),
    "TRACE of a page": ("trace", "/sv/", 405),
    "PUT of what is not there": ("put", "/sv/nothing/", 404),
    "POST of what is not there": ("post", "/static/css/nothing.css", 404),
}


@pytest.mark.parametrize(("method", "address", "status"), METHODS.values(), ids=METHODS)
def test_method_that_a_page_does_not_take_is_said_in_the_readers_language(method, address, status):
    open_event(slug="kova")
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "sv"})

    answer = getattr(client, method)(address)

    assert (answer.status_code, language_of(answer)) == (status, "sv")
    assert ("Allow" in answer.headers) is (status == 405)


def test_no_page_takes_a_method_that_no_browser_sends(hostile):
    addresses = [
        f"/{pattern}" for pattern in _whole(get_resolver().url_patterns) if pattern[:3] in {"fi/", "sv/", "en/"}
    ]

    taken = [address for address in addresses if hostile.delete(address).status_code == 200]

    assert len(addresses) > 40
    assert taken == []


def _whole(patterns, before=""):
    """The addresses that have no parts of their own."""
    for each in patterns:
        address = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _whole(each.url_patterns, address)
        elif not {"<", "("} & set(address):
            yield address


@pytest.mark.parametrize("override", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_method_is_not_overridden(hostile, override):
    assert hostile.get("/sv/", headers={override: "DELETE"}).status_code == 200


def test_form_of_ten_megabytes_is_told_the_limit(hostile):
    event = open_event()
    body = urlencode(ANSWERS | {"job_title": "x" * TEN_MEGABYTES})

    answer = hostile.post(f"/sv/events/{event.slug}/register/", body, content_type=FORM)

    assert (answer.status_code, language_of(answer)) == (413, "sv")
    assert str(bodies.LARGEST // 1024) in answer.content.decode()
    assert len(answer.content) < LARGEST_REFUSAL
    assert not Registration.objects.exists()


def test_title_that_is_too_long_stays_in_the_form_with_its_reason(hostile):
    event, title = open_event(), "x" * 100_000

    answer = hostile.post(f"/sv/events/{event.slug}/register/", ANSWERS | {"job_title": title})

    page = answer.content.decode()
    assert (answer.status_code, language_of(answer)) == (422, "sv")
    assert f'value="{title}"' in page
    assert 'href="#id_job_title"' in page


FORMS = {
    "JSON": (415, "application/json", json.dumps(ANSWERS).encode()),
    "plain text": (415, "text/plain", urlencode(ANSWERS).encode()),
    "another character set": (415, f"{FORM}; charset=utf-16", urlencode(ANSWERS).encode()),
    "parts without a boundary": (400, "multipart/form-data", b"--x"),
    "1,001 fields": (400, FORM, b"x=1&" * 1_001),
    "150 files": (
        400,
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nf\r\n' * 150 + b"--x--\r\n",
    ),
}


@pytest.mark.parametrize(("status", "kind", "body"), FORMS.values(), ids=FORMS)
def test_form_that_is_none_is_refused_in_the_readers_language(hostile, status, kind, body):
    event = open_event()

    answer = hostile.generic("POST", f"/sv/events/{event.slug}/register/", body, content_type=kind)

    assert (answer.status_code, language_of(answer)) == (status, "sv")
    assert not Registration.objects.exists()


def test_compressed_form_is_refused(hostile):
    answer = hostile.generic(
        "POST", "/sv/events/x/register/", b"x", content_type=FORM, headers={"Content-Encoding": "gzip"}
    )

    assert answer.status_code == 415


CALLS = {
    "ten megabytes": (413, "too_large", json.dumps({"job_title": "x" * TEN_MEGABYTES}).encode()),
    "a long title": (422, "invalid", json.dumps({"job_title": "x" * 200_000}).encode()),
    "deep nesting": (422, "invalid", b"[" * 100_000),
    "deep objects": (422, "invalid", b'{"first_name":' * 15_000),
    "a huge number": (422, "invalid", b'{"first_name":' + b"9" * 100_000 + b"}"),
    "an infinite number": (422, "invalid", b'{"first_name":1e400000}'),
    "no number": (422, "invalid", b'{"first_name":NaN}'),
    "NUL": (422, "invalid", b'{"first_name":"\\u0000","last_name":"\\u0000"}'),
    "lone surrogates": (422, "invalid", b'{"first_name":"\\ud800","last_name":"\\udfff\\ud800"}'),
    "no text": (422, "invalid", b"\xff\xfe\x00"),
    "a space": (422, "invalid", b" "),
    "a list": (422, "invalid", b"[]"),
    "null": (422, "invalid", b"null"),
    "the same name twice": (422, "invalid", b'{"first_name":"a","first_name":{}}'),
}


@pytest.mark.parametrize(("status", "code", "body"), CALLS.values(), ids=CALLS)
def test_call_of_the_api_that_is_none_is_a_problem_with_its_code(hostile, status, code, body):
    event = open_event()

    answer = hostile.generic("POST", f"/api/v1/events/{event.pk}/registrations", body, content_type="application/json")

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["code"], answer.headers["Content-Language"] if status == 422 else "sv") == (code, "sv")
    assert len(answer.content) < LARGEST_REFUSAL


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ai\x00no", "Ai no"),
        ("Aino\x1b[31m\x07", "Aino [31m"),
        ("\u202eoniA", "oniA"),
        ("A\u2066i\u2069no", "A i no"),
        ("\ufeffAino\u2028", "Aino"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("\U0001f469\u200d\U0001f3eb", "\U0001f469\u200d\U0001f3eb"),
    ],
)
@pytest.mark.parametrize("way", ["form", "api"])
def test_controls_and_turned_direction_are_dropped_and_joiners_of_scripts_kept(client, way, given, kept):
    event = open_event()
    address = f"/sv/events/{event.slug}/register/" if way == "form" else f"/api/v1/events/{event.pk}/registrations"
    kind = FORM if way == "form" else "application/json"
    answers = ANSWERS | {"first_name": given}
    body = urlencode(answers) if way == "form" else json.dumps(answers)

    client.post(address, body, content_type=kind)

    assert list(Registration.objects.values_list("first_name", flat=True)) == [kept]


@pytest.mark.parametrize("nothing", ["\u200b", "\u200d\u200d", "\u2060", "\u00ad", "\u202e", "\x00", "\ufe0f"])
def test_name_of_nothing_to_see_is_missing(hostile, nothing):
    event = open_event()

    answer = hostile.post(f"/sv/events/{event.slug}/register/", ANSWERS | {"first_name": nothing})

    assert answer.status_code == 422
    assert 'href="#id_first_name"' in answer.content.decode()


COOKIES = {
    "a language that is none": "language=xx",
    "NUL for a language": 'language="\\000"',
    "a language of 50 kB": f"language={'s' * 50_000}",
    "a folder for a language": "language=../../etc",
    "a session of NUL": 'sessionid="\\000\\000\\000\\000\\000\\000\\000\\000"',
    "a session of nobody's": "sessionid=abcdefghijklmnopqrstuvwxyz012345",
    "messages of nobody's": "messages=garbage",
    "a broken key of forms": 'csrftoken="\\000"',
    "nothing but signs": "=;=;;;",
    "100 kB": "a" * 100_000,
    "5,000 cookies": "; ".join(f"c{number}=1" for number in range(5_000)),
    "no text": "language=\xff\xfe; sessionid=\x80",
}


@pytest.mark.parametrize("cookie", COOKIES.values(), ids=COOKIES)
def test_broken_cookie_is_ignored(cookie):
    client = Client(raise_request_exception=False, headers={"Cookie": cookie, "Accept-Language": "sv"})

    page, front, register = client.get("/sv/events/"), client.get("/"), client.get("/sv/account/sign-in/")

    assert (page.status_code, language_of(page)) == (200, "sv")
    assert (front.status_code, front.headers["Location"]) == (302, "/sv/")
    assert register.status_code == 200


def test_broken_cookies_are_replaced_by_good_ones():
    event = open_event(slug="kova")
    broken = "; ".join(f'{name}="\\000"' for name in ("language", "sessionid", "csrftoken"))

    answer = Client(headers={"Cookie": broken}).get(f"/sv/events/{event.slug}/register/")

    assert {name: cookie.value for name, cookie in answer.cookies.items() if name != "csrftoken"} == {
        "language": "sv",
        "sessionid": "",
    }
    assert re.fullmatch(r"\w{32}", answer.cookies["csrftoken"].value)


LANGUAGES = {
    "anything": "*",
    "no weight": "sv;q=abc",
    "an infinite weight": "sv;q=1e400",
    "a weight that is no number": "sv;q=NaN",
    "an endless tag": "xx-" + "y" * 5_000,
    "10,000 tags": "sv," * 10_000,
    "60,000 commas": "," * 60_000,
    "tags of tags": "zh-Hant-" * 500,
    "a folder": "../../etc",
    "other letters": "sv-\u0130, \u0661",
}


@pytest.mark.parametrize("value", LANGUAGES.values(), ids=LANGUAGES)
def test_language_that_is_none_leaves_one_of_ours(value):
    headers = {"Accept-Language": value.encode().decode("latin-1")}
    client = Client(raise_request_exception=False, headers=headers)

    front, page, problem = client.get("/"), client.get("/nothing"), client.get("/api/v1/nothing")

    assert front.headers["Location"] in {"/fi/", "/sv/"}
    assert language_of(page) in {"fi", "sv"}
    assert problem.status_code == 404


CLAIMS = {
    "another host in front": {"X-Forwarded-Host": "evil.example"},
    "another address": {"X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/"},
    "5,000 proxies": {"X-Forwarded-For": "1.2.3.4," * 5_000, "Forwarded": "for=evil"},
    "a part of it": {"Range": "bytes=9999999999999-", "If-Range": "x"},
    "5,000 versions": {"If-None-Match": '"x",' * 5_000, "If-Modified-Since": "Thu, 01 Jan 99999 00:00:00 GMT"},
    "a fragment": {"HX-Request": "true", "HX-Current-URL": "http://[", "HX-Trigger": "\xff"},
    "other encodings": {"Accept-Encoding": "gzip," * 10_000 + "br;q=abc", "Accept": "a/b," * 20_000},
    "a strange agent": {"User-Agent": "x" * 100_000, "Referer": "\xff\xfe", "Authorization": "Basic \xff"},
}


@pytest.mark.parametrize("headers", CLAIMS.values(), ids=CLAIMS)
@pytest.mark.parametrize("address", ["/sv/events/", "/feeds/events.ics", "/api/v1/events", "/healthz"])
def test_strange_claims_change_no_answer(address, headers):
    answer = Client(raise_request_exception=False).get(address, headers=headers)

    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("host", ["evil.example", "", "localhost:8116@evil", "local host", "[::1", "a" * 5_000])
@pytest.mark.parametrize("address", ["/sv/", "/api/v1/events", "/healthz", "/"])
def test_host_that_is_not_ours_is_refused(settings, address, host):
    settings.ALLOWED_HOSTS = ["testserver"]

    answer = Client(raise_request_exception=False, headers={"Accept-Language": "sv"}).get(
        address, headers={"Host": host}
    )

    assert answer.status_code == 400
    assert host == "" or host not in answer.content.decode()


def test_own_page_of_a_stranger_is_not_found_whatever_the_token(hostile):
    token = notices.token_of(register(open_event()))
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")

    answers = [hostile.get(f"/sv/registrations/{each}/") for each in (changed, token + "A", "%00", "-" * 100, "1-1")]

    assert {(answer.status_code, language_of(answer)) for answer in answers} == {(404, "sv")}


@pytest.mark.parametrize("page", ["events/", "subscribe/", "events/?view=month&", "events/?view=week&"])
def test_every_filter_at_once_is_used_in_a_page_of_bounded_size(hostile, django_assert_max_num_queries, page):
    for number in range(200):
        SectorFactory(code=f"s{number}", name_sv=f"Sektor {number}")
    query = "&".join(f"sector=s{number}" for number in range(200))
    address = f"/sv/{page}{'' if page.endswith('&') else '?'}{query}"
    hostile.get(address)

    with django_assert_max_num_queries(20):
        answer = hostile.get(address)

    assert answer.status_code == 200
    assert 'class="chip' in answer.content.decode()
    assert len(answer.content) < 350_000
