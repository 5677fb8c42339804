"""News of events for the apps above, sent inside the transaction of the write. Receivers get `event` and `change`."""

from django.dispatch import Signal

event_postponed = Signal()
event_cancelled = Signal()
event_revived = Signal()
event_moved = Signal()
# `event` (locked) and `pools` (locked, as they are now).
capacity_changed = Signal()
