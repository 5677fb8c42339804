"""One line of text as a person writes or pastes it."""

import re
import unicodedata

# Controls, line ends, and marks that turn the direction of what is written after them.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


def tidy(text: str) -> str:
    """The text without control characters pasted along and with single spaces; what leaves nothing to see is empty."""
    text = CONTROL_CHARACTERS.sub(" ", text)
    return re.sub(r" {2,}", " ", text).strip() if any(map(_is_seen, text)) else ""


def _is_seen(letter: str) -> bool:
    """Whether it leaves ink: spaces of no width and joiners alone are no name."""
    return unicodedata.category(letter)[0] in "LNPS"
