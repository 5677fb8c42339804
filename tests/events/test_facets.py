"""Counts beside the choices: each says how many trainings one would see after choosing it."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalogue import vocabularies
from catalogue.viewers import ANONYMOUS
from events import choices, facets, filters
from events.models import Event
from events.queries import lists
from tests.factories import (
    EducationLevelFactory,
    EventFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def counted(query=""):
    now = timezone.now()
    selection = filters.parse(QueryDict(query), vocabularies=vocabularies.current(), language="fi", now=now)
    return selection, facets.of(selection, lists.shown(selection, viewer=ANONYMOUS, now=now))


def counts(query, name):
    (facet,) = (each for each in counted(query)[1].facets if each.name == name)
    return {choice.value: choice.count for choice in facet.choices if choice.count}


def seen(query):
    """How many trainings the list itself has."""
    selection = filters.parse(QueryDict(query), vocabularies=vocabularies.current(), language="fi", now=timezone.now())
    return lists.selected(selection, viewer=ANONYMOUS, now=timezone.now()).count()


@pytest.fixture
def trainings():
    """Trainings that differ in everything one can filter by, hierarchies included."""
    sectors = [SectorFactory(code=code) for code in ("library", "youth")]
    root = ThemeFactory(code="root")
    themes = [root, ThemeFactory(code="leaf", parent=root), ThemeFactory(code="leaf2", parent=root)]
    group = TargetGroupFactory(code="all")
    groups = [group, TargetGroupFactory(code="teachers", parent=group)]
    regions = [RegionFactory(code=code) for code in ("01", "02")]
    levels = [EducationLevelFactory(code="basic")]
    agency = OrganisationFactory(slug="agency")
    unit = OrganisationFactory(slug="unit", parent=agency)
    whole = EventFactory(
        title_fi="Kirjasto", lead=unit, sectors=sectors, themes=themes[1:2], audiences=groups[1:], national=True
    )
    local = EventFactory(
        title_fi="Nuoriso",
        lead=OrganisationFactory(slug="other"),
        co_organisers=[agency],
        sectors=sectors[1:],
        themes=themes,
        audiences=groups[:1],
        levels=levels,
        regions=regions[:1],
        delivery=Event.Delivery.ONSITE,
        languages=["fi", "sv"],
    )
    for event in (whole, local):
        SessionFactory(event=event)
    SessionFactory(event=EventFactory(title_fi="Suunnitelma", state=Event.State.PLANNED, sectors=sectors))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sector=library",
        "sector=youth&region=02",
        "theme=leaf2&language=sv",
        "agency=unit&delivery=online",
        "audience=teachers&level=basic",
        "open=1&region=01",
        "q=nuoriso",
        "q=nuoriso&sector=library&theme=root&language=sv&agency=agency",
    ],
)
def test_choice_counts_what_the_list_would_have_after_choosing_it(trainings, query):
    _selection, found = counted(query)

    for facet in found.facets:
        others = QueryDict(query, mutable=True)
        others.pop(facet.name, None)
        expected = {choice.value: seen(f"{others.urlencode()}&{facet.name}={choice.value}") for choice in facet.choices}
        assert {choice.value: choice.count for choice in facet.choices} == expected, facet.name
    assert found.total == seen(query)
    assert found.open == seen(f"{query}&open=1")


def test_choices_are_counted_through_the_hierarchies(trainings):
    assert counts("", "theme") == {"root": 2, "leaf": 2, "leaf2": 1}
    assert counts("", "audience") == {"all": 2, "teachers": 2}
    assert counts("", "agency") == {"agency": 2, "unit": 1, "other": 1}


def test_training_for_the_whole_country_counts_in_every_region(trainings):
    assert counts("", "region") == {"01": 2, "02": 1}


def test_chosen_value_does_not_hide_the_counts_of_its_neighbours(trainings):
    assert counts("sector=library", "sector") == {"library": 1, "youth": 2}


def test_plans_are_not_counted(trainings):
    assert counted()[1].total == 2


def test_values_out_of_use_are_offered_only_when_asked_for():
    SectorFactory(code="gone", is_active=False)

    assert [[choice.value for choice in counted(query)[1].facets[0].choices] for query in ("", "sector=gone")] == [
        [],
        ["gone"],
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_counts_come_from_one_query_whatever_the_number(number, django_assert_num_queries):
    for _ in range(number):
        SessionFactory(event=EventFactory(sectors=[SectorFactory()], themes=[ThemeFactory()]))
    selection, _found = counted("sector=x&language=fi")
    now = timezone.now()

    with django_assert_num_queries(1):
        facets.of(selection, lists.shown(selection, viewer=ANONYMOUS, now=now))


def test_organisers_are_offered_by_name_with_their_units_and_partners_last():
    OrganisationFactory(slug="p", name_fi="Aapinen", kind="partner")
    for name in ("Öljy", "Zeta", "Äiti", "Alku"):
        agency = OrganisationFactory(slug=f"agency-{len(name)}-{ord(name[0])}", name_fi=name)
    OrganisationFactory(slug="unit", name_fi="Yksikkö", kind="unit", parent=agency)

    offered = choices.offered(vocabularies.current(), "fi")["agency"].choices

    assert [choice.label for choice in offered] == ["Alku", "Yksikkö", "Zeta", "Äiti", "Öljy", "Aapinen"]


def test_of_past_again_within_minutes_answers_what_was_counted(django_assert_num_queries, trainings):
    now = timezone.now()
    Event.objects.update(starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=8))

    def ask(at):
        known = vocabularies.current()
        selection = filters.parse(QueryDict("past=1&sector=library"), vocabularies=known, language="fi", now=at)
        return facets.of_past(selection, lists.shown(selection, viewer=ANONYMOUS, now=at))

    first = ask(now)
    with django_assert_num_queries(1):  # the vocabularies'
        again = ask(now + timedelta(minutes=4))
    Event.objects.update(state=Event.State.CANCELLED)
    later = ask(now + timedelta(minutes=6))

    assert first.total > 0
    assert again == first
    assert later.total == 0
