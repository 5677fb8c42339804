"""What is asked of the search for free slots: which training, how long and how often, when it may be."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.rules import RuleError
from events import dates
from events.drafting import EventDraft, SessionDraft

A_DAY = dt.timedelta(days=1)
A_WEEK = dt.timedelta(days=7)
LONGEST_WINDOW = dt.timedelta(days=366)
SHORTEST, LONGEST = 15, 12 * 60
MOST_SESSIONS = 20
MOST = 50
MIDNIGHT = 24
MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
# Time to announce a training and to register for it.
NOTICE = dt.timedelta(days=14)
AHEAD = dt.timedelta(weeks=12)
AROUND = dt.timedelta(weeks=6)


class SlotQueryError(RuleError):
    """What is asked cannot be answered, whatever the calendar holds."""

    code = "slots_impossible"
    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotQuery:
    """Sessions of one length, at the same hour of the same weekday in weeks that follow one another.

    All of them lie between the local dates `earliest` and `latest`, both included, on ISO `weekdays`, and begin and
    end between the hours `from_hour` and `to_hour` (24 is midnight). `draft` says what the training is; its own
    sessions are read over. `event_id` is its saved form, which is no obstacle to itself.
    """

    draft: EventDraft
    minutes: int
    earliest: dt.date
    latest: dt.date
    sessions: int = 1
    weekdays: Collection[int] = MONDAY_TO_FRIDAY
    from_hour: int = 8
    to_hour: int = 16
    venue_id: int | None = None
    room_id: int | None = None
    trainer_ids: Collection[int] = ()
    event_id: UUID | None = None
    limit: int = 10

    def session_at(self, starts_at: dt.datetime) -> SessionDraft:
        return SessionDraft(
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=self.minutes),
            venue_id=self.venue_id,
            room_id=self.room_id,
            trainer_ids=tuple(self.trainer_ids),
        )

    def draft_at(self, starts: Collection[dt.datetime]) -> EventDraft:
        """The training as it would be with sessions at these times."""
        return dataclasses.replace(self.draft, sessions=[self.session_at(starts_at) for starts_at in starts])


def checked(query: SlotQuery, *, today: dt.date) -> SlotQuery:
    """Answer what can be searched: nothing before tomorrow. Raises SlotQueryError, naming the field at fault."""
    query = dataclasses.replace(query, earliest=max(query.earliest, today + A_DAY), limit=min(query.limit, MOST))
    for field, is_wrong, text in _faults(query):
        if is_wrong:
            raise SlotQueryError(text, field=field)
    return query


def _faults(query: SlotQuery) -> list[tuple[str, bool, str | Promise]]:
    window = query.latest - query.earliest
    is_long = query.minutes > (query.to_hour - query.from_hour) * 60
    return [
        ("minutes", not SHORTEST <= query.minutes <= LONGEST, _("A session lasts from 15 minutes to 12 hours.")),
        ("sessions", not 1 <= query.sessions <= MOST_SESSIONS, _("From 1 to 20 sessions can be looked for.")),
        ("latest", window < dt.timedelta(0), _("The last day must be after the first, and still to come.")),
        ("latest", window >= LONGEST_WINDOW, _("At most a year can be looked through at once.")),
        ("weekdays", not query.weekdays or not set(query.weekdays) <= set(range(1, 8)), _("Choose a weekday.")),
        ("from_hour", not 0 <= query.from_hour < query.to_hour <= MIDNIGHT, _("The hours must be in order.")),
        ("minutes", is_long, _("A session of this length does not fit between these hours.")),
        (
            "latest",
            window < (query.sessions - 1) * A_WEEK,
            _("That many sessions, one a week, do not fit between these days."),
        ),
    ]


def of_draft(draft: EventDraft, *, today: dt.date, event_id: UUID | None = None) -> SlotQuery:
    """What to ask for a training as it stands: as long and as often as its sessions, around the days it has now."""
    held = (session for session in draft.sessions if not session.is_cancelled)
    sessions = sorted(held, key=lambda session: session.starts_at)
    timed = [session for session in sessions if not session.all_day]
    first = sessions[0] if sessions else None
    model = timed[0] if timed else None
    around = dates.first_day(first.starts_at) if first else today + NOTICE
    earliest = max(today + NOTICE, around - AROUND) if first else around
    minutes = int((model.ends_at - model.starts_at).total_seconds() // 60) if model else (360 if first else 120)
    count = min(max(len(sessions), 1), MOST_SESSIONS)
    latest = max(around, earliest) + (AROUND if first else AHEAD) + (count - 1) * A_WEEK
    hours = _hours(model, minutes)
    return SlotQuery(
        draft=draft,
        minutes=min(max(minutes, SHORTEST), LONGEST),
        sessions=count,
        earliest=earliest,
        latest=min(latest, earliest + LONGEST_WINDOW - A_DAY),
        from_hour=hours[0],
        to_hour=hours[1],
        venue_id=first.venue_id if first else None,
        room_id=first.room_id if first else None,
        trainer_ids=tuple(first.trainer_ids) if first else (),
        event_id=event_id,
    )


def _hours(session: SessionDraft | None, minutes: int) -> tuple[int, int]:
    """Office hours, wider when the training itself is longer or lies outside them."""
    from_hour, to_hour = 8, MIDNIGHT - 8
    if session is not None:
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        from_hour = min(from_hour, starts.hour)
        to_hour = max(to_hour, ends.hour + (ends.minute > 0)) if ends.date() == starts.date() else MIDNIGHT
    while (to_hour - from_hour) * 60 < min(minutes, LONGEST):
        from_hour, to_hour = max(from_hour - 1, 0), min(to_hour + 1, MIDNIGHT)
    return from_hour, to_hour
