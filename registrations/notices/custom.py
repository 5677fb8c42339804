"""A message of an organiser's own words; not sent to whoever was registered when it was written and is not any more."""

from django.utils.translation import gettext_lazy as _

from catalogue import texts
from registrations.models import CustomMessage
from registrations.notices.kind import ANY, Kind, Words
from registrations.notices.subjects import Subject
from registrations.notices.words import words_of


def _still_concerned(subject: Subject) -> bool:
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
