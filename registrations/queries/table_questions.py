"""Answers to a training's own questions as columns of its table."""

import uuid
from collections.abc import Collection, Iterable, Mapping

from django.db.models import OuterRef, Subquery

from events.models import Event
from registrations import asking
from registrations.asking import AskedQuestion
from registrations.models import Answer, Question
from registrations.queries.table_columns import QUESTION, Column


def columns_of(event: Event, language: str) -> list[Column]:
    """A column for each question, those asked no longer too: what was answered can still be read. One query."""
    rows = Question.objects.filter(event=event).order_by("position", "pk")
    return [_column(row.pk, asking.asked(row, language, ends_at=None)) for row in rows]


def answers_of(
    registration_ids: Collection[uuid.UUID], columns: Iterable[Column], language: str
) -> Mapping[uuid.UUID, Mapping[str, str]]:
    """Answers in words, by registration and code of the column; none is read unless its column is shown."""
    wanted = [int(column.code.removeprefix(QUESTION)) for column in columns if column.code.startswith(QUESTION)]
    if not wanted:
        return {}
    found = Answer.objects.filter(registration__in=registration_ids, question__in=wanted).select_related("question")
    said: dict[uuid.UUID, dict[str, str]] = {}
    for answer in found:
        question = asking.asked(answer.question, language, ends_at=None)
        words = question.value_in_words(answer.value)
        said.setdefault(answer.registration_id, {})[f"{QUESTION}{answer.question_id}"] = words
    return said


def _column(question_id: int, question: AskedQuestion) -> Column:
    code = f"{QUESTION}{question_id}"
    answer = Answer.objects.filter(registration=OuterRef("pk"), question=question_id).values("value")
    return Column(code, question.text.value, lambda row, words: words.answer(row.pk, code), (Subquery(answer),))
