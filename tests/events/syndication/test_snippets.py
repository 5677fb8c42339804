"""The page that gives the code of a list for another site: what it writes, and what it previews."""

import html
import re

import pytest

from config.launcher.environment import BASE_DIR
from tests.events.syndication.test_embedding import coming
from tests.factories import OrganisationFactory, SectorFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def code_of(response):
    """The code to copy, and the address that the preview shows."""
    page = response.text
    (code,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    (shown,) = re.findall(r'<iframe class="embed-preview"\s+src="([^"]*)"', page)
    return " ".join(html.unescape(code).split()), html.unescape(shown)


@pytest.fixture
def lappi():
    return OrganisationFactory(slug="lappi", name_fi="Lapin virasto", name_sv="Lapplands verk", name_en="Lapland")


@pytest.mark.parametrize(
    ("path", "query", "title"),
    [
        ("/fi/embed/", "", "Koulutuskalenteri: kaikki koulutukset"),
        ("/sv/embed/?agency=lappi", "?agency=lappi&lang=sv", "Fortbildningskalendern: Lapplands verk"),
        ("/sv/embed/?agency=lappi&lang=fi", "?agency=lappi", "Koulutuskalenteri: Lapin virasto"),
        (
            "/en/embed/?scheme=dark&lang=en&delivery=online&agency=lappi",
            "?agency=lappi&delivery=online&lang=en&scheme=dark",
            "Training calendar: Lapland, online",
        ),
    ],
)
def test_code_frames_the_list_of_the_filter_in_its_language(client, lappi, path, query, title):
    code, shown = code_of(client.get(path))

    address = f"http://localhost:8000/feeds/events.html{query}".replace("&", "&amp;")
    looks = 'width="100%" height="656" loading="lazy" style="border:0"'
    assert code == f'<iframe src="{address}" title="{title}" {looks}></iframe>'
    assert shown == f"/feeds/events.html{query}"


@pytest.mark.parametrize(("rows", "height"), [("1", "192"), ("20", "2396")])
def test_frame_is_as_high_as_its_rows_need(client, rows, height):
    code, shown = code_of(client.get(f"/fi/embed/?rows={rows}"))

    assert (f'height="{height}"' in code, shown) == (True, f"/feeds/events.html?rows={rows}")


def test_what_the_code_frames_is_the_list_that_was_chosen(client, lappi):
    coming("Sen", 1, lead=lappi)
    coming("Muiden", 2)
    _code, shown = code_of(client.get("/fi/embed/?agency=lappi"))

    page = client.get(shown).text

    assert ("Sen" in page, "Muiden" in page) == (True, False)


def test_words_in_the_code_are_escaped_once_for_the_page_and_once_for_the_code(client):
    SectorFactory(code="x", name_fi='"><script>alert(1)</script>')

    response = client.get("/fi/embed/?sector=x")

    code, _shown = code_of(response)
    assert 'title="Koulutuskalenteri: &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in code
    assert "<script>alert" not in response.text


def test_addresses_in_the_guide_answer(client):
    OrganisationFactory(slug="psavi")
    guide = (BASE_DIR / "docs" / "embedding.md").read_text()

    addresses = re.findall(r"""https://koulutuskalenteri\.example(/[^"']*)""", guide)

    assert [client.get(html.unescape(each)).status_code for each in addresses] == [200, 200]


def test_what_means_nothing_is_said_and_ignored(client):
    response = client.get("/en/embed/?sector=moon&rows=99&scheme=pink&lang=de")

    assert code_of(response)[1] == "/feeds/events.html?lang=en&rows=20"
    assert all(each in response.text for each in ("sector=moon", "rows=99", "scheme=pink", "lang=de"))


def test_fragment_comes_alone_with_the_address_of_the_page(client, lappi):
    response = client.get("/sv/embed/?rows=5&lang=fi&scheme=&agency=lappi", headers=HTMX)

    assert "<html" not in response.text
    assert code_of(response)[1] == "/feeds/events.html?agency=lappi"
    assert response.headers["HX-Push-Url"] == "/sv/embed/?lang=fi&agency=lappi"


def test_page_may_frame_our_own_pages_only_and_be_framed_by_nobody(client):
    headers = client.get("/fi/embed/").headers

    policy = headers["Content-Security-Policy"].split("; ")
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/fi/", "/fi/events/"])
def test_footer_leads_to_the_page(client, path):
    assert 'href="/fi/embed/"' in client.get(path).text


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_trainings(client, django_assert_num_queries, count):
    for days in range(count):
        coming(f"Kurssi {days}", days + 1)
    client.get("/fi/embed/")

    with django_assert_num_queries(2):
        client.get("/fi/embed/")
