"""What fills the samples of the design's page: a form, messages, pages, states and the names of the colours."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.periods import View
from events.queries.lists import Listing
from events.registration_window import RegistrationState
from events.views.browsing import NAMES, ViewLink

TOKENS = Path(settings.BASE_DIR) / "config/static/css/tokens.css"


class SampleForm(forms.Form):
    """A question of each kind."""

    first_name = forms.CharField(label=gettext_lazy("First name"), initial="Aino")
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The confirmation and the link to your registration are sent here."),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of messages"),
        choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")],
        widget=forms.RadioSelect,
    )


def samples(request: HttpRequest) -> dict[str, Any]:
    """Everything the samples read, by the names that the product's own fragments use."""
    return {
        "colours": colours(),
        "form": SampleForm({"first_name": "Aino", "email": "aino.example.org", "language": "fi"}),
        "sample_messages": [
            Message(messages.SUCCESS, _("Your details have been saved.")),
            Message(messages.WARNING, _("The training has been postponed")),
            Message(messages.ERROR, _("The training has been cancelled")),
            Message(messages.INFO, _("All trainings are free of charge.")),
        ],
        "states": [{"registration": {"state": str(state)}} for state in RegistrationState],
        "listing": Listing([], total=120, page=2, pages=6),
        "browse": {
            "links": [
                ViewLink(view, name, query=f"view={view}", is_current=view is View.LIST) for view, name in NAMES.items()
            ]
        },
        "is_asking": "ask" in request.GET,
    }


@cache
def colours() -> list[str]:
    """The names of the colours, in the order of tokens.css."""
    return re.findall(r"--([a-z-]+): (?:light-dark\()?#", TOKENS.read_text(encoding="utf-8"))
