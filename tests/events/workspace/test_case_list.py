"""The list of overlaps and an agency's morning: pairs with their kinds, the gravest first, narrowed and counted."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalogue import vocabularies
from catalogue.models import Membership
from events import case_selection, proposing, settling
from events.models import Event, OverlapCase
from events.queries import cases
from events.queries.searches import Reader
from tests.events.settling.arrangements import actor, clash, next_tuesday, organisation_of, organiser, viewer

pytestmark = pytest.mark.django_db
LIST = "/en/workspace/overlaps/"


@pytest.fixture
def helena():
    return organiser("Helena", Membership.Role.COORDINATOR)


def reader(user):
    return Reader(viewer(user), timezone.now(), "en", vocabularies.current())


def listed(user, query="", **options):
    selection = case_selection.parse(QueryDict(query), vocabularies.current())
    return cases.page_of(selection, page=options.pop("page", 1), read=reader(user), **options)


def ids(listing):
    return [pair.gravest.id for pair in listing.items]


def change(pair, **columns):
    OverlapCase.objects.between(pair.own.pk, pair.other.pk).update(**columns)


def days(number):
    return timezone.localdate() + timedelta(days=number)


def test_pair_that_overlaps_in_two_ways_stands_once_with_both_the_graver_first(helena):
    pair = clash()

    listing = listed(helena)

    assert (listing.total, len(listing.items)) == (1, 1)
    assert [(line.kind, line.severity) for line in listing.items[0].lines] == [
        ("clash", "high"),
        ("duplicate", "medium"),
    ]
    assert listing.items[0].gravest.id == pair.case.pk


def test_list_has_the_gravest_first_and_of_those_what_is_due_first(helena):
    soon, later, medium = (clash(day=next_tuesday(weeks)) for weeks in (10, 30, 50))
    change(soon, due_on=days(1))
    change(later, due_on=days(5))
    change(medium, due_on=days(-3), severity="medium")

    assert ids(listed(helena)) == [soon.case.pk, later.case.pk, medium.case.pk]


def test_pages_are_of_pairs_however_many_ways_each_overlaps(helena):
    made = [clash(day=next_tuesday(weeks)) for weeks in (10, 30, 50)]
    for number, pair in enumerate(made):
        change(pair, due_on=days(number))

    pages = [listed(helena, page=page, size=2) for page in (1, 2, 3)]

    assert OverlapCase.objects.count() == 6
    assert [(page.page, page.pages, page.total, len(page.items)) for page in pages] == [
        (1, 2, 3, 2),
        (2, 2, 3, 1),
        (2, 2, 3, 1),
    ]
    assert ids(pages[0]) + ids(pages[1]) == [pair.case.pk for pair in made]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"grave", "medium", "late"}),
        ("severity=high", {"grave", "late"}),
        ("severity=medium", {"medium"}),
        ("kind=duplicate", {"grave", "late"}),
        ("kind=clash", {"grave", "medium", "late"}),
        ("kind=near", set()),
        ("state=late", {"late"}),
        ("state=late&severity=medium", set()),
        ("shelf=settled", {"kept"}),
        ("shelf=settled&state=kept", {"kept"}),
        ("shelf=settled&state=moved", set()),
        ("severity=x&kind=y&state=z&shelf=w&agency=nobody", {"grave", "medium", "late"}),
    ],
)
def test_list_is_narrowed_as_its_address_says(helena, query, found):
    made = {
        "grave": clash(day=next_tuesday(10)),
        "medium": clash(day=next_tuesday(30), themes=[]),
        "late": clash(day=next_tuesday(50)),
        "kept": clash(day=next_tuesday(70)),
    }
    change(made["medium"], severity="medium")
    change(made["late"], due_on=days(-1))
    change(made["kept"], state="kept")

    listing = listed(helena, query)

    names = {pair.case.pk: name for name, pair in made.items()}
    assert {names[line.id] for pair in listing.items for line in pair.lines if line.id in names} == found
    assert listing.total == len(found)


def test_every_choice_says_how_many_pairs_it_would_bring(helena):
    clash(day=next_tuesday(10))
    medium = clash(day=next_tuesday(30), themes=[])
    change(medium, severity="medium", due_on=days(-1))
    change(clash(day=next_tuesday(50)), state="kept")

    counts = listed(helena, "kind=clash").counts

    assert counts.total == 2
    assert {key: number for key, number in counts.choices.items() if number} == {
        ("shelf", "open"): 2,
        ("shelf", "settled"): 1,
        ("severity", "high"): 1,
        ("severity", "medium"): 1,
        ("kind", "clash"): 2,
        ("kind", "duplicate"): 1,
        ("state", "late"): 1,
    }


def test_agencies_narrow_to_what_one_leads_and_to_what_is_between_two(helena):
    pair, other = clash(day=next_tuesday(10)), clash(day=next_tuesday(30))
    one, two, third = (organisation_of(user).slug for user in (pair.aino, pair.kaisa, other.aino))

    queries = (f"agency={one}", f"agency={one}&agency={two}", f"agency={one}&agency={third}")
    found = [ids(listed(helena, query)) for query in queries]

    assert found == [[pair.case.pk], [pair.case.pk], []]


def test_what_is_asked_of_ones_own_side_and_what_is_new_to_it_are_found(helena):
    pair = clash(themes=[])
    settling.acknowledge(by=actor(pair.aino), case_id=pair.case.pk, sides=[pair.own.pk])
    ask(pair)

    found = {
        (user.first_name, state): listed(user, f"state={state}").total
        for user in (pair.aino, pair.kaisa, helena)
        for state in ("asked", "new")
    }

    assert found == {
        ("Aino", "asked"): 1,
        ("Aino", "new"): 0,
        ("Kaisa", "asked"): 0,
        ("Kaisa", "new"): 1,
        ("Helena", "asked"): 0,
        ("Helena", "new"): 0,
    }


def ask(pair):
    """Kaisa asks Aino to hold the trainings together."""
    proposing.ask_to_join(
        by=actor(pair.kaisa),
        case_id=pair.case.pk,
        event_id=pair.other.pk,
        registrations="apart",
        sides=[pair.other.pk],
    )


def test_own_agency_in_the_address_of_who_has_one_narrows_nothing(client):
    pair = clash()
    client.force_login(pair.aino)
    own, other = (organisation_of(user).slug for user in (pair.aino, pair.kaisa))

    response = client.get(f"{LIST}?agency={own}&agency={other}")

    assert [term.code for term in response.context["selection"].agencies] == [other]
    assert response.context["listing"].total == 1


def test_list_says_when_nothing_is_left_of_what_was_chosen(client):
    pair = clash()
    client.force_login(pair.aino)

    page = client.get(f"{LIST}?kind=near").content.decode()

    assert "None of these" in page
    assert "Clear the filter" in page


# --- The morning of an agency -----------------------------------------------------------------------------------------
@pytest.fixture
def four():
    """Four pairs of one agency: medium ones due in time, late and asked about, and a high one."""
    made = [clash(day=next_tuesday(weeks), themes=[]) for weeks in (10, 20, 30, 40)]
    agency = organisation_of(made[0].aino)
    for number, pair in enumerate(made):
        Event.objects.filter(pk=pair.own.pk).update(lead=agency)
        change(pair, severity="medium", due_on=days(number))
    _usual, late, asked, high = made
    change(late, due_on=days(-1))
    ask(asked)
    change(high, severity="high")
    return made


def morning_of(user):
    agency = vocabularies.current().organisations.get(organisation_of(user).slug)
    return cases.morning_of(agency, reader(user))


def test_morning_begins_with_what_is_asked_then_what_is_high_then_what_is_late(four):
    _usual, late, asked, high = four

    morning = morning_of(four[0].aino)

    assert [pair.begin_with.id for pair in morning.first] == [asked.case.pk, high.case.pk, late.case.pk]
    assert [(str(each.name), each.count, each.is_pressing) for each in morning.lists] == [
        ("Waits for your answer", 1, True),
        ("High", 1, True),
        ("Late", 1, True),
        ("Medium", 3, False),
    ]


def test_each_count_of_the_morning_leads_to_a_list_of_as_many(four):
    user = four[0].aino

    morning = morning_of(user)

    assert [listed(user, each.query).total for each in morning.lists] == [each.count for each in morning.lists]


def test_morning_without_anything_pressing_shows_what_is_due_first():
    pair = clash(themes=[])
    change(pair, severity="medium")

    morning = morning_of(pair.aino)

    assert [found.gravest.id for found in morning.first] == [pair.case.pk]
    assert not morning.is_pressing


def test_morning_is_quiet_when_nothing_waits():
    assert morning_of(organiser("Aino")).first == []


def test_home_page_shows_where_to_begin_and_no_great_number(client, four):
    client.force_login(four[0].aino)

    page = client.get(f"/en/workspace/{organisation_of(four[0].aino).slug}/").content.decode()

    _before, _found, overlaps = page.partition("Overlaps to settle")
    assert f"/en/workspace/overlaps/{four[3].case.pk}/" in overlaps
    assert f"/en/workspace/overlaps/{four[0].case.pk}/" not in overlaps
    assert "state=late" in overlaps


@pytest.mark.parametrize("path", [LIST, "home"])
def test_list_and_home_ask_the_same_number_of_queries_with_one_and_three_pairs(
    client, path, django_assert_max_num_queries
):
    aino = organiser("Aino")
    client.force_login(aino)
    path = f"/en/workspace/{organisation_of(aino).slug}/" if path == "home" else path
    counts = []
    for number in range(1, 4):
        pair = clash(day=next_tuesday(20 * number))
        Event.objects.filter(pk=pair.own.pk).update(lead=organisation_of(aino))
        client.get(path)
        with django_assert_max_num_queries(30) as captured:
            client.get(path)
        counts.append(len(captured))

    assert counts[0] == counts[2]
