"""What a page says when a request is refused as it stands: why, what the limit is, and how to go on."""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config import bodies


@dataclass(frozen=True, slots=True)
class Words:
    heading: "str | Promise"
    text: "str | Promise"


UNREADABLE = Words(
    _("The request could not be read"),
    _("Something in the address or the form was not understood. Go back and try again."),
)
TOO_MANY = Words(
    _("Too many parts"),
    _("The address or the form had more parts than this page can take. Nothing was saved. Go back and choose fewer."),
)
CALENDAR_TOO_LARGE = Words(
    _("The file was too large"),
    _(
        "A calendar’s file can be at most 5 MB. Nothing was saved. Go back: what you wrote is still there. "
        "Choose a file with fewer events, or give the calendar’s address."
    ),
)
_BY_STATUS = {
    405: Words(
        _("This page cannot be used in that way"),
        _("The page exists, but it does not take what was sent to it. Nothing was saved. Open it again from here."),
    ),
    413: Words(
        _("The form was too large"),
        _(
            "A form can hold at most %(kilobytes)s kilobytes in all. Nothing was saved. "
            "Go back: what you wrote is still there. Shorten it and send the form again."
        ),
    ),
    414: Words(
        _("The address is too long"),
        _(
            "An address can have at most %(characters)s characters. "
            "Choose fewer search conditions, or start the search again."
        ),
    ),
    503: Words(
        _("Too many at once"),
        _(
            "A great many forms are being sent at the moment. Nothing was saved. "
            "Wait a moment, go back and send the form again."
        ),
    ),
    415: Words(
        _("The form could not be read"),
        _(
            "It was sent in a way that this page does not understand. Nothing was saved. "
            "Open the page again and send the form from there."
        ),
    ),
}


def page(request: HttpRequest, status: int, words: Words | None = None) -> HttpResponse:
    """The page that says it, in the active language."""
    said = words or _said(request, status)
    limits = {"kilobytes": bodies.LARGEST // 1024, "characters": settings.LONGEST_ADDRESS}
    text = str(said.text) % limits if "%(" in str(said.text) else str(said.text)
    return render(request, "refused.html", {"heading": said.heading, "text": text}, status=status)


def _said(request: HttpRequest, status: int) -> Words:
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and bodies.largest(request.path) == bodies.LARGEST_CALENDAR:
        return CALENDAR_TOO_LARGE
    return _BY_STATUS.get(status, UNREADABLE)
