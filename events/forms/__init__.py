"""The event's form in the workspace: its fields, what stands in them as typed, and the EventDraft they make."""

from events.forms.drafts import draft_of
from events.forms.events import EventForm

__all__ = ["EventForm", "draft_of"]
