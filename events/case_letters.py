"""What mail about overlaps says, in its reader's language; what its reader may no longer see is not sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from catalogue import letters, texts, viewers, vocabularies
from catalogue.letters import Letter
from catalogue.models import Message, User
from catalogue.outbox import Rendered
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import case_digests, dates, rights
from events.models import CaseComment, CaseProposal, Event, OverlapCase, OverlapChange
from events.overlaps import wording
from events.overlaps.findings import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What a letter is about: the case, its trainings and the change, as its reader may see them."""

    case: OverlapCase
    language: str
    known: Vocabularies
    change: OverlapChange | None = None

    def title(self, event: Event) -> str:
        return texts.pick(event, "title", self.language).value

    def agency(self, event: Event) -> str:
        return self.known.organisations.by_id(event.lead_id).name(self.language).value

    @property
    def titles(self) -> dict[str, str]:
        return {"first": self.title(self.case.first), "second": self.title(self.case.second)}


def render(message: Message) -> Rendered | None:
    """Answer the mail, or None when there is nothing left to say, or nobody to say it to."""
    user = User.objects.filter(pk=message.context["user"], is_active=True).first()
    if user is None:
        return None
    viewer, known = viewers.of_user(user), vocabularies.current()
    with translation.override(message.language):
        if message.kind == "overlap_digest":
            told_at = datetime.fromisoformat(message.context["told_at"])
            letter = case_digests.letter(viewer, told_at=told_at, language=message.language)
        else:
            letter = _about_a_case(message, viewer, known)
        return letters.render(letter, language=message.language) if letter else None


def _about_a_case(message: Message, viewer: Viewer, known: Vocabularies) -> Letter | None:
    cases = OverlapCase.objects.select_related("first", "second")
    case = cases.filter(pk=message.context["case"]).first()
    if case is None or not any(rights.SETTLE.allows(viewer, event) for event in (case.first, case.second)):
        return None
    if Event.objects.visible_to(viewer).filter(pk__in=[case.first_id, case.second_id]).count() < len("ab"):
        return None
    if message.kind != "overlap_handled" and case.state not in OverlapCase.UNSETTLED:
        return None
    change = OverlapChange.objects.select_related("actor_user").filter(pk=message.context.get("change")).first()
    subject = Subject(case=case, language=message.language, known=known, change=change)
    letter_subject, paragraphs = _KINDS[message.kind](subject)
    return Letter(
        subject=letter_subject,
        paragraphs=paragraphs,
        facts=_facts(subject),
        button=_("Open the overlap"),
        url=settings.BASE_URL + reverse("workspace-case", args=[case.pk]),
        fine_print=(_("This message was sent automatically to those who plan these trainings."),),
    )


def _facts(subject: Subject) -> list[tuple[str, str]]:
    case, facts = subject.case, []
    for event in (case.first, case.second):
        facts.append((subject.agency(event), subject.title(event)))
        if event.starts_at and event.ends_at:
            facts.append(("", dates.span(event.starts_at, event.ends_at, subject.language)))
    facts.append((_("Why"), _why(case, subject)))
    facts.append((_("To be settled by"), dates.day(case.due_on, subject.language)))
    others = OverlapCase.objects.unsettled().between(case.first_id, case.second_id).exclude(pk=case.pk)
    facts += [(str(other.get_kind_display()), _why(other, subject)) for other in others.order_by("kind")]
    return facts


def _why(case: OverlapCase, subject: Subject) -> str:
    reasons = [Reason.from_json(stored) for stored in case.reasons]
    said = wording.Speaker.of(reasons, language=subject.language, known=subject.known).say(reasons)
    return wording.SEPARATOR.join(reason.text for reason in said)


# --- What each kind says ----------------------------------------------------------------------------------------------
def _opened(subject: Subject) -> tuple[str, list[str]]:
    return _("Trainings overlap: %(first)s – %(second)s") % subject.titles, [
        _("Two trainings overlap. Each is planned by another organiser, and both organisers get this message.")
        if not subject.case.is_internal
        else _("Two trainings of your own organisation overlap."),
        _("Look at them together: you can move one of them, hold them together, or keep both and say why."),
    ]


def _overdue(subject: Subject) -> tuple[str, list[str]]:
    return _("Not settled in time: %(first)s – %(second)s") % subject.titles, [
        _("The organisers of these two trainings have not settled their overlap by the day below."),
        _("You can see what they have said to each other, and help them to settle it."),
    ]


def _handled(subject: Subject) -> tuple[str, list[str]]:
    change = subject.change
    assert change is not None
    user = change.actor_user
    who = user.get_full_name() if user else _("The calendar")
    paragraphs = [_SENTENCES[change.action](subject) % {"who": who}]
    if said := _said(change):
        paragraphs.append(said)
    return _("About the overlap of %(first)s and %(second)s") % subject.titles, paragraphs


def _said(change: OverlapChange) -> str:
    if change.action == "comment":
        comment = CaseComment.objects.filter(pk=change.details["comment"]).first()
        return comment.text if comment else ""
    return change.reason


def _proposed(subject: Subject) -> str:
    assert subject.change is not None
    proposal = CaseProposal.objects.select_related("event").get(pk=subject.change.details["proposal"])
    # It becomes part of a sentence that is filled in once more.
    values = {"who": "%(who)s", "title": subject.title(proposal.event).replace("%", "%%")}
    if proposal.kind == CaseProposal.Kind.MOVE:
        assert proposal.starts_at is not None
        values["when"] = dates.moment(proposal.starts_at, subject.language)
        return _("%(who)s proposes to move the training “%(title)s” so that it begins %(when)s.") % values
    return _("%(who)s proposes to hold the trainings together.") % values


def _declined(subject: Subject) -> str:
    assert subject.change is not None
    if subject.change.details.get("kind") == CaseProposal.Kind.MOVE:
        return _("%(who)s would rather not move the training.")
    return _("%(who)s would rather not hold the trainings together.")


_SENTENCES: dict[str, Callable[[Subject], str]] = {
    "acknowledge": lambda _subject: _("%(who)s has seen the overlap."),
    "comment": lambda _subject: _("%(who)s has written a comment:"),
    "keep": lambda _subject: _("%(who)s keeps both trainings as they are. The reason:"),
    "dismiss": lambda _subject: _("%(who)s says that this is no overlap. The reason:"),
    "take_back": lambda _subject: _("%(who)s has opened the overlap again. The reason:"),
    "propose": _proposed,
    "decline": _declined,
    "move": lambda _subject: _("%(who)s has moved the training: they no longer overlap as they did."),
    "join": lambda _subject: _("%(who)s has agreed: the trainings are held together."),
}
_KINDS: dict[str, Callable[[Subject], tuple[str, list[str]]]] = {
    "overlap_opened": _opened,
    "overlap_handled": _handled,
    "overlap_overdue": _overdue,
}
KINDS = (*_KINDS, "overlap_digest")
