"""What is asked for a new API token."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.lines import tidy
from catalogue.models import Membership

DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("one year")), ("730", _("two years"))]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("For example the name of the program: “Website”, “Power BI”."),
    )
    days = forms.ChoiceField(label=_("Valid for"), choices=DAYS, initial="365")

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])

    def values(self, now: datetime | None = None) -> dict[str, Any]:
        """What `tokens` takes."""
        now = now or timezone.now()
        return {"name": self.cleaned_data["name"], "expires_at": now + timedelta(days=int(self.cleaned_data["days"]))}


class OrganisationTokenForm(TokenForm):
    role = forms.ChoiceField(
        label=_("What it may do"),
        choices=[
            (Membership.Role.ORGANISER, _("Plan and publish the organisation’s trainings, as an organiser")),
            (Membership.Role.ANALYST, _("Read plans and figures, and change nothing, as an analyst")),
        ],
        widget=forms.RadioSelect(attrs={"class": "choices"}),
        initial=Membership.Role.ANALYST,
    )

    def values(self, now: datetime | None = None) -> dict[str, Any]:
        return super().values(now) | {"role": self.cleaned_data["role"]}
