"""Laws over any text: every feed passes the lint, and parsers read back what was written, but for its controls."""

from datetime import timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.utils.timezone import now as clock
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from catalogue.models import Venue
from catalogue.texts import LANGUAGES
from events.feeds import calendars, plans, serialising, vevents
from events.feeds.calendars import OwnCalendar
from events.feeds.vevents import EventFacts
from events.feeds.words import Name
from events.models import Event, Session
from events.queries.feed_overlaps import Met, Overlaps
from registrations.models import Registration
from registrations.my.parts import Part
from tests.events.feeds import lint
from tests.events.feeds.arrangements import NOW, WRITTEN_AT
from tests.events.feeds.hostile import ADDRESSES, EMAILS, TEXTS
from tests.events.feeds.readers import READERS

# Without making what fails smaller, which takes minutes for texts as long as these.
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
LAWS = settings(max_examples=100, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=list(HealthCheck))
HOSTILE = {
    "title": "\r\nBEGIN:VEVENT\r\nUID:x\r\n",
    "session_title": '"; \\',
    "summary": "sana" * 1_250,
    "names": ["\u202e;,", '^n"', "👩‍👩‍👧‍👦" * 9, "\x0b", "a\tb"],
    "email": "a/b#c?d&e=f{g|h}i^j`k%l@ääkköset.example",
    "join_url": "https://ääkköset.example/%ä?[1]#\\",
}
WRITTEN = given(
    title=TEXTS.filter(str.strip),
    session_title=TEXTS,
    summary=TEXTS,
    names=st.lists(TEXTS, min_size=5, max_size=5),
    email=EMAILS,
    join_url=ADDRESSES,
)


def facts_of(*, title, session_title, summary, names, email, join_url):
    """A training of two sessions, the second of which is online, with these words wherever words stand."""
    event = Event(
        pk=UUID(int=1), slug="x", title_fi=title, title_sv=session_title, summary_fi=summary, state="published",
        contact_email=email, version=3, updated_at=WRITTEN_AT,
    )  # fmt: skip
    venue = Venue(name_fi=names[0], municipality=names[1])
    common = {"event": event, "title_fi": session_title, "created_at": WRITTEN_AT, "changed_at": WRITTEN_AT}
    sessions = [
        Session(
            pk=number, uid=f"{number}@example.org", starts_at=NOW + timedelta(days=number), venue=venue,
            ends_at=NOW + timedelta(days=number, hours=1), join_url=join_url if number == 2 else "", **common,
        )
        for number in (1, 2)
    ]  # fmt: skip
    named = [Name(name) for name in names]
    return EventFacts(
        event, sessions, lead=named[2], audiences=[named[3]], themes=[named[4], named[0]], sectors=[named[4]]
    )


def body_of(vevents_said, *, language="fi", name="Nimi", about="Kuvaus"):
    return calendars.render(OwnCalendar(language, name, about, "x.ics", vevents_said)).body


def of_everybody(facts, language):
    said = "".join(each.vevent(language, sequence=0, changed_at=WRITTEN_AT) for each in vevents.say(facts))
    return body_of(said, language=language, name=facts.event.title_fi, about=facts.event.summary_fi)


def of_a_person(facts, language):
    standing = Part(Registration.State.CONFIRMED, revision=1, changed_at=WRITTEN_AT).standing()
    said = vevents.say(facts, standing)
    return body_of("".join(each.vevent(language, sequence=0, changed_at=WRITTEN_AT) for each in said))


def of_an_agency(facts, language):
    met = [
        Met(UUID(int=number), UUID(int=number), "high", Name(facts.event.title_fi), facts.lead) for number in range(5)
    ]
    overlaps = Overlaps(met, changes=7, changed_at=clock())
    said = vevents.say(facts, plans._standing(facts, overlaps))
    return body_of("".join(plans._vevent(each, facts.event, overlaps, language) for each in said))


FEEDS = {"public": of_everybody, "personal": of_a_person, "workspace": of_an_agency}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS.keys())
@LAWS
@example(**HOSTILE)
@WRITTEN
def test_feed_of_any_words_passes_the_lint(feed, **words):
    facts = facts_of(**words)

    assert [lint.faults(feed(facts, language)) for language in LANGUAGES] == [[], [], []]


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS.keys())
@settings(LAWS, max_examples=30)
@example(**HOSTILE)
@WRITTEN
def test_feed_of_any_words_is_read_back_by_every_parser(feed, **words):
    facts = facts_of(**words)

    body = feed(facts, "fi")

    judged = READERS["icalendar"](body)
    assert set(judged) == {"1@example.org", "2@example.org"}
    for number, (uid, seen) in enumerate(sorted(judged.items()), start=1):
        assert seen["SUMMARY"].endswith(readable(f"{titled(words)} ({number}/2)"))
        assert seen["ORGANIZER"].startswith("mailto:") == bool(words["email"])
        for name in ("vobject", "ical"):
            read = READERS[name](body)[uid]
            assert {field: read[field] for field in SEEN} == {field: seen[field] for field in SEEN}, name


SEEN = ("SUMMARY", "LOCATION", "DESCRIPTION", "URL", "DTSTART", "DTEND", "STATUS", "SEQUENCE")


@LAWS
@given(TEXTS, st.sampled_from(["", "https://", "HTTP://ääkköset.example/", "zoom://a@b:1/"]))
@example("[::1]:8000/a[1]#b#c%", "https://")
def test_address_of_anything_is_a_uri_once_and_for_all(text, before):
    written = serialising.address(f"{before}{text}")

    assert written.isascii()
    assert serialising.address(written) == written
    assert not set(written) & set(' "<>\\^`{|}')


@LAWS
@given(st.text("abcäö%/?&=,;.-_~😀", min_size=1, max_size=40))
def test_address_says_what_it_said(path):
    address = f"https://example.org/{path.replace('%', '')}"

    assert unquote(serialising.address(address)) == address


def titled(words):
    """As the Finnish title of a session is made of the training's and its own."""
    own, whole = words["session_title"], words["title"]
    return f"{whole}: {own}" if own and own != whole else whole


def readable(text):
    return serialising._without_controls(text)
