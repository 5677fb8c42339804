"""What a training still lacks before its public can do something with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.drafting import EventDraft, Texts
from events.models import Event

ASKED = ("fi", "sv")


@dataclass(frozen=True, slots=True)
class Missing:
    """`field` is where in the form it is put right; without a needed one the training cannot be published."""

    field: str
    text: str
    is_needed: bool = False


def of(draft: EventDraft) -> list[Missing]:
    """What is needed first, then what readers would miss, in the active language."""
    found = [*_needed(draft), *_texts(draft), *_reach(draft), *_place(draft)]
    return sorted(found, key=lambda each: not each.is_needed)


def _needed(draft: EventDraft) -> Iterator[Missing]:
    if not any(draft.titles.values()):
        yield Missing("title_fi", _("A title"), is_needed=True)
    if not draft.languages:
        yield Missing("languages", _("The language of the training"), is_needed=True)
    if all(session.is_cancelled for session in draft.sessions):
        yield Missing("sessions", _("A date"), is_needed=True)


def _texts(draft: EventDraft) -> Iterator[Missing]:
    said: list[tuple[str, Texts, dict[str, str], bool]] = [
        ("title", draft.titles, {"fi": _("Title in Finnish"), "sv": _("Title in Swedish")}, True),
        ("summary", draft.summaries, {"fi": _("Summary in Finnish"), "sv": _("Summary in Swedish")}, True),
        (
            "description",
            draft.descriptions,
            {"fi": _("Description in Finnish"), "sv": _("Description in Swedish")},
            False,
        ),
    ]
    for name, by_language, words, is_always in said:
        for language in ASKED:
            if not by_language.get(language) and (is_always or any(by_language.values())):
                yield Missing(f"{name}_{language}", words[language])


def _reach(draft: EventDraft) -> Iterator[Missing]:
    if not draft.audience_ids:
        yield Missing("audiences", _("Target groups: without them, those who search by profession do not find it"))
    if not draft.theme_ids:
        yield Missing("themes", _("Themes: overlaps with other agencies are told from them"))
    if not draft.sector_ids:
        yield Missing("sectors", _("Sectors"))
    if not (draft.national or draft.region_ids):
        yield Missing("national", _("Regions, or the whole country"))
    if not (draft.contact_email or draft.contact_phone):
        yield Missing("contact_email", _("Whom to ask"))


def _place(draft: EventDraft) -> Iterator[Missing]:
    held = [session for session in draft.sessions if not session.is_cancelled]
    is_here = draft.registration_mode == Event.RegistrationMode.HERE
    if draft.delivery != Event.Delivery.ONLINE and any(session.venue_id is None for session in held):
        yield Missing("sessions", _("Venue of a session"))
    if draft.delivery != Event.Delivery.ONSITE and is_here and any(not session.join_url for session in held):
        yield Missing("sessions", _("Join link of a session: those who register are sent it"))
