"""Mails about signing in: the code, the answer to an address without an account, and news of what opens the account."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalogue import letters
from catalogue.letters import Letter
from catalogue.models import Message
from catalogue.outbox import Rendered

CODE, NO_ACCOUNT, NEWS = "sign_in_code", "no_account", "account_news"
KINDS = (CODE, NO_ACCOUNT, NEWS)
# In the context of a message that is not to go out.
NOT_SENT = "not_sent"

_NEWS = {
    "mfa/email/webauthn_added": lambda: _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": lambda: _("A passkey was removed from your account."),
    "mfa/email/totp_activated": lambda: _("An authenticator app was connected to your account."),
    "mfa/email/totp_deactivated": lambda: _("The authenticator app was disconnected from your account."),
    "mfa/email/recovery_codes_generated": lambda: _("New recovery codes were made for your account."),
    "socialaccount/email/account_connected": lambda: _("A sign-in service was connected to your account."),
    "socialaccount/email/account_disconnected": lambda: _("A sign-in service was disconnected from your account."),
}
# Which kind of message each of allauth's mails is. What is not here is never sent.
KIND_OF_TEMPLATE: Mapping[str, str] = {
    "account/email/login_code": CODE,
    "account/email/unknown_account": NO_ACCOUNT,
    **dict.fromkeys(_NEWS, NEWS),
}


def what_to_keep(context: Mapping[str, Any]) -> dict[str, str]:
    """Of what allauth would show its templates, what the letters say."""
    return {name: str(context[name]) for name in ("code", "letter") if name in context}


def render(message: Message) -> Rendered | None:
    """Answer the mail; a code whose time is over is not sent any more."""
    if message.kind == CODE and timezone.now() - message.created_at > _lifetime():
        return None
    if NOT_SENT in message.context:
        return None
    with translation.override(message.language):
        letter = _LETTERS[message.kind](message)
        return letters.render(letter, language=message.language, is_secret=message.kind == CODE)


def _lifetime() -> timedelta:
    return timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


def _code(message: Message) -> Letter:
    minutes = int(_lifetime().total_seconds() // 60)
    return Letter(
        subject=_("Your sign-in code"),
        paragraphs=[
            _("Type this code on the page where you asked for it. It is valid for %(minutes)s minutes.")
            % {"minutes": minutes}
        ],
        code=message.context["code"],
        fine_print=[
            _("Did you not ask for a code? Then somebody typed your address by mistake, and you need do nothing."),
            _("Never give the code to anybody. We will never ask you for it by telephone or e-mail."),
        ],
    )


def _no_account(message: Message) -> Letter:  # noqa: ARG001 - as the others
    return Letter(
        subject=_("No account with this address"),
        paragraphs=[
            _("Somebody, probably you, tried to sign in to the training calendar with this e-mail address."),
            _("There is no account with this address. Perhaps you have another work address?"),
            _(
                "Accounts are for those who plan trainings: your agency’s administrator can invite you. "
                "To take part in a training you need no account."
            ),
        ],
        button=_("Search trainings"),
        url=settings.BASE_URL + reverse("events"),
        fine_print=[_("Did you not try to sign in? Then you need do nothing.")],
    )


def _news(message: Message) -> Letter:
    return Letter(
        subject=_("A change in how you sign in"),
        paragraphs=[
            _NEWS[message.context["letter"]](),
            _("If you did this yourself, you need do nothing."),
            _("If not, end all other sessions on your account page and tell your agency’s administrator at once."),
        ],
        facts=[(_("Account"), message.address)],
        button=_("Open your account"),
        url=settings.BASE_URL + reverse("account"),
    )


_LETTERS: Mapping[str, Callable[[Message], Letter]] = {CODE: _code, NO_ACCOUNT: _no_account, NEWS: _news}
