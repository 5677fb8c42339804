"""How the words of a message look: with a training of the agency's own and a participant who is nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalogue.models import Organisation
from events import dates
from events.models import Event, SeatPool, Session
from registrations.models import GroupBooking, Registration
from registrations.notices import placeholders
from registrations.notices.kind import Kind, Words
from registrations.notices.subjects import Subject

REFERENCE = "0000-0000-0000"


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """`training` is the name of the real training it is about; none when the agency has none yet."""

    subject: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]]
    button: str
    language: str
    training: str


def show(kind: Kind, words: Words, *, language: str, organisation: Organisation, event: Event | None) -> Example:
    """Answer the message as it would go out now; without an event with a made-up one."""
    with translation.override(language):
        subject = _subject(kind, language, organisation, event)
        filled = [_fill(paragraph, subject, kind) for paragraph in words.paragraphs]
        return Example(
            subject=_fill(words.subject, subject, kind),
            paragraphs=[paragraph for paragraph in filled if paragraph.strip()],
            facts=subject.facts(),
            button=str(kind.button),
            language=language,
            training=subject.title if event else "",
        )


def _fill(text: str, subject: Subject, kind: Kind) -> str:
    return placeholders.fill(text, subject, kind.placeholders, instead=_examples(subject))


def _subject(kind: Kind, language: str, organisation: Organisation, event: Event | None) -> Subject:
    """Whose participant is made up: nobody's name stands in an example."""
    now = timezone.now()
    registration = Registration(
        event=event or Event(lead=organisation, **{f"title_{language}": _("Name of the training")}),
        state=next(iter(kind.states)),
        first_name=_("First name"),
        last_name=_("Last name"),
        reference=REFERENCE,
        language=language,
    )
    group = GroupBooking(
        contact_first_name=registration.first_name, contact_last_name=registration.last_name, reference=REFERENCE
    )
    kind_of_subject = Subject if event else _MadeUp
    return kind_of_subject(
        registration=registration, language=language, now=now, group=group if kind.to_contact else None
    )


class _MadeUp(Subject):
    """A training in a fortnight, of an agency that has none."""

    @property
    def sessions(self) -> list[Session]:
        nine = timezone.localtime(self.now).replace(hour=9, minute=0, second=0, microsecond=0)
        starts_at = nine + timedelta(days=14)
        return [Session(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), is_online=True)]

    @property
    def pools(self) -> list[SeatPool]:
        return []


def _examples(subject: Subject) -> Mapping[str, str]:
    """What stands for each placeholder that hangs on somebody's own standing."""
    first = next((session.starts_at for session in subject.sessions), subject.now + timedelta(days=14))
    deadline = dates.moment(subject.now + timedelta(days=2), subject.language, now=subject.now)
    known = {
        "place": "3",
        "standing": _("You have a seat in it."),
        "reason": _("The organiser’s reason: %(reason)s") % {"reason": _("the trainer is ill.")},
        "decision": _("The reason that was given: %(reason)s") % {"reason": _("the training is for librarians.")},
        "before": _("Before: %(before)s\nNow: %(now)s")
        % {
            "before": dates.moment(first - timedelta(days=7), subject.language),
            "now": dates.moment(first, subject.language),
        },
        "deadline": deadline,
        "begins": dates.moment(first, subject.language),
        "turn": placeholders.OWN["turn"].value(subject),
        "verify": "",
        "group": placeholders.group_line(seats=12, waiting=3, unnamed=2),
        "names_due": placeholders.names_line(deadline),
    }
    return dict.fromkeys(placeholders.OWN, subject.name) | known
