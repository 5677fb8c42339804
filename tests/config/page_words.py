"""The words of a page, and which of them are English where another language was asked for."""

import re
from functools import cache
from html.parser import HTMLParser

import polib

from config import translations

LANGUAGES = ["fi", "sv"]
READ_ATTRIBUTES = {"alt", "aria-label", "content", "data-copied", "placeholder", "title"}
VOID = {"br", "circle", "hr", "img", "input", "link", "meta", "path", "rect", "use", "wbr"}
# Shorter ones, and single words, may be part of a name or of the other language's words.
LONG_ENOUGH = 12
# "to" is a day of the week in Finnish.
TOO_SHORT = 3
# A language is chosen by its own name.
OWN_NAMES = {"English"}
ADDRESS = re.compile(r"\S*/\S*")
# Words that no Finnish or Swedish sentence has: what was never marked for translation is told by them.
ENGLISH = re.compile(
    r"\b(?:the|of|this|these|with|your|you|are|were|been|have|which|must|cannot|should|please)\b", re.IGNORECASE
)


class Words(HTMLParser):
    """What a person reads or hears of a page; no addresses, styles or scripts, nor what is marked as English."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.open = []
        self.feed(html)
        self.pieces = {" ".join(each.split()) for each in self.found} - {""}
        self.text = " ".join(" ".join(self.found).split())

    def handle_starttag(self, tag, attrs):
        is_unread = tag in {"style", "script"} or ("lang", "en") in attrs
        if tag not in VOID:
            self.open.append((tag, is_unread))
        if not is_unread and self.is_read:
            self.found += [value for name, value in attrs if name in READ_ATTRIBUTES and value]

    def handle_endtag(self, tag):
        while any(name == tag for name, _is_unread in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.is_read:
            self.found.append(data)

    @property
    def is_read(self):
        return not any(is_unread for _tag, is_unread in self.open)


@cache
def catalogue(language):
    path = translations.LOCALE_DIR / language / "LC_MESSAGES" / "django.po"
    return tuple(polib.pofile(str(path)))


def english_in(text, language):
    """The messages of the catalogue that the text, its addresses aside, says in English."""
    text = ADDRESS.sub("", text)
    return sorted(message for entry in catalogue(language) for message in untranslated_words(entry, text))


def untranslated_words(entry, text):
    for message in filter(None, [entry.msgid, entry.msgid_plural]):
        words = Words(message).text if "<" in message else message
        parts = translations.PLACEHOLDER.split(words)
        is_other = message not in (entry.msgstr, *entry.msgstr_plural.values())
        if is_other and len(words) > LONG_ENOUGH and " " in words and all(part in text for part in parts):
            pattern = ".{1,99}?".join(re.escape(part) for part in parts)
            if re.search(rf"(?<!\w){pattern}(?!\w)", text):
                yield message


def foreign_in(words, language):
    """What pieces of a page are English: a short message that is all of one, or a sentence nobody translates."""
    said = {text for entry in catalogue(language) for text in (entry.msgstr, *entry.msgstr_plural.values())}
    messages = {entry.msgid for entry in catalogue(language) if len(entry.msgid) > TOO_SHORT} - said - OWN_NAMES
    return sorted(each for each in words.pieces if each in messages or ENGLISH.search(ADDRESS.sub("", each)))


def english_on(pages, language):
    """What is English on these pages, by address, with the address of each."""
    words = {address: Words(page) for address, page in pages.items()}
    found = [(address, each) for address, page in words.items() for each in foreign_in(page, language)]
    if english_in(" ".join(page.text for page in words.values()), language):
        found += [(address, each) for address, page in words.items() for each in english_in(page.text, language)]
    return found
