"""Trainings in the API: what is answered, to whom, in which language and in how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue import vocabularies
from catalogue.models import Organisation
from events.models import Event, Session
from tests.factories import (
    EventFactory,
    EventSeriesFactory,
    OrganisationFactory,
    RegionFactory,
    RoomFactory,
    SectorFactory,
    SessionFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events"


def coming_event(days=7, **values):
    session_values = {name: values.pop(name) for name in ("room", "venue", "all_day", "join_url") if name in values}
    event = EventFactory(**values)
    starts_at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    SessionFactory(event=event, starts_at=starts_at, **session_values)
    return event


def titles(client, query=""):
    answer = client.get(f"{EVENTS}{query}")
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


def test_event_in_full_has_exactly_the_fields_of_the_design(client, django_assert_num_queries):
    room = RoomFactory()
    partner = OrganisationFactory(kind=Organisation.Kind.PARTNER, slug="partner-1")
    unit = OrganisationFactory(kind=Organisation.Kind.UNIT, slug="unit-1")
    lead = OrganisationFactory(slug="lead-1", name_sv="Verket")
    region, sector, theme = RegionFactory(code="17"), SectorFactory(code="library"), ThemeFactory(code="media")
    event = coming_event(
        title_fi="Otsikko",
        title_sv="Rubrik",
        lead=lead,
        co_organisers=[partner, unit],
        regions=[region],
        sectors=[sector],
        themes=[theme],
        series=EventSeriesFactory(slug="spring"),
        series_part=2,
        pools=[10, 5],
        room=room,
        venue=room.venue,
        join_url="https://meet.example/secret",
    )
    session = event.sessions.get()
    vocabularies.current()

    with django_assert_num_queries(5):
        answer = client.get(f"{EVENTS}/{event.pk}?lang=sv")

    assert answer.status_code == 200
    assert "meet.example" not in answer.content.decode()
    assert answer.json() == {
        "id": str(event.pk),
        "slug": event.slug,
        "title": "Rubrik",
        "summary": "",
        "description": "",
        "language": "sv",
        "languages": ["fi"],
        "state": "published",
        "version": event.version,
        "starts_at": timezone.localtime(session.starts_at).isoformat(),
        "ends_at": timezone.localtime(session.ends_at).isoformat(),
        "sessions": [
            {
                "uid": session.uid,
                "state": "scheduled",
                "starts_at": timezone.localtime(session.starts_at).isoformat(),
                "ends_at": timezone.localtime(session.ends_at).isoformat(),
                "all_day": False,
                "venue": {
                    "name": room.venue.name_fi,
                    "street_address": "",
                    "postal_code": "",
                    "municipality": "Uleåborg",
                    "accessibility": "",
                },
                "room": room.name,
                "online": True,
            }
        ],
        "agency": {"slug": "lead-1", "name": "Verket"},
        "co_organisers": [{"slug": "unit-1", "name": unit.name_sv}],
        "partners": [{"slug": "partner-1", "name": partner.name_sv}],
        "sectors": [{"code": "library", "name": sector.name_sv}],
        "levels": [],
        "audiences": [],
        "themes": [{"code": "media", "name": theme.name_sv}],
        "regions": [{"code": "17", "name": region.name_sv}],
        "national": False,
        "delivery": "online",
        "series": {"slug": "spring", "title": event.series.title_fi, "part": 2},
        "registration": {
            "opens_at": None,
            "closes_at": timezone.localtime(session.starts_at).isoformat(),
            "open": True,
            "capacity": 15,
            "seats_left": 15,
            "waitlisted": 0,
        },
        "url": f"http://localhost:8000/sv/events/{event.slug}/",
        "updated_at": answer.json()["updated_at"],
    }


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("", "sv", "sv"),
        ("", "sv-FI,fi;q=0.5", "sv"),
        ("?lang=en", "sv", "en"),
        ("", "", "fi"),
        ("", "de", "fi"),
        ("", "*", "fi"),
    ],
)
def test_language_by_parameter_or_header_is_that_of_the_texts(client, query, accept, expected):
    event = coming_event(title_fi="Suomi", title_sv="Svenska", title_en="English")

    answer = client.get(f"{EVENTS}/{event.pk}{query}", headers={"Accept-Language": accept})

    assert answer.json()["language"] == expected
    assert answer.headers["Content-Language"] == expected
    assert "Accept-Language" in answer.headers["Vary"]


def test_letters_are_sent_as_they_are(client):
    event = coming_event(title_fi="Äänekoski", title_sv="Åbo")

    answer = client.get(f"{EVENTS}/{event.pk}")

    assert "Äänekoski" in answer.content.decode()


def test_text_missing_in_the_language_falls_back_and_says_so(client):
    event = coming_event(title_fi="Suomi")

    answer = client.get(f"{EVENTS}/{event.pk}?lang=en")

    assert (answer.json()["title"], answer.json()["language"]) == ("Suomi", "fi")


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
def test_event_not_published_is_not_found_and_not_listed(client, state):
    event = coming_event(state=state)

    answer = client.get(f"{EVENTS}/{event.pk}")

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert titles(client) == []


@pytest.mark.parametrize("state", [Event.State.CANCELLED, Event.State.POSTPONED])
def test_event_called_off_is_shown_with_cancelled_sessions_but_not_listed(client, state):
    event = coming_event(state=state)

    answer = client.get(f"{EVENTS}/{event.pk}").json()

    assert answer["state"] == state
    assert [session["state"] for session in answer["sessions"]] == ["cancelled"]
    assert not answer["registration"]["open"]
    assert titles(client) == []


@pytest.mark.parametrize("event_id", ["nothing", "00000000-0000-0000-0000-000000000000", "%00", "1" * 500])
def test_event_that_is_not_there_is_a_problem(client, event_id):
    answer = client.get(f"{EVENTS}/{event_id}")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_list_with_filters_narrows_as_everywhere(client):
    library, youth = SectorFactory(code="library"), SectorFactory(code="youth")
    coming_event(title_fi="A", sectors=[library], languages=["sv"])
    coming_event(days=8, title_fi="B", sectors=[youth])
    coming_event(days=9, title_fi="C")

    assert titles(client, "?sector=library&sector=youth") == ["A", "B"]
    assert titles(client, "?sector=library&language=fi") == []
    assert titles(client, "?sector=") == ["A", "B", "C"]


def test_unknown_values_are_refused_by_name_in_the_callers_language(client):
    SectorFactory(code="library")

    answer = client.get(f"{EVENTS}?sector=library&sector=libary&from=tomorrow&delivery=mail&lang=en")

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "invalid"
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [
        ("sector", "unknown"),
        ("delivery", "unknown"),
        ("from", "unknown"),
    ]
    assert problem["errors"][0]["text"] == "“libary” is not known here."


@pytest.mark.parametrize(
    "query", ["lang=de", "page_size=0", "page_size=201", "page_size=many", "cursor=abc", "cursor=%00"]
)
def test_wrong_parameter_is_refused_by_name(client, query):
    answer = client.get(f"{EVENTS}?{query}")

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [query.split("=")[0]]


@pytest.mark.parametrize("query", ["&".join(["q=a"] * 1500), "q=%ff%ed%a0%80&sector=%00", "x" * 5000, "=&=&&%"])
def test_hostile_query_never_fails(client, query):
    assert client.get(f"{EVENTS}?{query}").status_code in {200, 422}


def test_cursor_followed_to_the_end_answers_each_training_once_though_rows_are_added(client):
    expected = [coming_event(days=day, title_fi=f"T{day:02}").title_fi for day in (3, 3, 3, 5, 8, 13, 21)]

    found, following = [], ""
    while following is not None:
        answer = client.get(f"{EVENTS}?page_size=2{following and '&cursor=' + following}").json()
        found += [item["title"] for item in answer["items"]]
        following = answer["next"]
        if len(found) == 4:
            coming_event(days=1, title_fi="earlier")

    assert sorted(found) == sorted(expected)
    assert found[3:] == expected[3:]


def test_cursor_of_the_past_goes_backwards_and_fits_no_other_list(client):
    for days in (-3, -9, -6):
        coming_event(days=days, title_fi=f"T{days}")

    first = client.get(f"{EVENTS}?past=1&page_size=2").json()
    second = client.get(f"{EVENTS}?past=1&page_size=2&cursor={first['next']}").json()

    assert [item["title"] for item in first["items"] + second["items"]] == ["T-3", "T-6", "T-9"]
    assert second["next"] is None
    assert client.get(f"{EVENTS}?cursor={first['next']}").status_code == 422


def test_list_of_1_3_and_300_trainings_asks_the_database_as_often(client):
    lead = OrganisationFactory()
    counts, made = [], 0
    for wanted in (1, 3, 300):
        for _ in range(wanted - made):
            event = EventFactory(lead=lead, pools=[5])
            SessionFactory(event=event)
        made = wanted
        vocabularies.current()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"{EVENTS}?page_size=200")
        assert len(answer.json()["items"]) == min(wanted, 200)
        counts.append(len(queries))

    assert counts == [5, 5, 5]


def test_event_unchanged_is_answered_304(client):
    event = coming_event()
    first = client.get(f"{EVENTS}/{event.pk}")

    unchanged = client.get(f"{EVENTS}/{event.pk}", headers={"If-None-Match": first.headers["ETag"]})
    Session.objects.update(all_day=True)
    changed = client.get(f"{EVENTS}/{event.pk}", headers={"If-None-Match": first.headers["ETag"]})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200


def test_session_cookie_is_neither_read_nor_set(client, admin_user):
    event = coming_event(state=Event.State.DRAFT)
    client.force_login(admin_user)

    answer = client.get(f"{EVENTS}/{event.pk}")

    assert answer.status_code == 404
    assert not answer.cookies
