"""What stands in the fields of the event's form, as text: read from a post, made from a draft, changed by buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Vocabularies
from events import dates
from events.drafting import TEXTS, AgendaDraft, EventDraft, PoolDraft, SessionDraft
from events.queries.offers import Offers

Row = Mapping[str, Any]
# Fields of the form by attribute of the draft: links, and what is the same in both.
TERMS = {
    "co_organisers": ("organisations", "co_organiser_ids"),
    "regions": ("regions", "region_ids"),
    "sectors": ("sectors", "sector_ids"),
    "levels": ("levels", "level_ids"),
    "audiences": ("audiences", "audience_ids"),
    "themes": ("themes", "theme_ids"),
}
SAME = (
    "delivery",
    "national",
    "series_part",
    "registration_mode",
    "registration_url",
    "registration_opens_at",
    "registration_closes_at",
    "waiting_list_limit",
    "minimum_participants",
    "contact_name",
    "contact_email",
    "contact_phone",
)


@dataclass(frozen=True, slots=True)
class Typed:
    values: Row
    sessions: tuple[Row, ...] = ()
    pools: tuple[Row, ...] = ({},)
    agenda: tuple[Row, ...] = ()
    pattern: Row = field(default_factory=dict)
    # A place that is being added; empty while none is.
    place: Row = field(default_factory=dict)


def of_form(form: forms.Form, data: QueryDict) -> dict[str, Any]:
    """What was posted for each field of a form, as its widget reads it."""
    return {
        name: bound.field.widget.value_from_datadict(data, {}, bound.html_name)
        for name, bound in ((name, form[name]) for name in form.fields)
    }


def of_draft(draft: EventDraft, *, offers: Offers) -> Typed:
    """What the form of a saved event shows first."""
    vocabularies = offers.vocabularies
    values: dict[str, Any] = {
        f"{name}_{language}": getattr(draft, attribute).get(language, "")
        for name, attribute in TEXTS.items()
        for language in LANGUAGES
    }
    values |= {name: getattr(draft, name) for name in SAME}
    values |= {name: _codes(vocabularies, draft, name) for name in TERMS}
    values |= {
        "agency": vocabularies.organisations.by_id(draft.lead_id).code,
        "languages": list(draft.languages),
        "series": str(draft.series_id or ""),
        "is_repeat": draft.repeat_of_id is not None,
    }
    return Typed(
        values=values,
        sessions=tuple(session_row(session, offers=offers) for session in draft.sessions),
        pools=tuple(_pool_row(pool) for pool in draft.pools) or ({},),
        agenda=tuple(_agenda_row(line) for line in draft.agenda),
    )


def session_row(session: SessionDraft, *, offers: Offers) -> Row:
    """A session as its row of the form shows it."""
    first, last = dates.first_day(session.starts_at), dates.last_day(session.ends_at)
    row = {
        "id": session.session_id,
        "on": first.isoformat(),
        "last_on": "" if first == last else last.isoformat(),
        "all_day": session.all_day,
        "place": offers.place_label(session.venue_id, session.room_id) if session.venue_id else "",
        "is_online": session.is_online,
        "join_url": session.join_url,
        "trainers": offers.trainer_labels(session.trainer_ids),
        "is_cancelled": session.is_cancelled,
        **{f"title_{language}": session.titles.get(language, "") for language in LANGUAGES},
    }
    if not session.all_day:
        row["starts"] = timezone.localtime(session.starts_at).strftime("%H:%M")
        row["ends"] = timezone.localtime(session.ends_at).strftime("%H:%M")
    return row


def _codes(vocabularies: Vocabularies, draft: EventDraft, name: str) -> list[str]:
    vocabulary, attribute = TERMS[name]
    return [term.code for term in getattr(vocabularies, vocabulary).many(getattr(draft, attribute))]


def _pool_row(pool: PoolDraft) -> Row:
    names = {f"name_{language}": pool.names.get(language, "") for language in LANGUAGES}
    return {"id": pool.pool_id, "capacity": pool.capacity, "delivery": pool.delivery, **names}


def _agenda_row(line: AgendaDraft) -> Row:
    titles = {f"title_{language}": line.titles.get(language, "") for language in LANGUAGES}
    return {"at": line.at.strftime("%H:%M") if line.at else "", **titles}
