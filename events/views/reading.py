"""What every public page knows: who reads, in which language, when, and with which vocabularies."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from catalogue import vocabularies
from catalogue.models import User
from catalogue.texts import page_language
from catalogue.vocabularies import Vocabularies
from events import filters
from events.filters import Selection


@dataclass(frozen=True, slots=True)
class Reading:
    user: User | AnonymousUser
    now: datetime
    language: str
    vocabularies: Vocabularies

    def selection(self, query: QueryDict) -> Selection:
        return filters.parse(query, vocabularies=self.vocabularies, language=self.language, now=self.now)


def of(request: HttpRequest) -> Reading:
    return Reading(
        user=request.user,
        now=timezone.now(),
        language=page_language(),
        vocabularies=vocabularies.current(),
    )
