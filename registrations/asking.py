"""What a training asks of those who register, and their answers in words; written by `questions` and `answering`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from catalogue import texts
from catalogue.texts import Text
from events import dates
from registrations.models import Answer, Question, Registration
from registrations.standard_questions import WORDS

Kind = Question.Kind


@dataclass(frozen=True, slots=True)
class Option:
    """A choice; one that was removed is no longer offered, but what was answered with it stays readable."""

    code: str
    text: Text
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """A question as a participant meets it. `id` is None for a standard one that nobody has answered yet."""

    id: int | None
    key: str
    kind: str
    standard: str
    text: Text
    help: Text
    purpose: Text
    options: tuple[Option, ...]
    required: bool
    kept_days: int
    # When its training ends, as far as that is known.
    ends_at: datetime | None

    @cached_property
    def offered(self) -> list[Option]:
        return [option for option in self.options if not option.is_removed]

    @property
    def kept_until(self) -> datetime | None:
        return self.ends_at + timedelta(days=self.kept_days) if self.ends_at else None

    def kept_in_words(self, language: str) -> str:
        """Until when an answer is kept, as a sentence of the page's language."""
        if self.kept_days == 0:
            return _("Removed right after the training.")
        if self.kept_until is None:
            return _("Removed %(days)s days after the training.") % {"days": self.kept_days}
        return _("Kept until %(date)s.") % {"date": dates.day(timezone.localdate(self.kept_until), language)}

    def value_in_words(self, value: Any) -> str:
        if self.kind == Kind.YES_NO:
            return _("yes") if value else _("no")
        if self.kind in Question.WITH_OPTIONS:
            chosen = value if isinstance(value, list) else [value]
            words = {option.code: str(option.text) for option in self.options}
            return ", ".join(words.get(code, "") for code in chosen)
        return str(value)


def questions_of(
    event_id: UUID, *, ends_at: datetime | None, standards: Collection[str], language: str
) -> list[AskedQuestion]:
    """Answer what the training asks now: the `standards` that it wants, then its own questions in their order."""
    rows = list(Question.objects.filter(event=event_id, retired_at=None))
    known = {row.standard: row for row in rows if row.standard}
    wanted = [known.get(name) or unsaved_standard(event_id, name) for name in Question.Standard if name in standards]
    own = [row for row in rows if not row.standard]
    return [asked(row, language, ends_at=ends_at) for row in [*wanted, *own]]


def unsaved_standard(event_id: UUID, name: str) -> Question:
    return Question(event_id=event_id, standard=name, kind=Kind.TEXT, delete_after_days=0)


def asked(question: Question, language: str, *, ends_at: datetime | None) -> AskedQuestion:
    words = WORDS.get(question.standard)

    def said(name: str) -> Text:
        return Text(str(getattr(words, name)), language) if words else texts.pick(question, name, language)

    return AskedQuestion(
        id=question.pk,
        key=question.key,
        kind=question.kind,
        standard=question.standard,
        text=said("text"),
        help=said("help"),
        purpose=said("purpose"),
        options=tuple(
            Option(row["code"], texts.first_of(row, language), bool(row.get("is_removed"))) for row in question.options
        ),
        required=question.required,
        kept_days=question.delete_after_days,
        ends_at=ends_at,
    )


def asks_something(event_id: UUID) -> bool:
    """Whether the training has a question that must be answered."""
    return Question.objects.filter(event=event_id, retired_at=None, required=True).exists()


def unanswered(registration: Registration, language: str) -> list[Text]:
    """What the training must know and one in force has not said: whom an organiser registers is asked afterwards."""
    required = Question.objects.filter(event=registration.event_id, retired_at=None, required=True)
    rows = required.exclude(answers__registration=registration) if registration.is_active else []
    return [asked(row, language, ends_at=None).text for row in rows]


def answers_of(registration_id: UUID) -> dict[str, Any]:
    """The answers of one registration as they are stored, by the key of their question."""
    found = Answer.objects.filter(registration=registration_id).select_related("question")
    return {answer.question.key: answer.value for answer in found}


def answers_in_words(registration_ids: Iterable[UUID], language: str) -> Mapping[UUID, Sequence[tuple[Text, str]]]:
    """The answers of registrations, each as question and answer in words, in the order of the questions."""
    found = Answer.objects.filter(registration__in=list(registration_ids)).select_related("question")
    said: dict[UUID, list[tuple[Text, str]]] = {}
    with translation.override(language):
        for answer in found.order_by("question__position", "question"):
            question = asked(answer.question, language, ends_at=None)
            said.setdefault(answer.registration_id, []).append((question.text, question.value_in_words(answer.value)))
    return said


@dataclass(frozen=True, slots=True)
class OrganiserQuestion:
    """A question of the training's own as its organisers see it, with how many have answered."""

    asked: AskedQuestion
    kind_name: str
    kept: str
    answers: int
    is_retired: bool
    is_first: bool
    is_last: bool


def own_questions(event_id: UUID, *, ends_at: datetime | None, language: str) -> list[OrganiserQuestion]:
    """The questions of the training's own in their order, those asked no longer last."""
    found = Question.objects.filter(event=event_id, standard="").annotate(count=Count("answers"))
    rows = sorted(found, key=lambda row: (row.retired_at is not None, row.position, row.pk))
    current = [row.pk for row in rows if row.retired_at is None]
    shown = []
    for row in rows:
        question = asked(row, language, ends_at=ends_at)
        shown.append(
            OrganiserQuestion(
                question,
                row.get_kind_display(),
                question.kept_in_words(language),
                row.count,
                row.retired_at is not None,
                is_first=[row.pk] == current[:1],
                is_last=[row.pk] == current[-1:],
            )
        )
    return shown


def own_question(event_id: UUID, question_id: int) -> Question | None:
    return Question.objects.filter(event=event_id, standard="", pk=question_id).first()
