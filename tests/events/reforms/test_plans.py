"""Plan files: what they mean, and every mistake with its place and reason."""

import json
from datetime import date

import pytest

from catalogue import actors, loading
from catalogue.models import Organisation, Succession
from events.management.commands import apply_reform
from events.reforms import plans
from tests.events.reforms.arrangements import World, organisation
from tests.factories import SectorFactory

pytestmark = pytest.mark.django_db


def mistakes(said):
    with pytest.raises(plans.PlanError) as refused:
        plans.read(said if isinstance(said, str) else json.dumps(said))
    return refused.value.mistakes


def with_row(world, **row):
    """The plan with another first row."""
    first, *others = world.said["succession"]
    return world.said | {"succession": [first | row, *others]}


def test_plan_leads_each_sector_to_its_heir_and_everything_of_a_unit_to_one():
    world = World()

    plan = world.plan()

    assert plan.heir_of(world.north.pk, world.library.pk) == world.libraries.pk
    assert plan.heirs_of(world.south.pk) == [world.schools.pk, world.libraries.pk]
    assert plan.heir_of(world.svenska.pk, world.school.pk) == world.swedish.pk


def test_reform_of_2026_is_a_plan_for_the_reference_data():
    loading.load_reference(by=actors.by_system("test"))
    text = apply_reform.REFORM_2026.read_text(encoding="utf-8")

    plan = plans.read(text)
    within = plans.read(json.dumps({"meta": {}, "reform_2026": json.loads(text)}))

    slugs = dict(Organisation.objects.values_list("pk", "slug"))
    assert within.heirs == plan.heirs
    assert sorted({slugs[old] for old in plan.closing_ids}) == [
        "esavi",
        "isavi",
        "laavi",
        "lsavi",
        "lssavi",
        "psavi",
        "svenska",
    ]
    assert [slugs[heir] for heir in dict.fromkeys(plan.heirs.values())] == [
        "lvv-koulutus",
        "lvv-kirjasto-liikunta-nuoriso",
        "lvv-svenska",
    ]


def test_file_that_is_no_json_is_named_with_line_and_column():
    assert mistakes('{"closed_on": "2025-12-31",\n "succession": [}') == ["line 2, column 17: Expecting value"]


def test_file_without_a_plan_says_what_is_expected():
    world = World()

    assert mistakes("[]") == ["the file: an object with closed_on, in_force_from and succession is expected"]
    assert mistakes({"closed_on": "soon"}) == [
        "closed_on: 'soon' is not a date such as 2026-01-01",
        "in_force_from: is missing",
        "succession: a list of objects with from, sectors and to is expected",
    ]
    assert mistakes(world.said | {"closed_on": "2026-01-01", "fro": 1}) == [
        "fro: is not known here; known are closed_on, decisions, in_force_from, name, note, succession",
        "in_force_from: must come after closed_on, 2026-01-01",
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"from": ["old-1", "old-9", "old-2"]}, ["succession[0].from[1]: there is no organisation 'old-9'"]),
        ({"to": "nowhere"}, ["succession[0].to: there is no organisation 'nowhere'"]),
        ({"to": None}, ["succession[0].to: there is no organisation None"]),
        (
            {"sectors": ["school", "sport"]},
            ["succession[0].sectors[1]: there is no sector 'sport'; there are school, library, or * alone"],
        ),
        (
            {"sectors": ["school", "library"]},
            [
                "succession[1].from[0]: old-1 passes on library twice",
                "succession[1].from[1]: old-2 passes on library twice",
            ],
        ),
        ({"from": ["old-2"]}, ["succession: nobody takes over school of north"]),
        ({"to": "svenska"}, ["succession: svenska takes over work and is closed itself"]),
        ({"too": 1}, ["succession[0].too: is not known here; known are from, note, sectors, to"]),
    ],
)
def test_mistake_in_a_row_is_named_with_its_place(row, expected):
    world = World()
    found = mistakes(with_row(world, **row))

    assert [mistake for mistake in found if mistake in expected] == expected


def test_organisations_at_the_wrong_time_are_named():
    world = World()
    Organisation.objects.filter(slug="schools").update(valid_from=date(2027, 1, 1))
    Organisation.objects.filter(slug="svenska").update(valid_to=date(2020, 1, 1))
    Succession.objects.create(predecessor=world.north, successor=world.national, in_force_from=date(2024, 1, 1))

    assert mistakes(world.said) == [
        "succession[0].from[0]: old-1 was succeeded by national on 2024-01-01 already",
        "succession[0].to: schools begins on 2027-01-01 only",
        "succession[1].from[0]: old-1 was succeeded by national on 2024-01-01 already",
        "succession[2].from[0]: svenska was closed on 2020-01-01 already",
    ]


def test_what_would_be_left_behind_is_named():
    world = World()
    SectorFactory(code="youth")
    organisation("office", parent=world.north)

    assert mistakes(world.said) == [
        "succession: nobody takes over youth of north",
        "succession: office is a unit of north, which closes: say what becomes of it",
        "succession: nobody takes over youth of south",
    ]


def test_decision_for_what_takes_over_nothing_is_named():
    world = World()

    assert mistakes(world.said | {"decisions": {"people": {"a@example.org": ["libraries", "north"]}, "rooms": {}}}) == [
        "decisions.rooms: is not known here; known are calendars, people, tokens, trainings",
        "decisions.people.a@example.org: north takes over nothing in this plan",
    ]
