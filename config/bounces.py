"""Where a mail service posts notifications of what could not be delivered, with a token."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalogue import bounces


@csrf_exempt
@require_POST
@never_cache
def receive(request: HttpRequest) -> HttpResponse:
    """Not found without the token, and where none is set."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.BOUNCES_TOKEN or not hmac.compare_digest(given.encode(), settings.BOUNCES_TOKEN.encode()):
        raise Http404
    return JsonResponse({"noted": bounces.read_notification(request.body)})
