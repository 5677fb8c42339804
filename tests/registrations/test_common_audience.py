"""How many people two organisers have in common: counted from what is over, and never told below five."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import vocabularies
from events import expected_audience
from tests.factories import (
    EventFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def held(lead, theme, people, *, days_ago=30, state="confirmed"):
    event = EventFactory(lead=lead, themes=[theme])
    starts_at = timezone.now() - timedelta(days=days_ago)
    SessionFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    for person in people:
        RegistrationFactory(event=event, person=person, state=state)
    return event


def in_common(first, second, *themes):
    return expected_audience.in_common(
        first.pk, second.pk, [theme.pk for theme in themes], known=vocabularies.current(), now=timezone.now()
    )


@pytest.fixture
def theme():
    return ThemeFactory()


def test_people_in_both_organisers_trainings_are_counted_once(theme):
    first, second = OrganisationFactory(), OrganisationFactory()
    people = [PersonFactory() for _number in range(6)]
    held(first, theme, people)
    held(first, theme, people[:2], days_ago=60)
    held(second, theme, [*people[1:], PersonFactory()])

    assert in_common(first, second, theme) == 5


def test_fewer_than_five_are_not_told(theme):
    first, second = OrganisationFactory(), OrganisationFactory()
    people = [PersonFactory() for _number in range(4)]
    held(first, theme, people)
    held(second, theme, people)

    assert in_common(first, second, theme) is None


@pytest.mark.parametrize("values", [{"days_ago": -30}, {"state": "cancelled"}])
def test_what_is_to_come_and_who_did_not_come_do_not_count(theme, values):
    first, second = OrganisationFactory(), OrganisationFactory()
    people = [PersonFactory() for _number in range(6)]
    held(first, theme, people)
    held(second, theme, people, **values)

    assert in_common(first, second, theme) is None


def test_theme_below_counts_and_another_does_not(theme):
    first, second, below = OrganisationFactory(), OrganisationFactory(), ThemeFactory(parent=theme)
    people = [PersonFactory() for _number in range(5)]
    held(first, below, people)
    held(second, theme, people)

    assert in_common(first, second, theme) == 5
    assert in_common(first, second, ThemeFactory()) is None
    assert in_common(first, second) is None


def test_number_is_told_in_whole_fives_so_that_one_person_makes_no_difference(theme):
    first, second, another = OrganisationFactory(), OrganisationFactory(), ThemeFactory()
    people = [PersonFactory() for _number in range(8)]
    held(first, theme, people[:7])
    held(second, theme, people[:7])
    held(first, another, people[7:])
    held(second, another, people[7:])

    assert in_common(first, second, theme) == in_common(first, second, theme, another) == 5
