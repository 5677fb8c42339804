"""Everything that is kept about a person, for them to take away: each declared model, each of its columns."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Field, ForeignKey, Model, Q
from django.urls import reverse
from django.utils import timezone

from catalogue import personal_data
from catalogue.models import Person, User
from catalogue.personal_data import Whose
from catalogue.texts import LANGUAGES
from events.models import Event
from registrations.models import ConsentText, Registration
from registrations.my import who_has_looked

FORMAT = 1


def of_person(person: Person, *, language: str, now: datetime | None = None) -> dict[str, Any]:
    """A document for programs: a part per kind of row with its name, and rows with all their columns by name."""
    return {
        "format": FORMAT,
        "made_at": now or timezone.now(),
        "email": person.email,
        "what_it_is": f"{settings.BASE_URL}{reverse('privacy')}",
        "parts": {model._meta.model_name: part for model, part in _parts(person)},  # noqa: SLF001 - Django's own name
        "who_has_looked": [
            {
                "at": look.at,
                "action": str(look.action),
                "agency": look.agency.value if look.agency else None,
                "training": look.training.value,
                "at_list_of_participants": look.is_list,
                "reason": look.reason,
            }
            for look in who_has_looked.looks_at(person, language=language, most=None)
        ],
    }


def _parts(person: Person) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    for model, whose in personal_data.owners().items():
        if isinstance(whose, Whose):
            found = _rows(model, whose, person)
            yield model, {"name": str(model._meta.verbose_name_plural), "rows": found}  # noqa: SLF001


def _rows(model: type[Model], whose: Whose, person: Person) -> list[dict[str, Any]]:
    theirs = about(whose, person)
    fields = handed_out(model, whose)
    related = [field.name for field in fields if isinstance(field, ForeignKey)]
    rows = model._default_manager.filter(theirs).select_related(*related).order_by("pk")  # noqa: SLF001
    return [{field.name: _value(row, field, person) for field in fields} for row in rows]


def about(whose: Whose, person: Person) -> Q:
    """The condition that a row is about this person, by any of the ways it can be."""
    ways: Mapping[str, Any] = {whose.person: person.pk, whose.address: person.email, whose.user: person.user_id}
    found = Q(pk__in=[])
    for lookup, value in ways.items():
        if lookup and value is not None:
            found |= Q(**{lookup: value})
    return found


def handed_out(model: type[Model], whose: Whose) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field.name not in whose.withheld]  # noqa: SLF001


def _value(row: Model, field: "Field[Any, Any]", person: Person) -> Any:
    """A column as programs read it; who of the staff it was is not told, only whether it was oneself."""
    if not isinstance(field, ForeignKey):
        return field.value_from_object(row)
    related = getattr(row, field.name)
    if isinstance(related, Event):
        return {"id": related.pk, "title": {code: getattr(related, f"title_{code}") for code in LANGUAGES}}
    if isinstance(related, ConsentText):
        said = {code: getattr(related, f"text_{code}") for code in LANGUAGES}
        return {"kind": related.kind, "version": related.version, "text": said}
    if isinstance(related, Registration):
        return related.reference
    if isinstance(related, User):
        return person.email if related.pk == person.user_id else "somebody of an agency"
    return None if related is None else str(related)
