"""Says why trainings overlap, in the viewer's language: "both for early childhood teachers · both in Finnish"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from catalogue import texts
from catalogue.models import Room, Trainer
from catalogue.vocabularies import Vocabularies, Vocabulary
from events import dates
from events.models import OverlapKind
from events.overlaps.findings import Reason

SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class SaidReason:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Knows the names that reasons need. Trainers and rooms are read once for all that is to be said."""

    language: str
    known: Vocabularies
    trainers: dict[int, str]
    rooms: dict[int, str]

    @classmethod
    def of(cls, reasons: Iterable[Reason], *, language: str, known: Vocabularies) -> "Speaker":
        """Answer who can say these reasons: no query but for trainers and rooms."""
        ids: dict[str, set[int]] = {"same_trainer": set(), "same_room": set()}
        for reason in reasons:
            ids.get(reason.code, set()).update(reason.ids)
        return cls(language, known, _names(Trainer, ids["same_trainer"]), _names(Room, ids["same_room"]))

    def say(self, reasons: Iterable[Reason]) -> list[SaidReason]:
        """Put reasons into words of the active language."""
        return [SaidReason(reason.code, _SENTENCES[reason.code](self, reason)) for reason in reasons]

    def terms(self, vocabulary: Vocabulary, ids: Iterable[int]) -> str:
        """Names within a sentence."""
        return self.listed(texts.uncapitalised(term.name(self.language).value) for term in vocabulary.many(ids))

    def listed(self, names: Iterable[str]) -> str:
        return dates.enumeration(list(names), self.language)


def advice(kind: str) -> str:
    """What to do about an overlap of this kind, where the rules suggest something."""
    if kind == OverlapKind.DUPLICATE:
        return _("Could you hold one training together?")
    return ""


# --- The sentences ----------------------------------------------------------------------------------------------------
def _same_time(speaker: Speaker, reason: Reason) -> str:
    assert reason.starts_at is not None
    assert reason.ends_at is not None
    when = dates.span(reason.starts_at, reason.ends_at, speaker.language, now=reason.starts_at)
    count = reason.number or 1
    return ngettext("same time: %(when)s", "same time %(count)s times, first %(when)s", count) % {
        "when": when,
        "count": count,
    }


def _near_in_time(_speaker: Speaker, reason: Reason) -> str:
    days = reason.number or 0
    if not days:
        return _("on the same day")
    return ngettext("%(count)s working day apart", "%(count)s working days apart", days) % {"count": days}


def _same_season(_speaker: Speaker, reason: Reason) -> str:
    days = reason.number or 0
    if not days:
        return _("on the same day")
    return ngettext("%(count)s day apart", "%(count)s days apart", days) % {"count": days}


def _audience_shared(speaker: Speaker, reason: Reason) -> str:
    return _("both for: %(audiences)s") % {"audiences": speaker.terms(speaker.known.audiences, reason.ids)}


def _audience_within(speaker: Speaker, reason: Reason) -> str:
    return _("both also reach: %(audiences)s") % {"audiences": speaker.terms(speaker.known.audiences, reason.ids)}


def _same_language(speaker: Speaker, reason: Reason) -> str:
    names = {
        "fi": pgettext("a training is in", "Finnish"),
        "sv": pgettext("a training is in", "Swedish"),
        "en": pgettext("a training is in", "English"),
        "se": pgettext("a training is in", "Northern Sámi"),
    }
    order = [code for code in names if code in reason.languages]
    return _("both in %(languages)s") % {"languages": speaker.listed(names[code] for code in order)}


def _same_theme(speaker: Speaker, reason: Reason) -> str:
    return _("same theme: %(themes)s") % {"themes": speaker.terms(speaker.known.themes, reason.ids)}


def _alike_texts(_speaker: Speaker, reason: Reason) -> str:
    return _("texts much alike (%(percent)s %%)") % {"percent": reason.number}


def _shared_region(speaker: Speaker, reason: Reason) -> str:
    regions = speaker.listed(term.name(speaker.language).value for term in speaker.known.regions.many(reason.ids))
    return _("same region: %(regions)s") % {"regions": regions}


def _same_trainer(speaker: Speaker, reason: Reason) -> str:
    names = speaker.listed(speaker.trainers[each] for each in reason.ids if each in speaker.trainers)
    return _("same trainer: %(names)s") % {"names": names}


def _same_room(speaker: Speaker, reason: Reason) -> str:
    names = speaker.listed(speaker.rooms[each] for each in reason.ids if each in speaker.rooms)
    return _("same room: %(names)s") % {"names": names}


def _named_date(sentence: Callable[[], str]) -> "Callable[[Speaker, Reason], str]":
    def say(speaker: Speaker, reason: Reason) -> str:
        names = dict(reason.names)
        name = names.get(speaker.language) or next(filter(None, names.values()), "")
        agency = speaker.listed(
            term.short_name(speaker.language).value for term in speaker.known.organisations.many(reason.ids)
        )
        text = sentence() % {"name": name}
        return f"{text} ({agency})" if agency else text

    return say


def _external_item(speaker: Speaker, reason: Reason) -> str:
    assert reason.starts_at is not None
    assert reason.ends_at is not None
    names = dict(reason.names)
    when = dates.span(reason.starts_at, reason.ends_at, speaker.language, all_day=bool(names.get("all_day")))
    others = (reason.number or 1) - 1
    said = _("in the calendar %(calendar)s: %(title)s, %(when)s") % {
        "calendar": names.get("calendar", ""),
        "title": names.get("title") or _("(no title)"),
        "when": when,
    }
    if not others:
        return said
    more = ngettext("and %(count)s other event", "and %(count)s other events", others) % {"count": others}
    return f"{said}, {more}"


_SENTENCES: dict[str, Callable[[Speaker, Reason], str]] = {
    "same_time": _same_time,
    "near_in_time": _near_in_time,
    "same_season": _same_season,
    "audience_shared": _audience_shared,
    "audience_within": _audience_within,
    "same_language": _same_language,
    "same_theme": _same_theme,
    "alike_texts": _alike_texts,
    "both_national": lambda *_each: _("both national"),
    "both_online": lambda *_each: _("both online"),
    "shared_region": _shared_region,
    "open_to_all_regions": lambda *_each: _("the same people can come to both"),
    "same_trainer": _same_trainer,
    "same_room": _same_room,
    "public_holiday": _named_date(lambda: _("public holiday: %(name)s")),
    "school_break": _named_date(lambda: _("school holiday: %(name)s")),
    "matriculation": _named_date(lambda: _("matriculation examination: %(name)s")),
    "external_item": _external_item,
    "blocked": _named_date(lambda: _("blocked day: %(name)s")),
}


def _names(model: type[Model], ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return dict(model._default_manager.filter(pk__in=ids).values_list("pk", "name"))  # noqa: SLF001 - Django's name
