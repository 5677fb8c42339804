"""The page that subscribes: what it offers is what the feed at its address brings, and what it says of both."""

import datetime as dt
import re

import icalendar
import pytest
import segno
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from catalogue import vocabularies
from catalogue.models import Membership
from catalogue.texts import Text
from catalogue.viewers import ANONYMOUS
from events import calendar_links, subscriptions
from events.feeds import entries, serialising, showing
from events.models import Event, Session
from events.queries.searches import Reader
from events.queries.subscriptions import NextEntry
from tests.factories import (
    EducationLevelFactory,
    EventFactory,
    EventSeriesFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
LANGUAGES = ["fi", "sv", "en"]
NOON = timezone.now().replace(minute=0, second=0, microsecond=0)


def session(*, days=7, event=None, **values):
    """A session so many days from now that the feeds know of."""
    starts_at = NOON + dt.timedelta(days=days)
    made = SessionFactory(event=event or EventFactory(**values), starts_at=starts_at)
    entries.refresh([made.event_id])
    return made


def subscription(query="", language="fi"):
    read = Reader(viewer=ANONYMOUS, now=timezone.now(), language=language, vocabularies=vocabularies.current())
    return subscriptions.asked(QueryDict(query), read)


def page_of(client, query="", language="en", **headers):
    return client.get(f"/{language}/subscribe/{query and f'?{query}'}", headers=headers)


def text_of(response):
    return " ".join(response.content.decode().split())


def feed_of(client, subscribed):
    """Titles and UIDs of what the address on the page answers with."""
    response = client.get(subscribed.path)
    assert response.headers["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(response.content)
    name = serialising.text_of(response.content.decode(), "NAME")
    return name, [(str(each["SUMMARY"]), str(each["UID"])) for each in calendar.events]


@pytest.fixture
def trainings():
    """Two of a library's, one of them in two sessions, and one of the youth sector's."""
    library, youth = SectorFactory(code="library", name_fi="Kirjastotoimi"), SectorFactory(code="youth")
    root = ThemeFactory(code="reading")
    found = {
        "sectors": [library],
        "themes": [ThemeFactory(code="poetry", parent=root)],
        "audiences": [TargetGroupFactory(code="librarians")],
        "regions": [RegionFactory(code="01")],
        "levels": [EducationLevelFactory(code="basic")],
        "lead": OrganisationFactory(slug="lappi", name_fi="Lapin AVI"),
        "delivery": Event.Delivery.ONSITE,
    }
    twice = EventFactory(title_fi="Runot", title_sv="Dikter", **found)
    return [
        session(event=twice),
        session(event=twice, days=9),
        session(title_fi="Lorut; leikit, laulut", days=8, series=EventSeriesFactory(slug="sarja"), **found),
        session(title_fi="Nuoret", days=5, sectors=[youth], languages=["sv"], lead=OrganisationFactory()),
    ]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("", "/feeds/events.ics"),
        ("sector=library", "/feeds/events.ics?sector=library"),
        ("region=01&sector=library&page=2&view=month", "/feeds/events.ics?sector=library&region=01"),
        ("sector=library&past=1", "/feeds/events.ics?sector=library"),
        ("theme=poetry&theme=reading", "/feeds/events.ics?theme=reading"),
        ("agency=lappi", "/feeds/agencies/lappi.ics"),
        ("agency=lappi&lang=sv", "/feeds/agencies/lappi.ics?lang=sv"),
        ("agency=lappi&sector=library", "/feeds/events.ics?agency=lappi&sector=library"),
        ("lang=fi", "/feeds/events.ics"),
        ("sector=nowhere&lang=de", "/feeds/events.ics"),
    ],
)
def test_address_of_the_feed_is_as_short_as_can_be(trainings, query, path):
    assert subscription(query).path == path


@pytest.mark.parametrize("language", ["sv", "en"])
def test_calendar_is_in_the_language_of_the_page_unless_another_is_chosen(trainings, language):
    assert subscription("", language).path == f"/feeds/events.ics?lang={language}"
    assert subscription("lang=fi", language).path == "/feeds/events.ics"
    assert subscription("lang=fi", language).query == "lang=fi"
    assert subscription(f"lang={language}", language).query == ""


def test_two_organisers_are_asked_for_by_the_filter(trainings):
    other = trainings[3].event.lead.slug

    assert subscription(f"agency=lappi&agency={other}").path == f"/feeds/events.ics?agency=lappi&agency={other}"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sector=library",
        "theme=poetry&theme=reading",
        "audience=librarians&region=01&level=basic&delivery=onsite&language=fi",
        "agency=lappi",
        "language=sv",
        "series=sarja",
        "q=lorut",
        "agency=lappi&lang=sv",
        "delivery=hybrid",
    ],
)
def test_page_shows_what_the_feed_brings_and_only_that(client, trainings, query):
    subscribed = subscription(query)

    name, brought = feed_of(client, subscribed)

    shown = subscribed.brought
    assert shown.name == name
    assert [each.title.value for each in shown.next] == [title for title, _uid in brought]
    assert (shown.total, shown.coming, shown.past) == (len(brought), len(brought), 0)


def test_shorter_address_finds_what_the_longer_one_finds(client, trainings):
    long = client.get("/feeds/events.ics?theme=reading&theme=poetry")

    short = client.get(subscription("theme=reading&theme=poetry").path)

    bodies = [response.content.partition(b"BEGIN:VEVENT")[2] for response in (long, short)]
    assert bodies[0] == bodies[1] != b""


def test_the_next_ten_sessions_are_shown_as_the_calendar_shows_them():
    for number in range(11):
        session(days=number + 1, title_fi=f"Koulutus {number}")
    over = session(days=-3)
    place = VenueFactory(name_fi="Talo", name_sv="Huset", municipality="Oulu")
    Session.objects.filter(pk=over.pk).update(venue=place)

    brought = subscription().brought

    assert (brought.total, brought.coming, brought.past) == (12, 11, 1)
    assert [each.title.value for each in brought.next] == [f"Koulutus {number}" for number in range(10)]


def test_entry_says_number_place_and_that_it_is_cancelled():
    course = EventFactory(slug="runot", title_fi="Runot", title_sv="Dikter")
    first, second = session(event=course), session(event=course, days=8)
    second.venue = VenueFactory(name_fi="Talo, uusi", municipality="Oulu")
    second.is_online, second.state = False, Session.State.CANCELLED
    second.save()
    entries.refresh([course.pk])

    shown = subscription("lang=sv").brought.next

    assert shown == [
        NextEntry(
            slug="runot",
            title=Text("Dikter", "sv"),
            starts_at=first.starts_at,
            ends_at=first.ends_at,
            all_day=False,
            where="På nätet",
            is_cancelled=False,
        ),
        NextEntry(
            slug="runot",
            title=Text("INSTÄLLD: Dikter (2/2)", "sv"),
            starts_at=second.starts_at,
            ends_at=second.ends_at,
            all_day=False,
            where="Talo, uusi, Uleåborg",
            is_cancelled=True,
        ),
    ]


def test_drafts_plans_and_links_to_join_are_not_shown(client):
    session(title_fi="Luonnos", state=Event.State.DRAFT)
    session(title_fi="Suunnitelma", state=Event.State.PLANNED)
    public = session(title_fi="Julkinen")
    Session.objects.filter(pk=public.pk).update(join_url="https://meet.example.org/secret")
    entries.refresh([public.event_id])

    html = text_of(page_of(client, language="fi"))

    assert "Julkinen" in html
    assert [word for word in ("Luonnos", "Suunnitelma", "meet.example.org") if word in html] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_gives_every_way_to_subscribe(client, settings, trainings, language):
    settings.BASE_URL = "https://kalenteri.example"

    html = text_of(page_of(client, "sector=library&lang=en", language))

    address = "kalenteri.example/feeds/events.ics?sector=library&amp;lang=en"
    quoted = "kalenteri.example%2Ffeeds%2Fevents.ics%3Fsector%3Dlibrary%26lang%3Den"
    outlook = f"calendar/0/addfromweb?url=https%3A%2F%2F{quoted}&amp;name=Training+calendar%3A+"
    assert f'value="https://{address}"' in html
    assert f'href="webcal://{address}"' in html
    assert f'href="https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{quoted}"' in html
    assert f'href="https://outlook.office.com/{outlook}' in html
    assert f'href="https://outlook.live.com/{outlook}' in html


def test_square_is_the_webcal_address(client, settings, trainings):
    settings.BASE_URL = "https://kalenteri.example"

    html = page_of(client, "sector=library", "fi").content.decode()

    expected = segno.make("webcal://kalenteri.example/feeds/events.ics?sector=library", error="m", micro=False)
    (drawn,) = re.findall(r'<svg[^>]*class="qr"[^>]*>.*?<path[^>]* d="([^"]*)"', html, re.DOTALL)
    assert modules(drawn, len(expected.matrix)) == [list(row) for row in expected.matrix]


def modules(path, size, border=2):
    """The modules a path of horizontal strokes paints: M is absolute, m relative, h paints."""
    rows = [[0] * size for _row in range(size)]
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(each) for each in numbers.replace("-", " -").split()]
        if command == "h":
            for column in range(int(x), int(x + values[0])):
                rows[int(y) - border][column - border] = 1
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return rows


def test_filter_of_an_address_is_chosen_already(client, trainings):
    html = page_of(client, "sector=library&theme=poetry&agency=lappi&delivery=onsite").content.decode()

    checked = re.findall(r'name="(\w+)"\s+value="([\w-]+)" checked', html)
    assert checked == [
        ("sector", "library"),
        ("theme", "poetry"),
        ("delivery", "onsite"),
        ("agency", "lappi"),
        ("lang", "en"),
    ]


def test_what_has_no_box_stays_with_the_form(client, trainings):
    html = page_of(client, "q=lorut&q=runot&open=1&from=2026-01-01&until=2099-01-01&series=sarja").content.decode()

    assert re.findall(r'type="hidden"\s+name="(\w+)" value="([^"]*)"', html) == [
        ("q", "lorut"),
        ("q", "runot"),
        ("open", "1"),
        ("from", "2026-01-01"),
        ("until", "2099-01-01"),
        ("series", "sarja"),
    ]


def test_value_that_means_nothing_is_said_and_the_rest_holds(client, trainings):
    response = page_of(client, "sector=nowhere&sector=library&lang=klingon")

    html = text_of(response)
    assert "<code>lang=klingon</code>, <code>sector=nowhere</code>" in html
    assert response.context["subscription"].path == "/feeds/events.ics?sector=library&lang=en"


def test_filter_that_brings_nothing_says_so_and_can_be_subscribed_to(client, trainings):
    html = text_of(page_of(client, "delivery=hybrid"))

    assert "The calendar is empty for the time being" in html
    assert "the calendar fills by itself when such trainings are published" in html
    assert "/feeds/events.ics?delivery=hybrid&amp;lang=en" in html


def test_address_too_long_is_said_with_ways_to_shorten_it(client, trainings):
    codes = [RegionFactory(code=f"region-with-a-long-code-{number}").code for number in range(12)]
    query = "sector=library&" + "&".join(f"region={code}" for code in codes)

    response = page_of(client, query)

    html = text_of(response)
    addresses = response.context["subscription"].addresses
    assert addresses.length == len(addresses.webcal) > calendar_links.LONGEST
    assert f"a long address: {addresses.length} characters. Google takes 256" in html
    assert "calendar.google.com" not in html
    assert 'class="qr"' not in html
    assert [(each.label, each.query) for each in response.context["subscription"].shorter] == [
        ("Region", "sector=library")
    ]


def test_name_too_long_ends_with_a_whole_part():
    codes = [RegionFactory(code=f"{number}", name_fi=f"Pitkäniminen maakunta {number}").code for number in range(9)]

    name = subscription("&".join(f"region={code}" for code in codes)).brought.name

    parts = [f"Pitkäniminen maakunta {number}" for number in range(7)]
    assert name == f"Koulutuskalenteri: {', '.join(parts)}, …"


def test_name_of_one_long_part_is_cut():
    name = subscription(f"q={'x' * 190}").brought.name

    assert name == f"Koulutuskalenteri: ”{'x' * 179}…"


@pytest.mark.parametrize("spare", [0, 1])
def test_longest_address_is_that_which_google_is_given(settings, spare):
    settings.BASE_URL = "https://kalenteri.example"
    beyond = "x" * (calendar_links.LONGEST - len("webcal://kalenteri.example/") + 1 - spare)

    links = calendar_links.subscription(f"/{beyond}", "")

    assert (links.length, links.is_too_long) == (calendar_links.LONGEST + 1 - spare, not spare)


def test_addresses_of_typical_filters_fit(trainings):
    query = (
        "agency=lappi&sector=library&sector=youth&audience=librarians&theme=reading&region=01&language=fi&language=sv"
    )

    assert subscription(f"{query}&delivery=onsite&lang=sv").addresses.length < calendar_links.LONGEST


def test_calendar_of_more_than_it_takes_says_so(client, monkeypatch, trainings):
    monkeypatch.setattr(showing, "MOST_SESSIONS", 3)

    html = text_of(page_of(client))

    assert "The calendar brings 3 sessions" in html
    assert "A calendar takes the nearest" in html


def test_htmx_gets_what_the_choices_bring_with_counts_and_the_address_to_show(client, trainings):
    response = page_of(client, "sector=library&lang=en&q=", **{"HX-Request": "true"})

    html = text_of(response)
    assert response["HX-Push-Url"] == "/en/subscribe/?sector=library"
    assert "HX-Request" in response["Vary"]
    assert html.startswith('<div class="subscription')
    assert '<p id="subscription-status" hx-swap-oob="innerHTML"> The calendar brings 3 sessions' in html
    assert 'id="count-language-fi" hx-swap-oob="true">(2)' in html


def test_page_leads_to_mail_list_own_calendar_and_back(client, trainings):
    html = text_of(page_of(client, "sector=library"))

    assert 'href="/en/newsletter/?sector=library"' in html
    assert 'href="/en/events/?sector=library"' in html
    assert 'href="/en/my/"' in html
    assert 'href="http://localhost:8000/feeds/events.atom?sector=library&amp;lang=en"' in html
    assert 'href="/en/subscribe/?sector=library"' in text_of(client.get("/en/newsletter/?sector=library"))


def test_organiser_is_led_to_the_plans_and_nobody_else(client):
    membership = MembershipFactory(role=Membership.Role.ORGANISER, organisation__slug="lappi")
    stranger = MembershipFactory(role=Membership.Role.ORGANISER)
    address = 'href="/en/workspace/lappi/calendar/"'
    seen = {}

    for name, user in {"nobody": AnonymousUser(), "member": membership.user, "stranger": stranger.user}.items():
        client.logout() if user.is_anonymous else client.force_login(user)
        seen[name] = address in text_of(page_of(client))

    assert seen == {"nobody": False, "member": True, "stranger": False}


def test_training_leads_to_the_calendar_of_its_organiser(client, trainings):
    html = text_of(client.get(f"/en/events/{trainings[0].event.slug}/"))

    assert 'href="/en/subscribe/?agency=lappi"' in html


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", []),
        ("open=1", ["when its registration closes"]),
        ("from=2026-01-01", ["Only the days you chose"]),
        ("until=2099-01-01&open=1", ["Only the days you chose", "when its registration closes"]),
    ],
)
def test_choice_that_takes_trainings_out_again_is_warned_of(client, trainings, query, said):
    html = text_of(page_of(client, query))

    assert [words for words in ("Only the days you chose", "when its registration closes") if words in html] == said


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_often_whatever_the_number(client, number, django_assert_num_queries):
    for _ in range(number):
        session(sectors=[SectorFactory()])
    page_of(client)

    with django_assert_num_queries(5):
        page_of(client)
