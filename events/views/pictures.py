"""The pictures that go with shared addresses: plain files to whoever asks, kept for long by every cache."""

import uuid
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe
from limits import RateLimitItemPerMinute

from catalogue import throttling, vocabularies
from catalogue.texts import LANGUAGES
from events.queries import details
from events.sharing import drawing, pictures
from events.sharing.pictures import Picture

# Drawings, not answers: what has been drawn is given as often as it is asked for.
DRAWINGS = RateLimitItemPerMinute(120)
A_YEAR = 31_536_000
FIVE_MINUTES = 300


@require_safe
def event_picture(request: HttpRequest, event_id: uuid.UUID, language: str) -> HttpResponse:
    """The picture of a training that everybody may see: crawlers have no account, so accounts see no more."""
    if language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        event = details.public_event(
            event_id, now=timezone.now(), language=language, vocabularies=vocabularies.current()
        )
        if event is None:
            raise Http404
        return _answer(request, pictures.of_event(event))


@require_safe
def calendar_picture(request: HttpRequest, language: str) -> HttpResponse:
    if language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        return _answer(request, pictures.of_calendar(language))


def _answer(request: HttpRequest, picture: Picture) -> HttpResponse:
    etag = f'"{picture.version}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponse(status=HTTPStatus.NOT_MODIFIED), request, picture)
    body = drawing.kept(picture.version)
    if body is None:
        network = throttling.network_of(throttling.client_address(request))
        refusal = throttling.count(DRAWINGS, "drawing", network)
        if refusal:
            return _later(HTTPStatus.TOO_MANY_REQUESTS, refusal.wait)
        try:
            body = drawing.draw(picture.version, picture.said)
        except drawing.BusyError:
            return _later(HTTPStatus.SERVICE_UNAVAILABLE, 1)
    return _with_headers(HttpResponse(body, content_type="image/png"), request, picture)


def _with_headers(response: HttpResponse, request: HttpRequest, picture: Picture) -> HttpResponse:
    """An address that names this very version never says anything else."""
    is_lasting = request.GET.get("v") == picture.version
    response.headers["ETag"] = f'"{picture.version}"'
    response.headers["Cache-Control"] = (
        f"public, max-age={A_YEAR}, immutable" if is_lasting else f"public, max-age={FIVE_MINUTES}"
    )
    return response


def _later(status: HTTPStatus, seconds: int) -> HttpResponse:
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    return HttpResponse(status=status, content_type="text/plain; charset=utf-8", headers=headers)
