"""The forms of signing in: allauth's, with our words and fields."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.socialaccount.forms import DisconnectForm
from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from catalogue import mail_addresses, throttling
from catalogue.lines import tidy
from config.accounts import queries

_SIX_DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
_LETTERS = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class AddressForm(RequestLoginCodeForm):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=mail_addresses.LONGEST,
        help_text=_("Your work address. We send a code there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email webauthn", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        """An address is known by its one form; what is none has no account either."""
        try:
            self.cleaned_data["email"] = mail_addresses.canonical(self.cleaned_data["email"])
        except mail_addresses.AddressError:
            raise forms.ValidationError(EmailValidator.message, code="invalid") from None
        self._refuse_hoarder()
        return str(super().clean_email())

    def _refuse_hoarder(self) -> None:
        """Codes for an address are few: who asks for them all would keep its owner out."""
        network = throttling.network_of(throttling.client_address(context.request))
        key = f"{network} {self.cleaned_data['email']}"
        if not ratelimit.consume(context.request, action="code_from_network", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")


class MailedCodeForm(ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_("Code from the e-mail"),
        help_text=_("Eight letters. Small or capital, with or without the hyphen."),
        widget=forms.TextInput(attrs=_LETTERS),
        max_length=40,
    )


def _second_code() -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs=_SIX_DIGITS),
        max_length=40,
    )


class SecondFactorForm(AuthenticateForm):
    code = _second_code()


class ConfirmationForm(ReauthenticateForm):
    code = _second_code()


class AuthenticatorForm(ActivateTOTPForm):
    code = forms.CharField(
        label=_("Code from the app"),
        help_text=_("Six digits. They change every half minute."),
        widget=forms.TextInput(attrs=_SIX_DIGITS),
        max_length=40,
    )


class NewPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=60,
        help_text=_("By which you know it later: “Work phone”, “Laptop”."),
    )
    # A passkey that asks for its owner is the only kind there is here.
    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=60)


class ServiceForm(DisconnectForm):
    """Which sign-in service is disconnected: allauth would have a password be there, here a mailed code does."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        account = cleaned.get("account")
        if account is not None and queries.is_last_way_in(account):
            raise forms.ValidationError(_("This is the last way into your account."), code="last")
        return cleaned


class AccountForm(forms.Form):
    """What a person says of themselves; the address is the identity and stays."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    language = forms.ChoiceField(
        label=_("Language of messages"), choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"

    def clean(self) -> dict[str, Any]:
        """Names without what leaves no ink; a name that is nothing else is missing."""
        cleaned = super().clean() or {}
        for name in ("first_name", "last_name"):
            if name in cleaned and not (tidied := tidy(cleaned[name])):
                self.add_error(name, self.fields[name].error_messages["required"])
            elif name in cleaned:
                cleaned[name] = tidied
        return cleaned
