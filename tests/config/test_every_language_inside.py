"""No page behind the sign-in, no answer of its forms and no refusal of the API is in English for a Finn or a Swede."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone, translation

from catalogue import invitations, outbox
from catalogue.models import Message
from catalogue.rules import RuleError
from config.accounts import letters
from events import case_letters, case_notices
from events.models import Event
from tests.api.arrangements import key_of
from tests.config.accounts.arrangements import ask_for_code, deliver, sign_in
from tests.config.agency_at_work import agency_at_work, patterns_inside, with_second_factors
from tests.config.page_words import LANGUAGES, Words, english_in, english_on, foreign_in
from tests.factories import EventFactory, OrganisationFactory
from tests.registrations.arrangements import open_event

pytestmark = pytest.mark.django_db
# What a page shows by its query, beside what it shows without.
QUERIES = {
    "workspace-board": ["?rows=audience&columns=day&drafts=1", "?rows=sector&overlaps=1&q=olematon", "?rows=region"],
    "workspace-year": ["?span=school&rings=sector", "?rings=agency"],
    "workspace-cases": ["?shelf=settled", "?agency={agency}&severity=high&kind=near"],
    "workspace-events": [f"?shelf={shelf}" for shelf in ("drafts", "plans", "postponed", "cancelled", "past")],
    "workspace-registrations": ["?state=all&sort=-name", "?q=x&mark=notes", "?state=waitlisted"],
    "workspace-slots": ["?event={event}", "?event={event}&slots-earliest=1.1.2027&slots-latest=1.1.2026"],
    "workspace-case": ["?times={event}"],
    "workspace-board-move": ["?day=1.2.2027", "?day=x"],
}
# They answer forms and scripts alone, lead elsewhere, or need a provider.
NEVER_OPENED = {
    "account-revoke",
    "account-sessions-end",
    "account-start",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "openid_connect_login",
    "usersessions_list",
    "workspace-calendar-dates-remove",
    "workspace-event-check-in-dismiss",
    "workspace-event-message-resend",
    "workspace-event-question-act",
    "workspace-event-registration-meaning",
    "workspace-event-remind",
    "workspace-external-fetch",
    "workspace-external-remove",
    "workspace-members-factor",
    "workspace-overlaps-check",
    "workspace-registration-note",
    "workspace-registration-note-remove",
    "workspace-registrations-bulk",
    "workspace-registrations-columns",
    "workspace-token-revoke",
}


@pytest.fixture
def agency():
    return agency_at_work()


@dataclass
class Visit:
    """What a browser is shown of an agency: pages by address, and the addresses that opened."""

    client: Any
    agency: Any
    language: str
    pages: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    def look(self):
        """Open every page that has not opened to somebody before."""
        known = {"agency": self.agency.parts["agency"][0], "event": self.agency.parts["event_id"][0]}
        for name, address in self.agency.addresses(self.language):
            if address in self.opened:
                continue
            for query in ["", *QUERIES.get(name, [])]:
                answer = self.client.get(address + query.format(**known))
                if answer["Content-Type"].startswith("text/html"):
                    self.pages[address + query] = answer.content.decode()
                self.opened |= {address} if answer.status_code in (HTTPStatus.OK, HTTPStatus.UNAUTHORIZED) else set()

    @property
    def names(self):
        return {name for name, address in self.agency.addresses(self.language) if address in self.opened}


def visit(client, agency, language):
    """Look around as nobody, as people of each role, and between the two steps of signing in."""
    seen, organiser = Visit(client, agency, language), agency.people["organiser"]
    seen.look()
    ask_for_code(client, organiser.email)
    seen.look()
    for user in agency.people.values():
        client.logout()
        sign_in(client, user.email)
        if user == organiser:
            seen.look()
            passkey, code = with_second_factors(user)
            agency.parts["pk"] = [passkey]
            client.post("/fi/account/confirm/", {"code": code})
        seen.look()
    client.logout()
    sign_in(client, organiser.email)
    seen.look()
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_inside_say_nothing_in_english(client, agency, language):
    seen = visit(client, agency, language)

    assert english_on(seen.pages, language) == []
    assert {pattern.name for pattern in patterns_inside()} - seen.names == NEVER_OPENED


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_to_empty_forms_say_nothing_in_english(client, agency, language):
    administrator, pages = agency.people["administrator"], {}
    agency.parts["event_id"], agency.parts["pk"] = agency.parts["event_id"][:4], [with_second_factors(administrator)[0]]

    for _name, address in agency.addresses(language):
        client.force_login(administrator)
        pages[address] = client.post(address, {"action": "keep", "do": "save"}, follow=True).content.decode()

    assert english_on(pages, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_mails_to_organisers_say_nothing_in_english(client, agency, language):
    now, organiser = timezone.now(), agency.people["organiser"]
    for address in ("nobody@example.org", organiser.email):
        client.cookies.clear()
        ask_for_code(client, address)
    for news in letters.KIND_OF_TEMPLATE:
        _owe_news(news, organiser, now)
    case_notices.send_digests(now=now)
    Message.objects.update(language=language)
    deliver()
    when_late = now + timedelta(days=20)
    case_notices.send_overdue(now=when_late)
    case_notices.send_digests(now=when_late)
    Message.objects.update(language=language)
    outbox.sweep(now=when_late + outbox.GRACE)

    sent = set(Message.objects.filter(state=Message.State.SENT).values_list("kind", flat=True))
    assert sent >= {*letters.KINDS, *case_letters.KINDS, invitations.KIND}
    assert english_on({each.subject: f"<p>{each.subject}</p>{each.body}" for each in mail.outbox}, language) == []


def _owe_news(letter, user, now):
    values = {"person_id": None, "address": user.email, "language": user.language, "now": now, "letter": letter}
    if letters.KIND_OF_TEMPLATE[letter] == letters.NEWS:
        outbox.queue_message(outbox.build_message(kind=letters.NEWS, cause=letter, **values))


# --- The API ----------------------------------------------------------------------------------------------------------
REFUSED = [
    ("GET", "events?sector=nonsense", None),
    ("GET", "events?cursor=x", None),
    ("GET", "nothing", None),
    ("PUT", "events", None),
    ("POST", "events/{event}/registrations", {"first_name": 1, "email": "aino@", "sector": "x", "nonsense": 1}),
    ("POST", "events/{event}/registrations", []),
    ("POST", "events", {"title": {}, "languages": ["xx"], "sessions": [{"starts_at": "2027-03-12T09:00:00"}]}),
    ("POST", "overlaps/check", {"agency": "nonsense", "themes": ["x"], "venue": "x"}),
    ("POST", "slots", {"minutes": 1, "sessions": 99, "earliest": "x", "weekdays": []}),
    ("PATCH", "events/{event}", {"summary": {"fi": "Uusi"}}),
    ("POST", "events/{draft}/publish", {}),
    ("POST", "events/{draft}/postpone", {}),
    ("GET", "overlaps?state=x", None),
    ("GET", "registrations/AAAA-BBBB-CCCC", None),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("has_key", [True, False], ids=["with a token", "without"])
def test_problems_of_the_api_say_nothing_in_english(client, has_key, language):
    own = OrganisationFactory()
    event, draft = open_event(lead=own), EventFactory(lead=own, state=Event.State.DRAFT)
    headers = {"Authorization": f"Bearer {key_of(own) if has_key else 'x'}", "Accept-Language": language}

    answers = [
        client.generic(
            method,
            f"/api/v1/{address.format(event=event.pk, draft=draft.pk)}",
            json.dumps(body) if body is not None else "",
            "application/json",
            headers=headers,
        ).json()
        for method, address, body in REFUSED
    ]

    assert [answer for answer in answers if "detail" not in answer] == []
    said = Words(" | ".join(text for answer in answers for text in texts_of(answer)))
    assert (english_in(said.text, language), foreign_in(said, language)) == ([], [])


def texts_of(problem):
    return [problem["detail"], *(error["text"] for error in problem["errors"])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words_in_every_language(language):
    untranslated = []

    for refusal in refusals_below(RuleError):
        with translation.override(language):
            said = str(refusal.text)
        with translation.override("en"):
            untranslated += [refusal.code] if said and said == str(refusal.text) else []

    assert untranslated == []


def refusals_below(root):
    for each in root.__subclasses__():
        yield each
        yield from refusals_below(each)


# --- Able to fail -----------------------------------------------------------------------------------------------------
def test_sentence_that_nobody_translates_is_found():
    page = '<button>Save</button><p>See the overlaps of your agency</p><a lang="en">Training calendar</a><br>Hei'

    found = foreign_in(Words(page), "fi")

    assert found == ["Save", "See the overlaps of your agency"]
