"""Inviting somebody to an agency or the whole service, and changing a member's role."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue import memberships
from catalogue.lines import tidy
from catalogue.mail_addresses import LONGEST
from catalogue.memberships import Invited
from catalogue.models import Membership

WHAT_IT_MEANS = {
    Membership.Role.ORGANISER: _("Organiser: plans and publishes trainings, handles participants"),
    Membership.Role.AGENCY_ADMIN: _("Agency administrator: the same, and invites people and makes API tokens"),
    Membership.Role.CLERK: _("Registration clerk: handles participants"),
    Membership.Role.ANALYST: _("Analyst: sees plans and figures, no participants"),
    Membership.Role.COORDINATOR: _("Coordinator: sees the plans of all agencies and settles their overlaps"),
    Membership.Role.SYSTEM_ADMIN: _("System administrator: may do everything in every agency, and gives these roles"),
}
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=LONGEST)
    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    language = forms.ChoiceField(label=_("Language of messages"), choices=LANGUAGES)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect(attrs={"class": "choices"}))

    def __init__(self, *args: Any, is_service: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = _offer_roles(self, is_service=is_service)
        self.fields["role"].initial = roles[0].value
        # It asks about somebody else: the browser's own name and address would be wrong.
        for name in ("email", "first_name", "last_name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def invited(self) -> Invited:
        values = self.cleaned_data
        return Invited(
            email=values["email"],
            first_name=tidy(values["first_name"]),
            last_name=tidy(values["last_name"]),
            language=values["language"],
        )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect(attrs={"class": "choices"}))

    def __init__(self, *args: Any, is_service: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_roles(self, is_service=is_service)


def _offer_roles(form: forms.Form, *, is_service: bool) -> Sequence[Membership.Role]:
    """Those of an agency, or those that hold everywhere."""
    roles = memberships.EVERYWHERE if is_service else memberships.IN_AN_AGENCY
    field = form.fields["role"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(role.value, WHAT_IT_MEANS[role]) for role in roles]
    return roles
