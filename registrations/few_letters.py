"""The mail that tells a training's organisers in time that too few have registered."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue import letters, outbox, texts, viewers
from catalogue.letters import Letter
from catalogue.models import Message, User
from catalogue.outbox import Rendered
from events import case_notices, dates, rights
from events.models import Event
from registrations import minimum
from registrations.minimum import Standing

KIND = "few_registered"


def warn(*, now: datetime | None = None) -> int:
    """Owe the organisers of each training with too few one mail when it is to be decided; answers for how many."""
    now = now or timezone.now()
    messages = [
        outbox.build_message(
            kind=KIND,
            cause=f"{KIND}:{found.event.pk}:{found.decides_at:%Y%m%d%H%M}:{user.pk}",
            person_id=None,
            address=user.email,
            language=user.language,
            now=now,
            event_id=found.event.pk,
            user=user.pk,
        )
        for found in minimum.undecided(now)
        for user in case_notices.planners(found.event)
    ]
    told = set(Message.objects.filter(cause__in=[each.cause for each in messages]).values_list("cause", flat=True))
    new = [each for each in messages if each.cause not in told]
    outbox.queue_messages(new)
    return len({each.event_id for each in new})


def render(message: Message) -> Rendered | None:
    """Answer the mail, or None when there are enough by now, it has been decided, or its reader no longer decides."""
    user = User.objects.filter(pk=message.context["user"], is_active=True).first()
    assert message.event_id
    event = Event.objects.filter(pk=message.event_id).prefetch_related("co_organisers").first()
    if user is None or event is None or not rights.DECIDE.allows(viewers.of_user(user), event):
        return None
    standing = minimum.standing_of(event, now=timezone.now())
    if not standing.is_few:
        return None
    with translation.override(message.language):
        return letters.render(_letter(event, standing, message.language), language=message.language)


def _letter(event: Event, standing: Standing, language: str) -> Letter:
    title = texts.pick(event, "title", language).value
    assert event.starts_at
    assert event.ends_at
    lacking = ngettext("%(count)s more is needed.", "%(count)s more are needed.", standing.lacking)
    return Letter(
        subject=_("Too few have registered: %(title)s") % {"title": title},
        paragraphs=[
            _("Fewer have registered for your training than it needs.") + " " + lacking % {"count": standing.lacking},
            _("Decide now: say that it takes place all the same, postpone it, hold it with another, or cancel it."),
        ],
        facts=[
            (_("Training"), title),
            (_("When"), dates.span(event.starts_at, event.ends_at, language)),
            (_("Registered"), str(standing.taken)),
            (_("Minimum participants"), str(standing.minimum)),
        ],
        button=_("Decide what becomes of it"),
        url=settings.BASE_URL + reverse("workspace-event-few", args=[event.pk]),
        fine_print=(_("This message was sent automatically to those who plan this training."),),
    )
