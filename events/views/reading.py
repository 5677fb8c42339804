"""What every public page knows: who reads, in which language, when, and with which vocabularies."""

from django.http import HttpRequest
from django.utils import timezone

from catalogue import viewers, vocabularies
from catalogue.texts import page_language
from events.queries.searches import Reader


class Reading(Reader):
    """A reader who has asked for a page."""


def of(request: HttpRequest) -> Reading:
    return Reading(
        viewer=viewers.of(request),
        now=timezone.now(),
        language=page_language(),
        vocabularies=vocabularies.current(),
    )
