"""Forms filled in by nobody of sense: no failure, the reader's language, nothing run, and what was typed stays."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from registrations import notices
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db
KIND = "application/x-www-form-urlencoded"
MANNER = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
# Never written by the product itself, so that it is found nowhere but where a value was let through as it came.
MARK = '<i id="kova">'
FIELDS = (
    "first_name",
    "last_name",
    "email",
    "phone",
    "workplace",
    "unit",
    "municipality",
    "sector",
    "level",
    "professional_group",
    "job_title",
    "language",
    "pool",
    "csrfmiddlewaretoken",
    "nonsense",
)
TYPED = set(FIELDS[:7]) | {"professional_group", "job_title"}
SANE = {"first_name": "Aino", "last_name": "Virtanen", "email": "aino@example.org", "workplace": "X", "language": "fi"}
NASTY = st.sampled_from(
    [
        MARK,
        f"\"'>{MARK}",
        "{{ 7|add:35 }}{% debug %}",
        "\x00",
        "\u202e",
        "\u200d",
        "%s%(x)s{x}",
        "'; DROP TABLE registrations_registration; --",
        "\r\nBcc: evil@example.org",
        "a@b@c",
        "x" * 5_000,
        "ä" * 200,
    ]
)
VALUES = st.one_of(
    NASTY, st.text(max_size=60), st.binary(max_size=40), st.tuples(NASTY, st.text(max_size=20)).map("".join)
)
FORMS = st.dictionaries(st.sampled_from(FIELDS), st.lists(VALUES, min_size=1, max_size=2))
QUERY_NAMES = (
    "q",
    "agency",
    "sector",
    "region",
    "from",
    "until",
    "open",
    "series",
    "past",
    "page",
    "view",
    "month",
    "week",
)
SHORT = st.one_of(
    st.sampled_from([MARK, "\x00", "\u202e", "'", "9" * 30, "2027-02-31", "0000-W99"]), st.text(max_size=20)
)
QUERIES = st.dictionaries(st.sampled_from(QUERY_NAMES), st.lists(SHORT, max_size=2), max_size=6)
SOME = settings(MANNER, max_examples=10)


class Inputs(HTMLParser):
    """The values that the fields of a page hold."""

    def __init__(self, html):
        super().__init__()
        self.values = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and "name" in given:
            self.values[given["name"]] = given.get("value") or ""


def encoded(values):
    """As a form is sent; bytes and halves of letters too."""
    pairs = [(name, value) for name, listed in values.items() for value in listed]
    return urlencode(
        [(name, each if isinstance(each, bytes) else each.encode("utf-8", "surrogatepass")) for name, each in pairs]
    )


def page_of(answer, language="sv"):
    page = answer.content.decode()
    assert MARK not in page
    assert "Traceback" not in page
    if answer.status_code != 302:
        assert re.search(r'<html lang="(\w+)"', page)[1] == language
    return page


def as_typed(value):
    return (value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")


@pytest.mark.parametrize("form", ["register", "details"])
def test_form_of_nonsense_is_answered_and_keeps_what_was_typed(form):
    event = open_event(1_000)
    own = notices.page_path(register(event, 99), "sv", "registration-details")
    address = f"/sv/events/{event.slug}/register/" if form == "register" else own
    client = Client(raise_request_exception=False)

    @MANNER
    @given(FORMS)
    @example({name: [MARK] for name in FIELDS})
    @example({name: [value] for name, value in SANE.items()} | {"first_name": ["Aino " + MARK]})
    @example({name: [value] for name, value in SANE.items()} | {"email": ["\U000e0001@\udc00"]})
    def fill_in(values):
        answer = client.post(address, encoded(values), content_type=KIND)

        page = page_of(answer)
        assert answer.status_code in ({302, 409, 422} if values else {200, 422})
        if answer.status_code in {409, 422}:
            typed = {
                name: as_typed(listed[-1])
                for name, listed in values.items()
                if name in TYPED - ({"email"} if form == "details" else set())
            }
            kept = Inputs(page).values
            assert {name: kept[name] for name in typed} == typed

    fill_in()


def test_cancelling_with_nonsense_is_cancelling():
    event = open_event(1_000)
    client = Client(raise_request_exception=False)
    numbers = iter(range(1, 1_000))

    @SOME
    @given(FORMS)
    def cancel(values):
        own = notices.page_path(register(event, next(numbers)), "sv", "registration-cancel")

        answers = [client.post(own, encoded(values), content_type=KIND) for _ in range(2)]

        assert [answer.status_code for answer in answers] in ([302, 302], [302, 409])
        page_of(answers[1])

    cancel()


@pytest.mark.parametrize(
    "address", ["/sv/", "/sv/events/", "/sv/subscribe/", "/mailbox/", "/sv/account/sign-in/", "/sv/registrations/x/"]
)
@pytest.mark.parametrize("is_fragment", [False, True])
def test_address_of_nonsense_is_answered(settings, address, is_fragment):
    settings.DEMONSTRATION = True
    open_event(slug="kova")
    client = Client(raise_request_exception=False, headers={"Accept-Language": "sv"})
    headers = {"HX-Request": "true"} if is_fragment else {}

    @SOME
    @given(QUERIES)
    @example({name: [MARK, MARK] for name in QUERY_NAMES})
    def ask(values):
        answer = client.get(f"{address}?{encoded(values | {'to': values.get('q', [])})}", headers=headers)

        assert answer.status_code in {200, 302, 404}
        assert MARK not in answer.content.decode()

    ask()


@pytest.mark.parametrize("address", ["/sv/account/sign-in/", "/demonstration/sign-in/{}/"])
def test_sign_in_with_nonsense_is_no_sign_in(settings, address):
    settings.DEMONSTRATION = True
    client = Client(raise_request_exception=False, headers={"Accept-Language": "sv"})

    @SOME
    @given(VALUES, VALUES)
    @example(MARK, "\x00")
    def sign_in(name, password):
        if "{}" in address:
            answer = client.get(
                address.format(
                    urlencode({"": name if isinstance(name, bytes) else name.encode("utf-8", "surrogatepass")})[
                        1:
                    ].replace("%2F", "")
                )
            )
        else:
            answer = client.post(address, encoded({"email": [name], "next": [password]}), content_type=KIND)

        assert answer.status_code in {200, 404}
        assert "sessionid" not in answer.cookies
        assert MARK not in answer.content.decode()

    sign_in()
