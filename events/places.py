"""Where a session is, in one line."""

from catalogue import texts, towns
from events.models import Session


def venue_line(session: Session, language: str) -> str:
    """Venue, room and town; nothing when it has no venue. How to join online is for participants only."""
    if session.venue is None:
        return ""
    parts = (
        texts.pick(session.venue, "name", language).value,
        session.room.name if session.room else "",
        towns.name_in(session.venue.municipality, language),
    )
    return ", ".join(dict.fromkeys(part for part in parts if part))
