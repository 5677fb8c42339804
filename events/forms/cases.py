"""What can be done about an overlap, as forms of its page: each names its action in a hidden field."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue import lines
from events.forms.fields import MomentField
from events.models import CaseProposal

LONGEST = 2000
Choice = tuple[str, str]


class Words(forms.CharField):
    """Several lines of plain text."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows, "cols": 40}), max_length=LONGEST, **kwargs)

    def to_python(self, value: Any) -> str:
        written = super().to_python(value) or ""
        return "\n".join(lines.tidy(line) for line in written.splitlines()).strip()


class CaseForm(forms.Form):
    """`events` are the trainings that can be chosen, as their ids and titles."""

    def __init__(self, *args: Any, events: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if event := self.fields.get("event"):
            assert isinstance(event, forms.ChoiceField)
            event.choices = list(events)

    @property
    def event_id(self) -> UUID:
        return UUID(self.cleaned_data["event"])


class CommentForm(CaseForm):
    text = Words(label=_("Comment"))


class KeepForm(CaseForm):
    reason = Words(label=_("Why both are needed"), help_text=_("The other side and the coordinators read this."))


class DismissForm(CaseForm):
    reason = Words(label=_("Why it is no overlap"), help_text=_("The other side and the coordinators read this."))


class TakeBackForm(CaseForm):
    reason = Words(label=_("Why it should be talked about again"))


class MoveForm(CaseForm):
    event = forms.ChoiceField(label=_("Which training moves"), widget=forms.RadioSelect)
    starts_at = MomentField(
        label=_("The first session begins"), help_text=_("The other sessions move with it, by as much.")
    )
    note = Words(label=_("Message to the other side"), required=False, rows=2)


class JoinForm(CaseForm):
    registrations = forms.ChoiceField(
        label=_("What becomes of the trainings"), widget=forms.RadioSelect, choices=CaseProposal.Registrations.choices
    )
    event = forms.ChoiceField(
        label=_("Which training is merged into the other"),
        widget=forms.RadioSelect,
        help_text=_("Its organiser becomes a co-organiser. When both stay, each joins the other’s."),
    )
    note = Words(label=_("Message to the other side"), required=False, rows=2)


class DeclineForm(CaseForm):
    reason = Words(label=_("Why not"), required=False, rows=2)
