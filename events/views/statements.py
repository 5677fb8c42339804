"""Accessibility statement and privacy notice."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "events/accessibility.html", {"feedback_email": settings.FEEDBACK_EMAIL})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "events/privacy.html", {"feedback_email": settings.FEEDBACK_EMAIL})
