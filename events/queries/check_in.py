"""Who marks presence where."""

import uuid
from dataclasses import dataclass

from catalogue import texts
from catalogue.texts import Text
from catalogue.viewers import Viewer
from events.models import CheckInHelper, Event


@dataclass(frozen=True, slots=True)
class Helper:
    user_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class HelpedEvent:
    id: uuid.UUID
    title: Text


def helpers_of(event_id: uuid.UUID) -> list[Helper]:
    rows = CheckInHelper.objects.filter(event_id=event_id).select_related("user")
    return [Helper(row.user_id, row.user.get_full_name(), row.user.email) for row in rows]


def helps_somewhere(viewer: Viewer) -> bool:
    return viewer.user_id is not None and CheckInHelper.objects.filter(user_id=viewer.user_id).exists()


def helped_events(viewer: Viewer, language: str) -> list[HelpedEvent]:
    """The trainings at which the viewer marks presence, as far as they see them, the next first."""
    if viewer.user_id is None:
        return []
    events = Event.objects.visible_to(viewer).filter(helpers__user_id=viewer.user_id)
    titles = [f"title_{code}" for code in texts.LANGUAGES]
    return [HelpedEvent(event.pk, texts.pick(event, "title", language)) for event in events.only("id", *titles)]
