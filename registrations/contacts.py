"""Contact persons of groups: whose seats without a name are held by the contact's address until it is confirmed."""

from collections.abc import Collection, Iterable

from catalogue.models import Person
from registrations.models import GroupBooking, Registration


def known_of(groups: Iterable[GroupBooking | None]) -> frozenset[str]:
    """The addresses of those contacts that are known to be theirs; no query when there is no group."""
    emails = {group.contact_email for group in groups if group is not None}
    if not emails:
        return frozenset()
    known = Person.objects.filter(email__in=emails, email_verified_at__isnull=False)
    return frozenset(email for email in known.values_list("email", flat=True) if email)


def is_known(row: Registration, known: Collection[str]) -> bool:
    """Whether the address by which a seat is held is known to be its owner's; `known` are contacts, as above."""
    if row.person is None:
        return row.group is not None and row.group.contact_email in known
    return row.person.email_verified_at is not None
