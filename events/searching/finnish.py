"""Roots of Finnish words: what their inflected forms have in common, consonant gradation included.

Snowball's stemmer leaves "kasvatus" and "kasvatuksen", "lukutaito" and "lukutaidon", "Turku" and "Turussa" apart.
These rules bring them together; they need not be linguistics, only the same for every form of a word.
"""

import re
from functools import lru_cache

VOWELS = "aeiouyåäö"
SHORTEST_STEM = 3
LONG_WORD = 5
# Forms whose ending looks like another case.
_SPECIAL = (
    (re.compile(r"(?<=m)(?:ist[aä]|iseen)$"), "is"),
    (re.compile(r"(?<=[uy])tt[aä]$"), "s"),
    (re.compile(r"(?<=kiel)tä$"), ""),
    (re.compile(r"vuotta$"), "vuosi"),
)
# The first that fits is taken off, so longer endings come first.
_ENDINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=[aeiouyäö])(?:iden|itten)$",
        r"(?<=[aeiouyäö])jen$",
        r"(?<=i)en$",
        r"(?<=[srln])ten$",
        r"(?<=[aeiouyäö])(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|tt[aä]|seen|siin)$",
        r"(?<=[aeiouyäö])h[aeiouyäö]n$",
        r"(?<=[aeiouyäö])t[aä]$",
        r"(?<=[aeiouyäö]{2}[lr])t[aä]$",
        r"(?<=([aeouyäö]))\1n$",
        r"(?<=[aeiouyäö])[nt]$",
        r"(?<=[eioöuy])[aä]$",
    )
)
_IRREGULAR = (
    (re.compile(r"(?:inen|ise)$"), "is"),
    (re.compile(r"nen$"), "s"),
    (re.compile(r"(?<=[aeouyö])(?:kse|ksi)$"), "s"),
    (re.compile(r"(?<=[uy])(?:de|te|t|ksi)$"), "s"),
    (re.compile(r"(?<=uo)(?:de|t)$"), "s"),
    (re.compile(r"joe$"), "joki"),
    (re.compile(r"mäe$"), "mäki"),
    (re.compile(r"^tue$"), "tuki"),
    (re.compile(r"^turu$"), "turku"),
    (re.compile(r"^lai$"), "laki"),
    (re.compile(r"^las$"), "laps"),
    (re.compile(r"luvu$"), "luku"),
    (re.compile(r"kyvy$"), "kyky"),
    (re.compile(r"vede$"), "vesi"),
)
_WEAKENED = (
    (re.compile(r"(kk|pp|tt)$"), lambda found: found[1][0]),
    (re.compile(r"nt$"), "nn"),
    (re.compile(r"nk$"), "ng"),
    (re.compile(r"mp$"), "mm"),
    (re.compile(r"lt$"), "ll"),
    (re.compile(r"rt$"), "rr"),
)
_SINGLE = ((re.compile(r"(?<=[aeiouyäöh])t$"), "d"), (re.compile(r"(?<=[aeiouyäölr])p$"), "v"))
_STRENGTHENED = (
    (re.compile(r"nn$"), "nt"),
    (re.compile(r"ng$"), "nk"),
    (re.compile(r"mm$"), "mp"),
    (re.compile(r"ll$"), "lt"),
    (re.compile(r"rr$"), "rt"),
    (re.compile(r"d$"), "t"),
    (re.compile(r"(?<=[aeiouyäölr])v$"), "p"),
)
_TAIL = re.compile(r"^(.*?)([ouyö]*|[aäei]+)$")
_SYLLABLES = re.compile(rf"[{VOWELS}]+")
_NOUN_IN_US = re.compile(r"(?<=[uy]s)t[aä]$")
_ENOUGH_SYLLABLES = 3


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its case ending: Tampereella → tamperee, lukutaidon → lukutaido, kasvatuksessa → kasvatus."""
    if word.endswith("nen"):
        return _regular(word)
    for special, replacement in _SPECIAL:
        if len(word) > LONG_WORD and special.search(word):
            return special.sub(replacement, word)
    if _NOUN_IN_US.search(word) and len(_SYLLABLES.findall(word)) > _ENOUGH_SYLLABLES:
        return word[:-2]
    for ending in _ENDINGS:
        stripped = ending.sub("", word)
        if stripped != word and len(stripped) >= SHORTEST_STEM:
            return _regular(stripped)
    return _regular(word)


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """What all forms of the word begin with, in its weak grade: lukutaito and lukutaidon → lukutaido."""
    weakened = weak(stem(word))
    body = _body(weakened)
    return body if len(body) >= SHORTEST_STEM else weakened


def weak(text: str) -> str:
    """A vowel stem in the weak grade: lappi → lapi, helsinki → helsingi, lahte → lahde."""
    found = _TAIL.match(text)
    if found is None or not found[2]:
        return text
    body, tail = found.groups()
    weakened = body
    for pattern, replacement in _WEAKENED:
        weakened = pattern.sub(replacement, weakened)
    if len(weakened) + 1 >= LONG_WORD and not text.endswith("työ"):
        for pattern, softer in _SINGLE:
            weakened = pattern.sub(softer, weakened)
    return weakened + tail


def strong(weakened: str) -> str:
    """The root in the grade that it has within compounds: lukutaido → lukutaito, as in "lukutaitotyö"."""
    body = weakened.rstrip(VOWELS)
    tail = weakened[len(body) :]
    for pattern, replacement in _STRENGTHENED:
        if pattern.search(body):
            return pattern.sub(replacement, body) + tail
    return weakened


def _body(text: str) -> str:
    """The stem without the end that inflections change: o, u, y, ö stay, while a, ä, e, i come and go."""
    if text.endswith(("as", "äs")) and len(text) > LONG_WORD:
        text = text[:-1]
    if text[-2:] in {"oi", "öi", "ui", "yi"}:
        text = text[:-1]
    return text.rstrip("aäei")


def _regular(text: str) -> str:
    for pattern, replacement in _IRREGULAR:
        replaced = pattern.sub(replacement, text)
        if replaced != text:
            return replaced
    return text
