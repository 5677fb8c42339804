"""Every kind of message about a registration: when it is sent, what it says unless an agency says it otherwise."""

from collections.abc import Mapping
from itertools import chain

from registrations.notices import answers, changes, clock, groups, seats
from registrations.notices.custom import CUSTOM, ENTRY
from registrations.notices.kind import Kind

_ALL = chain(seats.KINDS, changes.KINDS, answers.KINDS, groups.KINDS, clock.KINDS)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
# With those whose words no agency settles.
EVERY: Mapping[str, Kind] = {**KINDS, CUSTOM.name: CUSTOM, ENTRY.name: ENTRY}
