"""The list that other sites show in a frame: what it holds, where its links lead, and what it may do."""

import datetime as dt
import gzip
import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from tests.config.page_words import LANGUAGES, english_on
from tests.events.syndication.arrangements import publish
from tests.factories import EventFactory, OrganisationFactory, SectorFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors * file:"
PATH = "/feeds/events.html"


class Page(HTMLParser):
    """The elements of a page, with their attributes, and its words."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.words = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data.split()

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


def read(client, query="", path=PATH):
    return Page(client.get(f"{path}{query}").text)


def titles(client, query=""):
    return re.findall(r"<h2>.*?<a [^>]*>(.*?)</a>", client.get(f"{PATH}{query}").text, re.DOTALL)


def coming(title, days, **values):
    event = EventFactory(title_fi=title, **values)
    SessionFactory(event=event, starts_at=timezone.now() + dt.timedelta(days=days))
    return event


def test_list_holds_the_next_trainings_first(client):
    for days in (9, 3, 30, 5):
        coming(f"Kurssi {days}", days)

    assert titles(client, "?rows=3") == ["Kurssi 3", "Kurssi 5", "Kurssi 9"]


@pytest.mark.parametrize(
    ("asked", "rows"),
    [("", 5), ("1", 1), ("3", 3), ("20", 20), ("21", 20), ("0", 1), ("99999999999", 20), ("-1", 5), ("x", 5), ("²", 5)],
)
def test_rows_are_as_many_as_asked_for_within_reason(client, asked, rows):
    for days in range(1, 23):
        coming(f"Kurssi {days}", days)

    assert len(titles(client, f"?rows={asked}")) == rows


def test_links_lead_out_of_the_frame_to_pages_in_its_language(client):
    agency = OrganisationFactory(slug="lappi")
    events = [coming(f"Kurssi {days}", days, lead=agency) for days in (1, 2)]

    page = read(client, "?agency=lappi&lang=sv&rows=1")

    links = [(each["href"], each["target"]) for each in page.all("a")]
    assert links == [
        (f"http://localhost:8000/sv/events/{events[0].slug}/", "_top"),
        ("http://localhost:8000/sv/events/?agency=lappi", "_top"),
    ]
    assert page.all("html") == [{"lang": "sv"}]


def test_page_has_no_script_form_picture_or_style_of_its_own(client):
    coming("Kurssi", 1)

    page = read(client)

    assert {tag for tag, _attrs in page.elements} <= {
        "html", "head", "meta", "title", "link", "body", "main", "h1", "h2", "ul", "li", "div", "span", "p", "a", "time"
    }  # fmt: skip
    assert not [attrs for _tag, attrs in page.elements if "style" in attrs or any(name[:2] == "on" for name in attrs)]


def test_answer_may_be_framed_and_kept_by_everybody_and_knows_nobody(client):
    coming("Kurssi", 1)
    client.cookies["language"] = "sv"
    stranger = client.get(PATH)
    client.force_login(UserFactory())

    response = client.get(PATH, headers={"accept-language": "en"})

    assert response.content == stranger.content
    assert not response.cookies
    shown = ("Content-Security-Policy", "Cache-Control", "Content-Language", "Vary", "Cross-Origin-Resource-Policy")
    assert [response.headers[name] for name in shown] == [
        POLICY,
        "public, max-age=300",
        "fi",
        "Accept-Encoding",
        "cross-origin",
    ]
    assert "X-Frame-Options" not in response.headers


def test_known_etag_is_304_that_may_be_framed_too(client):
    coming("Kurssi", 1)
    first = client.get(PATH)

    again = client.get(PATH, headers={"if-none-match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Content-Security-Policy"] == POLICY
    assert "X-Frame-Options" not in again.headers


def test_page_comes_compressed_to_whom_asks_and_head_without_body(client):
    coming("Kurssi", 1)
    plain = client.get(PATH)

    packed = client.get(PATH, headers={"accept-encoding": "br, gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert client.head(PATH).content == b""
    assert client.post(PATH).status_code == 405


@pytest.mark.parametrize(("query", "said"), [("?agency=nobody", "agency=nobody"), ("?lang=de", "lang=de")])
def test_unknown_filter_shows_nothing_and_says_why(client, query, said):
    coming("Kurssi", 1)

    page = read(client, query)

    assert (titles(client, query), said in page.words) == ([], True)


def test_list_of_an_agency_is_that_of_its_filter(client):
    coming("Sen", 1, lead=OrganisationFactory(slug="lappi"))
    coming("Muiden", 2)

    of_agency = client.get("/feeds/agencies/lappi.html").text

    assert of_agency == client.get(f"{PATH}?agency=lappi").text
    assert titles(client, "?agency=lappi") == ["Sen"]


def test_list_of_an_agency_that_is_none_is_404(client):
    assert client.get("/feeds/agencies/nobody.html").status_code == 404


def test_list_without_a_training_says_so_and_leads_to_the_calendar(client):
    page = read(client, "?lang=en")

    assert " ".join(page.words).endswith("No trainings right now. Training calendar")


@pytest.mark.parametrize(
    ("asked", "said"), [("light", "light"), ("dark", "dark"), ("", "light dark"), ("x", "light dark")]
)
def test_colours_are_those_of_the_page_around_it_when_it_says_so(client, asked, said):
    page = read(client, f"?scheme={asked}")

    (scheme,) = [each["content"] for each in page.all("meta") if each.get("name") == "color-scheme"]
    assert scheme == said


def test_plans_are_not_shown(client):
    SessionFactory(event=EventFactory(title_fi="Salainen", state="planned"))

    assert titles(client) == []


@pytest.mark.parametrize("nasty", ["</title><script>alert(1)</script>", "a\x0bb", "\u202eabc"])
def test_hostile_words_are_text(client, nasty):
    publish(nasty, sectors=[SectorFactory(code="x", name_fi=nasty)])

    assert not read(client, "?sector=x").all("script")


@pytest.mark.parametrize("query", ["q=%00", "rows=%00", "q=" + "a" * 3000, "lang=%00", "scheme=%22%3E", "%"])
def test_hostile_address_leaves_the_page_whole(client, query):
    response = client.get(f"{PATH}?{query}")

    assert (response.status_code, response.text.count("</html>")) == (200, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_in_english_elsewhere(client, language):
    event = coming("Kurssi", 3, title_sv="Kurs", lead=OrganisationFactory(slug="lappi"), pools=[0])
    SessionFactory(event=event)
    paths = (
        "events.html?",
        "events.html?agency=nobody&",
        "events.html?past=1&",
        "events.atom?sector=x&",
        "agencies/lappi.rss?",
    )

    pages = {path: client.get(f"/feeds/{path}lang={language}").text for path in paths}

    assert english_on(pages, language) == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_trainings(client, django_assert_num_queries, count):
    for days in range(count):
        coming(f"Kurssi {days}", days + 1, sectors=[SectorFactory()])
    client.get(PATH)

    with django_assert_num_queries(6):
        response = client.get(PATH)

    assert response.text.count("<h2>") == count
