"""New trainings as Atom (RFC 4287) and RSS 2.0, in the filter and language of an address."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue import lines
from events import dates
from events.descriptions import EventDescription, Named
from events.feeds import naming
from events.feeds.words import WORDS
from events.models import Event
from events.queries import news
from events.queries.news import NewTraining
from events.sharing import addresses
from events.syndication.answering import Document
from events.syndication.asking import Asked
from events.templatetags import texts

MAX_AGE = 900
MAX_AGE_IN_MINUTES = str(MAX_AGE // 60)
# Of a feed without entries: a moment that does not move, or nobody could be told that nothing has changed.
BEGINNING = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
# What XML 1.0 does not take, and controls that it takes and nobody wants.
_UNFIT = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Steady(SyndicationFeed):
    """The time of a feed comes from its entries alone."""

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


class Atom(_Steady, Atom1Feed):
    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """An entry in another language than the feed says so."""
        is_other = item["language"] != self.feed["language"]
        return {"xml:lang": item["language"]} if is_other else {}


class Rss(_Steady, Rss201rev2Feed):
    pass


KINDS: dict[str, type[Atom | Rss]] = {"atom": Atom, "rss": Rss}


def of(asked: Asked, kind: str) -> Document:
    with translation.override(asked.language):
        feed = KINDS[kind](**_head(asked))
        if not asked.unknown:
            for training in news.newest(asked.selection):
                feed.add_item(**_entry(training))
    body = feed.writeString("utf-8").encode()
    return Document(body, KINDS[kind].content_type, asked.language, MAX_AGE)


def _head(asked: Asked) -> dict[str, Any]:
    query = asked.selection.query
    about = WORDS[asked.language].about
    if asked.unknown:
        about = _("There is nothing here, because the address has a filter that we do not know: %(values)s") % {
            "values": naming.listed(asked.unknown)
        }
    meant = WORDS[asked.language].unknown if asked.unknown else naming.in_words(asked.selection.wanted)
    title = _("New in the training calendar: %(filter)s") % {"filter": meant}
    return {
        "title": _line(title)[: naming.LONGEST],
        "link": f"{settings.BASE_URL}{reverse('events')}?{query}".rstrip("?"),
        "description": _clean(about),
        "subtitle": _clean(about),
        "language": asked.language,
        "author_name": _("Training calendar"),
        "feed_url": asked.address,
        "feed_guid": asked.address,
        "ttl": MAX_AGE_IN_MINUTES,
    }


def _entry(training: NewTraining) -> dict[str, Any]:
    event = training.event
    return {
        "title": _title(event),
        "link": addresses.page(event),
        "description": _clean(_summary(event)),
        "author_name": _line(event.lead.name.value),
        "pubdate": _moment(training.published_at),
        "updateddate": _moment(max(training.published_at, event.updated_at)),
        "unique_id": event.id.urn,
        "unique_id_is_permalink": False,
        "categories": [_line(term.name.value) for term in (*event.sectors, *event.themes)],
        "language": event.title.language,
    }


def _title(event: EventDescription) -> str:
    words = WORDS[event.language]
    off = {Event.State.CANCELLED: words.cancelled, Event.State.POSTPONED: words.postponed}
    return off.get(Event.State(event.state), "") + _line(event.title.value)


def _summary(event: EventDescription) -> str:
    """HTML. It says nothing that the clock changes: an entry is new again only when the training is changed."""
    return format_html(
        "<p>{}</p>{}<p>{}: {}</p>",
        _when_and_where(event),
        format_html("<p{}>{}</p>", texts.lang_if_other(event.summary), event.summary) if event.summary else "",
        _("Organiser"),
        texts.text(event.lead.name),
    ) + (format_html("<p>{}: {}</p>", _("Target group"), _names(event.audiences)) if event.audiences else "")


def _when_and_where(event: EventDescription) -> str:
    held = [each for each in event.sessions if not each.is_cancelled] or list(event.sessions)
    if event.state == Event.State.POSTPONED or not held:
        return _("New dates will be announced")
    first, count = held[0], len(held)
    when = dates.span(first.starts_at, first.ends_at, event.language, all_day=first.all_day)
    more = ngettext("%(count)s session", "%(count)s sessions", count) % {"count": count}
    return ". ".join([f"{when}, {more}" if count > 1 else when, event.where]) + "."


def _names(terms: Iterable[Named]) -> SafeString:
    return format_html_join(", ", "{}", ((texts.text(term.name),) for term in terms))


def _moment(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment).replace(microsecond=0)


def _line(text: str) -> str:
    """A text of one line; XML takes no empty title either."""
    return _clean(lines.tidy(text)) or "–"


def _clean(text: str) -> str:
    return _UNFIT.sub("", text.replace("\r\n", "\n"))
