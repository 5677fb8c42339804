"""The participant record from JSON: the rules are the form's, so pages and API refuse the same with the same words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalogue import vocabularies
from catalogue.inputs import FieldError, InvalidError
from registrations.forms import ParticipantForm
from registrations.registering import Participant


def participant(values: Mapping[str, Any], language: str) -> Participant:
    """Answer the participant; raises InvalidError with what is wrong in every field. Other fields are ignored."""
    given = {name: values[name] for name in ParticipantForm.base_fields if values.get(name) is not None}
    errors = {name: error for name, value in given.items() if (error := _text_error(name, value))}
    texts = {name: value for name, value in given.items() if name not in errors}
    form = ParticipantForm(texts, vocabularies=vocabularies.current(), language=language)
    for name, problems in form.errors.as_data().items():
        first = problems[0]
        errors.setdefault(name, FieldError(name, first.code or "invalid", " ".join(first.messages)))
    if errors:
        raise InvalidError([errors[name] for name in ParticipantForm.base_fields if name in errors])
    return form.participant()


def _text_error(name: str, value: Any) -> FieldError | None:
    if not isinstance(value, str):
        return FieldError(name, "type", _("Give this as text."))
    try:
        value.encode()
    except UnicodeEncodeError:
        return FieldError(name, "invalid", _("This text has characters that cannot be stored."))
    return None
