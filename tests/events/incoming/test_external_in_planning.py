"""What stands in calendars of others takes part in overlaps, and is on no public page."""

import datetime as dt

import pytest
from django.utils import translation

from catalogue import viewers, vocabularies
from catalogue.models import Membership
from catalogue.viewers import ANONYMOUS
from events.drafting import EventDraft, SessionDraft
from events.models import ExternalItem
from events.overlaps import external, finding
from events.overlaps.drafts import profile_of
from events.overlaps.wording import Speaker
from tests.events.overlaps.arrangements import TUESDAY, at, training
from tests.factories import (
    ExternalCalendarFactory,
    ExternalItemFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    TargetGroupFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer():
    return viewers.of_user(MembershipFactory(organisation=OrganisationFactory()).user)


def item(day=TUESDAY, hours=(10, 11), **values):
    return ExternalItemFactory(starts_at=at(day, hours[0]), ends_at=at(day, hours[1]), **values)


def draft(**values):
    session = SessionDraft(starts_at=at(TUESDAY, 9), ends_at=at(TUESDAY, 12))
    given = {"lead_id": OrganisationFactory().pk, "titles": {"fi": "Uusi"}, "languages": ["fi"], "delivery": "online"}
    given["sessions"] = [session]
    return EventDraft(**(given | values))


def found(subject, viewer):
    overlaps = finding.find(subject, viewer=viewer)
    return [(str(each.finding.kind), [reason.code for reason in each.finding.reasons]) for each in overlaps]


MET = [("calendar", ["external_item"])]


def test_training_meets_what_goes_on_at_the_same_time(viewer):
    item()
    item(hours=(12, 14))
    item(day=TUESDAY + dt.timedelta(days=1))

    assert found(draft(), viewer) == MET


@pytest.mark.parametrize(
    ("about", "own", "is_met"),
    [
        ({"audience_ids": ["teachers"]}, {"audience_ids": ["teachers"]}, True),
        ({"audience_ids": ["teachers"]}, {"audience_ids": ["staff"]}, True),
        ({"audience_ids": ["teachers"]}, {"audience_ids": ["youth"]}, False),
        ({"audience_ids": ["teachers"]}, {}, False),
        ({}, {"audience_ids": ["youth"]}, True),
        ({"region_ids": ["kainuu"]}, {"region_ids": ["kainuu"], "delivery": "onsite"}, True),
        ({"region_ids": ["kainuu"]}, {"region_ids": ["lappi"], "delivery": "onsite"}, False),
        ({"region_ids": ["kainuu"]}, {"national": True, "delivery": "onsite"}, True),
    ],
)
def test_item_concerns_whom_it_may_be_for(viewer, about, own, is_met):
    staff = TargetGroupFactory()
    terms = {
        "staff": staff, "teachers": TargetGroupFactory(parent=staff), "youth": TargetGroupFactory(),
        "kainuu": RegionFactory(), "lappi": RegionFactory(),
    }  # fmt: skip
    codes = {name: [terms[each].pk for each in ids] for name, ids in about.items()}
    given = {
        name: [terms[each].pk for each in value] if isinstance(value, list) else value for name, value in own.items()
    }
    item(**codes)

    assert found(draft(**given), viewer) == (MET if is_met else [])


def test_language_of_a_calendar_counts(viewer):
    item(calendar=ExternalCalendarFactory(languages=["sv"]))

    assert found(draft(languages=["fi"]), viewer) == []
    assert found(draft(languages=["fi", "sv"]), viewer) == MET


def test_item_on_the_same_theme_in_the_season_is_a_duplicate_said_once_for_its_calendar(viewer):
    theme = ThemeFactory(parent=ThemeFactory())
    calendar = ExternalCalendarFactory(name="Yliopisto")
    item(day=TUESDAY + dt.timedelta(days=30), calendar=calendar, theme_ids=[theme.pk], title="Lähempi")
    item(day=TUESDAY + dt.timedelta(days=90), calendar=calendar, theme_ids=[theme.pk])
    item(day=TUESDAY + dt.timedelta(days=130), theme_ids=[theme.pk])

    overlaps = finding.find(draft(theme_ids=[theme.pk]), viewer=viewer)

    kinds = [(each.finding.kind, each.finding.severity, each.other) for each in overlaps]
    assert kinds == [("duplicate", "medium", None)]
    speaker = Speaker.of((), language="en", known=vocabularies.current())
    with translation.override("en"):
        said = [reason.text for reason in speaker.say(overlaps[0].finding.reasons)]
    assert said[0] == "30 days apart"
    assert said[2].startswith("in the calendar Yliopisto: Lähempi, Thursday 8 April 2027")
    assert said[2].endswith(", and 1 other event")


def test_many_items_of_a_calendar_at_once_are_one_finding(viewer):
    calendar = ExternalCalendarFactory()
    for hour in (9, 10, 11):
        item(hours=(hour, hour + 1), calendar=calendar)

    [overlap] = finding.find(draft(), viewer=viewer)

    assert overlap.finding.reasons[0].number == 3


def test_own_session_that_comes_back_in_a_calendar_meets_nobody(viewer):
    other = training()
    item(uid=other.sessions.get().uid)

    assert found(draft(), viewer) == []


def test_items_are_told_to_who_sees_plans_and_public_ones_to_everybody():
    item()
    clerk = viewers.of_user(MembershipFactory(role=Membership.Role.CLERK).user)
    assert [found(draft(), each) for each in (ANONYMOUS, clerk)] == [[], []]

    ExternalItem.objects.get().calendar.__class__.objects.update(is_public=True)

    assert [found(draft(), each) for each in (ANONYMOUS, clerk)] == [MET, MET]


def test_several_asked_about_together_find_what_each_finds_alone(viewer):
    theme, audience = ThemeFactory(parent=ThemeFactory()), TargetGroupFactory()
    calendars = [ExternalCalendarFactory(name=name) for name in "AB"]
    for place, calendar in enumerate(calendars * 3):
        item(day=TUESDAY + dt.timedelta(days=7 * place), calendar=calendar, theme_ids=[theme.pk] if place % 2 else [])
    item(calendar=calendars[0], audience_ids=[audience.pk], hours=(11, 13))
    known = vocabularies.current()
    several = [SessionDraft(starts_at=at(TUESDAY + dt.timedelta(days=7 * n), 9), ends_at=at(TUESDAY, 12) +
                            dt.timedelta(days=7 * n)) for n in (0, 3)]  # fmt: skip
    given = [{}, {"theme_ids": [theme.pk]}, {"sessions": several, "theme_ids": [theme.pk]}, {"sessions": []}]
    subjects = [profile_of(draft(**values), known) for values in given]

    together = external.findings(subjects, known, sees_all=True)

    assert together == [external.findings([subject], known, sees_all=True)[0] for subject in subjects]
    assert [[str(each.kind) for each in some] for some in together] == [
        ["calendar"],
        ["calendar", "duplicate"],
        ["calendar", "calendar", "duplicate"],
        [],
    ]
    assert together[2][2].reasons[0].number == 0


@pytest.mark.parametrize("count", [1, 3])
def test_items_are_looked_for_by_one_statement(viewer, count, django_assert_num_queries):
    for _number in range(count):
        item(calendar=ExternalCalendarFactory())
    subject = draft()
    finding.find(subject, viewer=viewer)

    with django_assert_num_queries(2):
        finding.find(subject, viewer=viewer)


def test_public_pages_say_nothing_of_calendars_of_others(client):
    theme = ThemeFactory(parent=ThemeFactory())
    training(state="published", themes=[theme])
    item(title="Salainen kokous", theme_ids=[theme.pk])

    pages = [client.get(each) for each in ("/fi/", "/fi/events/?view=list", "/fi/events/?view=month&from=2027-03-01")]
    feed = client.get("/feeds/events.ics")

    assert all("Salainen" not in page.content.decode() for page in [*pages, feed])
