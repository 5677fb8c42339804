"""Rehearsing a write: it is done in full, read, and taken back, so that who would be told what is seen beforehand.

Nothing is computed twice: the messages are those that the write owes, rendered by the app that owes them. What a
write leaves to the commit never happens, and locks are held as briefly as by the write itself.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise

from catalogue import outbox
from catalogue.models import Message
from catalogue.outbox import Rendered
from catalogue.rules import RuleError

# Of one kind in one language that many are read before one is found that would still be sent.
MOST_TRIED = 3


@dataclass(frozen=True, order=True, slots=True)
class Standing:
    """As what somebody is told: confirmed, in the queue; `rank` says whose message is shown as the example."""

    rank: int
    name: str | Promise = field(compare=False)


# Answers the standing of each message's reader, by the message's id.
Describe = Callable[[Sequence[Message]], Mapping[UUID, Standing]]
# Makes of the reader of a message nobody in particular: called in a transaction that is taken back.
Disguise = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class _Audience:
    describe: Describe
    disguise: Disguise


_audiences: dict[str, _Audience] = {}


def register_audience(kinds: Iterable[str], describe: Describe, disguise: Disguise) -> None:
    """Name what tells the readers of messages of these kinds; apps do this when they are ready."""
    for kind in kinds:
        _audiences[kind] = _Audience(describe, disguise)


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """What all of one kind read in one language, as nobody in particular gets it."""

    kind: str
    language: str
    count: int
    subject: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """Who would be told: how many in which standing, what they would read; or why the write would be refused."""

    total: int = 0
    standings: Sequence[tuple[str | Promise, int]] = ()
    languages: Sequence[tuple[str, int]] = ()
    examples: Sequence[Example] = ()
    refusal: RuleError | None = None

    @property
    def digest(self) -> str:
        """What was read, so that it can be told whether it is still what would be sent."""
        said = repr([(each.kind, each.language, each.subject, each.text) for each in self.examples])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def rehearse(write: Callable[[], object]) -> Telling:
    """Do the write, see whom it would tell what, and take it back. A refusal of the write is answered, not raised."""
    try:
        with outbox.overheard() as owed, transaction.atomic():
            write()
            telling = _telling(owed)
            transaction.set_rollback(True)
    except RuleError as refusal:
        return Telling(refusal=refusal)
    return telling


def _telling(owed: Collection[Message]) -> Telling:
    known = [message for message in owed if message.kind in _audiences]
    saved = set(Message.objects.filter(pk__in=[message.pk for message in known]).values_list("pk", flat=True))
    standing = _standings([message for message in known if message.pk in saved])
    messages = [message for message in known if message.pk in standing]
    messages.sort(key=lambda message: (standing[message.pk].rank, str(message.context)))
    # One write may owe somebody two messages: that their training moves, and that they have got a seat in it.
    readers = list({message.person_id or message.address: message for message in reversed(messages)}.values())
    by_standing = Counter(standing[message.pk] for message in readers)
    return Telling(
        total=len(readers),
        standings=[(each.name, count) for each, count in sorted(by_standing.items())],
        languages=Counter(message.language for message in readers).most_common(),
        examples=_examples(messages),
    )


def _standings(messages: Sequence[Message]) -> dict[UUID, Standing]:
    found: dict[UUID, Standing] = {}
    for describe in {_audiences[message.kind].describe for message in messages}:
        found |= describe([each for each in messages if _audiences[each.kind].describe == describe])
    return found


def _examples(messages: Sequence[Message]) -> list[Example]:
    alike: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        alike.setdefault((message.kind, message.language), []).append(message)
    examples = [_example(kind, language, each) for (kind, language), each in alike.items()]
    return sorted((each for each in examples if each), key=lambda each: -each.count)


def _example(kind: str, language: str, messages: Sequence[Message]) -> Example | None:
    for message in messages[:MOST_TRIED]:
        rendered = _disguised(message)
        if rendered is not None:
            return Example(
                kind=kind, language=language, count=len(messages), subject=rendered.subject, text=rendered.text
            )
    return None


def _disguised(message: Message) -> Rendered | None:
    with transaction.atomic():
        _audiences[message.kind].disguise(message)
        rendered = outbox.render(message)
        transaction.set_rollback(True)
    return rendered
