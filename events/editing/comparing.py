"""Two drafts of one training side by side: what each of two savers has changed, and one draft made of both."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from events import drafting
from events.drafting import EventDraft, SessionDraft
from events.editing.saving import ORIGIN

THEIRS, MINE = "theirs", "mine"
DIGEST = 8
# Parts that are not columns: a session by its id, those without one together, seats and programme as wholes.
SESSION, NEW_SESSIONS, POOLS, AGENDA = "session-", "sessions", "pools", "agenda"
_ATTRIBUTES = {
    "title": "titles",
    "summary": "summaries",
    "description": "descriptions",
    "audience_note": "audience_notes",
    "registration_note": "registration_notes",
}
_LINKS = {
    "co_organisers": "co_organiser_ids",
    "regions": "region_ids",
    "sectors": "sector_ids",
    "levels": "level_ids",
    "audiences": "audience_ids",
    "themes": "theme_ids",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One part in which the saved event and the form say something else; None is a session that is not there.

    `keep` is what is kept unless somebody chooses: where both have changed it, nothing is settled.
    """

    part: str
    theirs: Any
    mine: Any
    keep: str

    @property
    def is_open(self) -> bool:
        return not self.keep


def parts_of(draft: EventDraft) -> dict[str, Any]:
    """Everything a draft says, part by part, in forms that can be compared."""
    columns = {name: value for name, value in drafting.columns_of(draft).items() if name not in ORIGIN}
    links = {name: sorted(ids) for name, ids in drafting.links_of(draft).items()}
    sessions = {f"{SESSION}{each.session_id}": _session(each) for each in draft.sessions if each.session_id}
    new = [_session(each) for each in draft.sessions if not each.session_id]
    pools = [[each.pool_id, each.capacity, each.delivery, _texts(each.names)] for each in draft.pools]
    agenda = [[str(each.at), _texts(each.titles)] for each in draft.agenda]
    return {**columns, **links, **sessions, NEW_SESSIONS: new, POOLS: pools, AGENDA: agenda}


def digests(draft: EventDraft) -> dict[str, str]:
    """A short digest of each part: enough to tell later who has changed it."""
    return {part: _digest(value) for part, value in parts_of(draft).items()}


def differences(base: Mapping[str, str], theirs: EventDraft, mine: EventDraft) -> list[Difference]:
    """Where the saved event and mine differ; `base` are the digests of what mine began with."""
    theirs_by_part, mine_by_part = parts_of(theirs), parts_of(mine)
    found = []
    for part in dict.fromkeys([*theirs_by_part, *mine_by_part]):
        their, my = theirs_by_part.get(part), mine_by_part.get(part)
        if _digest(their) == _digest(my):
            continue
        began = base.get(part, _digest(None))
        have_they, have_i = _digest(their) != began, _digest(my) != began
        found.append(Difference(part, their, my, "" if have_they and have_i else THEIRS if have_they else MINE))
    return found


def merged(mine: EventDraft, theirs: EventDraft, keep: Mapping[str, str]) -> EventDraft:
    """Mine, with those parts that `keep` says are theirs."""
    taken = {part for part, whose in keep.items() if whose == THEIRS}
    changes: dict[str, Any] = {}
    for name, attribute in _ATTRIBUTES.items():
        languages = {part.removeprefix(f"{name}_") for part in taken if part.rpartition("_")[0] == name}
        texts, other = dict(getattr(mine, attribute)), getattr(theirs, attribute)
        changes[attribute] = texts | {language: other.get(language, "") for language in languages}
    columns = {field.name for field in dataclasses.fields(EventDraft)}
    changes |= {part: getattr(theirs, part) for part in taken if part in columns - {NEW_SESSIONS}}
    changes |= {_LINKS[part]: getattr(theirs, _LINKS[part]) for part in taken if part in _LINKS}
    changes["sessions"] = _merged_sessions(mine, theirs, taken)
    return dataclasses.replace(mine, **changes)


def _merged_sessions(mine: EventDraft, theirs: EventDraft, taken: set[str]) -> tuple[SessionDraft, ...]:
    their = {f"{SESSION}{each.session_id}": each for each in theirs.sessions}
    kept = [each for each in mine.sessions if f"{SESSION}{each.session_id}" not in taken]
    return (*kept, *(each for part, each in their.items() if part in taken))


def _session(draft: SessionDraft) -> list[Any]:
    times = [draft.starts_at.timestamp(), draft.ends_at.timestamp(), draft.all_day, draft.is_cancelled]
    place = [draft.venue_id, draft.room_id, draft.is_online, draft.join_url]
    return [*times, *place, sorted(draft.trainer_ids), _texts(draft.titles)]


def _texts(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted((language, text) for language, text in texts.items() if text)


def _digest(value: Any) -> str:
    text = json.dumps(value, default=_plain, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]


def _plain(value: Any) -> Any:
    """A moment is the same in every time zone: forms speak local time, the database UTC."""
    return value.timestamp() if isinstance(value, dt.datetime) else str(value)
