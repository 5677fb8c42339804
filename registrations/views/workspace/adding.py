"""An organiser registers somebody: with a seat, in the queue, or with a seat beyond those there are."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalogue.rules import RuleError
from events import descriptions
from events.views.workspace import entry
from registrations import refusals, staffing
from registrations.forms import ParticipantForm
from registrations.models import Registration
from registrations.queries import table
from registrations.question_fields import PersonalText
from registrations.views.workspace import handling
from registrations.views.workspace.handling import Handling

DONE = {
    Registration.State.CONFIRMED: gettext_lazy("%(name)s has a seat."),
    Registration.State.WAITLISTED: gettext_lazy("There was no seat: %(name)s is on the waiting list."),
}


class StaffForm(ParticipantForm):
    """What a participant fills in, and whether a seat is made for them."""

    # What a browser knows is about whoever fills it in.
    AUTOCOMPLETE = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = gettext_lazy("The confirmation and the participant’s own link are sent here.")
        if "pool" in self.fields:
            self.fields["pool"].label = gettext_lazy("How do they take part?")
        self.fields["overbook"] = forms.BooleanField(
            label=gettext_lazy("Give a seat even when there is none"),
            required=False,
            help_text=gettext_lazy("The training then has one more than there are seats. Give the reason below."),
        )
        self.fields["reason"] = PersonalText(
            label=gettext_lazy("Reason"),
            max_length=500,
            required=False,
            help_text=gettext_lazy("Shown in the history."),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def add(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    handled = handling.of_event(request, event_id)
    form = _form(request, handled)
    registered: Registration | None = None
    if request.method == "POST" and form.is_valid():
        try:
            added = staffing.add_by_staff(
                by=handled.read.viewer.actor,
                event_id=event_id,
                participant=form.participant(),
                wish=form.wish(channel="staff"),
                overbook=form.cleaned_data["overbook"],
                reason=form.cleaned_data["reason"],
            )
        except refusals.AlreadyRegisteredError:
            registered = table.registered_as(handled.event, form.cleaned_data["email"])
            form.add_error("email", _("There is already a registration with this e-mail address."))
        except RuleError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, str(DONE[Registration.State(added.state)]) % {"name": added.full_name})
            return redirect("workspace-registration", added.pk)
    context = {"form": form, "registered": registered}
    return handled.answer(request, "workspace/registrations/add.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, handled: Handling) -> StaffForm:
    read = handled.read
    found = handled.found()
    return StaffForm(
        request.POST or None,
        vocabularies=read.vocabularies,
        language=read.language,
        pools=[descriptions.describe_pool(pool, read.language) for pool in found.pools.values()],
    )
