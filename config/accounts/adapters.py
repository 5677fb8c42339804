"""How allauth does things here: its mail goes through the outbox, sign-up is closed, secrets are kept encrypted."""

import base64
import hashlib
import hmac
import uuid
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalogue import mail_addresses, outbox, throttling
from catalogue.mail_addresses import AddressError
from catalogue.models import User
from config.accounts import letters

INCORRECT_CODE = gettext_lazy("The code is not right. Check it, or ask for a new one.")
TOO_MANY_TRIES = gettext_lazy("Too many tries. Wait a few minutes and begin again.")
NOT_VERIFIED_YET = gettext_lazy("Sign in with a code from your e-mail first.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": INCORRECT_CODE,
        "too_many_login_attempts": TOO_MANY_TRIES,
        "rate_limited": TOO_MANY_TRIES,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth passes it
        """Accounts come from an invitation, the command line or a provider that is allowed to open them."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttling.client_address(request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """A passkey first: it is quicker than a code."""
        methods = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: not str(method["id"]).endswith(":webauthn"))

    @transaction.atomic
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe the mail as a message, in the language of the page that caused it."""
        kind = letters.KIND_OF_TEMPLATE[template_prefix]
        kept: dict[str, Any] = {**letters.what_to_keep(context)}
        if kind == letters.NO_ACCOUNT and not ratelimit.consume(self.request, action="no_account", key=email):
            # As much work as for an address with an account: how long it takes tells nobody which it is.
            kept[letters.NOT_SENT] = "enough"
        outbox.queue_message(
            outbox.build_message(
                kind=kind,
                cause=f"{kind}:{uuid.uuid4()}",
                person_id=None,
                address=email,
                language=get_language() or settings.LANGUAGE_CODE,
                now=timezone.now(),
                **kept,
            )
        )

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        self.send_mail(template_prefix, email or user.email, {"letter": template_prefix, **(context or {})})


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": INCORRECT_CODE,
        "unverified_email": NOT_VERIFIED_YET,
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        drawing = segno.make(url, error="m", micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff")
        return mark_safe(drawing)  # noqa: S308 - segno writes only what it has encoded itself

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey") if not count else _("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        request = allauth_context.request
        return {"id": request.get_host().partition(":")[0], "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.get_full_name()}


class ProviderAdapter(DefaultSocialAccountAdapter):
    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Believe an address only where the provider says in so many words that it is verified."""
        for address in sociallogin.email_addresses:
            # Some say "false" with a word, which is as good as true to who does not look.
            address.verified = str(address.verified).lower() == "true"
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        return found

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        may_open = bool(sociallogin.provider.app.settings["sign_up"])
        return may_open and any(address.verified for address in sociallogin.email_addresses)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.language = get_language() or settings.LANGUAGE_CODE
        try:
            user.email = mail_addresses.canonical(user.email)
        except AddressError:
            user.email = ""
        return user


def _cipher() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"second-factor", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
