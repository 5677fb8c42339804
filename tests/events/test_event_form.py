"""The event's form: what was typed becomes an EventDraft, also while half of it is missing; nothing typed is lost."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from catalogue import vocabularies
from events.drafting import AgendaDraft, EventDraft, PoolDraft, SessionDraft
from events.forms import EventForm, draft_of, typed
from events.queries.offers import Offers
from tests.factories import (
    EventSeriesFactory,
    OrganisationFactory,
    RegionFactory,
    RoomFactory,
    SectorFactory,
    TargetGroupFactory,
    ThemeFactory,
    TrainerFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")


def post(**values):
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return data


def form_of(data):
    return EventForm(data, offers=Offers(vocabularies.current(), "fi"))


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def test_draft_of_a_whole_form_says_everything_that_was_typed():
    agency, other = OrganisationFactory(), OrganisationFactory()
    sector, region, theme = SectorFactory(), RegionFactory(), ThemeFactory()
    audience = TargetGroupFactory(sector=sector)
    room = RoomFactory(name="Sali", venue=VenueFactory(name_fi="Talo", municipality="Oulu"))
    trainer = TrainerFactory(name="Aino Virtanen", affiliation="Oulun yliopisto")
    series = EventSeriesFactory()
    form = form_of(
        post(
            agency=agency.slug,
            title_fi="Koulutus",
            title_sv="Fortbildning",
            summary_fi="Tiivistelmä",
            languages=["fi", "sv"],
            delivery="hybrid",
            national="on",
            co_organisers=[other.slug],
            sectors=[sector.code],
            audiences=[audience.code],
            themes=[theme.code],
            regions=[region.code],
            registration_mode="here",
            registration_closes_at_0="2027-03-01",
            contact_email="aino@example.org",
            series=str(series.pk),
            series_part="2",
            sessions__0__on="2027-03-09",
            sessions__0__starts="9.00",
            sessions__0__ends="11:30",
            sessions__0__place="talo, sali, oulu",
            sessions__0__trainers=["aino virtanen (oulun yliopisto)", ""],
            sessions__0__title_fi="Alku",
            sessions__3__on="2027-03-10",
            sessions__3__all_day="on",
            pools__0__capacity="30",
            pools__0__delivery="onsite",
            agenda__0__at="9:00",
            agenda__0__title_fi="Avaus",
            agenda__1__at="",
        )
    )

    assert draft_of(form) == EventDraft(
        lead_id=agency.pk,
        titles={"fi": "Koulutus", "sv": "Fortbildning"},
        summaries={"fi": "Tiivistelmä"},
        languages=("fi", "sv"),
        delivery="hybrid",
        waiting_list_mode="offer",
        national=True,
        co_organiser_ids=[other.pk],
        sector_ids=[sector.pk],
        audience_ids=[audience.pk],
        theme_ids=[theme.pk],
        region_ids=[region.pk],
        level_ids=[],
        registration_closes_at=moment("2027-03-01 23:59"),
        contact_email="aino@example.org",
        series_id=series.pk,
        series_part=2,
        sessions=(
            SessionDraft(
                starts_at=moment("2027-03-09 09:00"),
                ends_at=moment("2027-03-09 11:30"),
                titles={"fi": "Alku"},
                venue_id=room.venue_id,
                room_id=room.pk,
                trainer_ids=(trainer.pk,),
            ),
            SessionDraft(starts_at=moment("2027-03-10 00:00"), ends_at=moment("2027-03-11 00:00"), all_day=True),
        ),
        pools=(PoolDraft(capacity=30, delivery="onsite"),),
        agenda=(AgendaDraft(titles={"fi": "Avaus"}, at=moment("2027-03-10 09:00").time()),),
    )
    assert form.faults == []


def test_draft_of_half_a_form_leaves_out_what_is_missing_or_wrong():
    agency, theme = OrganisationFactory(), ThemeFactory()
    form = form_of(
        post(
            agency=agency.slug,
            title_fi="Koul",
            themes=[theme.code],
            sectors=["no-such"],
            registration_closes_at_0="soon",
            sessions__0__on="2027-03-09",
            sessions__0__starts="09:00",
            sessions__1__on="2027-03-10",
            sessions__1__starts="09:00",
            sessions__1__ends="10:00",
            sessions__1__place="Nowhere",
        )
    )

    draft = draft_of(form)

    assert (draft.lead_id, draft.titles, draft.theme_ids, draft.sector_ids) == (
        agency.pk,
        {"fi": "Koul"},
        [theme.pk],
        (),
    )
    assert [(each.starts_at, each.venue_id) for each in draft.sessions] == [(moment("2027-03-10 09:00"), None)]
    faults = [field.html_name for field in form.faults]
    assert faults == ["sectors", "registration_closes_at", "sessions-0-ends", "sessions-1-place"]


def test_draft_of_an_empty_form_is_an_empty_draft():
    draft = draft_of(form_of(QueryDict()))

    assert draft == EventDraft(
        lead_id=0,
        delivery="online",
        titles={},
        languages=(),
        waiting_list_mode="offer",
        co_organiser_ids=[],
        region_ids=[],
        sector_ids=[],
        level_ids=[],
        audience_ids=[],
        theme_ids=[],
    )


def test_draft_of_a_form_without_places_and_trainers_asks_the_database_nothing(django_assert_num_queries):
    agency = OrganisationFactory()
    data = post(agency=agency.slug, sessions__0__on="2027-03-09", sessions__0__starts="9", sessions__0__ends="10")
    form = form_of(data)

    with django_assert_num_queries(0):
        draft = draft_of(form)

    assert len(draft.sessions) == 1


@pytest.mark.parametrize(
    ("delivery", "row", "is_online"),
    [
        ("online", {}, True),
        ("onsite", {"is_online": "on"}, False),
        ("hybrid", {"is_online": "on"}, True),
        ("hybrid", {}, False),
        ("online", {"id": "7"}, False),
        ("onsite", {"id": "7", "is_online": "on"}, False),
    ],
)
def test_session_is_online_as_its_row_says_where_it_is_asked_else_as_the_training_is(delivery, row, is_online):
    row |= {"on": "2027-03-09", "starts": "9", "ends": "10"}
    values = {f"sessions__0__{name}": value for name, value in row.items()}

    draft = draft_of(form_of(post(title_fi="Koulutus", delivery=delivery, **values)))

    assert [each.is_online for each in draft.sessions] == [is_online]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"on": "2027-03-09", "starts": "11:00", "ends": "11:00"}, ["sessions-0-ends"]),
        ({"on": "2027-03-28", "starts": "03:30", "ends": "05:00"}, ["sessions-0-starts"]),
        ({"starts": "11:00", "ends": "12:00"}, ["sessions-0-on"]),
        ({"on": "9999-12-31", "all_day": "on"}, ["sessions-0-on"]),
        ({"on": "2027-03-09", "last_on": "2028-03-10", "all_day": "on"}, ["sessions-0-last_on"]),
        ({"on": "2027-03-09", "last_on": "2028-03-08", "all_day": "on"}, []),
        ({"on": "2027-03-09", "last_on": "2027-03-10", "starts": "20:00", "ends": "07:00"}, []),
        ({"place": ""}, []),
    ],
)
def test_session_row_says_what_is_wrong_with_it(row, fault):
    values = {f"sessions__0__{name}": value for name, value in row.items()}

    form = form_of(post(title_fi="Koulutus", **values))

    assert (form.is_valid(), [field.html_name for field in form.faults]) == (not fault, fault)


def test_form_of_a_draft_says_the_same_draft_when_it_is_posted_back():
    agency = OrganisationFactory()
    trainer = TrainerFactory(affiliation="Yliopisto")
    room = RoomFactory()
    draft = EventDraft(
        lead_id=agency.pk,
        titles={"fi": "Koulutus", "en": "Training"},
        languages=("se",),
        delivery="onsite",
        waiting_list_mode="offer",
        theme_ids=[ThemeFactory().pk],
        audience_ids=[],
        co_organiser_ids=[],
        region_ids=[],
        sector_ids=[],
        level_ids=[],
        registration_opens_at=moment("2027-01-04 08:00"),
        registration_closes_at=moment("2027-03-01 16:00"),
        waiting_list_limit=0,
        sessions=(
            SessionDraft(
                starts_at=moment("2027-10-30 22:00"),
                ends_at=moment("2027-10-31 05:00"),
                venue_id=room.venue_id,
                room_id=room.pk,
                trainer_ids=(trainer.pk,),
                is_cancelled=True,
            ),
        ),
        pools=(PoolDraft(capacity=0, names={"sv": "På plats"}),),
    )
    offers = Offers(vocabularies.current(), "sv")
    shown = EventForm(offers=offers, shown=typed.of_draft(draft, offers=offers))

    posted = QueryDict(mutable=True)
    for part in shown.parts:
        for field in part:
            for name, value in fields_of(field):
                posted.appendlist(name, value)

    assert draft_of(EventForm(posted, offers=offers)) == draft


def fields_of(field):
    """What a browser would post for a field that shows its value."""
    value = field.value()
    if field.name in ("registration_opens_at", "registration_closes_at"):
        parts = field.field.widget.decompress(value)
        return [(f"{field.html_name}_{n}", str(part)) for n, part in enumerate(parts) if part]
    if isinstance(value, bool):
        return [(field.html_name, "on")] if value else []
    values = value if isinstance(value, list | tuple) else [value]
    return [(field.html_name, "" if each is None else str(each)) for each in values]
