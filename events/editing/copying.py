"""Copying a training, for another agency too: last year's to the same weekday of the same week this year."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.models import User
from catalogue.rules import RuleError
from events import dates, signals, starting
from events.drafting import EventDraft, SessionDraft
from events.models import Event
from events.queries.drafts import saved_draft


class NotSameWeekdayError(RuleError):
    code = "not_same_weekday"
    status = 422
    text = _("A copy keeps the day of the week: choose a date so many whole weeks later.")


@transaction.atomic
def copy_event(
    *,
    by: Actor,
    event_id: uuid.UUID,
    first_on: dt.date,
    lead_id: int | None = None,
    is_repeat: bool = True,
    now: dt.datetime | None = None,
) -> Event:
    """Make a draft like an event, its first session on `first_on` and everything else moved as far.

    New UIDs, a new address, no join links, nothing that was cancelled. `is_repeat` says that it is the same content
    again, so that the two are no duplicates of each other. `lead_id` is who leads the copy, when it is another: then
    nobody organises it with them yet, and whoever copies is the contact. Raises NotSameWeekdayError and
    starting.OrganisationClosedError.
    """
    draft = copied(saved_draft(event_id), first_on=first_on, now=now or timezone.now())
    if lead_id is not None and lead_id != draft.lead_id:
        draft = _passed_on(draft, lead_id, by)
    copy = starting.start_event(
        by=by, draft=dataclasses.replace(draft, repeat_of_id=event_id if is_repeat else None), now=now
    )
    signals.event_copied.send(Event, event=copy, copied=event_id)
    return copy


def _passed_on(draft: EventDraft, lead_id: int, by: Actor) -> EventDraft:
    user = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    return dataclasses.replace(
        draft,
        lead_id=lead_id,
        co_organiser_ids=(),
        series_id=None,
        series_part=None,
        contact_name=user.get_full_name() if user else "",
        contact_email=user.email if user else "",
        contact_phone="",
    )


def copied(draft: EventDraft, *, first_on: dt.date, now: dt.datetime) -> EventDraft:
    """The draft of a copy; raises NotSameWeekdayError. A training without sessions is copied as it is."""
    held = [session for session in draft.sessions if not session.is_cancelled]
    first = min((session.starts_at for session in held), default=None)
    by = first_on - dates.first_day(first) if first else dt.timedelta()
    if by.days % 7:
        raise NotSameWeekdayError(field="first_on")
    opens_at = draft.registration_opens_at and dates.shifted(draft.registration_opens_at, by)
    return dataclasses.replace(
        draft,
        sessions=tuple(_copied_session(session, by) for session in held),
        # Once it would have opened already, it opens with the publishing.
        registration_opens_at=opens_at if opens_at and opens_at > now else None,
        registration_closes_at=draft.registration_closes_at and dates.shifted(draft.registration_closes_at, by),
        pools=tuple(dataclasses.replace(pool, pool_id=None) for pool in draft.pools),
        source="",
        external_id="",
        source_url="",
    )


def _copied_session(session: SessionDraft, by: dt.timedelta) -> SessionDraft:
    starts_at, ends_at = dates.shifted(session.starts_at, by), dates.shifted(session.ends_at, by)
    return dataclasses.replace(session, session_id=None, starts_at=starts_at, ends_at=ends_at, join_url="")
