"""Who would be told of a change before it is made: in which state they are, and the example that is nobody's own."""

import uuid
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from catalogue.models import Message, Person
from catalogue.rehearsing import Standing
from registrations.models import GroupBooking, Registration

# No link carries it, so that what an example shows opens nothing.
NO_LINK_VERSION = 2**31 - 1
# Zeros are in no reference.
NO_REFERENCE = "0000-0000-0000"

_IN_ORDER: Sequence[str] = (*Registration.ACTIVE[1:], Registration.State.AWAITING_APPROVAL)
_RANKS = {state: rank for rank, state in enumerate(_IN_ORDER)}


def standings(messages: Sequence[Message]) -> Mapping[uuid.UUID, Standing]:
    """The state of the registration that each message is about, by the message's id."""
    about = {message.pk: message.registration_id for message in messages if message.registration_id}
    states = dict(Registration.objects.filter(pk__in=about.values()).values_list("pk", "state"))
    return {message_id: _standing(states[registration_id]) for message_id, registration_id in about.items()}


def disguise(message: Message) -> None:
    """Make the registration one of nobody: no name, no address, no link that opens it, no other registrations."""
    assert message.registration_id
    registration = Registration.objects.get(pk=message.registration_id)
    nobody = {"reference": NO_REFERENCE, "link_version": NO_LINK_VERSION}
    names = {"first_name": _("First name"), "last_name": _("Last name")}
    if registration.group_id is not None:
        contact = {f"contact_{name}": value for name, value in names.items()}
        GroupBooking.objects.filter(pk=registration.group_id).update(**nobody, **contact)
    if registration.is_unnamed:
        names = {}
    else:
        email = f"{uuid.uuid4()}@example.invalid"
        registration.person = Person.objects.create(email=email, language=message.language)
    Registration.objects.filter(pk=registration.pk).update(**nobody, **names, person=registration.person, email="")


def _standing(state: str) -> Standing:
    return Standing(_RANKS.get(state, len(_RANKS)), Registration.State(state).label)
