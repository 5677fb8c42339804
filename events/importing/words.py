"""Words as people write them: compared without case, dashes, quotes and brackets; and the product's word tables."""

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "tables"

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_INSIDE = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_SIGNS = re.compile(r"[^\w+&#]+")
_LEGAL_FORM = re.compile(r" (ry|rf|r y|r f|oy|oyj|ab|sr|sr säätiö)$")


@cache
def table(name: str) -> Any:
    """Answer a word table of the product; it is shared, so nobody changes it."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def fold(text: str) -> str:
    """Answer the text in the form in which words are compared: small letters and single spaces, no signs."""
    return _SIGNS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def without_brackets(text: str) -> str:
    """Answer the text without what stands in brackets; all of it when nothing else is there."""
    return " ".join(_BRACKETS.sub(" ", text).split()) or text


def spellings(text: str, *, inside: bool = False) -> Iterator[str]:
    """Answer the folded forms to try, the most exact first; `inside` also what stands in the brackets."""
    for form in (fold(text), fold(without_brackets(text))):
        yield form
        yield _LEGAL_FORM.sub("", form)
    if inside:
        yield from (fold(part) for part in _INSIDE.findall(text))


def closest(text: str, known: Iterable[str]) -> str:
    """Answer the known word that looks most like this one, or nothing."""
    by_form = {fold(word): word for word in known}
    found = difflib.get_close_matches(fold(text)[:100], by_form, n=1, cutoff=0.6)
    return by_form[found[0]] if found else ""


def has_stem(folded: str, stem: str) -> bool:
    """Whether a word of the folded text begins with the stem (which may itself be several words)."""
    return f" {stem}" in f" {folded}"
