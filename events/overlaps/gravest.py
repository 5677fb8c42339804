"""Whether a training has overlaps of the gravest kind that nobody has settled."""

from uuid import UUID

from catalogue.viewers import Viewer
from events.models import OverlapCase, Severity
from events.overlaps import finding

# What is asked here is told to nobody.
_EVERYBODY = Viewer(is_system_admin=True)


def is_unsettled(event_id: UUID) -> bool:
    """Look as things stand now, whatever has been stored; what people have settled between the two counts no more."""
    grave = [
        (overlap.finding.other_id, str(overlap.finding.kind))
        for overlap in finding.find(event_id, viewer=_EVERYBODY)
        if overlap.finding.severity == Severity.HIGH
    ]
    if not grave:
        return False
    cases = OverlapCase.objects.of_events([event_id]).filter(state__in=OverlapCase.SETTLED)
    settled = {(case.other_side(event_id), case.kind) for case in cases}
    return not settled.issuperset(grave)
