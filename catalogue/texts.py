"""Texts in three languages with honest fallback: what is shown also says which language it is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

LANGUAGES = ("fi", "sv", "en")
# Where to look when a text is missing in the language asked for.
FALLBACKS = {"fi": ("fi", "sv", "en"), "sv": ("sv", "fi", "en"), "en": ("en", "fi", "sv")}


@dataclass(frozen=True, slots=True)
class Text:
    """`language` is that of `value`; it differs from the one asked for when there was nothing in that one."""

    value: str
    language: str

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


def page_language() -> str:
    """The language of the page, mail or answer that is being made."""
    return get_language() or LANGUAGES[0]


def pick(source: Any, field: str, language: str) -> Text:
    """Answer `source.<field>_<language>`, or the first filled one in the order of fallback."""
    for candidate in FALLBACKS[language]:
        value = getattr(source, f"{field}_{candidate}")
        if value:
            return Text(value, candidate)
    return Text("", language)


def first_of(names: Mapping[str, str], language: str) -> Text:
    """Answer the name in the language, or the first filled one in the order of fallback."""
    for candidate in FALLBACKS[language]:
        if names.get(candidate):
            return Text(names[candidate], candidate)
    return Text("", language)


def uncapitalised(words: str) -> str:
    """As within a sentence; abbreviations stay."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def columns(field: str, texts: dict[str, str]) -> dict[str, str]:
    """Answer the columns of a translated field: `{"title_fi": …, "title_sv": …, "title_en": …}`."""
    return {f"{field}_{language}": texts.get(language, "") for language in LANGUAGES}
