"""Two have edited one training: the second saver sees what each has changed and chooses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from events import dates
from events.drafting import EventDraft, SessionDraft
from events.editing import comparing, naming
from events.editing.comparing import Difference
from events.forms import EventForm, actions, draft_of
from events.forms.typed import Typed
from events.models import Event
from events.queries import histories
from events.queries.drafts import saved_draft
from events.queries.offers import Offers
from events.views.reading import Reading
from events.views.workspace import entry

KEEP = "keep-"


@dataclass(frozen=True, slots=True)
class Choice:
    """A difference in words; `keep` is empty when both have changed it and somebody has to choose."""

    part: str
    name: str
    theirs: str
    mine: str
    keep: str


def chosen(data: QueryDict) -> dict[str, str]:
    """Whose version of each part is kept, as the page of the conflict was answered."""
    return {name.removeprefix(KEEP): str(data[name]) for name in data if name.startswith(KEEP)}


def page(
    request: HttpRequest, read: Reading, event: Event | None, form: EventForm, shown: Typed, *, action: str
) -> HttpResponse:
    """What has changed since the form was opened, with a choice for each part that both have changed."""
    assert event
    theirs, mine = saved_draft(event.pk), draft_of(form, base=saved_draft(event.pk))
    current = Event.objects.only("version").get(pk=event.pk).version
    found = comparing.differences(_base(form), theirs, mine)
    choices = [_choice(each, theirs, mine, form.offers) for each in found]
    posted = actions.posted(shown)
    posted["version"] = str(current)
    context = {
        "part": "events",
        "event": event,
        "both": [each for each in choices if not each.keep],
        "only_theirs": [each for each in choices if each.keep == comparing.THEIRS],
        "only_mine": [each for each in choices if each.keep == comparing.MINE],
        "posted": [(name, value) for name, values in posted.lists() for value in values],
        "action": action,
        "changes": histories.since(event.pk, current - (form.cleaned_data.get("version") or 0), form.offers),
    }
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    return entry.answer(request, read, "workspace/conflict.html", context, agency=lead, status=409)


def _base(form: EventForm) -> Mapping[str, str]:
    try:
        found = json.loads(form.cleaned_data.get("base") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _choice(difference: Difference, theirs: EventDraft, mine: EventDraft, offers: Offers) -> Choice:
    part = difference.part
    return Choice(
        part,
        _name(part, theirs, mine, offers),
        theirs=_said(part, theirs, difference.theirs, offers),
        mine=_said(part, mine, difference.mine, offers),
        keep=difference.keep,
    )


def _name(part: str, theirs: EventDraft, mine: EventDraft, offers: Offers) -> str:
    if not part.startswith(comparing.SESSION):
        return naming.name_of(part)
    session = _session(part, theirs) or _session(part, mine)
    return f"{naming.name_of('sessions')}: {_when(session, offers)}" if session else naming.name_of("sessions")


def _said(part: str, draft: EventDraft, value: Any, offers: Offers) -> str:
    if part.startswith(comparing.SESSION):
        session = _session(part, draft)
        return histories.session_in_words(session, offers) if session else ""
    if part == comparing.NEW_SESSIONS:
        new = [each for each in draft.sessions if not each.session_id]
        return "; ".join(histories.session_in_words(each, offers) for each in new)
    if part == comparing.POOLS:
        return ", ".join("∞" if pool.capacity is None else str(pool.capacity) for pool in draft.pools)
    if part == comparing.AGENDA:
        return "; ".join(next(iter(line.titles.values()), "") for line in draft.agenda)
    return naming.value_in_words(part, value, offers)


def _session(part: str, draft: EventDraft) -> SessionDraft | None:
    return next((each for each in draft.sessions if f"{comparing.SESSION}{each.session_id}" == part), None)


def _when(session: SessionDraft, offers: Offers) -> str:
    return dates.days(session.starts_at, session.ends_at, offers.language)
