"""What the weekly mail about overlaps says: what is new, what is grave or late, and how many wait in all."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from catalogue import texts
from catalogue.letters import Letter
from catalogue.viewers import Viewer
from events import dates, rights
from events.models import Event, OverlapCase, Severity

# Of what is not new. What is new is named, however much it is: nothing else tells of it.
MOST_REMEMBERED = 10
Pair = list[OverlapCase]


def letter(viewer: Viewer, *, told_at: datetime, language: str) -> Letter | None:
    """Answer the mail; None when nothing waits for its reader any more. `told_at` is the moment of the digest."""
    own = _own(viewer)
    new: list[Pair] = []
    others: list[Pair] = []
    for pair in own:
        (new if any(case.told_at == told_at for case in pair) else others).append(pair)
    late = _late_between_agencies() if rights.COORDINATE.allows(viewer) else 0
    if not own and not late:
        return None
    paragraphs = [_counted(own)] if own else []
    if late:
        paragraphs.append(
            ngettext(
                "%(count)s overlap between agencies has not been settled in time.",
                "%(count)s overlaps between agencies have not been settled in time.",
                late,
            )
            % {"count": late}
        )
    return Letter(
        subject=_subject(len(new)),
        paragraphs=paragraphs,
        facts=[*_lines(new, pgettext("overlap", "new"), language), *_lines(others[:MOST_REMEMBERED], "", language)],
        button=_("Open your overlaps") if own else _("See what is open between agencies"),
        url=settings.BASE_URL + reverse("workspace-cases" if own else "workspace-coordination"),
        fine_print=(_("This message is sent once a week as long as something waits for you."),),
    )


def _own(viewer: Viewer) -> list[Pair]:
    """What waits for the reader's own trainings, by the pairs that overlap: the high ones first, then the first due."""
    leads = rights.PLAN.organisations(viewer)
    seen = Event.objects.visible_to(viewer)
    waiting = OverlapCase.objects.unsettled().of_organisations(leads).filter(first__in=seen, second__in=seen)
    pairs: dict[tuple[UUID, UUID], Pair] = {}
    for case in waiting.select_related("first", "second").order_by("due_on", "starts_at", "id"):
        pairs.setdefault((case.first_id, case.second_id), []).append(case)
    return sorted(pairs.values(), key=lambda pair: not _is_serious(pair))


def _late_between_agencies() -> int:
    late = OverlapCase.objects.overdue(timezone.now()).filter(is_internal=False)
    return late.order_by().values("first", "second").distinct().count()


def _subject(new: int) -> str:
    if not new:
        return _("Overlaps that wait to be settled")
    return ngettext("%(count)s new overlap this week", "%(count)s new overlaps this week", new) % {"count": new}


def _counted(pairs: list[Pair]) -> str:
    values = {
        "count": len(pairs),
        "serious": sum(_is_serious(pair) for pair in pairs),
        "late": sum(_is_late(pair) for pair in pairs),
    }
    return (
        ngettext(
            "%(count)s overlap of your trainings waits to be settled; serious: %(serious)s, late: %(late)s.",
            "%(count)s overlaps of your trainings wait to be settled; serious: %(serious)s, late: %(late)s.",
            len(pairs),
        )
        % values
    )


def _lines(pairs: Iterable[Pair], mark: str, language: str) -> list[tuple[str, str]]:
    """By when, and between what; the mark in brackets with what else there is to say of it."""
    lines = []
    for pair in pairs:
        case = pair[0]
        marks = [
            mark,
            pgettext("overlap", "serious") if _is_serious(pair) else "",
            pgettext("overlap", "late") if _is_late(pair) else "",
        ]
        said = ", ".join(each for each in marks if each)
        titles = [texts.pick(event, "title", language).value for event in (case.first, case.second)]
        lines.append((dates.day(case.due_on, language) + (f" ({said})" if said else ""), " – ".join(titles)))
    return lines


def _is_serious(pair: Pair) -> bool:
    return any(case.severity == Severity.HIGH for case in pair)


def _is_late(pair: Pair) -> bool:
    return any(case.due_on < timezone.localdate() for case in pair)
