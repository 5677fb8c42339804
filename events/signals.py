"""News of events for the apps above, sent inside the transaction of the write. Receivers get `event` and `change`."""

from django.dispatch import Signal

event_postponed = Signal()
event_cancelled = Signal()
event_revived = Signal()
event_moved = Signal()
# Its pools have other capacities, are kept for others, or there are new ones: `pools` (locked, as they are now) and
# the ids of those that are `added`.
capacity_changed = Signal()

# Of overlaps between two trainings: `case` (an OverlapCase, its events' OverlapCheck rows locked) and `change`.
overlap_opened = Signal()
overlap_reopened = Signal()
overlap_closed = Signal()
# It is graver than it was, and still open.
overlap_worsened = Signal()
# What a person has done about one.
overlap_handled = Signal()

# A training is made like another: `event` (the copy, just made) and `copied` (the id of the other).
event_copied = Signal()

# Organisations take over from others: `heirs` (of each predecessor's id the successors'), `reform_id`, `by` and `now`;
# and it is undone: the same without `heirs`.
organisations_succeeded = Signal()
succession_undone = Signal()

# Two trainings become one: `event` (whose people go over), `into` (who takes them), both locked, and `change`.
event_merged = Signal()
