"""Public holidays of Finland by their names in each language."""

import datetime as dt
import re
from functools import lru_cache

LANGUAGES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}
YEARS_KEPT = 100
# As Finnish calendars print them, and as the British say.
OURS = {"Trettondag": "Trettondagen", "Pingst": "Pingstdagen", "Second Day of Christmas": "Boxing Day"}
_LAST_PART = re.compile(r"(?<=\w{4})(?=(?:dagen|päivä)$)")


def name_of(day: dt.date, language: str) -> str:
    """The name of the holiday; nothing on an ordinary day."""
    return _of_year(day.year, language).get(day, "")


def hyphenated(name: str) -> str:
    """The same with a soft hyphen where its last word may be divided: days are narrow."""
    return _LAST_PART.sub("\N{SOFT HYPHEN}", name)


@lru_cache(maxsize=YEARS_KEPT)
def _of_year(year: int, language: str) -> dict[dt.date, str]:
    # Imported when first needed: it takes a tenth of a second.
    import holidays

    named = holidays.country_holidays("FI", years=year, language=LANGUAGES[language])
    return {day: OURS.get(name, name) for day, name in named.items()}
