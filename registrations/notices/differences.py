"""What has changed for those who take part, in words: a line for each session, with the old and the new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogue import texts, towns
from catalogue.models import Room, Venue
from events import dates, session_changes
from events.models import EventChange, Session
from events.session_changes import Place, SessionChange, Span


def in_words(change: EventChange, sessions: Iterable[Session], language: str) -> list[str]:
    """The lines of a change, by time; nothing of what was over already, nor of a corrected text."""
    found = session_changes.of(change)
    wording = _Wording.of(found, sessions, language)
    found.sort(key=lambda each: (each.after or each.before or ())[:1])
    return [wording.line(each) for each in found]


@dataclass(frozen=True, slots=True)
class _Wording:
    language: str
    all_day: frozenset[str]
    venues: Mapping[int, Venue]
    rooms: Mapping[int, Room]

    @classmethod
    def of(cls, found: Iterable[SessionChange], sessions: Iterable[Session], language: str) -> "_Wording":
        places = [place for each in found for place in each.places or ()]
        return cls(
            language=language,
            all_day=frozenset(session.uid for session in sessions if session.all_day),
            venues=Venue.objects.in_bulk([place.venue_id for place in places if place.venue_id]),
            rooms=Room.objects.in_bulk([place.room_id for place in places if place.room_id]),
        )

    def line(self, change: SessionChange) -> str:
        if not change.is_of_programme and change.after:
            return _("New link for joining: %(now)s") % {"now": self._span(change, change.after)}
        before, after = change.before, change.after
        old, new = change.places or (None, None)
        if after is None and before:
            return _("No longer held: %(before)s") % {"before": self._span(change, before)}
        if before is None and after:
            return _("New session: %(now)s") % {"now": self._span(change, after)}
        assert before
        assert after
        words = {"before": self._said(change, before, old), "now": self._said(change, after, new)}
        return _("Before: %(before)s\nNow: %(now)s") % words

    def _said(self, change: SessionChange, span: Span, place: Place | None) -> str:
        return ", ".join(filter(None, [self._span(change, span), self._place(place) if place else ""]))

    def _span(self, change: SessionChange, span: Span) -> str:
        return dates.span(*span, self.language, all_day=change.uid in self.all_day)

    def _place(self, place: Place) -> str:
        venue, room = self.venues.get(place.venue_id or 0), self.rooms.get(place.room_id or 0)
        parts = [
            texts.pick(venue, "name", self.language).value if venue else "",
            room.name if room else "",
            towns.name_in(venue.municipality, self.language) if venue else "",
            _("online") if place.is_online else "",
        ]
        return ", ".join(dict.fromkeys(part for part in parts if part)) or _("place not known yet")
