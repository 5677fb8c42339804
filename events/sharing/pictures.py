"""The picture that goes with a shared address: what is said in it, and its own address."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from events import dates
from events.descriptions import EventDescription
from events.models import Event
from events.sharing import drawing


@dataclass(frozen=True)
class Picture:
    """Everything it says, in words; two pictures that say the same are one."""

    language: str
    site: str
    title: str
    title_language: str
    when: str = ""
    where: str = ""
    organiser: str = ""
    notice: str = ""

    @property
    def alternative(self) -> str:
        """The same for who does not see it."""
        return ". ".join(part for part in (self.notice, self.title, self.when, self.where, self.organiser) if part)

    @cached_property
    def said(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @cached_property
    def version(self) -> str:
        """Of words and drawing: another address whenever the picture looks different."""
        return hashlib.sha256(drawing.LAYOUT + self.said.encode()).hexdigest()[:16]


def of_event(event: EventDescription) -> Picture:
    """The picture of a training, in the active language, which is that of the description."""
    return Picture(
        language=event.language,
        site=gettext("Training calendar"),
        title=event.title.value,
        title_language=event.title.language,
        when=_when(event),
        where=event.where,
        organiser=event.lead.name.value,
        notice=_notice(event),
    )


def of_calendar(language: str) -> Picture:
    """The picture of every other page, in the active language."""
    words = gettext(
        "Trainings for the staff of early education, schools, libraries, youth work and sports, free of charge."
    )
    return Picture(language=language, site=gettext("Training calendar"), title=words, title_language=language)


def address(event: EventDescription, picture: Picture) -> str:
    path = reverse("event-picture", kwargs={"event_id": event.id, "language": event.language})
    return f"{settings.BASE_URL}{path}?v={picture.version}"


def _when(event: EventDescription) -> str:
    held = [session for session in event.sessions if not session.is_cancelled] or list(event.sessions)
    if not held or event.state == Event.State.POSTPONED:
        return gettext("Dates will be announced")
    if len(held) == 1:
        return dates.span(held[0].starts_at, held[0].ends_at, event.language, all_day=held[0].all_day)
    days = dates.days(held[0].starts_at, held[-1].ends_at, event.language)
    sessions = ngettext("%(count)s session in all", "%(count)s sessions in all", len(held)) % {"count": len(held)}
    return f"{days} · {sessions}"


def _notice(event: EventDescription) -> str:
    words = {Event.State.CANCELLED: gettext("Cancelled"), Event.State.POSTPONED: gettext("Postponed")}
    return words.get(Event.State(event.state), "")
