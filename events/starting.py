"""Starting a training: only an organisation that is at work starts one, whoever asks for it."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import texts
from catalogue.actors import Actor
from catalogue.models import Organisation
from catalogue.rules import RuleError
from events import drafting, locks
from events.drafting import EventDraft
from events.models import Event


class OrganisationClosedError(RuleError):
    code = "organisation_closed"
    text = gettext_lazy("This organisation has ended: it starts no new trainings.")


def blank_draft(lead_id: int) -> EventDraft:
    """Answer what a new training begins with: who waits is asked before they get a seat."""
    return EventDraft(
        lead_id=lead_id,
        delivery=Event.Delivery.ONLINE,
        titles={},
        languages=(),
        waiting_list_mode=Event.WaitingListMode.OFFER,
    )


@transaction.atomic
def start_event(
    *, by: Actor, draft: EventDraft, event_id: uuid.UUID | None = None, now: datetime | None = None
) -> Event:
    """Make a draft; raises OrganisationClosedError. What took place in former days is imported past this rule."""
    now = now or timezone.now()
    # A reform that is under way would not see the training: it waits, or the training goes with it.
    locks.hold_organisations()
    refuse_closed(draft.lead_id, today=timezone.localdate(now))
    return drafting.create_event(by=by, draft=draft, event_id=event_id, now=now)


def refuse_closed(organisation_id: int, *, today: date) -> None:
    """Raise OrganisationClosedError for an organisation whose time is over; it names those that took over."""
    organisation = Organisation.objects.get(pk=organisation_id)
    if organisation.valid_to is None or organisation.valid_to >= today:
        return
    successors = Organisation.objects.filter(inheritances__predecessor=organisation).distinct()
    heirs = [_named(successor) for successor in successors.order_by("slug")]
    said = {"name": _named(organisation), "heirs": ", ".join(heirs)}
    if heirs:
        raise OrganisationClosedError(
            _("%(name)s has ended. Start the training in the organisation that took over its work: %(heirs)s.") % said
        )
    raise OrganisationClosedError(_("%(name)s has ended: it starts no new trainings.") % said)


def _named(organisation: Organisation) -> str:
    return texts.pick(organisation, "name", texts.page_language()).value
