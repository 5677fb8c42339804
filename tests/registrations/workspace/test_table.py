"""The organiser's table: what it shows, finds, sorts and counts, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from catalogue.models import Message
from registrations.models import PersonalDataAccess, Registration, RegistrationNote
from tests.factories import MembershipFactory, RegionFactory, RegistrationFactory, SectorFactory
from tests.registrations.arrangements import open_event

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def event():
    return open_event(capacity=5)


@pytest.fixture
def user(event):
    return MembershipFactory(organisation=event.lead).user


@pytest.fixture
def shown(client, event, user):
    """The table of what a query asks for."""
    client.force_login(user)

    def ask(query=""):
        return client.get(f"/en/workspace/events/{event.pk}/registrations/{query}").context["table"]

    return ask


def add(event, name, **values):
    return RegistrationFactory(event=event, last_name=name, **values)


def names(table):
    return [row.name.split()[-1] for row in table.listing.items]


def test_table_shows_those_in_force_and_counts_every_state(event, shown):
    add(event, "Aho")
    add(event, "Berg", state=State.CANCELLED)
    add(event, "Carlsson", state=State.WAITLISTED)

    table = shown()

    assert names(table) == ["Aho", "Carlsson"]
    assert [(shelf.code, shelf.count) for shelf in table.shelves] == [
        ("", 2),
        ("confirmed", 1),
        ("waitlisted", 1),
        ("cancelled", 1),
        ("all", 3),
    ]
    assert names(shown("?state=cancelled")) == ["Berg"]
    assert names(shown("?state=all")) == ["Aho", "Berg", "Carlsson"]


def test_place_in_the_queue_is_its_rank_however_the_table_is_sorted(event, shown):
    for name in ("Aho", "Berg", "Carlsson"):
        add(event, name, state=State.WAITLISTED)
    Registration.objects.filter(last_name="Aho").update(state=State.CANCELLED, queue_number=None)

    assert [(row.name, row.place) for row in shown("?sort=-name").listing.items] == [
        ("Aino Carlsson", 2),
        ("Aino Berg", 1),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [("aho", ["Aho"]), ("aino BERG", ["Berg"]), ("berg@", ["Berg"]), ("kirjasto", ["Aho"]), ("nobody", []), ("%", [])],
)
def test_search_finds_every_word_in_name_address_workplace_or_reference(event, shown, text, found):
    add(event, "Aho", workplace="Kirjasto")
    add(event, "Berg", email="berg@example.org")

    assert names(shown(f"?q={text}")) == found
    reference = Registration.objects.get(last_name="Aho").reference
    assert names(shown(f"?q={reference.lower()}")) == ["Aho"]


def test_filters_narrow_by_what_each_says(event, shown):
    region, sector = RegionFactory(code="01"), SectorFactory()
    pool = event.pools.create(position=1, name_en="Online")
    add(event, "Aho", municipality="Esbo", language="sv")
    add(event, "Berg", municipality="Oulu", sector=sector)
    add(event, "Carlsson", pool=pool)
    add(event, "Dahl", state=State.WAITLISTED, wanted_pools=[pool.pk])

    answers = {
        query: names(shown(f"?{query}"))
        for query in (
            f"region={region.code}",
            "municipality=oulu",
            "language=sv",
            f"sector={sector.code}",
            f"pool={pool.pk}",
            "pool=999999999",
            "mark=nonsense",
        )
    }

    everybody = ["Aho", "Berg", "Carlsson", "Dahl"]
    assert list(answers.values()) == [
        ["Aho"],
        ["Berg"],
        ["Aho"],
        ["Berg"],
        ["Carlsson", "Dahl"],
        everybody,
        everybody,
    ]


def test_marks_find_unconfirmed_addresses_failed_mail_and_notes(event, shown):
    confirmed = add(event, "Aho")
    confirmed.person.email_verified_at = timezone.now()
    confirmed.person.save()
    failed, noted = add(event, "Berg"), add(event, "Carlsson")
    for registration, state in ((failed, "failed"), (noted, "sent")):
        Message.objects.create(
            kind="confirmed",
            cause=str(registration.pk),
            person=registration.person,
            address="a@example.org",
            language="fi",
            state=state,
            registration_id=registration.pk,
        )
    for text in ("Yksi", "Kaksi"):
        RegistrationNote.objects.create(registration=noted, text=text)

    found = {mark: names(shown(f"?mark={mark}")) for mark in ("unverified", "bounced", "notes")}

    assert found == {"unverified": ["Berg", "Carlsson"], "bounced": ["Berg"], "notes": ["Carlsson"]}
    assert [(row.notes, row.is_undelivered) for row in shown().listing.items] == [(0, False), (0, True), (2, False)]


@pytest.mark.parametrize("column", ["name", "state", "pool", "email", "workplace", "municipality", "sector", "changed"])
def test_table_is_sorted_by_every_kind_of_column_both_ways(event, shown, column):
    first = add(event, "Aho", workplace="A", municipality="A", sector=SectorFactory(position=1))
    second = add(event, "Öberg", workplace="B", municipality="B", sector=SectorFactory(position=2))
    Registration.objects.filter(pk=first.pk).update(email="a@example.org")
    Registration.objects.filter(pk=second.pk).update(
        email="b@example.org", state=State.WAITLISTED, queue_number=1, updated_at=timezone.now() + timedelta(1)
    )
    pool = event.pools.create(position=1)
    if column == "pool":
        Registration.objects.filter(pk=second.pk).update(state=State.CONFIRMED, pool=pool)

    assert names(shown(f"?sort={column}")) == ["Aho", "Öberg"]
    assert names(shown(f"?sort=-{column}")) == ["Öberg", "Aho"]


def test_columns_are_remembered_by_the_session(client, event, user, shown):
    add(event, "Aho", job_title="Rehtori")
    client.force_login(user)

    answer = client.post(
        f"/en/workspace/events/{event.pk}/registrations/columns/",
        {"column": ["job_title", "nonsense"], "query": "state=all&x=\r\n"},
    )

    assert answer.url == f"/en/workspace/events/{event.pk}/registrations/?state=all&x=%0D%0A"
    table = shown()
    assert [column.code for column in table.columns] == ["name", "state", "job_title"]
    assert [text for _column, text in table.listing.items[0].cells] == ["Rehtori"]


def test_table_has_pages_and_one_beyond_the_last_is_the_last(event, shown, monkeypatch):
    monkeypatch.setattr("registrations.queries.table.PAGE_SIZE", 2)
    for name in ("Aho", "Berg", "Carlsson"):
        add(event, name)

    assert names(shown("?page=9")) == ["Carlsson"]


def test_looking_at_the_table_is_noted(event, user, shown):
    add(event, "Aho")
    add(event, "Berg")

    shown()

    looks = PersonalDataAccess.objects.values_list("actor_user", "event", "action", "registration", "count")
    assert list(looks) == [(user.pk, event.pk, "view", None, 2)]


@pytest.mark.parametrize("number", [1, 3])
def test_table_asks_a_fixed_number_of_queries(client, event, user, number, django_assert_num_queries):
    for name in range(number):
        add(event, str(name), state=State.WAITLISTED)
    client.force_login(user)
    with translation.override("en"):
        address = reverse("workspace-registrations", args=[event.pk])
    client.get(address)

    with django_assert_num_queries(20):
        client.get(address)
