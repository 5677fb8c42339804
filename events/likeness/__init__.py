"""How alike two trainings are by what their texts say, whatever the language; 0 to 1.

    own = likeness.profile_of(likeness.of_draft(draft))     # no query; well under 2 ms
    others = likeness.profiles_of(event_ids)                # one query for hundreds of trainings
    found = {id: likeness.likeness(own, other) for id, other in others.items()}
    if percent := likeness.percent(own, other): …           # at least settings.LIKENESS_ALIKE

A text is read as letters (groups of four, of words without endings) and as concepts of the field's vocabulary (the same
in Finnish, Swedish and English). `keep` stores the profile of a written training in the transaction that writes it.
"""

from events.likeness.comparing import likeness, percent
from events.likeness.keeping import keep, keep_all, profiles_of, unpacked
from events.likeness.profiles import TextProfile, Texts, of_draft, of_event, profile_of

__all__ = [
    "TextProfile",
    "Texts",
    "keep",
    "keep_all",
    "likeness",
    "of_draft",
    "of_event",
    "percent",
    "profile_of",
    "profiles_of",
    "unpacked",
]
