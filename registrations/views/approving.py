"""The page of approval: a supervisor's mailed link opens it, and only its buttons decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalogue import throttling, vocabularies
from catalogue.rules import RuleError
from catalogue.texts import page_language
from registrations import access, approval_letters, approving
from registrations.forms import ReasonForm
from registrations.queries import approval
from registrations.views.own import private


@private
@throttling.limited
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """Show who asks for which training, or write the decision; a mail scanner that follows the link decides nothing."""
    registration = access.registration_to_approve(token)
    decision = request.POST.get("decision", "")
    form = ReasonForm(request.POST or None)
    refusal: RuleError | None = None
    if request.method == "POST" and decision in ("approve", "reject") and form.is_valid():
        decided = approving.approve_registration if decision == "approve" else approving.reject_registration
        try:
            decided(by=approving.SUPERVISOR, registration_id=registration.pk, reason=form.cleaned_data["reason"])
        except RuleError as error:
            refusal = error
        else:
            return redirect(approval_letters.page_path(registration, page_language()))
    asked = approval.approval_asked(
        registration, now=timezone.now(), language=page_language(), vocabularies=vocabularies.current()
    )
    context = {"asked": asked, "form": form, "refusal": refusal}
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "registrations/approval.html", context, status=status)
