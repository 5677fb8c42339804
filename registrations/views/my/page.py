"""The own page: where one stands in every training, and what is done there with one click."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue import vocabularies
from catalogue.models import Person
from catalogue.rules import RuleError
from catalogue.texts import page_language
from registrations import offers
from registrations.forms import DetailsForm, LanguageForm
from registrations.my import calendar, correcting, overview, sessions
from registrations.views.my import entry, signing_in

ANSWERS = {"accept": offers.accept_offer, "decline": offers.decline_offer}
SAID = {
    "accept": gettext_lazy("The seat is yours. A confirmation is on its way to your e-mail."),
    "decline": gettext_lazy("Thank you: the seat goes to the next person."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@entry.private
def my(request: HttpRequest) -> HttpResponse:
    """Show one's own page, or how to get there."""
    person = sessions.person_of(request)
    if person is None or request.method == "POST":
        return signing_in.ask(request)
    mine = overview.my_trainings(
        person,
        now=timezone.now(),
        language=page_language(),
        vocabularies=vocabularies.current(),
        is_past_whole="past" in request.GET,
    )
    context = {
        "person": person,
        "mine": mine,
        "addresses": calendar.addresses_of(person, page_language()),
        "can_leave": sessions.is_by_link(request),
        "section": "my",
    }
    return render(request, "my/my.html", context)


@require_POST
@entry.own
def answer(request: HttpRequest, person: Person, registration_id: uuid.UUID, action: str) -> HttpResponse:
    """Accept or decline the seat that one is offered."""
    if overview.own_registration(person, registration_id) is None or action not in ANSWERS:
        raise Http404
    try:
        ANSWERS[action](registration_id=registration_id)
    except RuleError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, str(SAID[action]))
    return redirect("my")


@require_http_methods(["GET", "HEAD", "POST"])
@entry.own
def details(request: HttpRequest, person: Person) -> HttpResponse:
    """Correct one's own details for all coming trainings at once, beginning from those given last."""
    coming = overview.coming_registrations(person, now=timezone.now())
    form: DetailsForm | LanguageForm
    if coming:
        form = DetailsForm(
            request.POST or None,
            initial=DetailsForm.initial_of(coming[-1]) | {"language": person.language},
            vocabularies=vocabularies.current(),
            language=page_language(),
        )
    else:
        form = LanguageForm(request.POST or None, initial={"language": person.language})
    if request.method == "POST" and form.is_valid():
        count = correcting.correct_everywhere(person_id=person.pk, details=form.details())
        messages.success(request, _saved(count))
        return redirect("my")
    context = {"person": person, "form": form, "count": len(coming), "section": "my"}
    return render(request, "my/details.html", context, status=422 if form.errors else 200)


def _saved(count: int) -> str:
    if not count:
        return _("Saved.")
    return ngettext("Saved for %(count)s training.", "Saved for %(count)s trainings.", count) % {"count": count}


@require_safe
@entry.own
def calendar_address(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask before the address of one's calendar is made anew."""
    return render(request, "my/reset.html", {"person": person, "section": "my"})


@require_POST
@entry.own
def reset_calendar(request: HttpRequest, person: Person) -> HttpResponse:
    calendar.reset_address(person_id=person.pk)
    messages.success(request, _("Your calendar has a new address. The old one shows nothing any more."))
    return redirect("my")
