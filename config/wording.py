"""Sentences of Django's that we say in our own words: our catalogues come before Django's, and here they are found."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

OURS = (
    _("This field is required."),
    _("Enter a valid email address."),
    _("Null characters are not allowed."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
