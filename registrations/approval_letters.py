"""The letters to supervisors: who asks to take part in what, and a link by which they approve it or not."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import letters, links, outbox
from catalogue.letters import Letter
from catalogue.models import Message
from catalogue.outbox import Rendered
from registrations.models import Registration
from registrations.notices.subjects import Subject

ASKED, REMINDER = "approval_asked", "approval_reminder"
KINDS = (ASKED, REMINDER)
TITLES = {ASKED: gettext_lazy("Question to the supervisor"), REMINDER: gettext_lazy("Reminder to the supervisor")}
# A supervisor is reminded after this long, or when half of the time to the training has gone by.
PATIENCE = timedelta(days=3)


def token_of(registration: Registration) -> str:
    """The key to the page of approval. It opens nothing else, and nothing once another supervisor has been named."""
    return links.make_token(_purpose(registration), registration.pk, registration.link_version)


def is_key_of(token: str, registration: Registration) -> bool:
    return links.is_genuine(token, _purpose(registration), registration.pk, registration.link_version)


def ask_supervisor(registration: Registration, *, now: datetime) -> None:
    """Owe the supervisor of a registration the letter that asks for approval, in the transaction of its write."""
    outbox.queue_messages([_message(ASKED, registration, now)])


def remind(awaiting: Iterable[Registration], *, now: datetime) -> int:
    """Owe a reminder to those of these supervisors whose time it is and who have had none."""
    due = [_message(REMINDER, each, now) for each in awaiting if _is_time(each, now)]
    known = set(Message.objects.filter(cause__in=[each.cause for each in due]).values_list("cause", flat=True))
    owed = [each for each in due if each.cause not in known]
    outbox.queue_messages(owed)
    return len(owed)


def render(message: Message) -> Rendered | None:
    """Answer the mail, or None when nothing is asked any more, or of somebody else."""
    related = Registration.objects.select_related("event__lead").prefetch_related(
        "event__sessions__venue", "event__sessions__room", "event__pools"
    )
    assert message.registration_id is not None
    registration = related.get(pk=message.registration_id)
    now = timezone.now()
    is_asked = registration.state == Registration.State.AWAITING_APPROVAL and not registration.event.has_begun(now)
    if not is_asked or registration.supervisor_email != message.address:
        return None
    with translation.override(message.language):
        subject = Subject(registration=registration, language=message.language, now=now)
        letter = _letter(subject, is_reminder=message.kind == REMINDER)
        return letters.render(letter, language=message.language, is_secret=True)


def _letter(subject: Subject, *, is_reminder: bool) -> Letter:
    registration = subject.registration
    words = {"name": registration.full_name, "title": subject.title}
    asked = _("Still waiting for your approval: %(name)s") if is_reminder else _("Do you approve: %(name)s")
    first = _("%(name)s has registered for a training and named you as the supervisor who approves it.") % words
    facts = [
        (_("Who"), registration.full_name),
        (_("Workplace"), _workplace(registration)),
        (_("Training"), subject.title),
    ]
    facts += [(_("When") if number == 0 else "", time) for number, time in enumerate(subject.times)]
    facts += [(_("Where"), subject.where)] if subject.where else []
    return Letter(
        subject=asked % words,
        paragraphs=[
            first,
            _("Until you have approved it there is no seat for them. The training is free of charge."),
            _("Open the page and choose: opening it decides nothing yet."),
        ],
        facts=[*facts, (_("Organiser"), subject.organiser)],
        button=_("Approve or turn down"),
        url=settings.BASE_URL + page_path(registration, subject.language),
        fine_print=(
            _("This link is meant for you alone. Whoever has it can decide about this registration."),
            _("If you do not know this person, you need not do anything."),
        ),
        reply_to=subject.reply_to,
    )


def page_path(registration: Registration, language: str) -> str:
    with translation.override(language):
        return reverse("approval", args=[token_of(registration)])


def _workplace(registration: Registration) -> str:
    return ", ".join(filter(None, [registration.workplace, registration.unit]))


def _purpose(registration: Registration) -> str:
    return f"approval by {registration.supervisor_email}"


def _message(kind: str, registration: Registration, now: datetime) -> Message:
    return outbox.build_message(
        kind=kind,
        # Once for each supervisor: the end of the key differs with the address.
        cause=f"{kind}:{registration.pk}:{token_of(registration)[-8:]}",
        person_id=None,
        event_id=registration.event_id,
        registration_id=registration.pk,
        address=registration.supervisor_email,
        language=registration.language,
        now=now,
    )


def _is_time(registration: Registration, now: datetime) -> bool:
    waited, starts_at = now - registration.created_at, registration.event.starts_at
    return waited >= PATIENCE or (starts_at is not None and waited >= starts_at - now)
