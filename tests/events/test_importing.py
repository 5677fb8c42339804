"""Importing trainings: the real ones as they are, the same from CSV, twice without change, and junk without harm."""

import json

import pytest
from django.utils import timezone

from catalogue.models import Organisation, Venue
from events import publishing
from events.importing import reading, writing
from events.models import AgendaItem, Event, EventChange, EventSeries, SeatPool, Session
from tests.events.importing_rows import ROW, SYSTEM, as_csv, bring, loaded, reference  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
REAL = writing.REAL_TRAININGS


def everything():
    """All that the imported events are, but ids, UIDs and times of writing."""
    return [
        (
            event.external_id, event.title_fi, event.title_sv, event.state, event.lead.slug, event.delivery,
            event.national, event.languages, event.starts_at, event.ends_at, event.registration_url,
            event.registration_opens_at, event.registration_closes_at, str(event.audience_note), str(event.summary),
            event.series and event.series.slug, event.series_part,
            *(sorted(str(row) for row in getattr(event, name).all()) for name in
              ("co_organisers", "regions", "sectors", "levels", "audiences", "themes")),
            [(s.starts_at, s.ends_at, s.all_day, str(s.venue), s.is_online) for s in event.sessions.all()],
            [(item.at, str(item)) for item in event.agenda.all()],
            [pool.capacity for pool in event.pools.all()],
        )
        for event in Event.objects.order_by("external_id")
    ]  # fmt: skip


def test_import_all_real_trainings_load():
    report = writing.import_file(by=SYSTEM, path=REAL)

    assert report.refusals == []
    assert (report.rows, report.created, report.published + report.drafts) == (120, 120, 120)
    assert Event.objects.published().count() == report.published == 91
    assert Session.objects.count() == report.sessions
    assert SeatPool.objects.count() == 120
    assert EventChange.objects.filter(action="publish").count() == 91
    assert report.with_audiences >= 90
    assert report.with_themes >= 50


@pytest.fixture
def some_real():
    """Every third of the real ones; that all of them load is proved once."""
    return json.loads(REAL.read_text())[::3]


def test_import_twice_changes_nothing_and_says_so(some_real):
    bring(*some_real)
    before = (everything(), EventChange.objects.count(), Organisation.objects.count())

    report = bring(*some_real)

    assert report.unchanged == 40
    assert list(report.lines())[-1] == "Everything was as it should be: nothing changed."
    assert (everything(), EventChange.objects.count(), Organisation.objects.count()) == before


def test_import_csv_gives_the_same_as_json(some_real):
    bring(*some_real)
    from_json = everything()
    Session.objects.all().delete()
    Event.objects.all().delete()

    report = writing.import_sheet(by=SYSTEM, sheet=reading.parse(as_csv(some_real), is_csv=True))

    assert report.refusals == []
    assert everything() == from_json


def test_import_csv_programme_in_words_is_read():
    row = ROW | {"agenda_items": "09:00 Avaus | 9.30–Esitys | Loppusanat"}

    writing.import_sheet(by=SYSTEM, sheet=reading.parse(as_csv([row], delimiter=",", encoding="utf-8"), is_csv=True))

    items = [(item.at and f"{item.at:%H:%M}", item.title_fi) for item in AgendaItem.objects.all()]
    assert items == [("09:00", "Avaus"), ("09:30", "Esitys"), (None, "Loppusanat")]


def test_import_row_becomes_an_event_through_the_proper_writes():
    bring(ROW, source="vanha")

    event = Event.objects.get(external_id="one")
    session = event.sessions.get()
    assert (event.lead.slug, [row.slug for row in event.co_organisers.all()]) == ("isavi", ["kuntaliitto"])
    assert (event.source, event.source_url, event.registration_mode) == ("vanha", ROW["source_url"], "elsewhere")
    assert Venue.objects.values_list("name_fi", "municipality", "region__code").get(sessions=session) == (
        "Kaupunginkirjasto", "Kuopio", "11",
    )  # fmt: skip
    assert event.pools.get().capacity == 30
    assert [change.action for change in event.changes.all()] == ["create", "publish"]
    assert all(change.actor_label == "test" for change in event.changes.all())
    assert [group.code for group in event.audiences.all()] == ["library_staff"]
    assert [theme.code for theme in event.themes.all()] == ["literacy"]


def test_import_changed_date_moves_the_session_and_keeps_its_uid():
    bring(ROW)
    uid = Session.objects.get().uid

    report = bring(ROW | {"start": "2026-03-20T12:00", "end": "2026-03-20T14:00"})

    session = Session.objects.get()
    assert (report.updated, report.unchanged) == (1, 0)
    assert session.uid == uid
    assert timezone.localtime(session.starts_at).isoformat() == "2026-03-20T12:00:00+02:00"
    assert session.sequence == 1
    assert "move" in set(EventChange.objects.values_list("action", flat=True))


def test_import_changed_words_seats_and_programme_update_the_event():
    bring(ROW)

    report = bring(
        ROW
        | {"title": "Uusi nimi", "capacity": None, "agenda_items": [], "target_group": "luokanopettajat", "regions": []}
    )

    event = Event.objects.get()
    assert report.updated == 1
    assert (event.title_fi, event.national, event.pools.get().capacity) == ("Uusi nimi", True, None)
    assert not event.agenda.exists()
    assert [group.code for group in event.audiences.all()] == ["class_teacher"]
    assert bring(
        ROW
        | {"title": "Uusi nimi", "capacity": None, "agenda_items": [], "target_group": "luokanopettajat", "regions": []}
    ).is_unchanged


def test_import_lost_date_postpones_and_new_date_revives():
    bring(ROW)
    uid = Session.objects.get().uid

    bring(ROW | {"start": None, "end": None})

    assert Event.objects.get().state == Event.State.POSTPONED
    assert bring(ROW | {"start": None, "end": None}).is_unchanged
    bring(ROW | {"start": "2026-05-05T09:00", "end": "2026-05-05T10:00"})
    assert Event.objects.get().state == Event.State.PUBLISHED
    assert Session.objects.get().uid == uid


def test_import_more_and_fewer_days_add_and_cancel_sessions():
    bring(ROW | {"start": "2026-03-10", "end": "2026-03-11"})
    uids = list(Session.objects.order_by("starts_at").values_list("uid", flat=True))

    bring(ROW | {"start": "2026-03-10", "end": "2026-03-12"})
    bring(ROW | {"start": "2026-03-10", "end": "2026-03-10"})

    states = dict(Session.objects.values_list("uid", "state"))
    assert sorted(states.values()) == ["cancelled", "cancelled", "scheduled"]
    assert states[uids[0]] == "scheduled"


def test_import_cancelled_event_keeps_its_times_with_a_note():
    bring(ROW)
    event = Event.objects.get()
    publishing.cancel_event(by=SYSTEM, event_id=event.pk)

    report = bring(ROW | {"start": "2026-05-05T09:00", "end": "2026-05-05T10:00"})

    assert Event.objects.get().state == Event.State.CANCELLED
    assert Event.objects.get().starts_at == event.starts_at
    assert "cancelled in the calendar" in report.warnings[-1].text


def test_import_draft_that_gets_a_date_is_published():
    first = bring(ROW | {"start": None, "end": None})

    second = bring(ROW)

    assert (first.drafts, first.warnings[0].text) == (1, "no date: left as a draft without sessions")
    assert (second.updated, second.published) == (1, 1)


def test_import_unknown_organiser_becomes_a_partner_once():
    rows = [ROW | {"id": str(number), "organisers": ["Uusi seura ry (hanke)"]} for number in range(3)]

    report = bring(*rows)

    partner = Organisation.objects.get(reference=None)
    assert (partner.slug, partner.kind, partner.name_fi) == ("uusi-seura-ry", "partner", "Uusi seura ry")
    assert report.new_partners == 1
    assert [warning.text for warning in report.warnings] == ["“Uusi seura ry” was not known and is now a partner"]
    assert bring(*rows).is_unchanged


def test_import_series_part_and_count_are_read_from_its_name():
    bring(
        ROW | {"series": "Sarja 2023–2024 (osa 2/6)"},
        ROW | {"id": "two", "series": "Sarja 2023–2024 (6 osaa, syksy)"},
    )

    series = EventSeries.objects.get()
    assert (series.title_fi, series.slug) == ("Sarja 2023–2024", "sarja-2023-2024")
    assert list(Event.objects.order_by("external_id").values_list("series_part", flat=True)) == [2, None]


def test_import_skip_bad_writes_the_others():
    report = bring(ROW, ROW | {"id": "two", "sector": ["avaruus"]}, skip_bad=True)

    assert list(Event.objects.values_list("external_id", flat=True)) == ["one"]
    assert report.is_written
    assert report.refused_rows == 1


def test_import_dry_run_leaves_no_row():
    before = (Organisation.objects.count(), Venue.objects.count())

    report = writing.import_file(by=SYSTEM, path=REAL, dry_run=True)

    assert (report.created, report.is_written) == (120, False)
    assert not Event.objects.exists()
    assert not EventSeries.objects.exists()
    assert (Organisation.objects.count(), Venue.objects.count()) == before
