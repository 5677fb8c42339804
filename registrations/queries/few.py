"""The page on which it is decided what becomes of a training with too few participants."""

import uuid
from dataclasses import dataclass

from catalogue import texts
from catalogue.texts import Text
from events.models import Event, OverlapCase
from events.queries import cases
from events.queries.searches import Reader
from registrations import minimum
from registrations.minimum import Standing

# Of many overlaps the gravest are the likeliest to be held together.
MOST_PARTNERS = 5


@dataclass(frozen=True, slots=True)
class Partner:
    """Another training with which this one overlaps, and the page on which the two can be held together."""

    case_id: uuid.UUID
    title: Text
    agency: Text
    event: Event


@dataclass(frozen=True, slots=True)
class FewPage:
    standing: Standing
    partners: list[Partner]


def page_of(event: Event, read: Reader) -> FewPage:
    """Answer it in five queries."""
    return FewPage(minimum.standing_of(event, now=read.now), _partners(event, read))


def _partners(event: Event, read: Reader) -> list[Partner]:
    """The trainings of its unsettled overlaps that the reader may see, each once, the gravest first."""
    mine = cases.visible(read).filter(state__in=OverlapCase.UNSETTLED).of_events([event.pk])
    found: dict[uuid.UUID, Partner] = {}
    for case in mine.select_related("first__lead", "second__lead").order_by("-score", "pk"):
        other = case.second if case.first_id == event.pk else case.first
        if not other.has_begun(read.now):
            title, agency = (
                texts.pick(row, name, read.language) for row, name in ((other, "title"), (other.lead, "name"))
            )
            found.setdefault(other.pk, Partner(case.pk, title, agency, other))
    return list(found.values())[:MOST_PARTNERS]
