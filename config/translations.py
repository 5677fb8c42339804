"""Message catalogues without gettext: collected, compiled, and checked to say everything in every language."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polib

if TYPE_CHECKING:
    from config.extraction import Key, Message

LOCALE_DIR = Path(__file__).resolve().parent / "locale"
# English is the language of the messages themselves and needs no catalogue.
LANGUAGES = ("fi", "sv")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-z]+")
METADATA = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def compile_catalogues() -> None:
    """Compile every .po whose .mo is missing or older. Written beside and renamed: readers never see half of one."""
    for source in LOCALE_DIR.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)


def collect() -> None:
    """Bring the catalogues up to the sources: new messages come untranslated, those no longer said go."""
    said = _said()
    for language in LANGUAGES:
        path = _path(language)
        known = _entries(path)
        catalogue = polib.POFile(wrapwidth=0)
        catalogue.metadata = {"Language": language} | METADATA
        for key in sorted(said, key=lambda key: (key[1].casefold(), key[1], key[0] or "")):
            catalogue.append(_entry(said[key], known.get(key)))
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))


def problems() -> Iterator[str]:
    """What is missing, unfinished, stale or unlike its message in a catalogue, a line each."""
    said = _said()
    for language in LANGUAGES:
        entries = _entries(_path(language))
        for key, message in said.items():
            if key not in entries:
                yield f"{language}: missing: {message.singular!r} ({', '.join(sorted(message.files))})"
        for key, entry in entries.items():
            if fault := "no longer said" if key not in said else _fault(entry):
                yield f"{language}: {fault}: {entry.msgid!r}"


def _fault(entry: polib.POEntry) -> str | None:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        return "fuzzy"
    if not texts or not all(texts):
        return "untranslated"
    wanted = _placeholders(entry.msgid_plural or entry.msgid)
    # A singular may leave its number unsaid; nothing may name what the message does not give.
    if _placeholders(texts[-1]) != wanted or not all(_placeholders(text) <= wanted for text in texts):
        return "other placeholders"
    if any(sorted(TAG.findall(text)) != sorted(TAG.findall(entry.msgid)) for text in texts):
        return "other tags"
    return None


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def _said() -> "dict[Key, Message]":
    from config import extraction  # Django and babel: not for those who only compile

    return extraction.messages()


def _entries(path: Path) -> dict["Key", polib.POEntry]:
    if not path.exists():
        return {}
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def _entry(message: "Message", known: polib.POEntry | None) -> polib.POEntry:
    """The entry of one message with the translation it has. Files without lines: fewer conflicts between people."""
    entry = polib.POEntry(msgctxt=message.context, msgid=message.singular, msgid_plural=message.plural or "")
    entry.occurrences = [(file, "") for file in sorted(message.files)]
    if "%(" in message.singular or "%s" in message.singular:
        entry.flags = ["python-format"]
    if known is not None and known.fuzzy:
        entry.flags = [*entry.flags, "fuzzy"]
    if message.plural:
        entry.msgstr_plural = known.msgstr_plural if known and known.msgstr_plural else {0: "", 1: ""}
    elif known is not None:
        entry.msgstr = known.msgstr
    return entry


def _path(language: str) -> Path:
    return LOCALE_DIR / language / "LC_MESSAGES" / "django.po"


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        found = list(problems())
        print("\n".join(found) or "Every message is said in every language.")
        return 1 if found else 0
    collect()
    compile_catalogues()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
