"""Forms of messages: an agency's own words for a kind, and when those of the clock go out."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.message_templates import LONGEST_BODY

MOST_DIGITS = 3


class TemplateForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_BODY,
        help_text=_("An empty line begins a new paragraph. The facts of the training and the button follow below."),
        widget=forms.Textarea({"rows": 10}),
    )


class TimingForm(forms.Form):
    reminder_days = forms.CharField(
        label=_("Reminders, days before"),
        max_length=40,
        required=False,
        help_text=_("Numbers parted by commas, such as: 7, 1. Empty: no reminders."),
    )
    reminds_before_start = forms.BooleanField(label=_("The link to join, an hour before"), required=False)
    sends_thanks = forms.BooleanField(label=_("Thanks on the day after"), required=False)

    def clean_reminder_days(self) -> list[int]:
        written = [each for each in re.split(r"[\s,;]+", self.cleaned_data["reminder_days"].strip()) if each]
        if not all(each.isdecimal() and len(each) <= MOST_DIGITS for each in written):
            raise forms.ValidationError(_("Write numbers of days, parted by commas."))
        return [int(each) for each in written]
