"""What mail about new trainings says: a link to confirm with, or what is new, with the ways to change or end it."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue import letters, texts
from catalogue.letters import Entry, Letter
from catalogue.models import Message
from catalogue.outbox import Rendered
from events import dates, places
from events.models import Event, Session
from registrations.models import NewsSubscription
from registrations.newsletter import subscribing

MOST_SHOWN = 30


def render(message: Message) -> Rendered | None:
    """Answer the mail, or None when the subscription has ended, or nothing of it is new any more."""
    subscription = NewsSubscription.objects.filter(pk=message.context["subscription"]).first()
    # A link to confirm with is for who has not confirmed, all else for who has.
    if subscription is None or (message.kind == subscribing.CONFIRM) != (subscription.confirmed_at is None):
        return None
    with translation.override(message.language):
        letter = _LETTERS[message.kind](message, subscription)
        return letters.render(letter, language=message.language) if letter else None


def unsubscribe_address(subscription: NewsSubscription) -> str:
    """Where a mail program posts, without a language; who opens it finds a page with a button."""
    return f"{settings.BASE_URL}{reverse('newsletter-end', args=[subscribing.token_of(subscription)])}"


def page_address(subscription: NewsSubscription, name: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[subscribing.token_of(subscription)])}"


def _confirm(_message: Message, subscription: NewsSubscription) -> Letter:
    return Letter(
        subject=_("Please confirm: new trainings by mail"),
        paragraphs=[
            _("Somebody, we hope you, has asked for mail about new trainings to this address."),
            _(
                "Nothing is sent before you confirm it. If it was not you, you need not do anything: we forget the "
                "address within days."
            ),
        ],
        button=_("Confirm the subscription"),
        url=page_address(subscription, "newsletter-confirm"),
    )


def _known(_message: Message, subscription: NewsSubscription) -> Letter:
    return Letter(
        subject=_("You get new trainings by mail already"),
        paragraphs=[
            _("Somebody, probably you, has asked for mail about new trainings to this address."),
            _("You get it already, and nothing has changed. With the button you can change what you hear about."),
        ],
        button=_("Change what I hear about"),
        url=page_address(subscription, "newsletter-change"),
        unsubscribe_url=unsubscribe_address(subscription),
    )


def _digest(message: Message, subscription: NewsSubscription) -> Letter | None:
    ids = message.context["events"]
    related = Event.objects.published().coming(timezone.now()).select_related("lead")
    found = related.prefetch_related("sessions__venue", "sessions__room").filter(pk__in=ids)
    events = list(found.order_by("starts_at", "pk"))
    if not events:
        return None
    count = len(events)
    more = count - MOST_SHOWN
    change, end = page_address(subscription, "newsletter-change"), unsubscribe_address(subscription)
    return Letter(
        subject=ngettext("%(count)s new training", "%(count)s new trainings", count) % {"count": count},
        paragraphs=[_("These trainings have been published since we last wrote to you.")],
        entries=[_entry(event, message.language) for event in events[:MOST_SHOWN]],
        after=[_("And %(count)s more: see all of them in the calendar.") % {"count": more}] if more > 0 else [],
        button=_("Open the training calendar"),
        url=settings.BASE_URL + reverse("events") + (f"?{subscription.choices}" if subscription.choices else ""),
        fine_print=[
            _("You get this because you asked for new trainings by mail, at most once a day."),
            _("Change what you hear about: %(address)s") % {"address": change},
            _("Unsubscribe: %(address)s") % {"address": unsubscribe_address(subscription)},
        ],
        unsubscribe_url=end,
    )


def _entry(event: Event, language: str) -> Entry:
    sessions = list(event.sessions.all())
    lines = [
        dates.span(each.starts_at, each.ends_at, language, all_day=each.all_day, now=None) for each in sessions[:1]
    ]
    if len(sessions) > 1:
        others = len(sessions) - 1
        lines[0] += " " + ngettext("and %(count)s other time", "and %(count)s other times", others) % {"count": others}
    where = dict.fromkeys(_place(each, language) for each in sessions)
    lines.append(", ".join(filter(None, where)))
    lines.append(texts.pick(event.lead, "name", language).value)
    title = texts.pick(event, "title", language)
    url = settings.BASE_URL + reverse("event", args=[event.slug])
    return Entry(title=title.value, url=url, lines=[line for line in lines if line])


def _place(session: Session, language: str) -> str:
    return ", ".join(filter(None, [places.venue_line(session, language), _("online") if session.is_online else ""]))


_LETTERS = {subscribing.CONFIRM: _confirm, subscribing.KNOWN: _known, subscribing.DIGEST: _digest}
