"""The registration form of an event."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalogue import throttling, vocabularies
from catalogue.actors import by_user
from catalogue.rules import RuleError
from catalogue.texts import page_language
from events import access
from registrations import form_content, notices, origins, registering, sparing
from registrations.forms import ParticipantForm


@never_cache
@throttling.limited
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or register and go on to the confirmation; what was typed stays when something is wrong."""
    known = vocabularies.current()
    event = access.event(request, slug, known)
    content = form_content.of_event(event, known, page_language())
    form = ParticipantForm(
        request.POST or None,
        vocabularies=known,
        language=page_language(),
        pools=event.choosable_pools,
        kept=event.kept,
        sector=event.sectors[0].code if len(event.sectors) == 1 else "",
        **content.fields(),
    )
    refusal: RuleError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            sparing.spare(request, [form.cleaned_data["email"]], supervisor=form.named_supervisor)
            registration = registering.register_person(
                by=by_user(request.user),
                event_id=event.id,
                participant=form.participant(),
                wish=replace(form.wish(), origin=origins.origin_of(request)),
                brought=form.submission(content),
                now=timezone.now(),
            )
        except RuleError as error:
            refusal = error
        else:
            return redirect(notices.page_path(registration, page_language()) + "?registered")
    status = refusal.status if refusal else 422 if form.errors else 200
    context = {"event": event, "form": form, "content": content, "refusal": refusal}
    return render(request, "registrations/register.html", context, status=status)
