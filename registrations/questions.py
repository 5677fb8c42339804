"""Writing what a training asks: its own questions. What has answers keeps its meaning, and is retired, not deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue import texts
from catalogue.actors import Actor
from catalogue.rules import RuleError
from events import drafting, locks
from events.models import Event
from registrations.models import Answer, Question

MOST = 20
Words = Mapping[str, str]
TEXTS = {"text": "question", "help": "help", "purpose": "purpose"}


class KindFixedError(RuleError):
    code = "kind_fixed"
    text = _("This question has been answered, so its kind stays. Retire it and ask another instead.")


class TooManyQuestionsError(RuleError):
    code = "too_many_questions"
    text = _("A training asks at most 20 questions of its own. People give up over longer forms.")


class OptionsMissingError(RuleError):
    code = "options_missing"
    status = 422
    text = _("Give at least two choices.")


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionDraft:
    """`code` is that of the choice which it corrects; empty for a new one."""

    names: Words
    code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionDraft:
    """Everything a question is made of; words are keyed by language."""

    kind: str
    texts: Words
    purposes: Words
    helps: Words = field(default_factory=dict)
    options: Sequence[OptionDraft] = ()
    required: bool = False
    delete_after_days: int = 0


@transaction.atomic
def add_question(*, by: Actor, event_id: UUID, draft: QuestionDraft, now: datetime | None = None) -> Question:
    """Ask one more question, as the last; raises OptionsMissingError and TooManyQuestionsError."""
    event = locks.lock_event(event_id)
    present = list(Question.objects.filter(event=event, standard=""))
    if len([question for question in present if question.retired_at is None]) >= MOST:
        raise TooManyQuestionsError
    question = Question(event=event, position=max((each.position for each in present), default=0) + 1)
    details = _revise(question, draft, has_answers=False)
    question.save()
    drafting.save_change(event, by=by, action="add_question", details=details, now=now)
    return question


@transaction.atomic
def change_question(*, by: Actor, question_id: int, draft: QuestionDraft, now: datetime | None = None) -> Question:
    """Correct a question; raises KindFixedError when it has answers and would be of another kind."""
    question, event = _lock_question(question_id)
    details = _revise(question, draft, has_answers=has_answers(question))
    if details:
        question.save()
        drafting.save_change(event, by=by, action="change_question", details=details, now=now)
    return question


@transaction.atomic
def retire_question(*, by: Actor, question_id: int, now: datetime | None = None) -> None:
    """Ask it no longer. Its answers stay readable until their time is over; without any it is deleted."""
    now = now or timezone.now()
    question, event = _lock_question(question_id)
    details = {name: {"from": value, "to": ""} for name, value in _wording(question).items()}
    if has_answers(question):
        question.retired_at = question.retired_at or now
        question.save()
    else:
        question.delete()
    drafting.save_change(event, by=by, action="retire_question", details=details, now=now)


@transaction.atomic
def bring_question_back(*, by: Actor, question_id: int, now: datetime | None = None) -> Question:
    """Ask a retired question again."""
    question, event = _lock_question(question_id)
    if question.retired_at is not None:
        question.retired_at = None
        question.save()
        details = {name: {"from": "", "to": value} for name, value in _wording(question).items()}
        drafting.save_change(event, by=by, action="add_question", details=details, now=now)
    return question


@transaction.atomic
def move_question(*, by: Actor, question_id: int, step: int, now: datetime | None = None) -> None:
    """Ask it `step` places later (earlier when negative)."""
    question, event = _lock_question(question_id)
    row = [each for each in Question.objects.filter(event=event, standard="") if each.retired_at is None]
    before = [each.pk for each in row]
    if question.pk not in before:
        return
    row.insert(max(0, before.index(question.pk) + step), row.pop(before.index(question.pk)))
    for position, each in enumerate(row, start=1):
        each.position = position
    Question.objects.bulk_update(row, ["position"])
    if before != [each.pk for each in row]:
        drafting.save_change(event, by=by, action="order_questions", now=now)


def copy_questions(*, event_id: UUID, into: Event) -> None:
    """Ask in a copy of a training what the training asks."""
    own = Question.objects.filter(event=event_id, retired_at=None, standard="")
    rows = [Question(**values | {"id": None, "event_id": into.pk}) for values in own.values()]
    for row in rows:
        row.options = [option for option in row.options if not option.get("is_removed")]
    Question.objects.bulk_create(rows)


def has_answers(question: Question) -> bool:
    return Answer.objects.filter(question=question).exists()


def _lock_question(question_id: int) -> tuple[Question, Event]:
    """Lock the event of a question of its own, and the question; raises Question.DoesNotExist."""
    own = Question.objects.filter(standard="")
    event = locks.lock_event(own.values_list("event_id", flat=True).get(pk=question_id))
    return own.select_for_update().get(pk=question_id), event


def _revise(question: Question, draft: QuestionDraft, *, has_answers: bool) -> dict[str, Any]:
    """Bring an unsaved question to what the draft says; answer what has changed as a history row says it."""
    if has_answers and question.kind != draft.kind:
        raise KindFixedError(field="kind")
    before = _said(question)
    question.kind = draft.kind
    question.required = draft.required
    question.delete_after_days = draft.delete_after_days
    for name, words in (("text", draft.texts), ("help", draft.helps), ("purpose", draft.purposes)):
        for column, value in texts.columns(name, dict(words)).items():
            setattr(question, column, value)
    question.options = _options(question, draft, keep_removed=has_answers)
    after = _said(question)
    return {name: {"from": before[name], "to": after[name]} for name in after if before[name] != after[name]}


def _options(question: Question, draft: QuestionDraft, *, keep_removed: bool) -> list[dict[str, Any]]:
    """The choices of a draft with their codes, and after them those that somebody may have answered with."""
    if draft.kind not in Question.WITH_OPTIONS:
        return question.options if keep_removed else []
    known = {option["code"]: option for option in question.options}
    number = max((int(code) for code in known), default=0)
    kept: list[dict[str, Any]] = []
    for option in draft.options:
        code = option.code
        if code not in known:
            number += 1
            code = str(number)
        kept.append({"code": code, **{language: option.names.get(language, "") for language in texts.LANGUAGES}})
        known.pop(code, None)
    if len(kept) < 2:  # noqa: PLR2004 - with one there is nothing to choose
        raise OptionsMissingError(field="options")
    return [*kept, *({**option, "is_removed": True} for option in known.values() if keep_removed)]


def _said(question: Question) -> dict[str, Any]:
    """What a question says, under the names of a history row."""
    said: dict[str, Any] = {
        f"{shown}_{language}": getattr(question, f"{name}_{language}")
        for name, shown in TEXTS.items()
        for language in texts.LANGUAGES
    }
    names = [texts.first_of(option, "fi") for option in question.options if not option.get("is_removed")]
    return said | {
        "kind": question.kind,
        "options": ", ".join(str(name) for name in names),
        "required": question.required,
        "delete_after_days": question.delete_after_days,
    }


def _wording(question: Question) -> dict[str, str]:
    """The question itself in the languages it is in, under the names of a history row."""
    return {name: value for name, value in _said(question).items() if name.startswith("question_") and value}
