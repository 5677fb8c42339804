"""A kind of message: its words as they are unless an agency has its own, and when it is still right to send it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise

from events.models import Event
from registrations.models import Registration
from registrations.notices import placeholders
from registrations.notices.subjects import Subject

State = Registration.State
ACTIVE: Collection[str] = Registration.ACTIVE
ANY: Collection[str] = tuple(State)


def _always(_subject: Subject) -> bool:
    return True


class Says(Enum):
    """What a kind says to the reader's calendar: that they come, that they do not, or that one entry is otherwise."""

    NOTHING = "nothing"
    COMES = "comes"
    ENDS = "ends"
    ENTRY = "entry"


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A subject and paragraphs with placeholders in braces."""

    subject: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """`subject` and `paragraphs` are gettext messages: what `%(title)s` is to a translator is `{title}` to an agency.

    `states` are those of the registration in which it is still right to send it; `is_right` may know more. `own` are
    the placeholders it has besides the common ones.
    """

    name: str
    title: Promise
    trigger: Promise
    subject: Promise
    paragraphs: Sequence[str | Promise]
    button: Promise
    states: Collection[str]
    own: Sequence[str] = ()
    says: Says = Says.NOTHING
    is_right: Callable[[Subject], bool] = _always
    # The page to which the button leads, by name; and a second button with its own.
    page: str = "registration"
    second_button: Promise | None = None
    second_page: str = ""
    # Words that are neither ours nor an agency's.
    words: Callable[[Subject], Words] | None = None
    # Whether the contact person of the registration's group gets it, about the whole group.
    to_contact: bool = False
    # Where the button leads when it is not one's own page.
    leads_to: Callable[[Subject], str] | None = None
    # Whether it says that the training is cancelled.
    is_of_the_end: bool = False

    def is_due(self, subject: Subject) -> bool:
        """Whether it is still right to send it: of a seat in a training that is cancelled nothing more is said."""
        tells_of_a_seat = set(self.states) <= set(ACTIVE) and not self.is_of_the_end
        if subject.registration.state not in self.states:
            return False
        return not (tells_of_a_seat and subject.event.state == Event.State.CANCELLED) and self.is_right(subject)

    @property
    def placeholders(self) -> list[str]:
        """The names that may stand in braces in its words."""
        return [*placeholders.COMMON, *self.own]

    def default_words(self) -> Words:
        """Its words in the active language."""
        return Words(subject=_braced(self.subject), paragraphs=[_braced(each) for each in self.paragraphs])


class _Braces(Mapping[str, str]):
    """Says of every name the name in braces."""

    def __getitem__(self, name: str) -> str:
        return f"{{{name}}}"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _braced(message: str | Promise) -> str:
    return str(message) % _Braces()
