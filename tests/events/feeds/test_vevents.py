"""What a VEVENT says, word for word in three languages, and of any text whatever."""

from datetime import timedelta
from pathlib import Path

import pytest

from catalogue.texts import LANGUAGES
from events.feeds import describing, entries
from events.feeds.words import WORDS
from events.models import Event, Session, SessionEntry
from tests.events.feeds.arrangements import (
    NOW,
    helsinki,
    make_course,
    make_event,
    make_session,
    make_venue,
)
from tests.factories import EventFactory

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_course_says_word_for_word_what_the_golden_file_says(language):
    make_course()

    said = "".join(SessionEntry.objects.order_by("starts_at").values_list(f"vevent_{language}", flat=True))

    assert said == (GOLDEN / f"course.{language}.txt").read_bytes().decode()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["cancelled", "postponed"])
@pytest.mark.parametrize(("language", "word"), [("fi", "PERUTTU"), ("sv", "INSTÄLLD"), ("en", "CANCELLED")])
def test_event_that_does_not_take_place_says_so_in_the_title(state, language, word):
    session = make_session(make_event(state=state))

    text = said_of(session, language)

    assert f"SUMMARY:{word}: " in text
    assert "STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n" in text


@pytest.mark.django_db
def test_title_in_another_language_only_is_shown_and_the_description_says_which():
    session = make_session(make_event(title_fi="", title_en=""))

    texts = {language: unfolded(said_of(session, language)) for language in LANGUAGES}

    assert all("SUMMARY:Läskunnighet i småbarnspedagogiken" in text for text in texts.values())
    assert WORDS["fi"].written_in["sv"] in texts["fi"]
    assert WORDS["en"].written_in["sv"] in texts["en"]
    assert not any(sentence in texts["sv"] for sentence in WORDS["sv"].written_in.values())


@pytest.mark.django_db
def test_numbers_count_what_takes_place_and_a_cancelled_session_keeps_its_own():
    event = make_event(title_fi="Kurssi")
    sessions = [make_session(event, number) for number in range(1, 5)]
    Session.objects.filter(pk=sessions[1].pk).update(state="cancelled")

    summaries = [summary(said_of(session)) for session in sessions]

    assert summaries == ["Kurssi (1/3)", "PERUTTU: Kurssi (2/4)", "Kurssi (2/3)", "Kurssi (3/3)"]


@pytest.mark.django_db
def test_numbers_of_a_cancelled_event_stay_as_they_were():
    event = make_event(title_fi="Kurssi", state="cancelled")
    sessions = [make_session(event, number) for number in (1, 2)]

    assert [summary(said_of(each)) for each in sessions] == ["PERUTTU: Kurssi (1/2)", "PERUTTU: Kurssi (2/2)"]


@pytest.mark.django_db
def test_single_session_has_no_number():
    assert summary(said_of(make_session(make_event(title_fi="Kurssi")))) == "Kurssi"


@pytest.mark.django_db
def test_join_link_is_nowhere():
    session = make_session(make_event(), join_url="https://example.org/join/secret")

    assert not any("secret" in said_of(session, language) for language in LANGUAGES)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "online"), [("fi", "Verkossa"), ("sv", "På nätet"), ("en", "Online")])
def test_location_names_venue_and_that_it_is_online(language, online):
    venue = make_venue(name_fi="Talo", name_sv="", name_en="")
    event = make_event()

    hybrid, here = make_session(event, 1, venue=venue), make_session(event, 2, venue=venue, is_online=False)
    nowhere = make_session(event, 3, is_online=False)

    assert f"LOCATION:Talo\\, Jyväskylä / {online}\r\n" in said_of(hybrid, language)
    assert "LOCATION:Talo\\, Jyväskylä\r\n" in said_of(here, language)
    assert "LOCATION" not in said_of(nowhere, language)


@pytest.mark.django_db
def test_organiser_without_a_mailbox_is_not_named():
    assert "ORGANIZER" not in said_of(make_session(make_event(contact_email="")))


@pytest.mark.django_db
def test_description_takes_300_characters_of_the_summary():
    event = EventFactory(title_fi="Kurssi", slug="kurssi", summary_fi="sana " * 200)

    description = unfolded(said_of(make_session(event))).split("DESCRIPTION:")[1].split("\r\n")[0]

    summary_said, address = description.split("\\n\\n")
    assert 290 < len(summary_said) <= 300
    assert summary_said.endswith(" sana…")
    assert address == "http://localhost:8000/fi/events/kurssi/"


@pytest.mark.django_db
def test_description_takes_a_short_audience():
    event = make_event(audience_note_fi="kaikki " * 100, audiences=[])

    description = unfolded(said_of(make_session(event))).split("DESCRIPTION:")[1].split("\r\n")[0]

    _summary, audience, _address = description.split("\\n\\n")
    assert len(audience) <= len("Kohderyhmä: ") + describing.AUDIENCE_CHARACTERS
    assert audience.endswith(" kaikki…")


@pytest.mark.django_db
@pytest.mark.parametrize(("month", "day"), [(3, 27), (3, 28), (10, 30), (10, 31)])
def test_all_day_over_the_change_of_clocks_is_one_local_day(month, day):
    starts_at = helsinki(month, day)
    session = make_session(make_event(), starts_at=starts_at, ends_at=starts_at + timedelta(days=1), all_day=True)

    text = said_of(session)

    after = starts_at + timedelta(days=1)
    assert f"DTSTART;VALUE=DATE:{starts_at:%Y%m%d}\r\nDTEND;VALUE=DATE:{after:%Y%m%d}\r\n" in text


def test_every_word_exists_in_every_language():
    for words in WORDS.values():
        for name in words.__slots__:
            assert getattr(words, name), name
        assert set(words.written_in) == set(LANGUAGES)
        assert set(words.deliveries) == set(Event.Delivery.values)


def said_of(session, language="fi"):
    entries.refresh([session.event_id], now=NOW)
    return getattr(SessionEntry.objects.get(session=session), f"vevent_{language}")


def summary(text):
    return unfolded(text).split("SUMMARY:")[1].split("\r\n")[0]


def unfolded(text):
    return text.replace("\r\n ", "")
