"""The feeds over HTTP, as calendar programs ask for them."""

import gzip

import pytest
from django.urls import reverse
from django.utils import timezone

from events.feeds import entries
from events.models import Event
from tests.events.feeds import lint
from tests.events.feeds.arrangements import entry, make_course
from tests.factories import EventFactory, OrganisationFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

HEADERS = ("ETag", "Cache-Control", "Content-Disposition", "Content-Language", "Vary", "X-Content-Type-Options")


@pytest.fixture
def session():
    made = SessionFactory(event__lead=OrganisationFactory(slug="lappi"))
    entries.refresh([made.event_id])
    return made


@pytest.fixture
def addresses(session):
    """Every kind of feed and every language, full and empty."""
    paths = ["/feeds/events.ics", "/feeds/agencies/lappi.ics", f"/feeds/events/{session.event_id}.ics"]
    paths.append(f"/feeds/sessions/{session.uid}.ics")
    queries = ["", "?lang=sv", "?lang=en", "?lang=de"]
    return [path + query for path in paths for query in queries] + ["/feeds/events.ics?q=x&language=fi&lang=sv"]


def test_every_feed_is_a_calendar_without_fault_cookie_or_redirect(client, addresses):
    for address in addresses:
        response = client.get(address, headers={"accept": "text/calendar,text/plain;q=0.8", "accept-language": "sv"})

        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert response.headers["Content-Length"] == str(len(response.content))
        assert response.headers["Cache-Control"] == "public, max-age=900"
        assert response.headers["Content-Disposition"].startswith('inline; filename="')
        assert response.headers["Vary"] == "Accept-Encoding"
        assert not response.cookies
        assert lint.faults(response.content) == []


def test_feed_by_default_is_finnish_whatever_the_browser_asks(client, session):
    client.cookies["language"] = "sv"

    response = client.get("/feeds/events.ics", headers={"accept-language": "sv"})

    assert response.headers["Content-Language"] == "fi"
    assert "X-WR-CALNAME:Koulutuskalenteri" in response.text


def test_feed_for_somebody_signed_in_is_the_same_and_sets_no_cookie(client, session):
    stranger = client.get("/feeds/events.ics")
    client.force_login(UserFactory())

    response = client.get("/feeds/events.ics")

    assert response.content == stranger.content
    assert not response.cookies
    assert response.headers["Vary"] == "Accept-Encoding"


def test_names_of_the_addresses_stand(session):
    assert reverse("feed") == "/feeds/events.ics"
    assert reverse("feed-agency", args=["lappi"]) == "/feeds/agencies/lappi.ics"
    assert reverse("feed-event", args=[session.event_id]) == f"/feeds/events/{session.event_id}.ics"
    assert reverse("feed-session", args=[session.uid]) == f"/feeds/sessions/{session.uid}.ics"


@pytest.mark.parametrize("query", ["?download=1", "?lang=sv&download=1"])
def test_what_a_button_downloads_is_a_file_to_save(client, session, query):
    event = session.event
    day = timezone.localtime(session.starts_at).date()

    placed = {
        path: client.get(f"/feeds/{path}{query}").headers["Content-Disposition"]
        for path in (f"events/{event.pk}.ics", f"sessions/{session.uid}.ics")
    }

    assert placed == {
        f"events/{event.pk}.ics": f'attachment; filename="{event.slug}.ics"',
        f"sessions/{session.uid}.ics": f'attachment; filename="{event.slug}-{day}.ics"',
    }


def test_get_with_the_known_etag_is_304_with_the_same_headers(client, addresses):
    for address in addresses:
        first = client.get(address)

        again = client.get(address, headers={"if-none-match": first.headers["ETag"]})

        assert (again.status_code, again.content) == (304, b"")
        assert {name: again.headers[name] for name in HEADERS} == {name: first.headers[name] for name in HEADERS}
        assert "Content-Length" not in again.headers


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("{etag}", 304),
        ("{strong}", 304),
        ('"other", {etag}', 304),
        ('W/"other",{strong}', 304),
        ("*", 304),
        ('"other"', 200),
        ('W/"other"', 200),
        ("nonsense", 200),
        ("", 200),
    ],
)
def test_get_with_if_none_match_is_304_when_the_etag_is_among_them(client, session, asked, status):
    etag = client.get("/feeds/events.ics").headers["ETag"]

    asked = asked.format(etag=etag, strong=etag.removeprefix("W/"))
    response = client.get("/feeds/events.ics", headers={"if-none-match": asked, "if-modified-since": "x"})

    assert response.status_code == status


def test_get_after_a_change_is_200_with_another_etag(client, session):
    etag = client.get("/feeds/events.ics").headers["ETag"]
    Event.objects.update(title_fi="Uusi nimi")
    entries.refresh([session.event_id])

    response = client.get("/feeds/events.ics", headers={"if-none-match": etag})

    assert response.status_code == 200
    assert response.headers["ETag"] != etag
    assert "SUMMARY:Uusi nimi" in response.text


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_head_has_the_headers_of_get_and_no_body(client, addresses, encoding):
    for address in addresses:
        get = client.get(address, headers={"accept-encoding": encoding})
        head = client.head(address, headers={"accept-encoding": encoding})

        assert (head.status_code, head.content) == (200, b"")
        assert head.headers == get.headers


@pytest.mark.parametrize("asked", ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8, *;q=0.1", "GZIP"])
def test_get_that_asks_for_gzip_gets_the_same_bytes_compressed(client, asked):
    make_course()
    plain = client.get("/feeds/events.ics")

    response = client.get("/feeds/events.ics", headers={"accept-encoding": asked})

    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == plain.content
    assert len(response.content) < len(plain.content)
    assert response.headers["ETag"] == plain.headers["ETag"]


@pytest.mark.parametrize("asked", ["", "identity", "br", "deflate", "gzip;q=0", "gzip;q=0.000", "gzip;q=1.2.3", "*"])
def test_get_that_does_not_ask_for_gzip_gets_it_plain(client, asked):
    response = client.get("/feeds/events.ics", headers={"accept-encoding": asked})

    assert "Content-Encoding" not in response.headers
    assert response.content.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("is_on", [False, True])
def test_microsofts_agents_get_it_plain_when_the_switch_is_on(client, settings, is_on):
    settings.FEED_PLAIN_FOR_MICROSOFT = is_on
    outlook = {
        "accept-encoding": "gzip",
        "user-agent": "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)",
    }

    response = client.get("/feeds/events.ics", headers=outlook)
    others = client.get("/feeds/events.ics", headers={"accept-encoding": "gzip", "user-agent": "Thunderbird"})

    assert ("Content-Encoding" in response.headers) is not is_on
    assert "Content-Encoding" in others.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "REPORT", "NONSENSE"])
def test_other_methods_are_405(client, addresses, method):
    for address in addresses:
        response = client.generic(method, address, b"BEGIN:VCALENDAR", content_type="text/calendar")

        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_options_says_what_is_allowed(client, addresses):
    for address in addresses:
        response = client.options(address)

        assert (response.status_code, response.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    "path",
    [
        "agencies/nobody.ics",
        "agencies/ääkköset.ics",
        "agencies/%00.ics",
        "events/3632e08c-114e-43db-9f7b-c96c8c0bc2bc.ics",
        "events/1.ics",
        "events/%00.ics",
        "sessions/nobody@example.org.ics",
        "sessions/%00.ics",
        "sessions/%0a%ff.ics",
        "",
        "nothing",
        "events.ics/",
        "agencies/",
    ],
)
def test_nothing_there_is_404_with_an_empty_body(client, path):
    response = client.get(f"/feeds/{path}")

    assert (response.status_code, response.content) == (404, b"")
    assert not response.cookies


def test_feed_of_a_session_shows_it_alone_just_as_the_others_do(client):
    event = make_course()
    first, second, cancelled = event.sessions.all()

    shown = {each.uid: client.get(f"/feeds/sessions/{each.uid}.ics?lang=sv") for each in (first, second, cancelled)}

    whole = client.get(f"/feeds/events/{event.pk}.ics?lang=sv").text
    for session in (first, second, cancelled):
        assert shown[session.uid].text.count("BEGIN:VEVENT") == 1
        assert entry(session).vevent_sv in shown[session.uid].text
        assert entry(session).vevent_sv in whole
    assert "STATUS:CANCELLED" in shown[cancelled.uid].text
    assert shown[first.uid].headers["ETag"] != shown[second.uid].headers["ETag"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_sessions_feed_are_few_however_many_there_are(client, django_assert_num_queries, count):
    event = EventFactory()
    sessions = [SessionFactory(event=event) for _ in range(count)]
    entries.refresh([event.pk])

    with django_assert_num_queries(2):
        response = client.get(f"/feeds/sessions/{sessions[0].uid}.ics")

    assert response.text.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize("state", ["draft", "planned"])
def test_training_that_is_not_public_is_404(client, state):
    event = EventFactory(state=state)

    session = SessionFactory(event=event)

    for path in (f"events/{event.pk}", f"sessions/{session.uid}"):
        response = client.get(f"/feeds/{path}.ics")

        assert (response.status_code, response.content) == (404, b"")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_feed_with_a_language_before_it_is_not_redirected(client, session, language):
    assert client.get(f"/{language}/feeds/events.ics").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "a" * 3000, "series=%00", "theme=%00", "from=0000-00-00", "lang=%00", "q=%ff", "from=2027-02-30"],
)
def test_hostile_query_never_breaks_the_feed(client, session, query):
    response = client.get(f"/feeds/events.ics?{query}")

    assert response.status_code == 200
    assert lint.faults(response.content) == []
