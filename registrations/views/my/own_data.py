"""One's own data: what is kept, who has looked, taking it away, and having it erased."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.models import Person
from catalogue.texts import page_language
from registrations.my import erasing, sessions, who_has_looked
from registrations.my import own_data as everything
from registrations.views.my import entry


class ErasureForm(forms.Form):
    with_held = forms.BooleanField(
        label=_("Erase my trainings that have been held as well. I do not need certificates of them."), required=False
    )
    is_sure = forms.BooleanField(
        label=_("I understand that this cannot be undone."),
        error_messages={"required": _("Confirm that you understand this.")},
    )


@require_safe
@entry.own
def kept(request: HttpRequest, person: Person) -> HttpResponse:
    """What is kept, and who has looked at it."""
    looks = who_has_looked.looks_at(person, language=page_language())
    return render(request, "my/data.html", {"person": person, "looks": looks, "section": "my"})


@require_safe
@entry.own
def download(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 - as every view
    """Everything as a file for programs."""
    response = JsonResponse(
        everything.of_person(person, language=page_language()), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="koulutuskalenteri.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@entry.own
def erase(request: HttpRequest, person: Person) -> HttpResponse:
    """Say what is erased and what stays; erase it when that has been understood."""
    form = ErasureForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        erasing.erase_person(person_id=person.pk, with_held=form.cleaned_data["with_held"])
        sessions.end(request)
        return redirect("my-erased")
    erasure = erasing.foresee(person, now=timezone.now())
    context = {"person": person, "erasure": erasure, "form": form, "section": "my"}
    return render(request, "my/erase.html", context, status=422 if form.errors else 200)


@require_safe
@entry.private
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "my/erased.html", {"section": "my"})
