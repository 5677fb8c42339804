"""The editor of a training: the form, the buttons that change it, saving, and what happens when two save at once."""

import dataclasses
import json
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalogue import towns, trainers
from catalogue.rehearsing import Telling
from catalogue.rules import RuleError
from catalogue.vocabularies import Term
from events import access, drafting, publishing, rights, starting
from events.drafting import EventDraft
from events.editing import comparing, saving
from events.forms import EventForm, actions, draft_of, filling, places, typed
from events.forms.filling import Filling
from events.forms.typed import Typed
from events.models import Event
from events.queries import offers
from events.queries.drafts import saved_draft
from events.queries.offers import Offers
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import conflicts, entry, placing, telling
from events.views.workspace.placing import Placing

# What sends the form away; every other button changes what stands in it.
SAVING = frozenset({"save", "plan", "publish", "preview", "quick", "resolve"})
LANGUAGES = ("fi", "sv")


@dataclass
class Editor:
    """One request of the editor: `event` is None for a new training."""

    request: HttpRequest
    read: Reading
    agency: Term
    base: EventDraft
    event: Event | None = None
    # What became of a place that is being added.
    placing: Placing | None = None

    @cached_property
    def offers(self) -> Offers:
        return Offers(self.read.vocabularies, self.read.language)

    def know_new_places(self) -> None:
        """Read anew what is offered, after something was added to it."""
        self.__dict__.pop("offers", None)

    @property
    def may_decide(self) -> bool:
        """Whether the viewer chooses co-organisers, plans and publishes; a co-organiser edits only."""
        return self.event is None or rights.DECIDE.allows(self.read.viewer, self.event)

    def first_shown(self) -> Typed:
        """What stands in the form when it is opened."""
        shown = typed.of_draft(self.base, offers=self.offers)
        if self.event is None:
            return dataclasses.replace(shown, sessions=shown.sessions or ({},))
        hidden = {
            "event": str(self.event.pk),
            "version": self.event.version,
            "base": json.dumps(comparing.digests(self.base)),
        }
        return dataclasses.replace(shown, values={**shown.values, **hidden})


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def new(request: HttpRequest, agency: str) -> HttpResponse:
    read = reading.of(request)
    found = access.organisation(request, agency, read.vocabularies, rights.PLAN)
    if request.method != "POST":
        try:
            starting.refuse_closed(found.id, today=timezone.localdate(read.now))
        except starting.OrganisationClosedError as refusal:
            context = {"part": "events", "refusal": refusal}
            return entry.answer(request, read, "workspace/closed.html", context, agency=found, status=refusal.status)
    user = request.user
    assert not isinstance(user, str)
    base = EventDraft(
        lead_id=found.id,
        delivery=Event.Delivery.ONLINE,
        titles={},
        languages=[read.language if read.language in LANGUAGES else LANGUAGES[0]],
        contact_name=user.get_full_name() if user.is_authenticated else "",
        contact_email=user.email if user.is_authenticated else "",
    )
    return _answer(Editor(request, read, found, base))


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def edit(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    read = reading.of(request)
    event = access.organised_event(request, event_id, rights.EDIT)
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    return _answer(Editor(request, read, lead, saved_draft(event_id), event))


def _answer(editor: Editor) -> HttpResponse:
    if editor.request.method != "POST":
        return _page(editor, editor.first_shown())
    data = editor.request.POST.copy()
    data["agency"] = editor.agency.code
    data["event"] = str(editor.event.pk) if editor.event else ""
    shown = EventForm(data, offers=editor.offers).typed()
    action = data.get("do", "save")
    if action not in SAVING:
        return _page(editor, _changed(editor, shown, action), action=action)
    if action == "quick":
        shown = dataclasses.replace(shown, sessions=tuple(row for row in shown.sessions if row.get("on")))
    return _save(editor, actions.settle(shown), action)


def _changed(editor: Editor, shown: Typed, action: str) -> Typed:
    """What stands in the form after a button that saves nothing."""
    fill = Filling(shown, offers=editor.offers, viewer=editor.read.viewer, now=editor.read.now)
    if action == "pattern-add":
        held = [each.occurrence for each in fill.pattern_dates if not each.occurrence.is_skipped]
        return actions.add_occurrences(shown, held)
    if action == "window" and fill.closing:
        return dataclasses.replace(shown, values={**shown.values, "registration_closes_at": fill.closing})
    if action.startswith(placing.PREFIX):
        return _placed(editor, placing.act(action, shown, offers=editor.offers, by=editor.read.viewer.actor))
    return places.followed(shown, actions.act(action, shown))


def _placed(editor: Editor, found: Placing) -> Typed:
    editor.placing = found
    if found.said:
        editor.know_new_places()
    return found.shown


def _save(editor: Editor, shown: Typed, action: str) -> HttpResponse:
    if places.is_written(shown):
        # Who saves with a place half added means the place too.
        shown = _placed(editor, placing.add(shown, offers=editor.offers, by=editor.read.viewer.actor))
        if editor.placing and editor.placing.is_refused:
            return _page(editor, shown)
    form = EventForm(actions.posted(shown), offers=editor.offers)
    if not form.is_valid():
        return _page(editor, shown, form=form)
    if editor.event and editor.event.is_public:
        unseen = telling.unseen(editor.request, lambda: _write(editor, form))
        if unseen:
            return _page(editor, shown, form=form, told=unseen, action=action)
    try:
        with transaction.atomic():
            event = _write(editor, form)
    except drafting.VersionConflictError:
        return conflicts.page(editor.request, editor.read, editor.event, form, shown, action=action)
    except RuleError as error:
        return _page(editor, shown, form=form, refusal=error)
    return _after(editor, event, action)


def _write(editor: Editor, form: EventForm) -> Event:
    named = [name for row in form.sessions for name in row.cleaned_data.get("trainers", ())]
    if unknown := editor.offers.unknown_trainers(named):
        by = editor.read.viewer.actor
        trainers.ensure_trainers(by=by, named=[offers.trainer_parts(label) for label in unknown])
        form.know_again(Offers(editor.read.vocabularies, editor.read.language))
    draft = draft_of(form, base=editor.base)
    if not editor.may_decide:
        draft = dataclasses.replace(draft, co_organiser_ids=editor.base.co_organiser_ids)
    actor = editor.read.viewer.actor
    if editor.event is None:
        return starting.start_event(by=actor, draft=draft)
    draft = comparing.merged(draft, editor.base, conflicts.chosen(editor.request.POST))
    return saving.save_event(
        by=actor,
        event_id=editor.event.pk,
        draft=draft,
        expected_version=form.cleaned_data.get("version"),
        reason=form.cleaned_data.get("reason", ""),
    )


def _after(editor: Editor, event: Event, action: str) -> HttpResponse:
    if action == "quick":
        messages.success(editor.request, _("The draft is made. Fill in the rest when you know it."))
        return redirect("workspace-event-edit", event.pk)
    if action == "plan" and editor.may_decide and event.state == Event.State.DRAFT:
        publishing.plan_event(by=editor.read.viewer.actor, event_id=event.pk)
        messages.success(editor.request, _("The training is planned: the organisers of all agencies see it."))
        return redirect("workspace-event", event.pk)
    messages.success(editor.request, _("Saved."))
    if action == "preview":
        return redirect("workspace-event-preview", event.pk)
    if action == "publish" and editor.may_decide:
        return redirect("workspace-event-publish", event.pk)
    return redirect("workspace-event", event.pk)


def _page(
    editor: Editor,
    shown: Typed,
    *,
    form: EventForm | None = None,
    refusal: RuleError | None = None,
    told: Telling | None = None,
    action: str = "",
) -> HttpResponse:
    """The form, with what was typed; `form` is bound when something is wrong with it, or `told` is to be seen first."""
    shown = filling.pattern_begun(shown)
    fill = Filling(shown, offers=editor.offers, viewer=editor.read.viewer, now=editor.read.now)
    context: dict[str, Any] = {
        "part": "events",
        "form": form or EventForm(offers=editor.offers, shown=shown),
        "fill": fill,
        "event": editor.event,
        "offers": editor.offers,
        "refusal": refusal,
        "telling": told,
        "kept": conflicts.chosen(editor.request.POST) if told else {},
        "may_decide": editor.may_decide,
        "action": action,
        "placing": editor.placing or placing.open_in(shown, editor.offers),
        "towns": towns.known(),
    }
    if action == "look":
        return entry.answer(editor.request, editor.read, "workspace/editor/_looks.html", context, agency=editor.agency)
    # What is being added on the way of saving is refused as the form itself; a button that adds it alone only says so.
    is_refused = (form is not None and told is None) or (not action and context["placing"].is_refused)
    status = refusal.status if refusal else 422 if is_refused else 200
    return entry.answer(
        editor.request, editor.read, "workspace/editor/page.html", context, agency=editor.agency, status=status
    )
