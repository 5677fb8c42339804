"""A registration from JSON: the rules are the form's, so pages and API refuse the same with the same words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue import vocabularies
from catalogue.inputs import FieldError, InvalidError
from registrations import question_fields
from registrations.answering import Submission
from registrations.asking import AskedQuestion, Kind
from registrations.form_content import FormContent
from registrations.forms import ANY_POOL, CONSENT, SUPERVISOR, ParticipantForm
from registrations.registering import Participant, Wish

ANSWERS, POOL, CLAIMED = "answers", "pool", "claimed"


@dataclass(frozen=True, slots=True)
class Given:
    participant: Participant
    wish: Wish
    brought: Submission


def registration(values: Mapping[str, Any], content: FormContent) -> Given:
    """Answer who registers and what they bring; raises InvalidError with what is wrong in every field.

    Other fields are ignored, but no answer is: one to a question that is not asked is wrong.
    """
    names = [*ParticipantForm.base_fields, SUPERVISOR]
    given = {name: values[name] for name in names if values.get(name) is not None}
    errors = {name: error for name, value in given.items() if (error := _text_error(name, value))}
    answers = values.get(ANSWERS) or {}
    errors |= {error.field: error for error in (*_answer_errors(answers, content), *_seat_errors(values, content))}
    data = {name: value for name, value in given.items() if name not in errors} | _answer_data(answers, content, errors)
    form = ParticipantForm(
        data | {CONSENT: values.get(CONSENT) is True} | _seat_data(values, errors),
        vocabularies=vocabularies.current(),
        language=content.language,
        pools=content.pools,
        kept=content.kept,
        **content.fields(),
    )
    for name, problems in form.errors.as_data().items():
        first, field = problems[0], _field(name)
        errors.setdefault(field, FieldError(field, first.code or "invalid", " ".join(first.messages)))
    if errors:
        order = [_field(name) for name in form.fields]
        raise InvalidError(sorted(errors.values(), key=lambda error: _place(error.field, order)))
    return Given(form.participant(), form.wish(channel="api"), form.submission(content))


def _field(name: str) -> str:
    """What the API calls a field of the form."""
    return f"{ANSWERS}.{name.removeprefix(question_fields.PREFIX)}" if name.startswith(question_fields.PREFIX) else name


def _place(field: str, order: list[str]) -> int:
    return order.index(field) if field in order else len(order)


def _answer_errors(answers: Any, content: FormContent) -> Iterator[FieldError]:
    if not isinstance(answers, dict):
        yield FieldError(ANSWERS, "type", _("Give this as an object: answers by the key of their question."))
        return
    asked = {question.key: question for question in content.questions}
    for key, value in answers.items():
        name = f"{ANSWERS}.{key}"
        if key not in asked:
            yield FieldError(name, "unknown", _("This training asks no such question."))
        elif value is not None and (error := _type_error(name, asked[key], value)):
            yield error


def _type_error(name: str, question: AskedQuestion, value: Any) -> FieldError | None:
    if question.kind == Kind.YES_NO:
        return None if isinstance(value, bool) else FieldError(name, "type", _("Give this as true or false."))
    if question.kind == Kind.SEVERAL:
        is_list = isinstance(value, list) and all(isinstance(code, str) for code in value)
        return None if is_list else FieldError(name, "type", _("Give this as a list of the codes of choices."))
    return _text_error(name, value)


def _answer_data(answers: Any, content: FormContent, errors: Mapping[str, FieldError]) -> dict[str, Any]:
    """The answers as the form would have sent them."""
    if not isinstance(answers, dict):
        return {}
    spoken: dict[Any, Any] = {True: "yes", False: "no"}
    return {
        question_fields.name_of(question): spoken[value] if isinstance(value, bool) else value
        for question in content.questions
        if (value := answers.get(question.key)) is not None and f"{ANSWERS}.{question.key}" not in errors
    }


def _seat_errors(values: Mapping[str, Any], content: FormContent) -> Iterator[FieldError]:
    """What is wrong with how they would take part, and with the kept seats that they say are for them."""
    pool, claimed = values.get(POOL), values.get(CLAIMED)
    if pool is not None and type(pool) is not int:
        yield FieldError(POOL, "type", _("Give this as the id of one of the pools of the registration form."))
    elif pool is not None and pool not in {each.id for each in content.pools}:
        yield FieldError(POOL, "unknown", _("The training has no such seats."))
    if claimed is not None and not (isinstance(claimed, list) and all(type(each) is int for each in claimed)):
        yield FieldError(CLAIMED, "type", _("Give this as a list of pools of the kept seats of the registration form."))
    elif claimed and not set(claimed) <= {seats.pool_id for seats in content.kept}:
        yield FieldError(CLAIMED, "unknown", _("No such seats are kept for some."))


def _seat_data(values: Mapping[str, Any], errors: Mapping[str, FieldError]) -> dict[str, Any]:
    """The seats as the form would have sent them; who names none takes any."""
    pool = values.get(POOL) if POOL not in errors else None
    claimed = values.get(CLAIMED) if CLAIMED not in errors else None
    return {POOL: ANY_POOL if pool is None else str(pool), CLAIMED: [str(each) for each in claimed or ()]}


def _text_error(name: str, value: Any) -> FieldError | None:
    if not isinstance(value, str):
        return FieldError(name, "type", _("Give this as text."))
    try:
        value.encode()
    except UnicodeEncodeError:
        return FieldError(name, "invalid", _("This text has characters that cannot be stored."))
    return None
