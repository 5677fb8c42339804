"""What search engines and calendar services may fetch. Google reads a feed only if this file allows it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

RULES = """User-agent: *
Allow: /feeds/
Disallow: /*/registrations/
Disallow: /*/my/
Disallow: /*/workspace/
Disallow: /mailbox/
Disallow: /admin/
"""


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(RULES, content_type="text/plain; charset=utf-8")
