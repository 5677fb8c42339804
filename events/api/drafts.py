"""The EventDraft that a program's JSON means: codes become rows, every unknown one is named."""

import dataclasses
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from catalogue.inputs import FieldError, InvalidError
from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Vocabularies, Vocabulary
from events import scheduling, starting
from events.api.shapes import EventIn, PoolIn, SessionIn
from events.drafting import TEXTS, EventDraft, PoolDraft, SessionDraft
from events.queries import names
from events.queries.names import Names

TERMS = {
    "sectors": "sector_ids",
    "levels": "level_ids",
    "audiences": "audience_ids",
    "themes": "theme_ids",
    "regions": "region_ids",
}
SAME = ("national", "series_part")
REGISTRATION = {
    "opens_at": "registration_opens_at",
    "closes_at": "registration_closes_at",
    "mode": "registration_mode",
    "url": "registration_url",
    "waiting_list_limit": "waiting_list_limit",
    "minimum_participants": "minimum_participants",
}
NOBODY = 0


@dataclass(slots=True)
class Resolving:
    """What a program wrote, the rows it names, and what could not be understood of it."""

    given: EventIn
    known: Vocabularies
    names: Names
    errors: list[FieldError] = field(default_factory=list)

    def refuse(self, name: str, value: object) -> None:
        text = _("“%(value)s” is not known here.") % {"value": value}
        self.errors.append(FieldError(name, "unknown", text))

    def ids(self, vocabulary: Vocabulary, name: str, codes: Iterable[str]) -> frozenset[int]:
        found = set()
        for number, code in enumerate(codes):
            term = vocabulary.get(code)
            if term is None:
                self.refuse(f"{name}.{number}", code)
            else:
                found.add(term.id)
        return frozenset(found)

    def one(self, name: str, value: str, found: Mapping[str, Any]) -> Any:
        if value not in found:
            self.refuse(name, value)
        return found.get(value)


def draft_of(
    given: EventIn, *, known: Vocabularies, base: EventDraft | None = None, event_id: uuid.UUID | None = None
) -> EventDraft:
    """Answer the draft: `base` with what is given, or a new one. Raises InvalidError naming all that is unknown."""
    wanted = Resolving(given, known, names.named_in(_spoken_of(given), event_id=event_id))
    start = base or starting.blank_draft(NOBODY)
    draft = dataclasses.replace(start, **_columns(wanted, start))
    if wanted.errors:
        raise InvalidError(wanted.errors)
    return draft


def refuse_incomplete(given: EventIn) -> None:
    """Raise InvalidError unless everything is there that a new training needs."""
    lacking = [name for name in ("agency", "delivery") if not getattr(given, name)]
    lacking += ["title"] if not any(_said(given.title).values()) else []
    lacking += ["languages"] if not given.languages else []
    if lacking:
        raise InvalidError([FieldError(name, "required", _("This is missing.")) for name in lacking])


def _columns(wanted: Resolving, start: EventDraft) -> dict[str, Any]:
    given, named = wanted.given, wanted.given.model_fields_set
    columns: dict[str, Any] = {name: getattr(given, name) for name in SAME if name in named}
    for name, attribute in TEXTS.items():
        if name in named:
            columns[attribute] = _merged(getattr(start, attribute), _said(getattr(given, name)))
    for name, attribute in TERMS.items():
        if name in named:
            columns[attribute] = wanted.ids(getattr(wanted.known, name), name, getattr(given, name))
    columns |= _organisers(wanted, start)
    columns |= {REGISTRATION[name]: value for name, value in _set(given.registration).items()}
    columns |= {f"contact_{name}": value for name, value in _set(given.contact).items()}
    if given.delivery:
        columns["delivery"] = given.delivery
    if "languages" in named:
        columns["languages"] = tuple(dict.fromkeys(given.languages))
    columns |= _belonging(wanted)
    if "sessions" in named:
        columns["sessions"] = tuple(_session(wanted, number, each) for number, each in enumerate(given.sessions))
    if "pools" in named:
        columns["pools"] = tuple(_pool(each, number, start) for number, each in enumerate(given.pools))
    return columns


def _belonging(wanted: Resolving) -> dict[str, Any]:
    given, named = wanted.given, wanted.given.model_fields_set
    columns: dict[str, Any] = {}
    if "series" in named:
        columns["series_id"] = wanted.one("series", given.series, wanted.names.series) if given.series else None
    if "repeat_of" in named:
        repeated = str(given.repeat_of) if given.repeat_of else ""
        columns["repeat_of_id"] = wanted.one("repeat_of", repeated, wanted.names.events) if repeated else None
    return columns


def _organisers(wanted: Resolving, start: EventDraft) -> dict[str, Any]:
    """Agencies and partners are written apart and kept together; what is not named of the two stays."""
    given, organisations = wanted.given, wanted.known.organisations
    columns: dict[str, Any] = {}
    if given.agency:
        lead = organisations.get(given.agency)
        if lead is None:
            wanted.refuse("agency", given.agency)
        else:
            columns["lead_id"] = lead.id
    joint = set(start.co_organiser_ids)
    for name, is_partner in (("co_organisers", False), ("partners", True)):
        if name in given.model_fields_set:
            kept = {each for each in joint if (organisations.by_id(each).kind == "partner") is not is_partner}
            joint = kept | wanted.ids(organisations, name, getattr(given, name))
            columns["co_organiser_ids"] = frozenset(joint)
    return columns


def _session(wanted: Resolving, number: int, given: SessionIn) -> SessionDraft:
    at = f"sessions.{number}"
    if given.ends_at <= given.starts_at:
        wanted.errors.append(FieldError(f"{at}.ends_at", "session_times", scheduling.SessionTimesError.text))
    elif given.ends_at - given.starts_at > scheduling.LONGEST_SESSION:
        wanted.errors.append(FieldError(f"{at}.ends_at", "session_length", scheduling.SessionLengthError.text))
    venue = room = None
    if given.venue:
        venue = wanted.names.venue(given.venue.name, given.venue.municipality)
        if venue is None:
            wanted.refuse(f"{at}.venue", given.venue.name)
    if given.room:
        room = wanted.names.rooms.get((venue or NOBODY, given.room))
        if room is None:
            wanted.refuse(f"{at}.room", given.room)
    trainers = [
        wanted.one(f"{at}.trainers.{place}", name, wanted.names.trainers) for place, name in enumerate(given.trainers)
    ]
    return SessionDraft(
        session_id=wanted.one(f"{at}.uid", given.uid, wanted.names.sessions) if given.uid else None,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        all_day=given.all_day,
        titles=_merged({}, _said(given.title)),
        venue_id=venue,
        room_id=room,
        is_online=given.online,
        join_url=given.join_url,
        trainer_ids=tuple(trainer for trainer in trainers if trainer),
        is_cancelled=given.state == "cancelled",
    )


def _pool(given: PoolIn, number: int, start: EventDraft) -> PoolDraft:
    """Pools are known by their place in the list."""
    present = start.pools[number].pool_id if number < len(start.pools) else None
    return PoolDraft(
        capacity=given.capacity,
        delivery=given.delivery,
        names=_merged({}, _said(given.name)),
        pool_id=present,
    )


def _said(texts: BaseModel) -> dict[str, str]:
    return {language: getattr(texts, language) or "" for language in LANGUAGES if language in texts.model_fields_set}


def _merged(before: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in {**before, **said}.items() if text}


def _set(shape: BaseModel | None) -> dict[str, Any]:
    return {} if shape is None else {name: getattr(shape, name) for name in shape.model_fields_set}


def _spoken_of(given: EventIn) -> names.Spoken:
    return names.Spoken(
        venues=frozenset(session.venue.name for session in given.sessions if session.venue),
        trainers=frozenset(name for session in given.sessions for name in session.trainers),
        series=given.series or "",
        event_id=given.repeat_of,
    )
