"""An agency's plans as a calendar of its own people: drafts and plans too, with what overlaps marked in the title."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from catalogue.texts import LANGUAGES
from catalogue.viewers import Viewer
from catalogue.vocabularies import Term
from events.feeds import showing, sources, vevents
from events.feeds.calendars import OwnCalendar
from events.feeds.vevents import CONFIRMED, TENTATIVE, EventFacts, Said, Standing
from events.models import Event, Severity
from events.queries import feed_overlaps
from events.queries.feed_overlaps import Met, Overlaps
from events.queries.searches import Reader

State = Event.State
HELD_IN = (State.DRAFT, State.PLANNED, State.PUBLISHED)
# What is not worth a look at once is said in the description alone.
MARKED = (Severity.HIGH, Severity.MEDIUM)
# A thousand sessions are to stay below a megabyte: the others are counted.
MOST_NOTED = 3


@dataclass(frozen=True, slots=True)
class Words:
    name: str
    about: str
    draft: str
    planned: str
    overlap: str
    overlaps_with: str
    case: str
    others: str


WORDS = {
    "fi": Words(
        name="{agency}: suunnitelmat",
        about="Viraston luonnokset, suunnitelmat ja julkaistut koulutukset. Osoite on henkilökohtainen.",
        draft="LUONNOS",
        planned="SUUNNITTEILLA",
        overlap="PÄÄLLEKKÄIN",
        overlaps_with="Päällekkäin: {title} ({agency})",
        case="Käsittele päällekkäisyys:",
        others="Muita päällekkäisyyksiä: {count}",
    ),
    "sv": Words(
        name="{agency}: planer",
        about="Verkets utkast, planer och publicerade fortbildningar. Adressen är personlig.",
        draft="UTKAST",
        planned="PLANERAS",
        overlap="ÖVERLAPPAR",
        overlaps_with="Överlappar: {title} ({agency})",
        case="Behandla överlappningen:",
        others="Andra överlappningar: {count}",
    ),
    "en": Words(
        name="{agency}: plans",
        about="The agency’s drafts, plans and published trainings. This address is personal.",
        draft="DRAFT",
        planned="PLANNED",
        overlap="OVERLAP",
        overlaps_with="Overlaps with: {title} ({agency})",
        case="Settle the overlap:",
        others="Other overlaps: {count}",
    ),
}


def calendar_of(agency: Term, read: Reader) -> OwnCalendar:
    """What an agency organises, its units and predecessors too, as this reader may see it."""
    now, language = read.now, read.language
    ids = _shown_events(read.vocabularies.lineage(agency.id), read.viewer, now)
    overlaps = feed_overlaps.of_events(ids, read)
    shown = [
        (said, facts.event)
        for facts in sources.facts_of(ids)
        for said in vevents.say(facts, _standing(facts, overlaps[facts.event.pk]))
        if showing.is_shown(said, now)
    ]
    written = "".join(_vevent(said, event, overlaps[event.pk], language) for said, event in showing.nearest(shown, now))
    name = WORDS[language].name.format(agency=agency.short_name(language))
    return OwnCalendar(language, name, WORDS[language].about, f"{agency.code}-plans.ics", written)


def _shown_events(organisation_ids: Collection[int], viewer: Viewer, now: datetime) -> list[UUID]:
    events = Event.objects.visible_to(viewer).organised_by(organisation_ids)
    window = events.filter(ends_at__gt=now - showing.PAST, starts_at__lt=now + showing.FUTURE)
    return list(window.values_list("pk", flat=True))


def _standing(facts: EventFacts, overlaps: Overlaps) -> Standing:
    return Standing(
        CONFIRMED if facts.event.state == State.PUBLISHED else TENTATIVE,
        before_title={language: _before_title(facts.event, overlaps, language) for language in LANGUAGES},
        note={language: "\n\n".join(_notes(overlaps.met, language)) for language in LANGUAGES},
        page={language: _page("workspace-event", facts.event.pk, language) for language in LANGUAGES},
        held_in=HELD_IN,
    )


def _before_title(event: Event, overlaps: Overlaps, language: str) -> str:
    words = WORDS[language]
    state = {State.DRAFT: words.draft, State.PLANNED: words.planned}.get(State(event.state), "")
    is_marked = any(met.severity in MARKED for met in overlaps.met)
    said = ", ".join(filter(None, [words.overlap if is_marked else "", state]))
    return f"{said}: " if said else ""


def _notes(met: Sequence[Met], language: str) -> Iterator[str]:
    yield from (_note(each, language) for each in met[:MOST_NOTED])
    if len(met) > MOST_NOTED:
        yield WORDS[language].others.format(count=len(met) - MOST_NOTED)


def _note(met: Met, language: str) -> str:
    words = WORDS[language]
    said = words.overlaps_with.format(title=met.title.in_(language), agency=met.lead.in_(language))
    return f"{said}\n{words.case}\n{settings.BASE_URL}{_page('workspace-case', met.case_id, language)}"


def _page(name: str, object_id: UUID, language: str) -> str:
    with translation.override(language):
        return reverse(name, args=[object_id])


def _vevent(said: Said, event: Event, overlaps: Overlaps, language: str) -> str:
    """The title changes with the training and with its overlaps: SEQUENCE counts the changes of all of them."""
    sequence = said.session.sequence + event.version + overlaps.changes
    changed_at = max(filter(None, [said.session.changed_at, event.updated_at, overlaps.changed_at]))
    return said.vevent(language, sequence=sequence, changed_at=changed_at)
