"""The secret address of an agency's plans, one for each of its people: told, made anew, and what it opens."""

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue import links, viewers, vocabularies
from catalogue.actors import Actor
from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Term
from events import calendar_links, rights
from events.calendar_links import FeedAddresses
from events.feeds import plans
from events.feeds.calendars import OwnCalendar
from events.feeds.views import calendar_view
from events.models import WorkspaceFeed
from events.queries.searches import Reader

LINK_PURPOSE = "workspace_feed"


def addresses_of(user_id: int, agency: Term, language: str) -> FeedAddresses:
    """Answer where a person finds an agency's plans."""
    query = f"?lang={language}" if language != "fi" else ""
    name = _("%(agency)s: plans") % {"agency": agency.short_name(language)}
    return calendar_links.subscription(path_of(user_id, agency.id) + query, name)


def path_of(user_id: int, organisation_id: int) -> str:
    feed, _is_new = WorkspaceFeed.objects.get_or_create(user_id=user_id, organisation_id=organisation_id)
    return reverse("feed-workspace", args=[links.make_token(LINK_PURPOSE, feed.pk, feed.version)])


@transaction.atomic
def reset_address(*, by: Actor, user_id: int, organisation_id: int) -> None:  # noqa: ARG001 - every write says who
    """Make the address anew: whoever has the old one sees nothing any more."""
    WorkspaceFeed.objects.get_or_create(user_id=user_id, organisation_id=organisation_id)
    feed = WorkspaceFeed.objects.select_for_update().get(user_id=user_id, organisation_id=organisation_id)
    feed.version += 1
    feed.save(update_fields=["version"])


@calendar_view
def workspace_feed(request: HttpRequest, token: str) -> OwnCalendar | None:
    """Nothing is found by an address that was made anew, or of somebody who may not see the workspace any more.

    Of an agency that asks for a second factor the address was told to who had used one.
    """
    feed = _feed_of(token)
    if feed is None:
        return None
    viewer = viewers.of_user(feed.user)
    if not rights.SEE_WORKSPACE.allows(viewer, feed.organisation_id):
        return None
    known = vocabularies.current()
    asked = request.GET.get("lang", "")
    language = asked if asked in LANGUAGES else feed.user.language
    read = Reader(viewer=viewer, now=timezone.now(), language=language, vocabularies=known)
    return plans.calendar_of(known.organisations.by_id(feed.organisation_id), read)


def _feed_of(token: str) -> WorkspaceFeed | None:
    claimed = links.object_id_of(token)
    feed = WorkspaceFeed.objects.select_related("user").filter(pk=claimed).first() if claimed else None
    return feed if feed and links.is_genuine(token, LINK_PURPOSE, feed.pk, feed.version) else None
