"""Reads of an agency's own words: which kinds have them, what one says, what changed, and a training to show it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Organisation
from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Term
from events.models import Event
from registrations.models import MessageTemplate, MessageTemplateChange, MessageTiming
from registrations.notices import answers, changes, clock, examples, groups, seats, words
from registrations.notices.examples import Example
from registrations.notices.kind import Kind, Words
from registrations.notices.kinds import KINDS

MOST_CHANGES = 20
_SHELVES = (
    (gettext_lazy("One’s own seat"), seats.KINDS),
    (gettext_lazy("Changes of the training"), changes.KINDS),
    (gettext_lazy("Who comes after a change"), answers.KINDS),
    (gettext_lazy("Groups"), groups.KINDS),
    (gettext_lazy("Sent by the clock"), clock.KINDS),
)


@dataclass(frozen=True, slots=True)
class Version:
    """The words of a kind in one language; `is_own` when they are the agency's."""

    language: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Row:
    kind: Kind
    versions: Sequence[Version]


@dataclass(frozen=True, slots=True)
class Shelf:
    name: str | Promise
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody changed; of a text, as it became."""

    at: datetime
    who: str
    what: str
    subject: str
    body: str


def shelves(organisation_id: int) -> list[Shelf]:
    """Every kind with its languages; one query."""
    rows = MessageTemplate.objects.filter(organisation_id=organisation_id)
    own = set(rows.values_list("kind", "language"))
    return [
        Shelf(
            name,
            [
                Row(kind, [Version(language, (kind.name, language) in own) for language in LANGUAGES])
                for kind in of_shelf
            ],
        )
        for name, of_shelf in _SHELVES
    ]


def own_template(organisation_id: int, kind: str, language: str) -> MessageTemplate | None:
    return MessageTemplate.objects.filter(organisation_id=organisation_id, kind=kind, language=language).first()


def example(term: Term, kind: Kind, said: Words, language: str) -> Example:
    """The words on the agency's next coming training, else its last one, else a made-up one."""
    organisation = Organisation.objects.get(pk=term.id)
    led = Event.objects.public().filter(lead__in=term.descendant_ids).select_related("lead")
    related = led.prefetch_related("sessions__venue", "sessions__room", "pools")
    event = related.order_by("-starts_at").filter(starts_at__isnull=False).first()
    return examples.show(kind, said, language=language, organisation=organisation, event=event)


def timing(organisation_id: int) -> MessageTiming:
    """What holds there: its own, that of the nearest above it, or the usual."""
    chain = words.lineage(organisation_id)
    settled = MessageTiming.objects.in_bulk(chain)
    found = next((settled[each] for each in chain if each in settled), None)
    return found or MessageTiming(organisation_id=organisation_id)


def history(organisation_id: int, *, kind: str = "", language: str = "") -> list[Step]:
    """The latest changes, the newest first: of one text, or of everything."""
    rows = MessageTemplateChange.objects.filter(organisation_id=organisation_id).select_related("actor_user")
    if kind:
        rows = rows.filter(kind=kind, language=language)
    return [_step(row) for row in rows.order_by("-pk")[:MOST_CHANGES]]


def _step(row: MessageTemplateChange) -> Step:
    who = row.actor_user.get_full_name() if row.actor_user else _("Somebody who is not here any more")
    return Step(row.at, who, _what(row), row.details.get("subject", ""), row.details.get("body", ""))


def _what(row: MessageTemplateChange) -> str:
    if not row.kind:
        return str(_OF_TIMING.get(row.action, _OF_TIMING["timing"]))
    title = KINDS[row.kind].title if row.kind in KINDS else row.kind
    said = {"message": title, "language": row.language}
    if row.action in {"reset", "take_back"}:
        return _("went back to the usual text: %(message)s (%(language)s)") % said
    if row.action == "pass_on":
        return _("took over the text of a predecessor: %(message)s (%(language)s)") % said
    return _("changed the text: %(message)s (%(language)s)") % said


_OF_TIMING = {
    "timing": gettext_lazy("changed when messages are sent"),
    "pass_on": gettext_lazy("took over from a predecessor when messages are sent"),
    "take_back": gettext_lazy("went back to the usual times of messages"),
}
