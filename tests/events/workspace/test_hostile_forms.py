"""What no organiser of good will sends to the workspace: each has its answer, and nothing stays broken."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalogue.models import Membership
from events.models import Event
from tests.events.settling.arrangements import clash
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return OrganisationFactory()


@pytest.fixture
def hostile(agency):
    """A signed-in organiser who gets to see what a browser would."""
    client = Client(raise_request_exception=False)
    client.force_login(MembershipFactory(organisation=agency, role=Membership.Role.AGENCY_ADMIN).user)
    return client


def address(name, *args):
    with translation.override("en"):
        return reverse(name, args=args)


SESSION = {"sessions-0-on": "2027-03-09", "sessions-0-starts": "9:00", "sessions-0-ends": "11:00"}
BASICS = {"title_en": "Training", "languages": ["en"], "delivery": "online"}


def dated(day, **values):
    return {"sessions-0-on": day, "sessions-0-starts": "0:00", "sessions-0-ends": "11:00"} | values


NAMES = [
    *("agency", "event", "version", "base", "series", "reason", "audiences", "do"),
    *(f"sessions-0-{name}" for name in ("before", "place", "trainers")),
]
FORMS = {
    "first year": dated("0001-01-01"),
    "last year": dated("9999-12-31"),
    "all day of the last year": dated("9999-12-31", **{"sessions-0-all_day": "on"}),
    "all day of the first year": dated("0001-01-01", **{"sessions-0-all_day": "on"}),
    "centuries": dated("1990-01-02", **{"sessions-0-last_on": "2199-01-01"}),
    "the hour that is skipped": dated("2027-03-28", **{"sessions-0-starts": "3:30", "sessions-0-ends": "5:00"}),
    "the hour that comes twice": dated("2027-10-31", **{"sessions-0-starts": "3:30", "sessions-0-ends": "5:00"}),
    "registration in the first year": {"registration_opens_at_0": "0001-01-01"},
    "registration in the last year": {"registration_closes_at_0": "9999-12-31"},
    "endless queue": SESSION | {"waiting_list_limit": "9" * 30},
    "queue of a bigint": SESSION | {"waiting_list_limit": "2147483648"},
    "endless minimum": SESSION | {"minimum_participants": "2147483648"},
    "number of 5,000 digits": SESSION | {"waiting_list_limit": "9" * 5_000},
    "version without end": SESSION | {"version": "-" + "9" * 30},
    "session of nobody": SESSION | {"sessions-0-id": "9" * 30},
    "pool of nobody": SESSION | {"pools-0-id": "9" * 30},
    "pattern in the last year": SESSION
    | {"pattern-first_on": "9999-01-01", "pattern-starts": "9:00", "pattern-ends": "10:00", "pattern-count": "52"},
    "pattern in the first year": SESSION
    | {"pattern-first_on": "0001-01-01", "pattern-starts": "0:00", "pattern-ends": "10:00", "pattern-count": "52"},
    "NULs": dict.fromkeys(NAMES, "\x00"),
    "nested snapshot": SESSION | {"sessions-0-before": "[" * 50_000, "sessions-0-scope": "all"},
    "snapshot of wrong kinds": SESSION
    | {"sessions-0-before": '{"on": 5, "starts": [], "trainers": 5, "place": {}}', "sessions-0-scope": "following"},
    "other digits": {
        "sessions-\u0661-on": "2027-03-09",
        "sessions-\u0661-starts": "9:00",
        "sessions-\u0661-ends": "10",
    },
    "place of endless numbers": SESSION | {"venue-row": "9" * 5_000, "venue-venue": "9" * 30, "venue-seats": "9" * 30},
    "1,000 rows": {f"sessions-{number}-on": "2027-03-09" for number in range(900)},
    "turned direction": {"title_en": "\u202etxt.exe\u2066", "summary_en": "\u202e\x08\x1b"},
}
ACTIONS = (
    "save",
    "look",
    "window",
    "pattern-add",
    "apply:0",
    "drop:" + "9" * 5_000,
    "drop:\u0661",
    "slot:0001-01-01T00:00+14:00/0001-01-01T01:00+14:00",
    "slot:9999-12-31T23:00-12:00/9999-12-31T23:59-12:00",
    "slot:" + ";".join(["2027-03-09T09:00+02:00/2027-03-09T10:00+02:00"] * 500),
    "take:audiences:\x00",
    "place-new:" + "9" * 5_000,
    "place-take:" + "9" * 5_000,
    "place-add",
    "\x00",
)


# Whatever stands in the form is saved; every button is pressed once, and those that reckon with dates more often.
PRESSED = [
    *((form, "save") for form in FORMS),
    *(("the hour that is skipped", action) for action in ACTIONS),
    *(
        (f"{part} in the {end} year", "pattern-add")
        for part in ("pattern", "registration")
        for end in ("first", "last")
    ),
    *(("place of endless numbers", action) for action in ("place-add", "place-take:1", "drop:0", "look")),
    *((f"{end} year", action) for action in ("look", "window", "pattern-add") for end in ("first", "last")),
]


@pytest.mark.parametrize(("form", "action"), PRESSED, ids=lambda each: each[:30].encode("unicode_escape").decode())
def test_form_of_a_new_training_is_answered(hostile, agency, form, action):
    form = FORMS[form]

    answer = hostile.post(address("workspace-event-new", agency.slug), BASICS | {"do": action} | form)

    assert answer.status_code in (200, 302, 404, 409, 422)
    for page in ("workspace-events", "workspace-agency"):
        assert hostile.get(address(page, agency.slug)).status_code == 200
    for event in Event.objects.values_list("pk", flat=True):
        assert hostile.get(address("workspace-event", event)).status_code == 200
        assert hostile.get(address("workspace-event-edit", event)).status_code == 200


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("name", ["workspace-slots", "workspace-overlaps-check"])
def test_live_checks_of_a_form_are_answered(hostile, agency, form, name):
    answer = hostile.post(address(name), BASICS | form | {"agency": agency.slug})

    assert answer.status_code in (200, 404, 422)


@pytest.mark.parametrize(
    ("version", "base"),
    [
        *(("0", base) for base in ("[" * 50_000, "{}", "[]", "5", '{"titles": [[]]}', '{"title_fi": null}')),
        *((version, "{}") for version in ("-" + "9" * 30, "9" * 30, "x")),
    ],
    ids=lambda each: each[:30],
)
def test_conflict_that_no_editor_can_have_is_answered(hostile, agency, base, version):
    event = EventFactory(lead=agency, state="planned")
    session = SessionFactory(event=event)
    rows = SESSION | {"sessions-0-id": session.pk, "sessions-1-id": session.pk, "sessions-1-on": "2027-04-01"}

    answer = hostile.post(
        address("workspace-event-edit", event.pk), BASICS | rows | {"version": version, "base": base, "do": "save"}
    )

    assert answer.status_code in (302, 409, 422)


def test_seats_named_twice_are_answered(hostile, agency):
    event = EventFactory(lead=agency, state="planned")
    SessionFactory(event=event)
    pool = event.pools.get()
    rows = {"pools-0-id": pool.pk, "pools-0-capacity": "5", "pools-1-id": pool.pk, "pools-1-capacity": "6"}

    answer = hostile.post(address("workspace-event-edit", event.pk), BASICS | SESSION | rows | {"version": "1"})

    assert answer.status_code in (302, 404, 409, 422)


def test_sessions_and_seats_of_another_training_are_not_taken(hostile, agency):
    event, other = EventFactory(lead=agency, state="planned"), EventFactory(state="planned")
    session = SessionFactory(event=other)
    before = session.starts_at
    page = address("workspace-event-edit", event.pk)

    answers = [
        hostile.post(page, BASICS | SESSION | {"sessions-0-id": session.pk, "version": "1"}),
        hostile.post(page, BASICS | {"pools-0-id": other.pools.get().pk, "pools-0-capacity": "1", "version": "1"}),
    ]

    session.refresh_from_db()
    assert [answer.status_code for answer in answers] == [404, 404]
    assert (session.starts_at, other.pools.get().capacity) == (before, None)


MOVES = ["9999-12-31", "0001-01-01", "9998-12-31", "99999-01-01"]


@pytest.mark.parametrize(
    ("day", "time"), [*((day, "0:00") for day in MOVES), *((day, "23:59") for day in MOVES[:2]), (MOVES[0], "")]
)
def test_proposed_move_to_the_end_of_time_is_answered(day, time):
    pair = clash()
    client = Client(raise_request_exception=False)
    client.force_login(pair.aino)

    for event in (pair.own, pair.other):
        answer = client.post(
            address("workspace-case", pair.case.pk),
            {"action": "move", "move-event": event.pk, "move-starts_at_0": day, "move-starts_at_1": time},
        )
        assert answer.status_code == 422

    assert client.get(address("workspace-case", pair.case.pk)).status_code == 200


@pytest.mark.parametrize("day", MOVES)
def test_copy_to_the_end_of_time_is_answered(hostile, agency, day):
    event = EventFactory(lead=agency, state="planned")
    SessionFactory(event=event)
    page = address("workspace-event-copy", event.pk)

    assert hostile.get(page, {"first_on": day}).status_code in (200, 422)
    assert hostile.post(page, {"first_on": day}).status_code == 422


QUERIES = [
    "from=0001-01-01&until=0001-02-01",
    "from=9999-12-01&until=9999-12-31&columns=day",
    "from=2027-01-01&until=9999-01-01",
    "columns=day&from=2027-01-01&until=2028-01-01",
    "cell=" + "a" * 3_000,
    "cell=%00.2027-03-09",
    "show=%00&row=%00&rows=%00",
    "show=00000000-0000-0000-0000-000000000000",
    "year=0001",
    "year=9999",
    "year=9999-0000",
    "year=99999999999999999",
    "page=999999&q=%00&shelf=%00",
    "agency=%00&agency=%00&agency=%00",
    "region=%00",
]
PAGES = ["workspace-board", "workspace-year", "workspace-cases", "workspace-calendars"]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("page", PAGES)
def test_strange_queries_are_answered(hostile, page, query):
    assert hostile.get(f"{address(page)}?{query}").status_code in (200, 404)


@pytest.mark.parametrize(
    "path",
    [
        "calendars/" + "9" * 30 + "/",
        "calendars/" + "9" * 4_400 + "/",
        "calendars/add/none/",
        "{agency}/members/" + "9" * 30 + "/",
        "events/00000000-0000-0000-0000-000000000000/edit/",
        "overlaps/00000000-0000-0000-0000-000000000000/",
    ],
)
def test_numbers_of_nothing_are_not_found(hostile, agency, path):
    assert hostile.get(f"/en/workspace/{path.format(agency=agency.slug)}").status_code == 404


def test_helper_of_no_possible_number_is_let_go(hostile, agency):
    event = EventFactory(lead=agency)

    answer = hostile.post(f"/en/workspace/events/{event.pk}/check-in/{'9' * 30}/dismiss/")

    assert answer.status_code in (302, 404)
