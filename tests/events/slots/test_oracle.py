"""The search for free slots answers what a search of every start by the rules of overlaps answers."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue import actors, date_keeping
from catalogue.date_keeping import Dates
from events.models import Event
from events.overlaps import finding as overlaps
from events.overlaps import sides, spans
from events.slots import finding
from tests.events.slots import oracle
from tests.events.slots.arrangements import DAY, HELSINKI, NOW, Training, known, make_world, store

pytestmark = pytest.mark.django_db
# With the nights on which the clocks are moved, Easter, Midsummer and the new year among them.
DAYS = [DAY, dt.date(2027, 6, 21), dt.date(2027, 10, 25), dt.date(2027, 12, 20), dt.date(2028, 3, 20)]
MOST_IN_A_SLOT = 4
# The first two are about the same; the last says nothing of what it is about.
TITLES = ["Medialukutaidon peruskurssi", "Medialukutaito peruskoulussa", "Uimahallien energia", "Koulutus"]


@pytest.fixture
def world():
    return make_world()


def subsets(values, least=0, most=2):
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True)


@st.composite
def sessions(draw, first):
    """In the window, in its season, and beyond it; some last a whole day or several."""
    day = first + dt.timedelta(days=draw(st.integers(-130, 40) | st.integers(-3, 20)))
    starts = dt.datetime.combine(day, dt.time(), HELSINKI) + draw(st.integers(0, 47)) * dt.timedelta(minutes=30)
    hours = draw(st.sampled_from([1, 2, 3, 24, 50]))
    return starts, (starts.astimezone(dt.UTC) + dt.timedelta(hours=hours)).astimezone(HELSINKI)


@st.composite
def trainings(draw, world, first):
    return Training(
        sessions=draw(st.lists(sessions(first), min_size=1, max_size=3)),
        lead=draw(st.sampled_from(world.leads)),
        audiences=draw(subsets(world.audiences, least=1)),
        themes=draw(subsets(world.themes)),
        title=draw(st.sampled_from(TITLES)),
        languages=tuple(draw(subsets(["fi", "sv"], least=1))),
        regions=tuple(draw(subsets(world.regions))),
        is_national=draw(st.booleans()),
        is_online=draw(st.booleans()),
        trainers=tuple(draw(subsets(world.trainers, most=1))),
        room=draw(st.none() | st.sampled_from(world.rooms)),
    )


@st.composite
def queries(draw, world, first):
    from_hour = draw(st.sampled_from([0, 2, 8, 12]))
    to_hour = draw(st.sampled_from([12, 16, 24]).filter(lambda hour: hour > from_hour))
    count = draw(st.integers(1, MOST_IN_A_SLOT))
    return world.query(
        world.draft(
            audience_ids=draw(subsets(world.audiences)),
            theme_ids=draw(subsets(world.themes)),
            titles={"fi": draw(st.sampled_from(TITLES))},
            languages=tuple(draw(subsets(["fi", "sv"]))),
            region_ids=draw(subsets(world.regions)),
            national=draw(st.booleans()),
            delivery=draw(st.sampled_from(["online", "onsite"])),
        ),
        minutes=draw(st.sampled_from([60, 90, 180])),
        sessions=count,
        earliest=first,
        latest=first + dt.timedelta(days=draw(st.integers(0, 12)) + 7 * (count - 1)),
        weekdays=draw(st.frozensets(st.integers(1, 7), min_size=1)),
        from_hour=from_hour,
        to_hour=to_hour,
        trainer_ids=tuple(draw(subsets(world.trainers, most=1))),
        room_id=draw(st.none() | st.sampled_from(world.rooms)),
        limit=draw(st.sampled_from([1, 10])),
    )


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_find_answers_what_every_start_compared_by_the_rules_answers(world, data):
    first = data.draw(st.sampled_from(DAYS))
    others = data.draw(st.lists(trainings(world, first), max_size=8))
    query = data.draw(queries(world, first))
    viewer = world.viewer(data.draw(st.sampled_from([0, 1])))
    with transaction.atomic():
        store(others)
        block(data.draw(st.none() | st.integers(0, 10)), first, world)
        vocabularies = known()
        rows = spans.of_events(Event.objects.values_list("pk", flat=True))
        profiles = list(sides.of_spans(rows, vocabularies).values())

        answer = finding.find(query, viewer=viewer, now=NOW, language="fi", known=vocabularies)

        sees_inside = world.leads[0] in viewer.organisation_ids
        ranked = oracle.ranking(query, profiles, vocabularies, sees_inside=sees_inside)
        expected = oracle.best(ranked, query.limit)
        assert [(slot.starts_at, slot.score) for slot in answer.slots] == [
            (starts_at, min(100, max(0, 100 - cost))) for starts_at, cost in expected
        ]
        for slot in answer.slots:
            found = overlaps.find(query.draft_at(slot.starts), viewer=viewer, language="fi", known=vocabularies)
            assert [each.finding for each in slot.touches] == [each.finding for each in found]
        transaction.set_rollback(True)


def block(offset, first, world):
    """A day that the organisation itself has blocked."""
    if offset is not None:
        day = first + dt.timedelta(days=offset)
        date_keeping.add_period(
            by=actors.by_system("test"),
            kind="blocked",
            organisation_id=world.leads[0],
            dates=Dates(names={"fi": "Päivä"}, first_on=day, last_on=day),
        )
