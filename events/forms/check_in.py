"""Who is to mark presence: an address that has signed in here."""

from django import forms
from django.utils.translation import gettext_lazy as _


class HelperForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The address with which the helper signs in here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
