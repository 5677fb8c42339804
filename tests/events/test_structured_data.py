"""What search engines read: everything Google documents for an Event and a Course, in the right types, and safe."""

import datetime as dt
import json
import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from catalogue.actors import by_system
from events import dates, publishing, scheduling
from events.models import Event
from tests.events import vocabulary
from tests.factories import (
    EducationLevelFactory,
    EventFactory,
    EventSeriesFactory,
    OrganisationFactory,
    RegionFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    TrainerFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
# developers.google.com/search/docs/appearance/structured-data: event, course-info; required first.
EVENT = {"name", "startDate", "location"}
EVENT_RECOMMENDED = {"description", "endDate", "eventStatus", "image", "offers", "organizer", "performer"}
OFFER = {"category", "price", "priceCurrency", "availability", "validFrom", "url"}
PLACE, ADDRESS = {"name", "address"}, {"streetAddress", "addressLocality", "postalCode", "addressCountry"}
COURSE = {"name", "description", "provider", "offers", "hasCourseInstance"}
COURSE_RECOMMENDED = {"image", "inLanguage"}
INSTANCE = {"courseMode", "courseSchedule", "courseWorkload"}
INSTANCE_RECOMMENDED = {"instructor", "location", "startDate", "endDate"}
SCHEDULE = {"repeatCount", "repeatFrequency", "startDate", "endDate", "duration"}

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\+0[23]:00")
ADDRESS_OF_PAGE = re.compile(r"http://localhost:8000/[^ ]+")
SCHEMA = "https://schema.org"


class Scripts(HTMLParser):
    """The scripts of a page as a browser parses them: what stands in them, by type."""

    def __init__(self, html):
        super().__init__()
        self.found, self.kind = {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.kind = dict(attrs).get("type", "")

    def handle_data(self, data):
        if self.kind is not None:
            self.found.setdefault(self.kind, []).append(data)

    def handle_endtag(self, tag):
        self.kind = None


def at(days, hour=9):
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def graph_of(client, event, language="fi"):
    html = client.get(f"/{language}/events/{event.slug}/").content.decode()
    (text,) = Scripts(html).found["application/ld+json"]
    document = json.loads(text)
    assert document["@context"] == SCHEMA
    return {node["@type"]: node for node in document["@graph"]}


def training(**values):
    made = EventFactory(**values)
    SessionFactory(event=made, starts_at=at(9))
    return made


@pytest.fixture
def rich():
    made = EventFactory(
        title_fi="Kirjastopäivä",
        summary_fi="Lukemisesta.",
        delivery=Event.Delivery.HYBRID,
        languages=["fi", "sv"],
        lead=OrganisationFactory(name_fi="Pohjoisen virasto", slug="pohjoinen"),
        co_organisers=[OrganisationFactory(name_fi="Kunta")],
        audiences=[TargetGroupFactory(name_fi="Opettajat")],
        themes=[ThemeFactory(name_fi="Lukeminen")],
        levels=[EducationLevelFactory(name_fi="Lukio")],
        series=EventSeriesFactory(title_fi="Sarja"),
        pools=[30],
        registration_opens_at=at(-3),
        registration_closes_at=at(5),
    )
    venue = VenueFactory(name_fi="Kirjasto 10", street_address="Kirkkokatu 1", postal_code="90100", municipality="Oulu")
    trainer = TrainerFactory(name="Aino Ojala")
    for days in (9, 16, 23):
        SessionFactory(event=made, starts_at=at(days), venue=venue, trainers=[trainer])
    return made


def test_event_has_everything_required_and_recommended(client, rich):
    event = graph_of(client, rich)["EducationEvent"]

    assert not (EVENT | EVENT_RECOMMENDED) - set(event)
    assert not OFFER - set(event["offers"])
    (place, online) = event["location"]
    assert (place["@type"], set(place)) == ("Place", {"@type", *PLACE})
    assert set(place["address"]) == {"@type", *ADDRESS}
    assert (online["@type"], ADDRESS_OF_PAGE.fullmatch(online["url"]) is not None) == ("VirtualLocation", True)
    assert [(each["@type"], each["name"]) for each in event["organizer"]] == [
        ("Organization", "Pohjoisen virasto"),
        ("Organization", "Kunta"),
    ]
    assert event["performer"] == [{"@type": "Person", "name": "Aino Ojala"}]


def test_course_has_everything_required_and_recommended(client, rich):
    course = graph_of(client, rich)["Course"]

    assert not (COURSE | COURSE_RECOMMENDED) - set(course)
    assert course["offers"]["category"] == "Free"
    (instance,) = course["hasCourseInstance"]
    assert not (INSTANCE | INSTANCE_RECOMMENDED) - set(instance)
    assert instance["courseSchedule"] == {
        "@type": "Schedule",
        "repeatCount": 3,
        "repeatFrequency": "Weekly",
        "startDate": at(9).date().isoformat(),
        "endDate": at(23).date().isoformat(),
        "duration": "PT2H",
        "scheduleTimezone": "Europe/Helsinki",
    }
    assert set(instance["courseSchedule"]) >= SCHEDULE
    assert (instance["courseMode"], instance["courseWorkload"]) == ("Blended", "PT6H")


def test_values_are_of_the_types_that_readers_expect(client, rich):
    event = graph_of(client, rich)["EducationEvent"]

    assert all(MOMENT.fullmatch(event[name]) for name in ("startDate", "endDate"))
    assert MOMENT.fullmatch(event["offers"]["validFrom"])
    assert (event["offers"]["price"], event["offers"]["priceCurrency"]) == (0, "EUR")
    assert (event["isAccessibleForFree"], event["maximumAttendeeCapacity"]) == (True, 30)
    assert (event["inLanguage"], event["keywords"]) == (["fi", "sv"], ["Lukeminen"])
    assert event["educationalLevel"] == ["Lukio"]
    assert event["eventAttendanceMode"] == f"{SCHEMA}/MixedEventAttendanceMode"
    assert event["superEvent"]["name"] == "Sarja"
    assert event["url"] == f"http://localhost:8000/fi/events/{rich.slug}/"
    assert [ADDRESS_OF_PAGE.fullmatch(image) is not None for image in event["image"]] == [True]


def test_sessions_are_events_within_the_event(client, rich):
    rich.sessions.filter(starts_at=at(16)).update(state="cancelled")

    event = graph_of(client, rich)["EducationEvent"]

    assert [(each["startDate"], each["eventStatus"]) for each in event["subEvent"]] == [
        (at(9).isoformat(timespec="minutes"), f"{SCHEMA}/EventScheduled"),
        (at(16).isoformat(timespec="minutes"), f"{SCHEMA}/EventCancelled"),
        (at(23).isoformat(timespec="minutes"), f"{SCHEMA}/EventScheduled"),
    ]


@pytest.mark.parametrize(
    ("state", "status"),
    [("published", "EventScheduled"), ("postponed", "EventPostponed"), ("cancelled", "EventCancelled")],
)
def test_status_is_that_of_the_training(client, state, status):
    graph = graph_of(client, training(state=state))

    assert graph["EducationEvent"]["eventStatus"] == f"{SCHEMA}/{status}"
    assert graph["Course"]["hasCourseInstance"][0]["eventStatus"] == f"{SCHEMA}/{status}"


def test_moved_training_is_rescheduled_from_its_first_date(client):
    made = training()
    move = scheduling.SessionMove(session_id=made.sessions.get().pk, starts_at=at(20), ends_at=at(20, hour=11))
    scheduling.move_event(by=by_system("test"), event_id=made.pk, moves=[move])

    event = graph_of(client, made)["EducationEvent"]

    assert event["eventStatus"] == f"{SCHEMA}/EventRescheduled"
    assert (event["previousStartDate"], event["startDate"]) == tuple(
        moment.isoformat(timespec="minutes") for moment in (at(9), at(20))
    )


def move(event, session, days):
    """Move a session so many days on."""
    starts_at, ends_at = (dates.shifted(each, dt.timedelta(days=days)) for each in (session.starts_at, session.ends_at))
    moves = [
        scheduling.SessionMove(session_id=session.pk, starts_at=starts_at, ends_at=ends_at, all_day=session.all_day)
    ]
    scheduling.move_event(by=by_system("test"), event_id=event.pk, moves=moves)


def when(nodes):
    """Status, start and the start announced before, of each."""
    names = ("eventStatus", "startDate", "previousStartDate")
    return [tuple(node.get(name, "").removeprefix(f"{SCHEMA}/") for name in names) for node in nodes]


def said(moment):
    return moment.isoformat(timespec="minutes")


def test_each_session_says_itself_that_it_has_moved(client, rich):
    move(rich, rich.sessions.all()[1], 2)

    event = graph_of(client, rich)["EducationEvent"]

    assert when([event]) == [("EventScheduled", said(at(9)), "")]
    assert when(event["subEvent"]) == [
        ("EventScheduled", said(at(9)), ""),
        ("EventRescheduled", said(at(18)), said(at(16))),
        ("EventScheduled", said(at(23)), ""),
    ]


def test_training_whose_first_session_goes_last_begins_with_another_one(client, rich):
    move(rich, rich.sessions.first(), 30)

    event = graph_of(client, rich)["EducationEvent"]

    assert when([event]) == [("EventRescheduled", said(at(16)), said(at(9)))]
    assert when(event["subEvent"])[-1] == ("EventRescheduled", said(at(39)), said(at(9)))


@pytest.mark.parametrize(
    ("write", "status"),
    [(publishing.cancel_event, "EventCancelled"), (publishing.postpone_event, "EventPostponed")],
)
def test_training_that_is_off_keeps_its_date_and_says_nothing_of_moves(client, rich, write, status):
    move(rich, rich.sessions.first(), 1)
    write(by=by_system("test"), event_id=rich.pk)

    event = graph_of(client, rich)["EducationEvent"]

    assert when([event]) == [(status, said(at(10)), "")]
    assert {each[0] for each in when(event["subEvent"])} == {status}
    assert not any("previousStartDate" in each for each in event["subEvent"])


def test_whole_days_that_moved_are_dates(client):
    made = EventFactory()
    session = SessionFactory(event=made, starts_at=at(9, hour=0), ends_at=at(10, hour=0), all_day=True)
    move(made, session, 4)

    (shown,) = when([graph_of(client, made)["EducationEvent"]])

    assert shown == ("EventRescheduled", at(13).date().isoformat(), at(9).date().isoformat())


def test_sessions_say_how_one_takes_part_in_them(client):
    made = EventFactory(delivery=Event.Delivery.HYBRID)
    venue = VenueFactory()
    SessionFactory(event=made, starts_at=at(9), venue=venue, is_online=False)
    SessionFactory(event=made, starts_at=at(10), is_online=True)
    SessionFactory(event=made, starts_at=at(11), venue=venue, is_online=True)

    event = graph_of(client, made)["EducationEvent"]

    modes = [each["eventAttendanceMode"].removeprefix(f"{SCHEMA}/") for each in event["subEvent"]]
    kinds = [[place["@type"] for place in each["location"]] for each in event["subEvent"]]
    assert modes == ["OfflineEventAttendanceMode", "OnlineEventAttendanceMode", "MixedEventAttendanceMode"]
    assert kinds == [["Place"], ["VirtualLocation"], ["Place", "VirtualLocation"]]


def test_lists_say_nothing_of_their_own(client):
    training()

    assert b"ld+json" not in client.get("/fi/events/").content + client.get("/fi/").content


@pytest.mark.parametrize("count", [1, 3])
def test_everything_said_belongs_to_its_type(client, rich, count):
    rich.sessions.filter(pk__in=rich.sessions.values("pk")[count:]).delete()

    graph = graph_of(client, rich)

    assert [fault for node in graph.values() for fault in vocabulary.faults(node)] == []


@pytest.mark.parametrize(
    ("values", "availability"),
    [
        ({"pools": [5]}, "InStock"),
        ({"registration_opens_at": timezone.now() + dt.timedelta(days=1)}, "InStock"),
        ({"registration_mode": "none"}, "InStock"),
        ({"pools": [0]}, "SoldOut"),
        ({"pools": [0], "waiting_list_limit": 0}, "SoldOut"),
        ({"registration_closes_at": timezone.now() - dt.timedelta(days=1)}, "OutOfStock"),
        ({"state": "cancelled"}, "OutOfStock"),
    ],
)
def test_offer_says_whether_one_can_still_register(client, values, availability):
    offer = graph_of(client, training(**values))["EducationEvent"]["offers"]

    assert offer["availability"] == f"{SCHEMA}/{availability}"


def test_offer_of_registration_elsewhere_leads_there(client):
    made = training(registration_mode="elsewhere", registration_url="https://elsewhere.example/form")

    assert graph_of(client, made)["EducationEvent"]["offers"]["url"] == "https://elsewhere.example/form"


@pytest.mark.parametrize(
    ("delivery", "mode", "attendance", "kinds"),
    [
        ("online", "Online", "OnlineEventAttendanceMode", ["VirtualLocation"]),
        ("onsite", "Onsite", "OfflineEventAttendanceMode", ["Place"]),
    ],
)
def test_training_without_a_venue_still_has_a_location(client, delivery, mode, attendance, kinds):
    made = EventFactory(delivery=delivery, regions=[RegionFactory(name_fi="Lappi")])
    SessionFactory(event=made, is_online=delivery == "online")

    graph = graph_of(client, made)

    assert [each["@type"] for each in graph["EducationEvent"]["location"]] == kinds
    assert graph["EducationEvent"]["eventAttendanceMode"] == f"{SCHEMA}/{attendance}"
    assert graph["Course"]["hasCourseInstance"][0]["courseMode"] == mode


def test_whole_days_are_dates(client):
    made = EventFactory()
    SessionFactory(event=made, starts_at=at(9, hour=0), ends_at=at(11, hour=0), all_day=True)

    graph = graph_of(client, made)

    event, (instance,) = graph["EducationEvent"], graph["Course"]["hasCourseInstance"]
    assert (event["startDate"], event["endDate"]) == (at(9).date().isoformat(), at(10).date().isoformat())
    assert instance["courseWorkload"] == "P2D"


def test_training_without_dates_is_a_course_and_no_event(client):
    graph = graph_of(client, EventFactory())

    assert set(graph) == {"Course"}
    assert "hasCourseInstance" not in graph["Course"]


def test_words_are_those_of_the_pages_language(client):
    made = training(title_fi="Suomeksi", title_sv="På svenska")

    assert graph_of(client, made, "sv")["EducationEvent"]["name"] == "På svenska"


def test_organisers_text_cannot_end_the_script(client):
    nasty = 'a</script><script>alert(1)</script><!--<script> " \\ & \u2028 \u2029 b'
    made = training(title_fi=nasty, summary_fi=nasty)

    html = client.get(f"/fi/events/{made.slug}/").content.decode()

    (text,) = Scripts(html).found["application/ld+json"]
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text)["@graph"][0]["name"] == nasty
    assert Scripts(html).found.keys() == {"application/ld+json"}


def test_join_link_is_not_given_to_search_engines(client):
    made = EventFactory()
    SessionFactory(event=made, join_url="https://join.example/secret")

    assert "join.example" not in json.dumps(graph_of(client, made))


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
def test_plan_that_its_organiser_looks_at_says_nothing_to_search_engines(client, state, django_user_model):
    made = training(state=state)
    client.force_login(django_user_model.objects.create_superuser("root@example.org"))

    response = client.get(f"/fi/events/{made.slug}/")

    assert response.status_code == 200
    assert b"ld+json" not in response.content
    assert b"/og/events/" not in response.content
