"""New trainings as Atom and RSS: what they say, in which order, and how little of it moves."""

import datetime as dt
import gzip
import html
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from catalogue.actors import by_system
from events import dates, publishing, scheduling
from events.models import Event
from tests.events.syndication import lint
from tests.events.syndication.arrangements import MORNING, change, publish
from tests.factories import (
    EventFactory,
    EventSeriesFactory,
    OrganisationFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
KINDS = {"atom": lint.atom_faults, "rss": lint.rss_faults}
HEADERS = ("ETag", "Cache-Control", "Content-Language", "Vary", "X-Content-Type-Options")


def read(client, query="", kind="atom"):
    return client.get(f"/feeds/events.{kind}{query}")


@pytest.fixture
def rich():
    """A training with all that an entry shows."""
    lead = OrganisationFactory(slug="pohjoinen", name_fi="Pohjoisen virasto", name_sv="Norra verket")
    event = publish(
        "Kieli, leikki & ilo",
        title_sv="Språk & lek",
        summary_fi="Käytännön keinoja <arkeen>.",
        summary_sv="Praktiska verktyg.",
        lead=lead,
        delivery=Event.Delivery.ONSITE,
        sectors=[SectorFactory(code="ecec", name_fi="Varhaiskasvatus", name_sv="Småbarnspedagogik")],
        themes=[ThemeFactory(name_fi="Kieli", name_sv="Språk")],
        audiences=[TargetGroupFactory(name_fi="Opettajat", name_sv="Lärare")],
        series=EventSeriesFactory(slug="kevat"),
    )
    event.sessions.all().delete()
    for day in (11, 18):
        starts_at = dates.midnight(dt.date(2027, 3, day)) + dt.timedelta(hours=9)
        ends_at = starts_at + dt.timedelta(hours=3)
        SessionFactory(event=event, venue=VenueFactory(), is_online=False, starts_at=starts_at, ends_at=ends_at)
    return event


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", ["", "?lang=sv", "?lang=en&sector=ecec", "?lang=de", "?sector=moon", "?q=a&past=1"])
def test_every_feed_is_valid(client, rich, kind, query):
    publish("Toinen", 1)

    for path in (f"events.{kind}", f"agencies/pohjoinen.{kind}"):
        response = client.get(f"/feeds/{path}{query}", headers={"accept": "text/html", "accept-language": "sv"})

        assert (response.status_code, KINDS[kind](response.content)) == (200, [])
        assert response.headers["Content-Type"] == f"application/{kind}+xml; charset=utf-8"
        assert response.headers["Cache-Control"] == "public, max-age=900"
        assert not response.cookies


@pytest.mark.parametrize("kind", KINDS)
def test_newest_published_comes_first(client, kind):
    publish("Ensin", 0)
    publish("Viimeksi", 9)
    publish("Välissä", 3)

    assert lint.titles(read(client, kind=kind).content) == ["Viimeksi", "Välissä", "Ensin"]


@pytest.mark.parametrize(("kind", "changed_at"), [("atom", "2026-09-03T09:30:15+03:00"), ("rss", None)])
def test_entry_says_what_when_where_and_by_whom(client, rich, kind, changed_at):
    change(rich, updated_at=MORNING + dt.timedelta(days=2))

    ((title, identifier, link, published, updated, summary),) = lint.entries(read(client, "?lang=sv", kind).content)

    assert (title, identifier) == ("Språk & lek", f"urn:uuid:{rich.pk}")
    assert link == f"http://localhost:8000/sv/events/{rich.slug}/"
    assert (published, updated) == ("2026-09-01T09:30:15+03:00", changed_at)
    said = " ".join(html.unescape(summary).split()).replace("\xa0", " ")
    for words in ("torsdag 11 mars 2027 kl. 9.00–12.00", "Uleåborg", "Praktiska verktyg.", "Norra verket", "Lärare"):
        assert words in said


def test_atom_names_its_self_its_page_and_its_topics(client, rich):
    feed = ET.fromstring(read(client, "?sector=ecec&lang=sv").content)

    links = {each.get("rel"): each.get("href") for each in feed.findall(f"{lint.ATOM}link")}
    assert links == {
        "self": "http://localhost:8000/feeds/events.atom?sector=ecec&lang=sv",
        "alternate": "http://localhost:8000/sv/events/?sector=ecec",
    }
    assert feed.get(lint.LANG) == "sv"
    terms = [each.get("term") for each in feed.iter(f"{lint.ATOM}category")]
    assert terms == ["Småbarnspedagogik", "Språk"]


def test_addresses_come_from_the_settings_and_never_from_the_host(client, settings, rich):
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://kalenteri.example"

    body = client.get("/feeds/events.atom", headers={"host": "evil.example"}).text

    assert "evil.example" not in body
    assert "https://kalenteri.example/feeds/events.atom" in body


def test_text_in_another_language_says_which(client):
    publish("", title_sv="Läsfrämjande")

    (entry,) = ET.fromstring(read(client).content).iter(f"{lint.ATOM}entry")

    assert (entry.get(lint.LANG), entry.findtext(f"{lint.ATOM}title")) == ("sv", "Läsfrämjande")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "nasty",
    [
        "a\x0bb\x1fc\x01",
        "a\ufffeb\uffff\u2028c\u2029d\x85e\x9f",
        "</title><script>alert(1)</script>]]>&amp;<!--",
        "a\u202ebc\u2066d\ufeff",
        "\x0b\x1f",
        "rivi\r\ntoinen\nkolmas",
    ],
)
def test_hostile_words_leave_the_feed_whole(client, kind, nasty):
    sector = SectorFactory(name_fi=nasty)
    lead = OrganisationFactory(name_fi=nasty)
    publish(nasty, summary_fi=nasty, sectors=[sector], lead=lead, audiences=[TargetGroupFactory(name_fi=nasty)])

    response = read(client, f"?sector={sector.code}", kind)

    assert KINDS[kind](response.content) == []
    ((title, *_rest, summary),) = lint.entries(response.content)
    assert not set(title) & set("\n\r\x0b\x1f\x01\ufffe\uffff\u2028\u2029\x85\x9f\u202e\u2066\ufeff")
    assert "<script" not in summary


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", ["q=%00", "q=%ff%EF%BF%BE", "q=" + "a" * 3000, "from=0000-00-00", "x=%0b<&>%22", "%"])
def test_hostile_address_leaves_the_feed_whole(client, rich, kind, query):
    assert KINDS[kind](read(client, f"?{query}", kind).content) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("query", "value"),
    [("?sector=moon&lang=en", "sector=moon"), ("?lang=de", "lang=de"), ("?agency=x&theme=%00y", "agency=x, theme=y")],
)
def test_unknown_filter_makes_an_empty_feed_that_says_why(client, rich, kind, query, value):
    root = ET.fromstring(read(client, query, kind).content)

    about = root.findtext(f"{lint.ATOM}subtitle") or root.findtext("channel/description")
    assert lint.entries(ET.tostring(root)) == []
    assert about.endswith(f": {value}")


@pytest.mark.parametrize("kind", KINDS)
def test_feed_without_a_training_is_the_same_at_any_time(client, kind):
    first = read(client, kind=kind)

    assert (KINDS[kind](first.content), read(client, kind=kind).content) == ([], first.content)


def test_plans_past_trainings_and_those_without_a_date_are_no_news(client):
    SessionFactory(event=EventFactory(state=Event.State.PLANNED))
    SessionFactory(event=EventFactory(state=Event.State.DRAFT))
    SessionFactory(event=EventFactory(), starts_at=timezone.now() - dt.timedelta(days=9))
    EventFactory()

    assert lint.entries(read(client).content) == []


@pytest.mark.parametrize(
    ("write", "title"),
    [(publishing.cancel_event, "PERUTTU: Kurssi"), (publishing.postpone_event, "LYKÄTTY: Kurssi")],
)
def test_training_that_is_off_stays_and_says_so_under_the_same_id(client, write, title):
    event = publish("Kurssi")
    ((_title, identifier, _link, published, updated, _summary),) = lint.entries(read(client).content)

    write(by=by_system("test"), event_id=event.pk)

    ((said, same_identifier, _link, same_published, changed, _summary),) = lint.entries(read(client).content)
    assert (said, same_identifier, same_published) == (title, identifier, published)
    assert dt.datetime.fromisoformat(changed) > dt.datetime.fromisoformat(updated)


def test_moved_training_is_changed_and_no_other(client):
    moved, other = publish("Siirtyy"), publish("Pysyy", 1)
    before = {each[1]: each[4] for each in lint.entries(read(client).content)}
    session = moved.sessions.get()
    move = scheduling.SessionMove(
        session_id=session.pk,
        starts_at=session.starts_at + dt.timedelta(days=1),
        ends_at=session.ends_at + dt.timedelta(days=1),
    )

    scheduling.move_event(by=by_system("test"), event_id=moved.pk, moves=[move])

    after = {each[1]: each[4] for each in lint.entries(read(client).content)}
    assert {urn for urn in before if before[urn] != after[urn]} == {moved.pk.urn}
    assert after[other.pk.urn] == "2026-09-02T09:30:15+03:00"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Toinen", "Kieli, leikki & ilo"]),
        ("?sector=ecec", ["Kieli, leikki & ilo"]),
        ("?agency=pohjoinen", ["Kieli, leikki & ilo"]),
        ("?series=kevat", ["Kieli, leikki & ilo"]),
        ("?delivery=online", ["Toinen"]),
        ("?q=leikki", ["Kieli, leikki & ilo"]),
        ("?from=2027-03-18&until=2027-03-18", ["Kieli, leikki & ilo"]),
        ("?until=2027-03-10", ["Toinen"]),
        ("?open=1&past=1", ["Toinen", "Kieli, leikki & ilo"]),
    ],
)
def test_filters_are_those_of_the_list(client, rich, query, shown):
    publish("Toinen", 1)

    assert lint.titles(read(client, query).content) == shown


def test_feed_of_an_agency_is_that_of_its_filter(client, rich):
    publish("Toinen", 1)

    of_agency = client.get("/feeds/agencies/pohjoinen.atom")

    assert lint.entries(of_agency.content) == lint.entries(read(client, "?agency=pohjoinen").content)
    assert "Pohjoisen virasto" in ET.fromstring(of_agency.content).findtext(f"{lint.ATOM}title")


@pytest.mark.parametrize("kind", KINDS)
def test_known_etag_is_304_until_something_is_published(client, rich, kind):
    first = read(client, kind=kind)
    known = {"if-none-match": first.headers["ETag"]}

    same = client.get(f"/feeds/events.{kind}", headers=known)
    publish("Uusi", 30)
    changed = client.get(f"/feeds/events.{kind}", headers=known)

    assert (same.status_code, same.content) == (304, b"")
    assert {name: same.headers[name] for name in HEADERS} == {name: first.headers[name] for name in HEADERS}
    assert (changed.status_code, lint.titles(changed.content)[0]) == (200, "Uusi")


@pytest.mark.parametrize("kind", KINDS)
def test_head_gzip_and_other_methods_are_as_of_the_calendars(client, rich, kind):
    address = f"/feeds/events.{kind}"
    plain = client.get(address)

    packed = client.get(address, headers={"accept-encoding": "gzip"})
    head = client.head(address)

    assert gzip.decompress(packed.content) == plain.content
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(plain.content)))
    assert (client.options(address).status_code, client.post(address).status_code) == (204, 405)


@pytest.mark.parametrize(
    "path", ["agencies/nobody.atom", "agencies/%00.rss", "events.xml", "events.atom/", "events.at"]
)
def test_nothing_there_is_404_with_an_empty_body(client, path):
    response = client.get(f"/feeds/{path}")

    assert (response.status_code, response.content) == (404, b"")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_trainings(client, django_assert_num_queries, count):
    for number in range(count):
        publish(f"Kurssi {number}", number, sectors=[SectorFactory()], audiences=[TargetGroupFactory()])
    read(client)

    with django_assert_num_queries(5):
        response = read(client)

    assert len(lint.entries(response.content)) == count


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/fi/", ""),
        ("/sv/", "?lang=sv"),
        ("/fi/events/?sector=ecec&past=1&page=2", "?sector=ecec"),
        ("/en/events/?view=month&sector=ecec", "?sector=ecec&lang=en"),
    ],
)
def test_pages_tell_programs_where_their_news_are(client, rich, page, query):
    found = client.get(page).text.replace("&amp;", "&")

    for kind in KINDS:
        address = f"http://localhost:8000/feeds/events.{kind}{query}"
        assert f'type="application/{kind}+xml"' in found
        assert f'href="{address}"' in found
