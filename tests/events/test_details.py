"""The page of one training: its programme, what has moved, its series, and the trainings it leads on to."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue import viewers, vocabularies
from catalogue.actors import by_system
from catalogue.viewers import ANONYMOUS
from events import publishing, scheduling
from events.models import AgendaItem, Event
from events.queries import details, related
from tests.factories import (
    EventFactory,
    EventSeriesFactory,
    MembershipFactory,
    OrganisationFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
BY = by_system("test")
HIDDEN = [Event.State.DRAFT, Event.State.PLANNED]
NOT_HELD = [*HIDDEN, Event.State.CANCELLED, Event.State.POSTPONED]


def at(days, hour=9):
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def training(days=9, **values):
    made = EventFactory(**values)
    SessionFactory(event=made, starts_at=at(days))
    return made


def page_of(event, viewer=None):
    return details.event_page(
        event.slug,
        viewer=viewer or ANONYMOUS,
        now=timezone.now(),
        language="fi",
        vocabularies=vocabularies.current(),
    )


def html_of(client, event, language="en"):
    return " ".join(client.get(f"/{language}/events/{event.slug}/").content.decode().split())


def titles(links):
    return [link.title.value for link in links]


def similar_titles(event):
    return titles(each.link for each in page_of(event).similar)


def make_agenda(event, *lines):
    for position, (clock, title) in enumerate(lines):
        AgendaItem.objects.create(event=event, position=position, at=clock and dt.time(clock), title_fi=title)


def agenda_of(page):
    return [[line.title.value for line in sitting.agenda] for sitting in page.sittings]


# --- The programme ----------------------------------------------------------------------------------------------------
def test_agenda_of_one_session_stands_under_it():
    made = training()
    make_agenda(made, (9, "Avaus"), (None, "Tauko"), (10, "Lopuksi"))

    page = page_of(made)

    assert (agenda_of(page), page.agenda) == ([["Avaus", "Tauko", "Lopuksi"]], [])


def test_agenda_whose_clock_starts_anew_for_each_session_is_parted():
    made = training(9)
    SessionFactory(event=made, starts_at=at(10))
    make_agenda(made, (9, "Avaus"), (11, "Loppu"), (9, "Toinen päivä"), (None, "Tauko"))

    page = page_of(made)

    assert (agenda_of(page), page.agenda) == ([["Avaus", "Loppu"], ["Toinen päivä", "Tauko"]], [])


def test_agenda_that_fits_the_hours_of_one_session_only_stands_under_it():
    made = training(9)
    SessionFactory(event=made, starts_at=at(10, hour=13))
    make_agenda(made, (13, "Avaus"), (14, "Loppu"))

    assert agenda_of(page_of(made)) == [[], ["Avaus", "Loppu"]]


def test_agenda_that_could_be_of_any_session_stands_by_itself():
    made = training(9)
    SessionFactory(event=made, starts_at=at(10))
    make_agenda(made, (9, "Avaus"), (10, "Loppu"))

    page = page_of(made)

    assert (agenda_of(page), titles(page.agenda)) == ([[], []], ["Avaus", "Loppu"])


def test_agenda_passes_over_a_cancelled_session():
    made = training(9)
    SessionFactory(event=made, starts_at=at(10), state="cancelled")
    make_agenda(made, (9, "Avaus"))

    assert agenda_of(page_of(made)) == [["Avaus"], []]


def test_session_moved_after_publishing_says_from_when(client):
    made = training(9)
    session = made.sessions.get()
    move = scheduling.SessionMove(session_id=session.pk, starts_at=at(20), ends_at=at(20, hour=11))

    scheduling.move_event(by=BY, event_id=made.pk, moves=[move])

    (sitting,) = page_of(made).sittings
    assert (sitting.moved_from.starts_at, sitting.session.starts_at) == (at(9), at(20))
    assert "<s>" in html_of(client, made)


def test_session_moved_before_publishing_says_nothing():
    made = training(9, state=Event.State.PLANNED)
    move = scheduling.SessionMove(session_id=made.sessions.get().pk, starts_at=at(20), ends_at=at(20, hour=11))
    scheduling.move_event(by=BY, event_id=made.pk, moves=[move])
    publishing.publish_event(by=BY, event_id=made.pk)

    assert page_of(made).sittings[0].moved_from is None


def test_session_moved_back_says_nothing():
    made = training(9)
    pk = made.sessions.get().pk
    for days in (20, 9):
        move = scheduling.SessionMove(session_id=pk, starts_at=at(days), ends_at=at(days, hour=11))
        scheduling.move_event(by=BY, event_id=made.pk, moves=[move])

    assert page_of(made).sittings[0].moved_from is None


@pytest.mark.parametrize(
    ("state", "words"), [("cancelled", "Cancelled"), ("postponed", "Will not be held at this time")]
)
def test_sessions_of_a_training_that_is_not_held_are_crossed_out(client, state, words):
    html = html_of(client, training(state=state))

    assert "session-cancelled" in html
    assert words in html


# --- The place --------------------------------------------------------------------------------------------------------
def test_place_is_shown_once_with_address_and_map(client):
    venue = VenueFactory(name_fi="Kirjasto 10", street_address="Kirkkokatu 1", postal_code="90100", municipality="Oulu")
    made = EventFactory(delivery=Event.Delivery.ONSITE)
    for days in (9, 10):
        SessionFactory(event=made, starts_at=at(days), venue=venue, is_online=False)

    html = html_of(client, made)

    assert html.count("<address>") == 1
    assert 'href="https://www.openstreetmap.org/search?query=Kirkkokatu+1%2C+90100+Oulu"' in html
    assert 'href="geo:0,0?q=Kirkkokatu%201%2C%2090100%20Oulu"' in html


def test_place_without_a_street_is_looked_up_by_its_name(client):
    made = EventFactory(delivery=Event.Delivery.ONSITE)
    SessionFactory(event=made, venue=VenueFactory(name_fi="Talo & piha", municipality="Oulu"), is_online=False)

    assert "openstreetmap.org/search?query=Talo+%26+piha%2C+Oulu" in html_of(client, made)


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        ({"contact_name": "Maija", "contact_email": "maija@example.org"}, 'Ask Maija: <a href="mailto:maija@'),
        ({"contact_phone": "0295 000"}, 'Ask Agency of the North: <span class="whole">0295 000'),
        ({}, "Ask the organiser, Agency of the North."),
    ],
)
def test_unknown_accessibility_is_said_with_whom_to_ask(client, contact, words):
    lead = OrganisationFactory(name_en="Agency of the North")
    made = EventFactory(delivery=Event.Delivery.ONSITE, lead=lead, **contact)
    SessionFactory(event=made, venue=VenueFactory(), is_online=False)

    html = html_of(client, made)

    assert "There is no information on the accessibility" in html
    assert words in html


def test_known_accessibility_is_said_in_the_organisers_words(client):
    made = EventFactory(delivery=Event.Delivery.ONSITE)
    SessionFactory(event=made, venue=VenueFactory(accessibility_fi="Esteetön sisäänkäynti"), is_online=False)

    html = html_of(client, made)

    assert '<span lang="fi">Esteetön sisäänkäynti</span>' in html
    assert "There is no information" not in html


# --- The series -------------------------------------------------------------------------------------------------------
def test_series_is_in_the_order_of_its_parts_with_the_ones_beside():
    series = EventSeriesFactory()
    third, first, second = (
        training(days, series=series, series_part=part, title_fi=f"Osa {part}")
        for days, part in ((9, 3), (8, 1), (7, 2))
    )

    place = page_of(second).series

    assert (place.part, place.parts, titles(place.links)) == (2, 3, ["Osa 1", "Osa 2", "Osa 3"])
    assert (place.previous.slug, place.next.slug) == (first.slug, third.slug)


def test_series_without_numbers_goes_by_date():
    series = EventSeriesFactory()
    late, early = training(9, series=series), training(7, series=series)

    place = page_of(late).series

    assert (place.part, place.parts, place.previous.slug, place.next) == (2, 2, early.slug, None)


@pytest.mark.parametrize("state", HIDDEN)
def test_hidden_part_of_a_series_is_not_a_next_one(state):
    series = EventSeriesFactory()
    made = training(7, series=series, series_part=1)
    training(9, series=series, series_part=2, state=state)

    place = page_of(made).series

    assert (place.parts, place.next) == (1, None)


def test_the_same_content_is_named_from_every_side():
    original = training(5, title_fi="original")
    first = training(6, title_fi="first", repeat_of=original)
    training(7, title_fi="second", repeat_of=original)

    assert titles(page_of(original).same_content) == ["first", "second"]
    assert titles(page_of(first).same_content) == ["original", "second"]


@pytest.mark.parametrize("state", HIDDEN)
def test_hidden_repeat_and_hidden_original_are_not_named(state):
    hidden = training(5, state=state)
    made = training(6, repeat_of=hidden)
    training(7, repeat_of=made, state=state)

    assert page_of(made).same_content == []


# --- Similar ones -----------------------------------------------------------------------------------------------------
def test_similar_go_by_themes_then_audiences_then_titles_then_nearness():
    digital, reading = ThemeFactory(), ThemeFactory()
    teachers, librarians = TargetGroupFactory(), TargetGroupFactory()
    sector = SectorFactory()
    everything = {"sectors": [sector], "themes": [digital, reading], "audiences": [teachers]}
    made = training(30, title_fi="Digiturva arjessa", **everything)
    training(300, title_fi="two themes", themes=[digital, reading])
    training(31, title_fi="theme, late", themes=[digital], sectors=[sector])
    training(200, title_fi="theme and audience", themes=[digital], audiences=[teachers, librarians])
    training(32, title_fi="audience", audiences=[teachers])
    training(30, title_fi="sector", sectors=[sector])
    training(30, title_fi="nothing", themes=[ThemeFactory()])

    assert similar_titles(made) == ["two themes", "theme and audience", "theme, late", "audience"]


def test_similar_of_the_same_terms_go_by_title_then_by_nearness():
    theme = ThemeFactory()
    made = training(30, title_fi="Digiturva varhaiskasvatuksen arjessa", themes=[theme])
    for days, title in ((90, "Liikunta"), (31, "Museot"), (200, "Digiturva varhaiskasvatuksessa"), (20, "Kulttuuri")):
        training(days, title_fi=title, themes=[theme])

    assert similar_titles(made) == ["Digiturva varhaiskasvatuksessa", "Museot", "Kulttuuri", "Liikunta"]


def test_similar_held_in_a_language_of_this_one_come_before_others():
    theme = ThemeFactory()
    made = training(30, themes=[theme], languages=["fi"])
    training(30, title_fi="ruotsiksi", themes=[theme], languages=["sv"])
    training(90, title_fi="suomeksi", themes=[theme], languages=["fi", "sv"])

    assert similar_titles(made) == ["suomeksi", "ruotsiksi"]


def test_similar_say_what_they_share():
    theme, other = ThemeFactory(name_fi="Digiturva"), ThemeFactory()
    made = training(themes=[theme])
    training(themes=[theme, other])

    (similar,) = page_of(made).similar

    assert ([name.value for name in similar.themes], similar.audiences, similar.sectors) == (["Digiturva"], (), ())


def test_similar_are_explained_on_the_page(client):
    theme, group, sector = (
        ThemeFactory(name_en="Digital safety"),
        TargetGroupFactory(name_en="Teachers"),
        SectorFactory(),
    )
    made = training(themes=[theme], audiences=[group], sectors=[sector])
    for linked in ({"themes": [theme]}, {"audiences": [group]}, {"sectors": [sector]}):
        training(**linked)

    html = html_of(client, made)

    for words in ("Also about: Digital safety", "Also for: Teachers", f"The same sector: {sector.name_en}"):
        assert words in html


@pytest.mark.parametrize("state", NOT_HELD)
def test_similar_and_following_are_published_ones_for_organisers_too(state):
    theme, lead = ThemeFactory(), OrganisationFactory()
    made = training(9, themes=[theme], lead=lead)
    training(10, themes=[theme], lead=lead, state=state)

    page = page_of(made, viewer=viewers.of_user(MembershipFactory(organisation=lead).user))

    assert (page.similar, page.following) == ([], [])


def test_similar_and_following_are_still_to_come():
    theme, lead = ThemeFactory(), OrganisationFactory()
    made = training(-20, themes=[theme], lead=lead)
    training(-10, themes=[theme], lead=lead)
    training(10, title_fi="tuleva", themes=[theme])
    training(11, title_fi="järjestäjän", lead=lead)

    page = page_of(made)

    assert (similar_titles(made), titles(page.following)) == (["tuleva"], ["järjestäjän"])


def test_similar_leave_out_what_stands_elsewhere_on_the_page_and_twins():
    theme, series, other = ThemeFactory(), EventSeriesFactory(), EventSeriesFactory()
    original = training(5, themes=[theme])
    made = training(6, themes=[theme], series=series, repeat_of=original)
    training(7, themes=[theme], series=series)
    training(7, themes=[theme], repeat_of=original)
    for days in (8, 9):
        training(days, title_fi=f"sarja {days}", themes=[theme], series=other)
        training(days, title_fi="sama", themes=[theme])

    assert sorted(similar_titles(made)) == ["sama", "sarja 8"]


def test_similar_and_following_are_but_a_few():
    theme, lead = ThemeFactory(), OrganisationFactory()
    made = training(2, themes=[theme], lead=lead)
    for number in range(12):
        training(3 + number, title_fi=f"Koulutus {number}", themes=[theme], lead=lead)

    page = page_of(made)

    assert (len(page.similar), len(page.following)) == (related.SIMILAR, related.FOLLOWING)
    assert not {each.link.slug for each in page.similar} & {link.slug for link in page.following}


# --- Passing it on ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_short_address_leads_to_the_page_in_the_language_of_its_reader(client, language):
    made = training()

    response = client.get(f"/e/{made.id.hex[:12]}", headers={"Accept-Language": language})

    assert (response.status_code, response["Location"]) == (302, f"/{language}/events/{made.slug}/")
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}


@pytest.mark.parametrize("state", HIDDEN)
def test_short_address_of_a_hidden_training_leads_nowhere(client, state):
    made = training(state=state)
    client.force_login(MembershipFactory(organisation=made.lead).user)

    assert client.get(f"/e/{made.id.hex[:12]}").status_code == 404


@pytest.mark.parametrize("code", ["0", "0" * 12, "0" * 13, "g" * 12, "%00", "1234-5678-90"])
def test_short_address_of_nothing_leads_nowhere(client, code):
    assert client.get(f"/e/{code}").status_code == 404


def test_page_is_passed_on_by_letter_address_and_square(client):
    made = training(title_fi="Lukeminen & kirjoittaminen 100 %")

    html = html_of(client, made, "fi")

    assert "mailto:?subject=Lukeminen%20%26%20kirjoittaminen%20100%20%25&amp;body=" in html
    assert f'readonly value="http://localhost:8000{reverse("event", args=[made.slug])}"' in html
    assert f" localhost:8000/e/{made.id.hex[:12]} " in html
    assert 'class="qr"' in html
    assert " style=" not in html


@pytest.mark.parametrize("number", [1, 3])
def test_event_page_asks_as_often_whatever_it_leads_on_to(number, django_assert_num_queries):
    theme, lead = ThemeFactory(), OrganisationFactory()
    made = training(themes=[theme], lead=lead)
    for each in range(number):
        training(10 + each, themes=[theme], title_fi=f"Teema {each}")
        training(10 + each, lead=lead, title_fi=f"Järjestäjä {each}")
        training(10 + each, repeat_of=made)
    make_agenda(made, *[(9, "Avaus")] * number)
    vocabularies.current()

    with django_assert_num_queries(10):
        page = page_of(made)

    assert (len(page.similar), len(page.following), len(page.same_content)) == (number, number, number)
