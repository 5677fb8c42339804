"""The door of the own page: who is not known asks for a link first; no cache and no search engine keeps the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from registrations.my import sessions


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the page to the browser that asked for it."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call the view with the person whose page it is; whoever is nobody is led to asking for a link."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = sessions.person_of(request)
        if person is None:
            return redirect("my")
        return view(request, person, *args, **kwargs)

    return opened
