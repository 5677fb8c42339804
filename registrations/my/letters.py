"""Mails about one's own page: the link that opens it, and that everything has been erased."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue import letters
from catalogue.letters import Letter
from catalogue.models import Message
from catalogue.outbox import Rendered
from registrations.my import sign_in_links

ERASED = "my_erased"
KINDS = (sign_in_links.KIND, ERASED)


def render(message: Message) -> Rendered | None:
    """Answer the mail, or None when its link would not hold any more."""
    with translation.override(message.language):
        letter = _erased() if message.kind == ERASED else _link(message)
        if letter is None:
            return None
        # The link opens everything there is about the person: like a code it is kept nowhere.
        return letters.render(letter, language=message.language, is_secret=message.kind == sign_in_links.KIND)


def _link(message: Message) -> Letter | None:
    own_page = sign_in_links.of_person(message.person_id) if message.person_id else None
    if own_page is None or sign_in_links.has_expired(message, timezone.now()):
        return None
    hours = int(sign_in_links.VALID.total_seconds() // 3600)
    return Letter(
        subject=_("Your trainings: the link to your own page"),
        paragraphs=[
            _("The button opens your own page: your coming and past trainings, your calendar and your data."),
            ngettext(
                "The link works once and for %(hours)s hour.", "The link works once and for %(hours)s hours.", hours
            )
            % {"hours": hours},
        ],
        button=_("Open my trainings"),
        url=settings.BASE_URL + sign_in_links.path_for(message, own_page),
        fine_print=[
            _("Did you not ask for this? Then somebody typed your address by mistake, and you need do nothing."),
            _("Do not pass the link on: it opens everything that you see on your own page."),
        ],
    )


def _erased() -> Letter:
    return Letter(
        subject=_("Your data has been erased"),
        paragraphs=[
            _("As you asked, we have erased your data from the training calendar. This cannot be undone."),
            _("Your seats and places on waiting lists were given up. Links in earlier messages no longer work."),
            _("Only figures without your name remain. We erase your address from this message too within a day."),
        ],
        button=_("Search trainings"),
        url=settings.BASE_URL + reverse("events"),
        fine_print=[_("This message was sent automatically. It needs no answer.")],
    )
