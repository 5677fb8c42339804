"""Public holidays of Finland by their names in each language."""

import datetime as dt
import re
from functools import lru_cache

LANGUAGES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}
YEARS_KEPT = 100
# Self-government day of Åland, which is off there alone: the 9th of June.
ALAND_DAY = (6, 9)
ALAND_NAMES = {"fi": "Ahvenanmaan itsehallintopäivä", "sv": "Ålands självstyrelsedag", "en": "Åland’s Autonomy Day"}
# As Finnish calendars print them, and as the British say.
OURS = {"Trettondag": "Trettondagen", "Pingst": "Pingstdagen", "Second Day of Christmas": "Boxing Day"}
_LAST_PART = re.compile(r"(?<=\w{4})(?=(?:dagen|päivä)$)")


def name_of(day: dt.date, language: str) -> str:
    """The name of the holiday; nothing on an ordinary day."""
    return _of_year(day.year, language).get(day, "")


@lru_cache(maxsize=YEARS_KEPT)
def of_year(year: int) -> tuple[tuple[dt.date, dict[str, str]], ...]:
    """The holidays of a year in their order, with their names by language."""
    return tuple(
        (day, {language: _of_year(year, language)[day] for language in LANGUAGES})
        for day in sorted(_of_year(year, "fi"))
    )


def hyphenated(name: str) -> str:
    """The same with a soft hyphen where its last word may be divided: days are narrow."""
    return _LAST_PART.sub("\N{SOFT HYPHEN}", name)


@lru_cache(maxsize=YEARS_KEPT)
def _of_year(year: int, language: str) -> dict[dt.date, str]:
    # Imported when first needed: it takes a tenth of a second.
    import holidays

    named = holidays.country_holidays("FI", years=year, language=LANGUAGES[language])
    return {day: OURS.get(name, name) for day, name in named.items()}
