"""Writing notes about registrations, and taking them away."""

import uuid

from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.rules import RuleError
from registrations.models import RegistrationNote

LONGEST = 2_000


class EmptyNoteError(RuleError):
    code = "empty_note"
    status = 422
    text = _("Write something first.")


def add_note(*, by: Actor, registration_id: uuid.UUID, text: str) -> RegistrationNote:
    """Write a note for all who handle the training's participants; raises EmptyNoteError."""
    text = text.replace("\x00", "").strip()[:LONGEST]
    if not text:
        raise EmptyNoteError(field="text")
    return RegistrationNote.objects.create(registration_id=registration_id, author_id=by.user_id, text=text)


def remove_note(*, by: Actor, registration_id: uuid.UUID, note_id: int) -> None:  # noqa: ARG001 - every write says who
    """Take a note away for good; one that is gone already is no mistake."""
    RegistrationNote.objects.filter(pk=note_id, registration=registration_id).delete()
