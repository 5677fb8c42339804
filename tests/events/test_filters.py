"""What an address asks for, and which trainings that means."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalogue import vocabularies
from catalogue.models import Succession
from catalogue.viewers import ANONYMOUS
from events import filters, registration_window
from events.models import Event
from events.queries import lists
from tests.factories import (
    EducationLevelFactory,
    EventFactory,
    EventSeriesFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
HOSTILE = [
    "q=%00",
    "q=%00%01%02abc",
    "q=" + "x" * 20_000,
    "q=%22%22%22&q=%28%29%7C%26%21%3A%2A&q=-&q=or",
    "q=___ '; drop table",
    "from=0000-00-00&until=9999-12-31",
    "from=9999-99-99",
    "from=-1&until=%00",
    "from=２０２７-01-01",
    "until=2027-02-30",
    "agency=%00&theme=%F0%9F%92%A9&series=%00",
    "open=maybe&past=2",
    "language=xx&delivery=teleport",
    "sector=" + "&sector=".join(str(number) for number in range(900)),
    "series=" + "&series=".join(str(number) for number in range(900)),
]


def parse(query, language="fi"):
    return filters.parse(QueryDict(query), vocabularies=vocabularies.current(), language=language, now=timezone.now())


def found(query):
    events = lists.selected(parse(query), viewer=ANONYMOUS, now=timezone.now())
    return sorted(event.title_fi for event in events)


def event(title, **values):
    made = EventFactory(title_fi=title, **values)
    SessionFactory(event=made)
    return made


def midday(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def day_from_now(days):
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("parameter", "attribute", "factory"),
    [
        ("sector", "sectors", SectorFactory),
        ("level", "levels", EducationLevelFactory),
        ("audience", "audiences", TargetGroupFactory),
        ("theme", "themes", ThemeFactory),
    ],
)
def test_term_narrows_to_trainings_that_have_it(parameter, attribute, factory):
    wanted, other = factory(), factory()
    event("A", **{attribute: [wanted, other]})
    event("B", **{attribute: [other]})

    assert found(f"{parameter}={wanted.code}") == ["A"]


def test_repeated_parameter_widens_and_different_ones_narrow():
    library, youth = SectorFactory(code="library"), SectorFactory(code="youth")
    event("A", sectors=[library], languages=["fi"])
    event("B", sectors=[youth], languages=["sv"])
    event("C", languages=["sv"])

    assert found("sector=library&sector=youth") == ["A", "B"]
    assert found("sector=library&sector=youth&language=sv") == ["B"]


@pytest.mark.parametrize(
    ("parameter", "attribute", "factory"),
    [("audience", "audiences", TargetGroupFactory), ("theme", "themes", ThemeFactory)],
)
def test_hierarchy_takes_ancestors_and_descendants_but_no_siblings(parameter, attribute, factory):
    root = factory(code="root")
    node = factory(code="node", parent=root)
    for name, term in {
        "root": root,
        "node": node,
        "child": factory(code="child", parent=node),
        "sibling": factory(code="sibling", parent=root),
    }.items():
        event(name, **{attribute: [term]})

    assert found(f"{parameter}=node") == ["child", "node", "root"]


def test_agency_leads_or_co_organises_with_units_and_predecessors():
    old, new = OrganisationFactory(slug="old"), OrganisationFactory(slug="new")
    unit = OrganisationFactory(slug="unit", parent=new)
    Succession.objects.create(predecessor=old, successor=new, in_force_from=dt.date(2026, 1, 1))
    event("lead", lead=new)
    event("unit", lead=unit)
    event("predecessor", lead=old)
    event("co-organiser", co_organisers=[unit])
    event("stranger")

    assert found("agency=new") == ["co-organiser", "lead", "predecessor", "unit"]
    assert found("agency=old") == ["co-organiser", "lead", "predecessor", "unit"]


def test_region_takes_national_and_online_too():
    here, there = RegionFactory(code="01"), RegionFactory(code="02")
    onsite = Event.Delivery.ONSITE
    event("here", regions=[here], delivery=onsite)
    event("there", regions=[there], delivery=onsite)
    event("national", national=True, delivery=onsite)
    event("online", regions=[there], delivery=Event.Delivery.ONLINE)
    event("hybrid", regions=[there], delivery=Event.Delivery.HYBRID)

    assert found("region=01") == ["here", "hybrid", "national", "online"]


def test_delivery_and_language():
    event("onsite", delivery="onsite", languages=["fi", "sv"])
    event("online", delivery="online", languages=["en"])

    assert found("delivery=onsite") == ["onsite"]
    assert found("language=sv&language=en") == ["online", "onsite"]


def test_series_narrows_to_its_trainings():
    event("A", series=EventSeriesFactory(slug="kahvit"))
    event("B")

    assert found("series=kahvit") == ["A"]


def test_series_of_plans_only_is_unknown():
    event("A", series=EventSeriesFactory(slug="salainen"), state=Event.State.PLANNED)

    assert parse("series=salainen").unknown == [("series", "salainen")]


def test_from_and_until_hold_for_one_session_not_for_two():
    both_sides = EventFactory(title_fi="both sides")
    for day in (10, 20):
        SessionFactory(event=both_sides, starts_at=midday(day_from_now(day)))

    assert found(f"from={day_from_now(11)}&until={day_from_now(19)}") == []
    assert found(f"from={day_from_now(10)}&until={day_from_now(10)}") == ["both sides"]
    assert found(f"from={day_from_now(20)}") == ["both sides"]
    assert found(f"until={day_from_now(9)}") == []


def test_dates_touch_sessions_over_midnight_and_half_open_ends():
    first, last = day_from_now(10), day_from_now(11)
    two_days = EventFactory(title_fi="two days")
    start = midday(first).replace(hour=0)
    SessionFactory(event=two_days, all_day=True, starts_at=start, ends_at=midday(last).replace(hour=0))

    assert found(f"from={first}&until={first}") == ["two days"]
    assert found(f"from={last}") == []


def test_dates_leave_out_cancelled_sessions():
    made = event("A")
    SessionFactory(event=made, starts_at=midday(day_from_now(30)), state="cancelled")

    assert found(f"from={day_from_now(29)}") == []


def test_past_shows_what_is_over_and_only_that():
    event("coming")
    SessionFactory(event=EventFactory(title_fi="over"), starts_at=midday(day_from_now(-10)))

    assert found("") == ["coming"]
    assert found("past=1") == ["over"]


AN_HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize("opens", [None, -AN_HOUR * 2, AN_HOUR])
@pytest.mark.parametrize("closes", [None, -AN_HOUR, AN_HOUR * 2])
@pytest.mark.parametrize("starts", [-AN_HOUR, AN_HOUR * 3])
@pytest.mark.parametrize(
    "seats",
    [
        {"mode": "here", "taken": 0, "waiting": 0, "limit": None},
        {"mode": "here", "taken": 5, "waiting": 2, "limit": None},
        {"mode": "here", "taken": 5, "waiting": 2, "limit": 2},
        {"mode": "here", "taken": 4, "waiting": 2, "limit": 2},
        {"mode": "none", "taken": 0, "waiting": 0, "limit": None},
    ],
)
def test_open_says_the_same_in_sql_as_the_registration_window(opens, closes, starts, seats):
    if (opens, closes) == (AN_HOUR, -AN_HOUR):  # the database refuses a window that closes before it opens
        opens = -AN_HOUR * 3
    now = timezone.now()
    made = EventFactory(
        pools=[5],
        registration_mode=seats["mode"],
        waiting_list_limit=seats["limit"],
        registration_opens_at=now + opens if opens else None,
        registration_closes_at=now + closes if closes else None,
    )
    SessionFactory(event=made, starts_at=now + starts, ends_at=now + AN_HOUR * 6)
    made.pools.update(taken=seats["taken"], waiting=seats["waiting"])

    is_found = Event.objects.filter(filters.registration_open(now)).exists()

    assert is_found == registration_window.status(made, made.pools.all(), now).is_open


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("kirjastoissa", "Kirjaston monet kielet"),
        ("kirjasto", "Kirjastojen yhteistyö"),
        ("kirj", "Kirjastojen yhteistyö"),
        ("monet kiel", "Kirjaston monet kielet"),
        ("KIRJASTOJEN", "Kirjastojen yhteistyö"),
        ('"monet kielet"', "Kirjaston monet kielet"),
    ],
)
def test_search_finds_inflected_words_and_beginnings(text, title):
    event(title)
    event("Liikunta koulupäivässä")

    assert found(f"q={text}") == [title]


def test_search_finds_swedish_inflections():
    made = EventFactory(title_fi="", title_sv="Läsfrämjande på bibliotek")
    SessionFactory(event=made)

    assert found("q=biblioteken") == [""]


def test_search_finds_by_names_of_organisation_theme_and_region():
    event("organisation", lead=OrganisationFactory(name_fi="Pohjois-Suomen aluehallintovirasto"))
    event("theme", themes=[ThemeFactory(name_sv="Dataskydd")])
    event("region", regions=[RegionFactory(name_fi="Kainuu")])

    assert found("q=aluehallinto") == ["organisation"]
    assert found("q=dataskydd") == ["theme"]
    assert found("q=kainuu") == ["region"]


def test_search_combines_a_word_of_the_text_with_a_name():
    event("Kirjastopäivä", regions=[RegionFactory(name_fi="Kainuu")])
    event("Kirjastoilta")

    assert found("q=kainuu kirjasto") == ["Kirjastopäivä"]


def test_search_keeps_the_dots_of_letters():
    event("Sääri ja selkä")
    event("Saari ja meri")

    assert found("q=sääri") == ["Sääri ja selkä"]


def test_repeated_search_widens():
    event("Tietosuoja")
    event("Lukutaito")
    event("Liikunta")

    assert found("q=tietosuoja&q=lukutaito") == ["Lukutaito", "Tietosuoja"]


def test_unknown_values_are_collected_and_the_rest_holds():
    SectorFactory(code="library")

    selection = parse("sector=library&sector=moon&delivery=x&from=soon&open=1&foo=bar")

    assert selection.unknown == [("sector", "moon"), ("delivery", "x"), ("from", "soon")]
    assert selection.query == "sector=library&open=1"


def test_query_is_the_same_whatever_the_order_and_spelling():
    SectorFactory(code="library")

    assert (
        parse("past=&open=on&q= a  b &sector=library&sector=library").query
        == parse("sector=library&q=a+b&open=true").query
    )


def test_chip_clears_its_own_value_only():
    for code in ("library", "youth"):
        SectorFactory(code=code, name_en=code.title())

    chips = parse("sector=library&sector=youth&q=lukeminen", language="en").chips

    assert [(chip.label, chip.query_without) for chip in chips] == [
        ("lukeminen", "sector=library&sector=youth"),
        ("Library", "q=lukeminen&sector=youth"),
        ("Youth", "q=lukeminen&sector=library"),
    ]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_mean_nothing_and_break_nothing(query):
    event("A")

    assert found(query) in ([], ["A"])


def test_no_training_comes_twice():
    region, theme = RegionFactory(code="01"), ThemeFactory(code="t")
    made = event("A", regions=[region, RegionFactory()], themes=[theme, ThemeFactory(parent=theme)])
    SessionFactory(event=made)

    assert found("region=01&theme=t&q=a") == ["A"]
