"""Forms that are shown while they are being written, as when one more row is asked for."""

from django import forms
from django.forms.utils import ErrorDict


class UnjudgedForm(forms.Form):
    """Bound it shows what was typed; unless it `is_judged`, without a word of blame."""

    is_judged = True

    def full_clean(self) -> None:
        if self.is_judged:
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data = {}
