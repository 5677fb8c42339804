"""Planning through the API: a token's rights, what is written, and every refusal by field or code."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from catalogue import tokens
from catalogue.actors import by_system
from catalogue.models import ApiToken, Membership, Organisation
from config import openapi_examples
from events.models import Event
from events.queries.drafts import saved_draft
from tests.api.arrangements import key_of
from tests.factories import (
    EventFactory,
    EventSeriesFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    RoomFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    TrainerFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")
MINIMAL = {"title": {"fi": "Uusi"}, "agency": "own", "languages": ["fi"], "delivery": "online"}


@pytest.fixture
def own():
    return OrganisationFactory(slug="own")


@pytest.fixture
def key(own):
    return key_of(own)


def ask(client, method, address, body=None, *, key=None, **headers):
    if key:
        headers["Authorization"] = f"Bearer {key}"
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic(
        method,
        f"/api/v1/{address}{'&' if '?' in address else '?'}lang=en",
        json_of(body),
        "application/json",
        headers=names,
    )


def json_of(body):

    return b"" if body is None else json.dumps(body).encode()


def problems(answer):
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def test_creating_makes_a_draft_of_everything_that_is_said(client, own, key):
    partner = OrganisationFactory(slug="partner", kind="partner")
    for factory, code in ((SectorFactory, "library"), (ThemeFactory, "media_ai"), (RegionFactory, "17")):
        factory(code=code)
    TargetGroupFactory(code="library_staff")
    room = RoomFactory(venue=VenueFactory(name_fi="Kirjasto", municipality="Oulu"))
    trainer, series = TrainerFactory(name="Kaisa Niemi"), EventSeriesFactory(slug="kevat")

    answer = ask(
        client,
        "POST",
        "events",
        {
            "title": {"fi": "Kirjastot", "sv": "Bibliotek"},
            "summary": {"fi": "Lyhyesti"},
            "agency": "own",
            "partners": ["partner"],
            "sectors": ["library"],
            "audiences": ["library_staff"],
            "themes": ["media_ai"],
            "regions": ["17"],
            "languages": ["fi", "sv"],
            "delivery": "hybrid",
            "series": "kevat",
            "series_part": 2,
            "registration": {"closes_at": "2027-03-05T16:00:00+02:00", "minimum_participants": 8},
            "contact": {"name": "Kaisa", "email": "kaisa@example.org"},
            "sessions": [
                {
                    "starts_at": "2027-03-12T13:00:00+02:00",
                    "ends_at": "2027-03-12T15:30:00+02:00",
                    "venue": {"name": "Kirjasto"},
                    "room": room.name,
                    "trainers": ["Kaisa Niemi"],
                    "join_url": "https://example.org/join",
                }
            ],
            "pools": [{"delivery": "onsite", "capacity": 60}, {"delivery": "online"}],
        },
        key=key,
    )

    assert answer.status_code == 201, answer.json()
    read = answer.json()
    assert (read["state"], read["version"], read["agency"]["slug"]) == ("draft", 1, "own")
    assert [each["slug"] for each in read["partners"]] == [partner.slug]
    assert "join" not in str(read["sessions"])
    draft = saved_draft(read["id"])
    assert (draft.titles, draft.summaries) == ({"fi": "Kirjastot", "sv": "Bibliotek"}, {"fi": "Lyhyesti"})
    assert (draft.series_id, draft.series_part, draft.minimum_participants) == (series.pk, 2, 8)
    (session,) = draft.sessions
    assert (session.venue_id, session.room_id, session.trainer_ids) == (room.venue_id, room.pk, (trainer.pk,))
    assert session.starts_at == datetime(2027, 3, 12, 13, tzinfo=HELSINKI)
    assert [(pool.delivery, pool.capacity) for pool in draft.pools] == [("onsite", 60), ("online", None)]
    change = Event.objects.get(pk=read["id"]).changes.get()
    assert (change.action, change.actor_kind, change.actor_label) == ("create", "token", key[:14])


def test_example_of_creating_is_taken_as_it_stands(client):
    for slug, kind in (("psavi", "agency"), ("oulu-city-library", "partner")):
        OrganisationFactory(slug=slug, kind=kind)
    SectorFactory(code="library")
    ThemeFactory(code="media_ai")
    RegionFactory(code="17")
    TargetGroupFactory(code="library_staff")
    VenueFactory(name_fi="Oulun kaupunginkirjasto", municipality="Oulu")
    psavi = Organisation.objects.get(slug="psavi")

    answer = ask(client, "POST", "events", openapi_examples.NEW_EVENT, key=key_of(psavi))

    assert answer.status_code == 201, answer.json()


def test_creating_without_what_it_needs_names_every_field(client, key):
    answer = ask(client, "POST", "events", {}, key=key)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert sorted(problems(answer)) == [(name, "required") for name in ("agency", "delivery", "languages", "title")]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"themes": ["x"], "regions": ["01"]}, [("themes.0", "unknown"), ("regions.0", "unknown")]),
        ({"agency": "nobody"}, [("agency", "unknown")]),
        ({"series": "x"}, [("series", "unknown")]),
        ({"delivery": "post"}, [("delivery", "invalid_choice")]),
        ({"colour": "red"}, [("colour", "unknown")]),
        ({"title": {"fi": "x" * 251}}, [("title.fi", "max_length")]),
        ({"title": {"fi": "a\x00b"}}, [("title.fi", "invalid")]),
        ({"pools": [{"capacity": -1}]}, [("pools.0.capacity", "greater_than_equal")]),
        ({"sessions": [{"starts_at": "2027-03-12T13:00:00"}]},
         [("sessions.0.starts_at", "timezone"), ("sessions.0.ends_at", "required")]),
        ({"sessions": [{"starts_at": "2027-03-12T13:00:00Z", "ends_at": "2027-03-12T13:00:00Z"}]},
         [("sessions.0.ends_at", "session_times")]),
        ({"sessions": [{"starts_at": "2027-03-12T13:00:00Z", "ends_at": "2027-03-12T14:00:00Z",
                        "venue": {"name": "Kuu"}, "room": "1", "trainers": ["Ei kukaan"]}]},
         [("sessions.0.venue", "unknown"), ("sessions.0.room", "unknown"), ("sessions.0.trainers.0", "unknown")]),
    ],
)  # fmt: skip
def test_creating_with_what_is_wrong_names_the_field_and_makes_nothing(client, key, values, expected):
    answer = ask(client, "POST", "events", MINIMAL | values, key=key)

    assert (answer.status_code, problems(answer)) == (422, expected)
    assert not Event.objects.exists()


def test_closing_registration_before_it_opens_is_refused(client, key):
    window = {"opens_at": "2027-03-05T16:00:00+02:00", "closes_at": "2027-03-05T16:00:00+02:00"}

    answer = ask(client, "POST", "events", MINIMAL | {"registration": window}, key=key)

    assert (answer.status_code, answer.json()["code"]) == (422, "registration_window")


def test_venue_of_two_towns_needs_its_municipality(client, key):
    VenueFactory(name_fi="Kirjasto", municipality="Oulu")
    in_kemi = VenueFactory(name_fi="Kirjasto", municipality="Kemi")
    times = {"starts_at": "2027-03-12T13:00:00Z", "ends_at": "2027-03-12T14:00:00Z"}

    def asked(**venue):
        sessions = [times | {"venue": {"name": "Kirjasto", **venue}}]
        return ask(client, "POST", "events", MINIMAL | {"sessions": sessions}, key=key)

    assert asked().status_code == 422
    assert saved_draft(asked(municipality="Kemi").json()["id"]).sessions[0].venue_id == in_kemi.pk


def test_updating_changes_what_is_named_and_leaves_the_rest(client, own, key):
    event = EventFactory(lead=own, title_fi="Vanha", title_sv="Gammal", state="draft", summary_fi="On")
    partner, agency = OrganisationFactory(kind="partner"), OrganisationFactory()
    event.co_organisers.set([partner, agency])
    session = SessionFactory(event=event)

    answer = ask(
        client, "PATCH", f"events/{event.pk}",
        {"title": {"sv": "", "en": "New"}, "co_organisers": [], "registration": {"mode": "none"}},
        key=key, If_Match='"1"',
    )  # fmt: skip

    assert (answer.status_code, answer.json()["version"]) == (200, 2), answer.json()
    event.refresh_from_db()
    assert (event.title_fi, event.title_sv, event.title_en, event.summary_fi) == ("Vanha", "", "New", "On")
    assert (event.registration_mode, list(event.co_organisers.all())) == ("none", [partner])
    assert list(event.sessions.values_list("uid", "state")) == [(session.uid, "scheduled")]


def test_updating_sessions_keeps_the_uid_and_cancels_what_is_left_out(client, own, key):
    event = EventFactory(lead=own)
    kept, left = SessionFactory(event=event), SessionFactory(event=event)
    times = {"starts_at": "2027-03-12T13:00:00Z", "ends_at": "2027-03-12T14:00:00Z"}

    answer = ask(
        client, "PATCH", f"events/{event.pk}", {"sessions": [times | {"uid": kept.uid}]}, key=key, If_Match="1"
    )

    states = {each["uid"]: each["state"] for each in answer.json()["sessions"]}
    assert states == {kept.uid: "scheduled", left.uid: "cancelled"}


@pytest.mark.parametrize(("header", "expected"), [({}, 428), ({"If_Match": "x"}, 428), ({"If_Match": "7"}, 412)])
def test_updating_another_version_is_refused(client, own, key, header, expected):
    event = EventFactory(lead=own, state="draft")

    answer = ask(client, "PATCH", f"events/{event.pk}", {"title": {"fi": "Uusi"}}, key=key, **header)

    event.refresh_from_db()
    assert (answer.status_code, event.version) == (expected, 1)


OPERATIONS = [
    ("POST", "events", MINIMAL),
    ("PATCH", "events/{id}", {"title": {"fi": "Uusi"}}),
    ("POST", "events/{id}/move", {"sessions": [{"uid": "{uid}", "starts_at": "2027-03-12T13:00:00Z",
                                                "ends_at": "2027-03-12T14:00:00Z"}]}),
    *(("POST", f"events/{{id}}/{act}", {}) for act in ("plan", "publish", "postpone", "cancel", "revive")),
]  # fmt: skip
# The state each operation needs.
STATES = {"plan": "draft", "publish": "planned", "postpone": "published", "cancel": "published", "revive": "cancelled"}


@pytest.fixture
def arranged(own):
    """An operation's address and body, for a training of `own` in the state that it needs."""

    def arrange(operation, state=None):
        method, address, body = operation
        event = EventFactory(lead=own, state=state or STATES.get(address.rpartition("/")[2], "planned"))
        uid = SessionFactory(event=event).uid
        sessions = [each | {"uid": uid} for each in body.get("sessions", ())]
        return method, address.format(id=event.pk), body | ({"sessions": sessions} if sessions else {})

    return arrange


def status(client, arrangement, **headers):
    method, address, body = arrangement
    return ask(client, method, address, body, If_Match="1", **headers).status_code


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation[1])
def test_operation_is_for_the_lead_agency_and_refused_to_readers_and_strangers(client, arranged, own, operation):
    arrangement, draft = arranged(operation), arranged(operation, "draft")
    other, analyst = OrganisationFactory(), key_of(own, "analyst")
    theirs = key_of(other)
    is_new, is_draft = operation[1] == "events", operation[1].endswith("plan")

    assert status(client, arrangement) == 401
    assert status(client, arrangement, key="kalenteri_nonsense") == 401
    assert status(client, arrangement, key=theirs) == (404 if is_draft else 403)
    assert status(client, draft, key=theirs) == (403 if is_new else 404)
    assert status(client, arrangement, key=analyst) == (404 if is_draft else 403)
    assert status(client, arrangement, key=key_of(own)) == (201 if is_new else 200)


def test_person_with_a_token_acts_as_themselves_and_no_longer_when_it_is_revoked(client, own):
    user = MembershipFactory(organisation=own).user
    expires_at = timezone.now() + timedelta(days=9)
    made = tokens.create_personal_token(by=by_system("test"), user_id=user.pk, name="Oma", expires_at=expires_at)

    first = ask(client, "POST", "events", MINIMAL, key=made.secret)
    tokens.revoke_token(by=by_system("test"), token_id=made.token.pk)
    second = ask(client, "POST", "events", MINIMAL, key=made.secret)

    assert (first.status_code, second.status_code) == (201, 401)
    assert Event.objects.get().changes.get().actor_user_id == user.pk


def test_co_organiser_edits_and_moves_and_decides_nothing(client, own):
    event = EventFactory(lead=own, state="planned")
    joint = OrganisationFactory()
    event.co_organisers.add(joint)
    theirs = key_of(joint)

    edited = ask(client, "PATCH", f"events/{event.pk}", {"title": {"fi": "Uusi"}}, key=theirs, If_Match="1")
    left = ask(client, "PATCH", f"events/{event.pk}", {"co_organisers": []}, key=theirs, If_Match="2")
    taken = ask(client, "PATCH", f"events/{event.pk}", {"agency": joint.slug}, key=theirs, If_Match="2")
    published = ask(client, "POST", f"events/{event.pk}/publish", key=theirs)

    assert [answer.status_code for answer in (edited, left, taken, published)] == [200, 403, 403, 403]


def test_plan_is_read_with_a_token_and_not_without(client, own, key):
    event = EventFactory(lead=own, state="draft")

    with_token, without = (ask(client, "GET", f"events/{event.pk}", key=each) for each in (key, None))

    assert (with_token.status_code, without.status_code) == (200, 404)
    assert "Authorization" in with_token["Vary"]


def test_whole_life_of_a_training(client, own, key):
    made = ask(client, "POST", "events", MINIMAL, key=key).json()
    address = f"events/{made['id']}"

    def act(name, body=None):
        return ask(client, "POST", f"{address}/{name}", body, key=key)

    too_early = act("publish")
    sessions = [{"starts_at": "2027-03-12T13:00:00+02:00", "ends_at": "2027-03-12T14:00:00+02:00"}]
    uid = ask(client, "PATCH", address, {"sessions": sessions}, key=key, If_Match="1").json()["sessions"][0]["uid"]
    states = [act(name, {"reason": "Syy"}).json()["state"] for name in ("plan", "publish", "postpone")]
    moved = act(
        "move",
        {"sessions": [{"uid": uid, "starts_at": "2027-03-19T13:00:00+02:00", "ends_at": "2027-03-19T14:00:00+02:00"}]},
    ).json()
    last = [act(name).json()["state"] for name in ("cancel", "revive")]
    again = act("plan")

    assert (too_early.status_code, too_early.json()["code"]) == (409, "event_incomplete")
    assert states == ["planned", "published", "postponed"]
    assert (moved["state"], moved["sessions"][0]["uid"], moved["starts_at"][:10]) == ("published", uid, "2027-03-19")
    assert last == ["cancelled", "published"]
    assert (again.status_code, again.json()["code"]) == (409, "state_change_not_allowed")


def test_moving_an_unknown_session_names_it(client, own, key):
    event = EventFactory(lead=own)
    move = {"uid": "x", "starts_at": "2027-03-12T13:00:00Z", "ends_at": "2027-03-12T14:00:00Z"}

    answer = ask(client, "POST", f"events/{event.pk}/move", {"sessions": [move]}, key=key)

    assert (answer.status_code, problems(answer)) == (422, [("sessions.0.uid", "unknown")])


def test_same_training_twice_with_an_idempotency_key_is_made_once(client, key):
    answers = [ask(client, "POST", "events", MINIMAL, key=key, Idempotency_Key="k") for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Event.objects.count() == 1


def test_every_role_of_a_token_is_tried_above():
    assert set(ApiToken.ROLES) == {Membership.Role.ORGANISER, Membership.Role.ANALYST}
