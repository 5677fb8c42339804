"""Copying a training to other dates, for the agency that leads it or for another of one's own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalogue.rules import RuleError
from catalogue.texts import Text
from catalogue.vocabularies import Term
from events import access, calendar_days, dates, rights
from events.drafting import EventDraft, SessionDraft
from events.editing import copying, proposing
from events.forms import fields
from events.queries.drafts import saved_draft
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import entry


class CopyForm(forms.Form):
    agency = forms.ChoiceField(
        label=gettext_lazy("For which agency"),
        help_text=gettext_lazy(
            "For another agency the copy has no co-organisers and no series, and you as its contact."
        ),
    )
    first_on = fields.DateField(label=gettext_lazy("The first session is on"), required=True)
    is_repeat = forms.BooleanField(
        label=gettext_lazy("It is the same content again"),
        required=False,
        help_text=gettext_lazy("Then the two are not told to be duplicates of each other."),
    )

    def __init__(
        self, data: Any = None, *, agencies: Sequence[Term], lead_id: int, language: str, first_on: date
    ) -> None:
        """`agencies` are those that may lead the copy; with the one that leads already there is nothing to choose."""
        super().__init__(data, initial={"first_on": first_on, "is_repeat": True, "agency": agencies[0].code})
        self._ids = {term.code: term.id for term in agencies}
        self._first_id = agencies[0].id
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ChoiceField)
        agency.choices = [(term.code, str(term.name(language))) for term in agencies]
        if [term.id for term in agencies] == [lead_id]:
            del self.fields["agency"]

    @property
    def chosen_lead_id(self) -> int:
        return self._ids.get(self.cleaned_data.get("agency", ""), self._first_id)


@dataclass(frozen=True, slots=True)
class Move:
    """A session, and when its copy would be; `marks` are what falls on that day."""

    before: SessionDraft
    after: SessionDraft
    marks: tuple[Text, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def copy(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Show where every session would go, and make the copy as a draft."""
    read = reading.of(request)
    event = access.organised_event(request, event_id, rights.COPY)
    draft = saved_draft(event_id)
    proposed = _proposed(draft)
    looked_at = request.GET if "first_on" in request.GET else None
    form = CopyForm(
        request.POST or looked_at,
        agencies=_agencies(read, event.lead_id),
        lead_id=event.lead_id,
        language=read.language,
        first_on=proposed,
    )
    refusal: RuleError | None = None
    moves: list[Move] = []
    try:
        first_on = form.cleaned_data["first_on"] if form.is_bound and form.is_valid() else proposed
        moves = _moves(draft, first_on, read)
        if request.method == "POST" and form.is_valid():
            made = copying.copy_event(
                by=read.viewer.actor,
                event_id=event_id,
                first_on=first_on,
                lead_id=form.chosen_lead_id,
                is_repeat=form.cleaned_data["is_repeat"],
                now=read.now,
            )
            messages.success(request, _("The copy is a draft. Look it through: last year’s facts may be old."))
            return redirect("workspace-event-edit", made.pk)
    except RuleError as error:
        refusal = error
        form.add_error(error.field or None, str(error))
    context: dict[str, Any] = {"part": "events", "event": event, "form": form, "moves": moves}
    status = refusal.status if refusal else 422 if form.errors else 200
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    return entry.answer(request, read, "workspace/copy.html", context, agency=lead, status=status)


def _agencies(read: Reading, lead_id: int) -> list[Term]:
    """For whom the viewer may copy: who leads it now first, then the others in which they plan; none that has ended."""
    own = rights.PLAN.organisations(read.viewer)
    lead = read.vocabularies.organisations.by_id(lead_id)
    others = [term for term in read.vocabularies.organisations.many(own) if term.id != lead_id]
    found = [lead, *others] if rights.PLAN.allows(read.viewer, lead_id) else others
    today = timezone.localdate(read.now)
    # Where all have ended, the refusal says who has taken over.
    return [term for term in found if not term.has_ended(today)] or found


def _proposed(draft: EventDraft) -> date:
    held = [session.starts_at for session in draft.sessions if not session.is_cancelled]
    today = timezone.localdate()
    return proposing.next_time(dates.first_day(min(held)), today) if held else today


def _moves(draft: EventDraft, first_on: date, read: Reading) -> list[Move]:
    held = [session for session in draft.sessions if not session.is_cancelled]
    copied = copying.copied(draft, first_on=first_on, now=read.now).sessions
    if not copied:
        return []
    days = [dates.first_day(session.starts_at) for session in copied]
    found = calendar_days.days_between(min(days), max(days), vocabularies=read.vocabularies)
    return [
        Move(before, after, tuple(mark.name(read.language) for mark in found.get(day, ())))
        for before, after, day in zip(held, copied, days, strict=True)
    ]
