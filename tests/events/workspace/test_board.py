"""The planning board: which trainings stand in which cells, for whom, in how many queries; and its address."""

import datetime as dt
import itertools
import re
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from catalogue import viewers, vocabularies
from catalogue.models import CalendarPeriod, Organisation
from events import dates
from events.boards import asking, laying, rows, spans
from events.boards.rows import Rows
from events.models import Event, OverlapCase
from events.overlaps import cases
from events.overlaps import spans as overlap_spans
from events.overlaps.keeping import FINDER
from events.queries import board as filling
from events.queries.board_overlaps import Overlapping
from events.queries.searches import Reader
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
)

pytestmark = pytest.mark.django_db
MARCH = "columns=day&from=2031-03-01&until=2031-03-31"
WEEKS = "columns=week&from=2031-03-01&until=2031-03-31"
NOW = dt.datetime(2031, 2, 1, 12, tzinfo=dt.UTC)


def at(day, hour=9, month=3):
    return dates.midnight(dt.date(2031, month, day)) + dt.timedelta(hours=hour)


def training(title, starts_at, ends_at=None, **values):
    made = EventFactory(title_fi=title, **values)
    SessionFactory(event=made, starts_at=starts_at, ends_at=ends_at or starts_at + dt.timedelta(hours=2))
    return made


@pytest.fixture
def cast():
    own, other = OrganisationFactory(slug="own", abbreviation="OMA"), OrganisationFactory(slug="theirs")
    user = MembershipFactory(organisation=own).user
    return SimpleNamespace(own=own, other=other, user=user)


def read(query, user, language="fi"):
    known = vocabularies.current()
    reader = Reader(viewer=viewers.of_user(user), now=NOW, language=language, vocabularies=known)
    return asking.read(QueryDict(query), reader), reader


def laid(query, user):
    """The board of an address: texts by row and first day of the column."""
    board, reader = read(query, user)
    own = {term.id for term in reader.vocabularies.organisations if term.id in reader.viewer.organisation_ids}
    all_rows = rows.rows_of(board.rows, own=own, vocabularies=reader.vocabularies, language="fi")
    events = board.selection.narrow(filling.taking_part(board, reader.viewer, reader.now))
    filled = filling.filled(board, all_rows, events=events, reader=reader)
    return laying.lay_out(board, all_rows, filled, reader)


def titles(layout):
    return {
        (row.row.key, f"{cell.head.column.first:%d.%m.}"): [block.training.title.value for block in cell.blocks]
        for row in layout.rows
        for cell in row.cells
        if cell.blocks
    }


def test_training_stands_on_its_local_day_in_the_row_of_each_organiser(cast):
    midnight = at(30, 0)
    training("late", midnight - dt.timedelta(hours=1), midnight, lead=cast.other, co_organisers=[cast.own])
    training("early", midnight, lead=cast.other)

    found = titles(laid(MARCH, cast.user))

    assert found == {("own", "29.03."): ["late"], ("theirs", "29.03."): ["late"], ("theirs", "30.03."): ["early"]}


def test_column_of_a_week_has_each_training_once_by_time(cast):
    twice = training("twice", at(11), lead=cast.own)
    SessionFactory(event=twice, starts_at=at(13, 13), ends_at=at(13, 15))
    training("first", at(10), lead=cast.own)

    layout = laid(WEEKS, cast.user)

    assert titles(layout) == {("own", "10.03."): ["first", "twice"]}
    assert [block.when for cell in layout.rows[0].cells for block in cell.blocks] == ["ma 9.00", "ti 9.00, to 13.00"]


def test_session_of_several_days_stands_on_each_and_says_that_it_goes_on(cast):
    training("three days", at(11), at(13, 15), lead=cast.own)

    blocks = [block for cell in laid(MARCH, cast.user).rows[0].cells for block in cell.blocks]

    assert [(block.when, block.came, block.goes) for block in blocks] == [
        ("9.00", False, True),
        ("", True, True),
        ("–15.00", True, False),
    ]


def test_plans_of_all_are_shown_and_drafts_only_to_their_own_when_asked_for(cast):
    for state in Event.State.values:
        training(state, at(11), lead=cast.own, state=state)
        training(f"their {state}", at(12), lead=cast.other, state=state)

    without, with_drafts = titles(laid(MARCH, cast.user)), titles(laid(f"{MARCH}&drafts=1", cast.user))

    assert {each for cell in without.values() for each in cell} == {
        "planned",
        "published",
        "their planned",
        "their published",
    }
    assert {each for cell in with_drafts.values() for each in cell} - {
        each for cell in without.values() for each in cell
    } == {"draft"}


@pytest.mark.parametrize(("number", "shown"), [(1, 1), (3, 3), (4, 4), (5, 3), (30, 3)])
def test_crowded_cell_shows_its_first_trainings_and_counts_them_all(cast, number, shown):
    for _ in range(number):
        training("one of many", at(11), lead=cast.own)

    (cell,) = [cell for cell in laid(MARCH, cast.user).rows[0].cells if cell.blocks]

    assert (len(cell.blocks), cell.filled.hidden) == (shown, number - shown)


def test_opened_cell_shows_all_of_its_own(cast):
    for day in (11, 12):
        for _ in range(9):
            training("one of many", at(day), lead=cast.own)

    found = titles(laid(f"{MARCH}&cell=own.2031-03-12", cast.user))

    assert {place: len(cell) for place, cell in found.items()} == {("own", "11.03."): 3, ("own", "12.03."): 9}


def test_rows_are_sectors_target_groups_or_regions_and_one_for_the_rest(cast):
    library, nurse, oulu = SectorFactory(code="library"), TargetGroupFactory(code="nurse"), RegionFactory(code="17")
    training("there", at(11), lead=cast.own, delivery="onsite", regions=[oulu], sectors=[library], audiences=[nurse])
    training("everywhere", at(11, 13), lead=cast.own, regions=[oulu])
    training("both", at(12), lead=cast.own, delivery="hybrid", regions=[oulu])

    found = {kind: titles(laid(f"{MARCH}&rows={kind}", cast.user)) for kind in ("sector", "audience", "region")}

    rest = {("other", "11.03."): ["everywhere"], ("other", "12.03."): ["both"]}
    assert found == {
        "sector": {("library", "11.03."): ["there"]} | rest,
        "audience": {("nurse", "11.03."): ["there"]} | rest,
        "region": {("17", "11.03."): ["there"], ("17", "12.03."): ["both"]} | rest,
    }


def test_partners_share_one_row_and_own_agency_comes_first(cast):
    for name in ("one", "two"):
        training(name, at(11), lead=OrganisationFactory(kind=Organisation.Kind.PARTNER))
    training("theirs", at(12), lead=OrganisationFactory(slug="aaa", name_fi="Aaa"))

    layout = laid(MARCH, cast.user)

    assert [row.row.key for row in layout.rows] == ["own", "aaa", "other"]
    assert len(titles(layout)[("other", "11.03.")]) == 2


def test_filters_narrow_as_in_the_list(cast):
    library = SectorFactory(code="library")
    training("library", at(11), lead=cast.own, sectors=[library])
    training("other", at(11), lead=cast.own)

    assert titles(laid(f"{MARCH}&sector=library", cast.user)) == {("own", "11.03."): ["library"]}


def test_holiday_shades_all_rows_and_a_regions_school_holiday_its_own(cast):
    oulu, lahti = RegionFactory(code="17"), RegionFactory(code="07")
    period = CalendarPeriod.objects.create(
        kind="school_break", name_fi="Talviloma", first_on="2031-03-03", last_on="2031-03-07"
    )
    period.regions.set([oulu])
    for region in (oulu, lahti):
        training("there", at(4), lead=cast.own, delivery="onsite", regions=[region])

    layout = laid("rows=region&columns=day&from=2031-03-01&until=2031-04-11", cast.user)

    shades = {row.row.key: {f"{c.head.column.first}": c.shade for c in row.cells if c.shade} for row in layout.rows}
    assert shades["07"] == {"2031-04-11": "public_holiday"}
    assert shades["17"] == {f"2031-03-0{day}": "school_break" for day in range(3, 8)} | shades["07"]
    assert [mark.name.value for mark in layout.heads[2].marks] == ["Talviloma"]


def overlapping(cast, **values):
    """Two plans for the same people at the same time, and a third that meets nobody."""
    audience = TargetGroupFactory()
    pair = [
        training(name, at(11), lead=lead, audiences=[audience], state="planned", **values)
        for name, lead in (("ours", cast.own), ("theirs", cast.other))
    ]
    pair.append(training("alone", at(25), lead=cast.own, audiences=[TargetGroupFactory()]))
    ids = [event.pk for event in pair]
    overlap_spans.refresh(ids)
    cases.refresh_cases(event_ids=ids, by=FINDER, now=NOW)
    return pair


def test_overlap_marks_both_of_its_trainings_with_the_same_mark(cast):
    overlapping(cast)

    blocks = {
        block.training.title.value: block
        for row in laid(MARCH, cast.user).rows
        for cell in row.cells
        for block in cell.blocks
    }

    case = OverlapCase.objects.get()
    ours, theirs = (blocks[title].training.overlapping for title in ("ours", "theirs"))
    assert ours == theirs == Overlapping(1, "high", f"{case.pk}:high:open")
    assert blocks["alone"].training.overlapping is None


@pytest.mark.parametrize(("role", "ending"), [("organiser", ""), ("coordinator", ":open")])
def test_mark_says_whether_the_overlap_s_page_is_there_for_the_viewer(cast, role, ending):
    overlapping(cast)
    viewer = MembershipFactory(role=role, **({"organisation": None} if role == "coordinator" else {})).user

    (first, *_rest) = [block for row in laid(MARCH, viewer).rows for cell in row.cells for block in cell.blocks]

    assert first.training.overlapping.marks == f"{OverlapCase.objects.get().pk}:high{ending}"


@pytest.mark.parametrize(("state", "said"), [("open", "Settle it"), ("kept", "Both kept on purpose")])
def test_opened_training_leads_to_its_overlap_s_page_whoever_may_settle_it(cast, client, state, said):
    ours = overlapping(cast)[0]
    OverlapCase.objects.update(state=state)
    page = f"/en/workspace/overlaps/{OverlapCase.objects.get().pk}/"
    headers = {"hx-request": "true", "hx-target": "board-opened"}

    def opened(user):
        client.force_login(user)
        return client.get(f"/en/workspace/board/?{MARCH}&show={ours.pk}", headers=headers).content.decode()

    own, stranger = opened(cast.user), opened(MembershipFactory().user)

    assert f'<a href="{page}">{said}' in own
    assert page not in stranger


def test_opened_training_leads_on_to_editor_and_better_time_for_who_may_edit_it(cast, client):
    ours = overlapping(cast)[0]
    ways = [f"/en/workspace/events/{ours.pk}/", f"/en/workspace/events/{ours.pk}/edit/"]
    ways.append(f"/en/workspace/slots/?event={ours.pk}")

    def found(user):
        client.force_login(user)
        page = client.get(f"/en/workspace/board/?{MARCH}&show={ours.pk}").content.decode()
        return [f'href="{way}"' in page for way in ways]

    assert found(cast.user) == [True, True, True]
    assert found(MembershipFactory().user) == [True, False, False]


def test_session_across_the_year_s_end_stands_in_the_weeks_of_both_years(cast):
    training(
        "turn of the year", dates.midnight(dt.date(2031, 12, 26)), dates.midnight(dt.date(2032, 1, 7)), lead=cast.own
    )

    found = [titles(laid(f"columns=week&from={year}-01-01&until={year}-12-31", cast.user)) for year in (2031, 2032)]

    assert [list(each) for each in found] == [
        [("own", "22.12."), ("own", "29.12.")],
        [("own", "29.12."), ("own", "05.01.")],
    ]


def test_only_overlapping_leaves_the_others_out_and_settled_ones_too(cast):
    overlapping(cast)

    found = titles(laid(f"{MARCH}&overlaps=1", cast.user))
    OverlapCase.objects.update(state="dismissed")

    assert found == {("own", "11.03."): ["ours"], ("theirs", "11.03."): ["theirs"]}
    assert titles(laid(f"{MARCH}&overlaps=1", cast.user)) == {}


def test_overlap_within_another_agency_is_not_shown(cast):
    overlapping(SimpleNamespace(own=cast.other, other=cast.other))

    blocks = [block for row in laid(MARCH, cast.user).rows for cell in row.cells for block in cell.blocks]

    assert [block.training.overlapping for block in blocks] == [None, None, None]


def test_only_who_may_edit_and_only_what_is_to_come_can_be_moved(cast):
    training("own", at(11), lead=cast.own)
    training("joint", at(12), lead=cast.other, co_organisers=[cast.own])
    training("theirs", at(13), lead=cast.other)
    training("over", at(14, month=1), lead=cast.own)

    layout = laid("columns=day&from=2031-01-10&until=2031-01-20", cast.user), laid(MARCH, cast.user)

    movable = {
        block.training.title.value: block.may_move
        for each in layout
        for row in each.rows
        for cell in row.cells
        for block in cell.blocks
    }
    assert movable == {"own": True, "joint": True, "theirs": False, "over": False}


@pytest.mark.parametrize("kind", list(Rows))
@pytest.mark.parametrize("number", [1, 3])
def test_board_asks_as_often_whatever_the_number(cast, client, kind, number, django_assert_num_queries):
    sector, region, audience = SectorFactory(), RegionFactory(), TargetGroupFactory()
    for index in range(number):
        event = EventFactory(lead=cast.other, sectors=[sector], regions=[region], audiences=[audience])
        event.co_organisers.set([cast.own])
        SessionFactory(event=event, starts_at=at(8 + index % 3), ends_at=at(8 + index % 3, 12))
    client.force_login(cast.user)
    address = f"/fi/workspace/board/?{MARCH}&rows={kind}"
    client.get(address)

    # Session, user, roles and state of the catalogue; the table's two.
    with django_assert_num_queries(7):
        response = client.get(address)

    assert response.context["layout"].total == number


@pytest.mark.parametrize("number", [1, 3])
def test_opened_training_asks_as_often_whatever_it_meets(cast, client, number, django_assert_num_queries):
    ours = overlapping(cast)[0]
    for _ in range(number):
        training("more", at(11), lead=cast.other, audiences=list(ours.audiences.all()))
    overlap_spans.refresh(Event.objects.values_list("pk", flat=True))
    client.force_login(cast.user)
    address, headers = (
        f"/fi/workspace/board/?{MARCH}&show={ours.pk}",
        {"hx-request": "true", "hx-target": "board-opened"},
    )
    client.get(address, headers=headers)

    with django_assert_num_queries(22):
        response = client.get(address, headers=headers)

    assert len(response.context["overlaps"]) == number + 1


@pytest.mark.parametrize(
    ("asked", "span", "unknown"),
    [
        ("", ("week", "2031-02-01", "2031-04-30"), []),
        ("columns=day", ("day", "2031-02-01", "2031-02-28"), []),
        ("columns=day&from=2031-03-03&until=2031-03-09", ("day", "2031-03-03", "2031-03-09"), []),
        ("from=2031-01-01&until=2031-12-31", ("week", "2031-01-01", "2031-12-31"), []),
        ("columns=hour", ("week", "2031-02-01", "2031-04-30"), [("columns", "hour")]),
        ("from=2031-05-01&until=2031-04-01", ("week", "2031-05-01", "2031-07-31"), [("until", "2031-04-01")]),
        ("from=2031-05-01&until=2039-04-01", ("week", "2031-05-01", "2031-07-31"), [("until", "2039-04-01")]),
        ("from=1066-10-14", ("week", "2031-02-01", "2031-04-30"), [("from", "1066-10-14")]),
        ("rows=moon", ("week", "2031-02-01", "2031-04-30"), [("rows", "moon")]),
    ],
)
def test_address_says_the_time_or_what_of_it_means_nothing(cast, asked, span, unknown):
    board, _reader = read(asked, cast.user)

    assert (str(board.span.by), f"{board.span.first}", f"{board.span.last}") == span
    assert board.selection.unknown == unknown


def test_address_keeps_everything_and_turns_with_it(cast):
    board, _reader = read(f"{MARCH}&rows=sector&drafts=1&overlaps=1&language=fi&row=library", cast.user)

    assert board.query == (
        "rows=sector&columns=day&from=2031-03-01&until=2031-03-31&drafts=1&overlaps=1&row=library&language=fi"
    )
    assert board.next_query == board.query.replace("2031-03-01", "2031-04-01").replace("2031-03-31", "2031-04-30")
    assert board.previous_query == board.query.replace("2031-03-01", "2031-02-01").replace("2031-03-31", "2031-02-28")
    assert [link.is_current for link in board.span_links] == [False, True, False, False, False]


@pytest.mark.parametrize("year", [2026, 2027, 2031])
def test_year_has_every_day_in_one_column(year):
    columns = spans.year(dt.date(year, 5, 5)).columns

    assert columns[0].first <= dt.date(year, 1, 1) < columns[0].after
    assert columns[-1].first <= dt.date(year, 12, 31) < columns[-1].after
    assert all(one.after == two.first for one, two in itertools.pairwise(columns))


def test_htmx_gets_the_table_one_cell_or_the_opened_training_alone(cast, client):
    for _ in range(6):
        event = training("one of many", at(11), lead=cast.own)
    client.force_login(cast.user)

    def asked(query, target):
        return client.get(
            f"/fi/workspace/board/?{MARCH}{query}", headers={"hx-request": "true", "hx-target": target}
        ).content.decode()

    table, opened = asked("", "results"), asked(f"&show={event.pk}", "board-opened")
    cell = asked("&cell=own.2031-03-11", "cell-own.2031-03-11")
    assert table.lstrip().startswith('<div class="results') or 'id="results"' in table[:300]
    assert (table.count('class="block '), cell.count('class="block '), cell.count("<td")) == (3, 6, 1)
    assert "<table" not in opened
    assert "one of many" in opened


@pytest.mark.parametrize("number", [1, 3])
def test_counts_beside_the_filters_are_asked_for_alone_and_as_often(cast, client, number, django_assert_num_queries):
    library = SectorFactory(code="library")
    for _ in range(number):
        training("one of many", at(11), lead=cast.own, sectors=[library])
    client.force_login(cast.user)
    address = f"/en/workspace/board/?{MARCH}"
    headers = {"hx-request": "true", "hx-target": "board-counts"}

    page = client.get(address).content.decode()
    with django_assert_num_queries(5):
        counts = client.get(address, headers=headers).content.decode()

    assert re.findall(r'id="count-sector-library"[^>]*>([^<]*)<', page) == [""]
    assert re.findall(r'id="count-sector-library"[^>]*>([^<]*)<', counts) == [f"({number})"]
    assert "<table" not in counts


def test_board_is_for_who_plans_and_a_hidden_training_opens_for_nobody(cast, client):
    draft = training("secret", at(11), lead=cast.other, state="draft")
    client.force_login(cast.user)
    headers = {"hx-request": "true", "hx-target": "board-opened"}

    whole = client.get(f"/fi/workspace/board/?{MARCH}&show={draft.pk}")
    alone = client.get(f"/fi/workspace/board/?{MARCH}&show={draft.pk}", headers=headers)

    assert (whole.status_code, alone.status_code) == (200, 404)
    assert "secret" not in whole.content.decode()
