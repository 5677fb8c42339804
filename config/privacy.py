"""The privacy notice: what is declared of every personal column, in words for those whose data it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from catalogue import personal_data
from catalogue.models import User
from catalogue.personal_data import Basis, Kept, Nobodys

BASES: Mapping[Basis, Promise] = {
    Basis.PUBLIC_TASK: gettext_lazy("A task in the public interest"),
    Basis.CONSENT: gettext_lazy("Your consent"),
    Basis.LEGAL_OBLIGATION: gettext_lazy("A duty by law"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """What is kept equally long on the same basis: what each is called, and what it is for."""

    kept: str
    basis: str
    entries: dict[str, list[str]]


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "feedback_email": settings.FEEDBACK_EMAIL,
        "of_participants": groups(of_participants=True),
        "of_staff": groups(of_participants=False),
    }
    return render(request, "privacy.html", context)


def groups(*, of_participants: bool) -> list[Group]:
    """The declarations, those that say the same of the same as one; in the order in which they are declared."""
    found: dict[tuple[Kept, Basis], dict[str, list[str]]] = {}
    for model, columns in personal_data.personal_columns().items():
        for name, declared in columns.items():
            if _is_of_participants(model, name) == of_participants:
                purposes = found.setdefault((declared.kept, declared.basis), {}).setdefault(str(declared.what), [])
                purposes += [] if str(declared.purpose) in purposes else [str(declared.purpose)]
    return [Group(_KEPT[kept](), str(BASES[basis]), entries) for (kept, basis), entries in found.items()]


def _is_of_participants(model: type[Model], column: str) -> bool:
    """Whether it says something of who takes part; columns that name an account are of who plans."""
    whose = personal_data.owners()[model]
    names_an_account = model._meta.get_field(column).related_model is User  # noqa: SLF001
    if isinstance(whose, Nobodys):
        return whose.of_participants
    return bool(whose.person or whose.address) and not names_an_account


def _lasting(days: int) -> str:
    """As in: three years, or so many days."""
    if days % 365 == 0:
        years = days // 365
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _after_training() -> str:
    lasting = {"time": _lasting(settings.REGISTRATIONS_KEPT_DAYS)}
    return _("%(time)s after the training, as long as a certificate may be asked for") % lasting


_KEPT: Mapping[Kept, Callable[[], str]] = {
    Kept.REGISTRATION: _after_training,
    Kept.PERSON: lambda: _("As long as one of your registrations"),
    Kept.MESSAGE: lambda: _("%(time)s from sending") % {"time": _lasting(settings.MESSAGES_KEPT_DAYS)},
    Kept.DAY: lambda: _("One day"),
    Kept.ACCOUNT: lambda: _("As long as the account is open"),
    Kept.TRIES: lambda: _("At most one day"),
    Kept.SESSION: lambda: _("Until the session ends"),
    Kept.ACCESS_LOG: lambda: _("%(time)s from the look") % {"time": _lasting(settings.ACCESS_LOG_KEPT_DAYS)},
    Kept.ANSWER: lambda: _("Until the day after the training that the form names: a dietary wish right after it"),
    Kept.SUBSCRIPTION: lambda: _("Until you end the subscription, or do not confirm it"),
    Kept.OFFICE: lambda: _("As long as the training is shown"),
    Kept.FOREVER: lambda: _("For good: it says nothing of you once your name is gone"),
}
