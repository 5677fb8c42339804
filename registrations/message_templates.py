"""Writing an agency's own words for its messages and the times of those that the clock sends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.actors import Actor
from catalogue.models import Organisation
from catalogue.rules import RuleError
from registrations.models import MessageTemplate, MessageTemplateChange, MessageTiming
from registrations.notices import placeholders, words
from registrations.notices.kind import Kind, Words
from registrations.notices.kinds import KINDS

LONGEST_BODY = 5_000
MOST_REMINDERS = 5
LONGEST_AHEAD = 60


class UnknownPlaceholderError(RuleError):
    code = "unknown_placeholder"
    status = 422

    def __init__(self, names: Sequence[str], *, field: str) -> None:
        said = ", ".join(f"{{{name}}}" for name in names)
        super().__init__(_("This message has no such placeholder: %(names)s") % {"names": said}, field=field)


class EmptyTemplateError(RuleError):
    code = "empty_template"
    status = 422
    text = gettext_lazy("Write something, or go back to the usual text.")


class ImpossibleTimingError(RuleError):
    code = "impossible_timing"
    status = 422
    text = gettext_lazy("Give at most five different numbers of days, each from 1 to 60.")


@transaction.atomic
def save_template(
    *, by: Actor, organisation_id: int, kind: str, language: str, subject: str, body: str, now: datetime | None = None
) -> MessageTemplate:
    """Keep the agency's words for a kind of message. Raises UnknownPlaceholderError and EmptyTemplateError."""
    now = now or timezone.now()
    said = checked(KINDS[kind], subject=subject, body=body)
    _lock(organisation_id)
    values = {"subject": said.subject, "body": words.body_of(said)}
    template, _is_new = MessageTemplate.objects.update_or_create(
        organisation_id=organisation_id, kind=kind, language=language, defaults=values | {"updated_at": now}
    )
    _note(by, organisation_id, "edit", now, kind=kind, language=language, details=values)
    return template


@transaction.atomic
def reset_template(*, by: Actor, organisation_id: int, kind: str, language: str, now: datetime | None = None) -> None:
    """Go back to our words; nothing to do is nothing done."""
    _lock(organisation_id)
    own = MessageTemplate.objects.filter(organisation_id=organisation_id, kind=kind, language=language)
    gone, _per_model = own.delete()
    if gone:
        _note(by, organisation_id, "reset", now or timezone.now(), kind=kind, language=language, details={})


@transaction.atomic
def save_timing(
    *,
    by: Actor,
    organisation_id: int,
    reminder_days: Sequence[int],
    reminds_before_start: bool,
    sends_thanks: bool,
    now: datetime | None = None,
) -> MessageTiming:
    """Keep when the messages of the clock are sent; raises ImpossibleTimingError."""
    days = sorted(set(reminder_days), reverse=True)
    if len(days) > MOST_REMINDERS or any(not 1 <= each <= LONGEST_AHEAD for each in days):
        raise ImpossibleTimingError(field="reminder_days")
    _lock(organisation_id)
    values = {"reminder_days": days, "reminds_before_start": reminds_before_start, "sends_thanks": sends_thanks}
    timing, _is_new = MessageTiming.objects.update_or_create(organisation_id=organisation_id, defaults=values)
    _note(by, organisation_id, "timing", now or timezone.now(), details=values)
    return timing


def checked(kind: Kind, *, subject: str, body: str) -> Words:
    """Answer what was written as words of the kind; raises UnknownPlaceholderError and EmptyTemplateError."""
    line, text = " ".join(subject.split()), body.replace("\r\n", "\n").strip()
    for field, written in (("subject", line), ("body", text)):
        if not written:
            raise EmptyTemplateError(field=field)
        if unknown := placeholders.unknown(written, kind.placeholders):
            raise UnknownPlaceholderError(unknown, field=field)
    return words.words_of(line, text)


def _lock(organisation_id: int) -> None:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def _note(by: Actor, organisation_id: int, action: str, now: datetime, **values: Any) -> None:
    MessageTemplateChange.objects.create(
        organisation_id=organisation_id, action=action, at=now, **values, **by.columns()
    )
