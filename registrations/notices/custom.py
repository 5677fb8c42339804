"""Messages whose words no agency writes beforehand: an organiser's own, and those that bring a calendar up to date."""

from django.utils.translation import gettext_lazy as _

from catalogue import texts
from registrations.models import CustomMessage
from registrations.notices.kind import ANY, Kind, Says, Words
from registrations.notices.subjects import Subject
from registrations.notices.words import words_of


def _still_concerned(subject: Subject) -> bool:
    """Not whoever was registered when it was written and is not any more."""
    return subject.registration.is_active or not subject.context.get("was_active", True)


def words_in(message: CustomMessage, language: str) -> Words:
    """What it says in this language, or in the next best."""
    body = texts.pick(message, "body", language)
    return words_of(str(getattr(message, f"subject_{body.language}")), body.value)


def _words(subject: Subject) -> Words:
    return words_in(CustomMessage.objects.get(pk=subject.context["custom"]), subject.language)


CUSTOM = Kind(
    name="custom",
    title=_("Message from the organiser"),
    trigger=_("When an organiser writes to participants."),
    subject=_("Message from the organiser"),
    paragraphs=[],
    button=_("See your registration"),
    states=ANY,
    is_right=_still_concerned,
    words=_words,
)
ENTRY = Kind(
    name="calendar_entry",
    title=_("For your calendar"),
    trigger=_("When a change reaches more sessions in somebody’s calendar than one message can put right."),
    subject=_("For your calendar: %(title)s"),
    paragraphs=[
        _("We have told you of a change of your training in another message."),
        _("This one only brings an entry in your calendar up to date, or takes it out. You need not do anything."),
    ],
    button=_("See your registration"),
    states=ANY,
    says=Says.ENTRY,
)
