"""How to have the trainings of a filter in one's own calendar; htmx asks for what the filter brings alone."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.texts import Text
from events import calendar_links, facets, rights, subscriptions
from events.queries import lists
from events.sharing import addresses
from events.subscriptions import Subscription
from events.syndication import links
from events.views import browsing, reading
from events.views.browsing import HtmxRequest
from events.views.reading import Reading
from events.views.workspace import entry


@require_safe
def subscribe(request: HtmxRequest) -> HttpResponse:
    read = reading.of(request)
    subscription = subscriptions.asked(request.GET, read)
    is_fragment = browsing.is_fragment(request)
    context = {
        "subscription": subscription,
        "selection": subscription.selection,
        "facets": facets.of(
            subscription.selection, lists.shown(subscription.selection, viewer=read.viewer, now=read.now)
        ),
        "languages_offered": settings.LANGUAGES,
        "longest": calendar_links.LONGEST,
        "square": _square(subscription),
        "news": links.news(subscription.selection, subscription.language),
        "is_fragment": is_fragment,
        "section": "subscribe",
    }
    if is_fragment:
        response = render(request, "events/_subscription_and_counts.html", context)
        response["HX-Push-Url"] = f"{reverse('subscribe')}?{subscription.query}".rstrip("?")
    else:
        response = render(request, "events/subscribe.html", context | {"plans": _plans(read)})
    return browsing.varied(response)


def _square(subscription: Subscription) -> str:
    """For the camera of a phone; none of an address too long to be photographed."""
    ways = subscription.addresses
    return "" if ways.is_too_long else addresses.square(ways.webcal)


def _plans(read: Reading) -> list[tuple[str, Text]]:
    """Codes and names of the agencies whose plans the reader may have in their calendar too."""
    own = [term for term in entry.own_agencies(read) if rights.SEE_WORKSPACE.allows(read.viewer, term.id)]
    return [(term.code, term.short_name(read.language)) for term in own]
