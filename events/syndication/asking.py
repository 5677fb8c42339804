"""Reads the address of a feed of news or of an embedded list: filter and language are those of the calendars."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from catalogue import vocabularies
from catalogue.vocabularies import Vocabularies
from events import filters
from events.feeds.addresses import language_of
from events.filters import Selection


@dataclass(frozen=True)
class Asked:
    """`unknown` holds what means nothing here: then nothing is shown but why. `address` is as it was asked for."""

    selection: Selection
    language: str
    unknown: list[tuple[str, str]]
    address: str
    now: dt.datetime

    @property
    def vocabularies(self) -> Vocabularies:
        return self.selection.wanted.vocabularies


def read(request: HttpRequest, *, agency: str, now: dt.datetime) -> Asked | None:
    """Answer what is asked for; None when there is no such agency. Without one, any will do."""
    known = vocabularies.current()
    if agency and known.organisations.get(agency) is None:
        return None
    query = request.GET.copy()
    if agency:
        query["agency"] = agency
    language, unknown = language_of(query)
    selection = filters.parse(query, vocabularies=known, language=language, now=now)
    address = f"{settings.BASE_URL}{request.path}?{request.GET.urlencode()}".rstrip("?")
    return Asked(selection, language, unknown + selection.unknown, address, now)
