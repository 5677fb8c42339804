"""Public holidays of Finland by their names in each language."""

import datetime as dt
from functools import lru_cache

LANGUAGES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}
YEARS_KEPT = 100


def name_of(day: dt.date, language: str) -> str:
    """The name of the holiday; nothing on an ordinary day."""
    return _of_year(day.year, language).get(day, "")


@lru_cache(maxsize=YEARS_KEPT)
def _of_year(year: int, language: str) -> dict[dt.date, str]:
    # Imported when first needed: it takes a tenth of a second.
    import holidays

    return dict(holidays.country_holidays("FI", years=year, language=LANGUAGES[language]))
