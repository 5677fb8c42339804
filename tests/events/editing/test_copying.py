"""Copies of trainings: the same weekday of the same week, the same local hours, nothing of the old one's identity."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalogue.actors import by_system
from events import dates
from events.drafting import EventDraft, SessionDraft
from events.editing import copying, proposing
from events.models import Event, Session
from tests.factories import EventFactory, SessionFactory, ThemeFactory, TrainerFactory

HELSINKI = ZoneInfo("Europe/Helsinki")
BY = by_system("test")
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=HELSINKI)
days = st.dates(dt.date(2024, 1, 1), dt.date(2040, 12, 31))


def moment(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


@pytest.mark.django_db
def test_copy_of_last_years_training_is_a_new_draft_on_the_same_weekdays():
    theme, trainer = ThemeFactory(), TrainerFactory()
    event = EventFactory(
        title_fi="Koulutus",
        themes=[theme],
        pools=[30, 10],
        source="import",
        external_id="1",
        registration_opens_at=moment("2026-01-05 08:00"),
        registration_closes_at=moment("2026-03-03 23:59"),
    )
    SessionFactory(
        event=event,
        starts_at=moment("2026-03-10 09:00"),
        ends_at=moment("2026-03-10 12:00"),
        trainers=[trainer],
        join_url="https://example.org/old",
    )
    SessionFactory(event=event, starts_at=moment("2026-04-07 09:00"), ends_at=moment("2026-04-07 12:00"))
    SessionFactory(
        event=event,
        starts_at=moment("2026-05-05 09:00"),
        ends_at=moment("2026-05-05 12:00"),
        state=Session.State.CANCELLED,
    )

    copy = copying.copy_event(by=BY, event_id=event.pk, first_on=dt.date(2027, 3, 9), now=NOW)

    assert (copy.state, copy.title_fi, copy.repeat_of, copy.source, copy.external_id) == (
        Event.State.DRAFT,
        "Koulutus",
        event,
        "",
        "",
    )
    assert copy.slug != event.slug
    rows = list(copy.sessions.all())
    assert [(row.starts_at, row.ends_at, row.join_url) for row in rows] == [
        (moment("2027-03-09 09:00"), moment("2027-03-09 12:00"), ""),
        (moment("2027-04-06 09:00"), moment("2027-04-06 12:00"), ""),
    ]
    assert not {row.uid for row in rows} & set(event.sessions.values_list("uid", flat=True))
    assert list(rows[0].trainers.all()) == [trainer]
    assert (copy.registration_opens_at, copy.registration_closes_at) == (
        moment("2027-01-04 08:00"),
        moment("2027-03-02 23:59"),
    )
    assert [(pool.capacity, pool.taken) for pool in copy.pools.all()] == [(30, 0), (10, 0)]
    assert list(copy.themes.all()) == [theme]
    assert [change.action for change in copy.changes.all()] == ["create"]


@pytest.mark.django_db
def test_copy_that_is_not_the_same_content_again_repeats_nothing():
    event = SessionFactory(starts_at=moment("2026-03-10 09:00"), ends_at=moment("2026-03-10 12:00")).event

    copy = copying.copy_event(by=BY, event_id=event.pk, first_on=dt.date(2027, 3, 9), is_repeat=False)

    assert copy.repeat_of is None


@pytest.mark.django_db
def test_copy_to_another_weekday_is_refused():
    event = SessionFactory(starts_at=moment("2026-03-10 09:00"), ends_at=moment("2026-03-10 12:00")).event

    with pytest.raises(copying.NotSameWeekdayError):
        copying.copy_event(by=BY, event_id=event.pk, first_on=dt.date(2027, 3, 10))

    assert Event.objects.count() == 1


def test_copy_opens_at_once_what_would_have_opened_already():
    draft = EventDraft(
        lead_id=1,
        delivery="online",
        titles={"fi": "Koulutus"},
        languages=("fi",),
        registration_opens_at=moment("2026-10-01 08:00"),
        sessions=(SessionDraft(starts_at=moment("2026-11-10 09:00"), ends_at=moment("2026-11-10 12:00")),),
    )

    copy = copying.copied(draft, first_on=dt.date(2026, 12, 1), now=NOW)

    assert copy.registration_opens_at is None


@given(days, st.integers(2024, 2045))
def test_same_week_keeps_the_weekday_and_the_week_where_there_is_one(day, year):
    found = proposing.same_week(day, year)

    assert found.isocalendar()[::2] == (year, day.isocalendar().weekday)
    assert found.isocalendar().week in {day.isocalendar().week, 52}
    assert (found - day).days % 7 == 0


@given(days, days)
def test_next_time_is_still_to_come_in_a_later_year(day, today):
    found = proposing.next_time(day, today)

    assert found > today
    assert found.weekday() == day.weekday()
    assert found.isocalendar().year > day.isocalendar().year


@given(days, st.integers(1, 200), st.times(dt.time(6), dt.time(22)))
def test_shifted_moment_keeps_its_local_time_across_the_clock(day, weeks, time):
    start = timezone.make_aware(dt.datetime.combine(day, time))

    found = timezone.localtime(dates.shifted(start, dt.timedelta(weeks=weeks)))

    assert (found.date(), found.time()) == (day + dt.timedelta(weeks=weeks), time)


@given(days, st.integers(-30, 400))
def test_closing_is_before_the_training_and_still_to_come(day, ahead):
    starts_at = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    now = starts_at - dt.timedelta(days=ahead)

    closes_at = proposing.closing(starts_at, now)

    assert closes_at is None or now < closes_at < starts_at
    assert (closes_at is None) == (ahead < 1)
