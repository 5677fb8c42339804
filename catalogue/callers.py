"""Who calls the API: a program with the token of an organisation or a person, or anybody."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalogue import tokens
from catalogue.rules import RuleError
from catalogue.viewers import ANONYMOUS, Viewer

_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)


class TokenMissingError(RuleError):
    code = "token_required"
    status = 401
    text = _("This needs a token: send it as “Authorization: Bearer …”.")


class TokenInvalidError(RuleError):
    code = "token_invalid"
    status = 401
    text = _("This token is not valid, or no longer.")


def bearer(request: HttpRequest) -> str:
    """Answer the secret of the Authorization header, or nothing."""
    found = _BEARER.fullmatch(request.headers.get("Authorization", "").strip())
    return found[1] if found else ""


def viewer_of(request: HttpRequest) -> Viewer:
    """Answer as whom the caller acts; nobody without a token. Raises TokenInvalidError."""
    secret = bearer(request)
    if not secret:
        return ANONYMOUS
    viewer = tokens.viewer_of(secret)
    if viewer is None:
        raise TokenInvalidError
    return viewer


def identified(request: HttpRequest) -> Viewer:
    """Answer as whom the caller acts; raises TokenMissingError and TokenInvalidError."""
    if not bearer(request):
        raise TokenMissingError
    return viewer_of(request)
