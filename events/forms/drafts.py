"""The EventDraft that stands in a form, as far as it is written: also for checks while somebody is still typing."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from catalogue.texts import LANGUAGES
from events import drafting, starting
from events.drafting import AgendaDraft, EventDraft, PoolDraft, SessionDraft
from events.forms import typed
from events.forms.events import EventForm
from events.forms.rows import PoolForm
from events.forms.sessions import SessionForm
from events.models import Event

NOBODY = 0


def draft_of(form: EventForm, *, base: EventDraft | None = None) -> EventDraft:
    """Answer what a bound form says; what is missing or wrong is left out of it.

    `base` is the event as it is saved: it keeps what the form does not ask, and who leads it. Without it the form's
    `agency` leads (0 when there is none). A trainer whom the catalogue does not know yet is left out.
    """
    form.is_valid()
    values = form.cleaned_data
    start = base or starting.blank_draft(form.lead_id or NOBODY)
    columns: dict[str, Any] = {name: values[name] for name in typed.SAME if name in values}
    columns["delivery"] = values.get("delivery") or start.delivery
    columns["registration_mode"] = values.get("registration_mode") or start.registration_mode
    columns |= {attribute: _texts(values, name) for name, attribute in drafting.TEXTS.items()}
    columns |= {attribute: values[name] for name, (_source, attribute) in typed.TERMS.items() if name in values}
    return dataclasses.replace(
        start,
        **columns,
        languages=tuple(values.get("languages", ())),
        series_id=values.get("series"),
        repeat_of_id=start.repeat_of_id if values.get("is_repeat") else None,
        sessions=tuple(session_draft(row, columns["delivery"], start.delivery) for row in form.sessions if row.span),
        pools=tuple(_pool(row) for row in form.pools) or (PoolDraft(),),
        agenda=tuple(
            AgendaDraft(titles=row.titles, at=row.cleaned_data.get("at")) for row in form.agenda if row.titles
        ),
    )


def session_draft(row: SessionForm, delivery: str, saved_delivery: str) -> SessionDraft:
    """The session of a row that has its times, of a training that is held so now and was saved as held so."""
    assert row.span
    values, place = row.cleaned_data, row.chosen_place
    starts_at, ends_at = row.span
    return SessionDraft(
        session_id=values.get("id"),
        starts_at=starts_at,
        ends_at=ends_at,
        all_day=values["all_day"],
        titles=_texts(values, "title"),
        venue_id=place.venue_id if place else None,
        room_id=place.room_id if place else None,
        is_online=_is_online(values, delivery, saved_delivery),
        join_url=values.get("join_url", ""),
        trainer_ids=tuple(row.offers.trainer_ids(values.get("trainers", ()))),
        is_cancelled=values["is_cancelled"],
    )


def _is_online(values: Mapping[str, Any], delivery: str, saved_delivery: str) -> bool:
    """What the row says where it is asked, or where nothing changes; else as the whole training is held."""
    is_kept = bool(values.get("id")) and delivery == saved_delivery
    if delivery == Event.Delivery.HYBRID or is_kept:
        return bool(values["is_online"])
    return delivery == Event.Delivery.ONLINE


def _texts(values: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text by language, where it is written."""
    found = {language: values.get(f"{name}_{language}", "") for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def _pool(row: PoolForm) -> PoolDraft:
    values = row.cleaned_data
    return PoolDraft(
        pool_id=values.get("id"),
        capacity=values.get("capacity"),
        delivery=values.get("delivery", ""),
        names=_texts(values, "name"),
    )
