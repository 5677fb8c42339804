"""What a training's page in the workspace shows of its participants: who still comes, and whether there are enough."""

from events import rights
from events.models import Event
from events.queries.searches import Reader
from events.training_panels import Panel
from registrations import minimum, reconfirming

TEMPLATE = "workspace/changes/_panel.html"


def panel(event: Event, read: Reader) -> Panel | None:
    """Answer the panel for those who see the training's figures, once there is something to say."""
    if not event.is_public or not rights.SEE_FIGURES.allows(read.viewer, event):
        return None
    standing, answers = minimum.standing_of(event, now=read.now), reconfirming.answers(event.pk)
    if standing.minimum is None and standing.certain_at is None and answers is None:
        return None
    values = {
        "event_id": event.pk,
        "standing": standing,
        "answers": answers,
        "may_decide": rights.DECIDE.allows(read.viewer, event),
        "may_remind": rights.HANDLE_PARTICIPANTS.allows(read.viewer, event) and standing.is_running,
    }
    return Panel(TEMPLATE, values)
