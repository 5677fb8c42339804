"""Name badges and lists to sign as PDF, in the language of the training."""

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typst
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import texts
from catalogue.rules import RuleError
from events import dates, places
from events.models import Event, Session
from registrations.models import Registration

FOLDER = Path(__file__).parent
# Badges beside and below each other on a sheet.
LAYOUTS = {"2x4": 4, "2x5": 5}
# Rows left for those who come without having registered.
SPARE = 5
# One paper at a time in a process: a thousand badges take a second of a processor.
_turn = threading.Lock()
PATIENCE_SECONDS = 20


class PrintingBusyError(RuleError):
    code = "busy"
    status = 503
    text = gettext_lazy("Other papers are being made. Try again in a moment.")


@dataclass(frozen=True, slots=True)
class _Named:
    first: str
    last: str
    workplace: str


def language_of(event: Event) -> str:
    """The first language that the training is held in, of those the calendar speaks."""
    return next((code for code in event.languages if code in texts.LANGUAGES), texts.LANGUAGES[0])


def badges(event: Event, registrations: Iterable[Registration], *, rows: int) -> bytes:
    language = language_of(event)
    said = {
        "language": language,
        "heading": texts.pick(event, "title", language).value,
        "rows": rows,
        "people": _people(registrations),
    }
    return _paper("badges.typ", said)


def attendance_list(event: Event, session: Session, registrations: Sequence[Registration]) -> bytes:
    language = language_of(event)
    with translation.override(language):
        title = texts.pick(event, "title", language).value
        name = texts.pick(session, "title", language).value
        place = ", ".join(
            part for part in (places.venue_line(session, language), _("online") if session.is_online else "") if part
        )
        said = {
            "language": language,
            "heading": f"{title}: {name}" if name else title,
            "when": dates.span(session.starts_at, session.ends_at, language, all_day=session.all_day),
            "place": place,
            "organiser": texts.pick(event.lead, "name", language).value,
            "heads": ["", _("Name"), _("Workplace or organisation"), _("Signature")],
            "footer": _("Contains personal data: destroy the list when attendance has been recorded."),
            "people": _people(registrations),
            "spare": SPARE,
        }
    return _paper("attendance.typ", said)


def _people(registrations: Iterable[Registration]) -> list[dict[str, str]]:
    return [asdict(_Named(each.first_name, each.last_name, each.workplace)) for each in registrations]


def _paper(template: str, said: object) -> bytes:
    """Raises PrintingBusyError when others are being made for too long."""
    if not _turn.acquire(timeout=PATIENCE_SECONDS):
        raise PrintingBusyError
    try:
        made = typst.compile(
            FOLDER / template,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
        )
    finally:
        _turn.release()
    return made if isinstance(made, bytes) else b"".join(made or ())
