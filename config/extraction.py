"""What the interface says, read from the sources: every message marked for translation in Python and templates."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
PACKAGES = ("catalogue", "config", "events", "registrations")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}
_PLAIN = ("_", "gettext", "gettext_lazy", "gettext_noop")
_PLURAL = ("ngettext", "ngettext_lazy")
_CONTEXT = ("pgettext", "pgettext_lazy")
_CONTEXT_PLURAL = ("npgettext", "npgettext_lazy")
KEYWORDS = (
    dict.fromkeys(_PLAIN, (1,))
    | dict.fromkeys(_PLURAL, (1, 2))
    | dict.fromkeys(_CONTEXT, ((1, "c"), 2))
    | dict.fromkeys(_CONTEXT_PLURAL, ((1, "c"), 2, 3))
)
Key = tuple[str | None, str]


@dataclass
class Message:
    """One message; `files` are the sources that say it, relative to the project."""

    context: str | None
    singular: str
    plural: str | None
    files: set[str] = field(default_factory=set)


def messages() -> dict[Key, Message]:
    """Every message of the sources, by context and singular."""
    found: dict[Key, Message] = {}
    for path, text in _sources():
        for _line, said, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            singular, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, None)
            message = found.setdefault((context, singular), Message(context, singular, plural))
            message.plural = message.plural or plural
            message.files.add(str(path.relative_to(BASE_DIR)))
    return found


def _sources() -> Iterator[tuple[Path, str]]:
    """Python as it is, and templates as Django's own extractor turns them into something like Python."""
    for package in PACKAGES:
        for path in sorted((BASE_DIR / package).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield path, path.read_text()
            elif path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts:
                lines = templatize(path.read_text(), origin=str(path)).splitlines()
                yield path, "\n".join(line.strip() for line in lines)  # what is left of a page has no indentation
