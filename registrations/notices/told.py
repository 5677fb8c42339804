"""What earlier mails have put into somebody's calendar: the row of each message keeps what it carried."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from catalogue.models import Message
from events.feeds.itip import REQUEST

# In the details of a message.
KEY = "calendar"
FILE, NOTHING = "FILE", ""
# By one of these a seat came into somebody's calendar before rows kept what they carried.
_FIRST = ("confirmed", "promoted", "substitute")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Last:
    """What the last mail about a session asked for, under which SEQUENCE, and its DTSTAMP."""

    method: str
    sequence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """`entries` by UID; `has_file`: the training went into the calendar as a file of several sessions."""

    entries: Mapping[str, Last]
    has_file: bool

    def asks_to_keep(self, uid: str) -> bool:
        last = self.entries.get(uid)
        return last is not None and last.method == REQUEST

    def last_of(self, uid: str) -> Last:
        return self.entries.get(uid, Last(NOTHING, -1, _LONG_AGO))


def record(method: str, sequences: Mapping[str, int], at: datetime) -> dict[str, Any]:
    """Answer what a message's row keeps of the calendar part that it carries."""
    return {KEY: {"method": method, "sequences": dict(sequences), "at": at.isoformat()}}


def without(context: Mapping[str, Any]) -> dict[str, Any]:
    """The details of a message but for what it carried: for one that has not been sent yet."""
    return {name: value for name, value in context.items() if name != KEY}


def by_mails(registration_ids: Collection[uuid.UUID], uids: Collection[str], *, but: uuid.UUID) -> Told:
    """What mails about these registrations have carried, all but one; `uids` are those of the training's sessions.

    A message in somebody's hands may have been sent: what it says is taken for told. It costs a CANCEL that finds
    nothing to take out, and no calendar keeps what is not held.
    """
    sent = Q(state__in=(Message.State.SENT, *Message.UNDELIVERED)) | Q(state=Message.State.QUEUED, attempts__gt=0)
    rows = Message.objects.filter(
        Q(context__has_key=KEY) | Q(sent, kind__in=_FIRST), registration_id__in=registration_ids
    )
    kept = list(rows.exclude(pk=but).values_list("context", flat=True))
    records = [context[KEY] for context in kept if KEY in context]
    entries = _last(records)
    is_unsure = len(records) < len(kept)
    if is_unsure and len(uids) == 1:
        entries = {uid: Last(REQUEST, -1, _LONG_AGO) for uid in uids} | entries
    return Told(entries, has_file=(is_unsure and len(uids) > 1) or any(record["method"] == FILE for record in records))


def _last(records: Iterable[Mapping[str, Any]]) -> dict[str, Last]:
    """Of each session the one that calendars go by: the highest SEQUENCE, then the latest DTSTAMP."""
    entries: dict[str, Last] = {}
    for each in records:
        if each["method"] in {FILE, NOTHING}:
            continue
        for uid, sequence in each["sequences"].items():
            last = Last(each["method"], sequence, datetime.fromisoformat(each["at"]))
            before = entries.get(uid)
            if before is None or (before.sequence, before.at) < (last.sequence, last.at):
                entries[uid] = last
    return entries
