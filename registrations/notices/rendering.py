"""A message becomes a mail: its words filled with what is true now; or nothing, if it is too late."""

from dataclasses import replace

from django.conf import settings
from django.utils import timezone, translation

from catalogue import snapshots
from catalogue.models import Message
from catalogue.outbox import Rendered
from registrations import mail
from registrations.models import Registration
from registrations.notices import addresses, calendar_notes, calendar_parts, owing, own_facts, placeholders, words
from registrations.notices.kind import Kind, Says, Words
from registrations.notices.kinds import EVERY
from registrations.notices.subjects import Subject


def render(message: Message) -> Rendered | None:
    """Answer the mail, or None when its reason is gone (a seat given up before the confirmation went out)."""
    with snapshots.one_moment(), translation.override(message.language):
        return _render(message, EVERY[message.kind])


def _render(message: Message, kind: Kind) -> Rendered | None:
    registration = _registration(message)
    if message.person_id is not None and not registration.first_name:
        # They have been forgotten while it was being owed.
        return None
    subject = Subject(
        registration=registration,
        language=message.language,
        now=timezone.now(),
        context=message.context,
        group=registration.group if kind.to_contact or registration.is_unnamed else None,
    )
    if not kind.is_due(subject):
        return None
    carried = calendar_parts.of(message, kind, subject)
    if kind.says is Says.ENTRY and carried.part is None:
        return None
    rendered = mail.render(
        notice(kind, _words(kind, subject), subject),
        language=message.language,
        facts=_facts(message, subject),
        page_url=_address(kind, subject),
        second=_second(kind, subject),
        is_own_page=kind.leads_to is None or subject.group is not None,
        reply_to=subject.reply_to,
        calendar_note=calendar_notes.of(carried, subject),
    )
    further = [owing.build_entry(message, registration, session) for session in carried.further]
    return replace(rendered, calendar=carried.part, noted=carried.record, then_owed=further)


def _facts(message: Message, subject: Subject) -> list[tuple[str, str]]:
    is_to_themselves = subject.group is None and message.address == subject.registration.email
    return [*subject.facts(), *(own_facts.of(subject) if is_to_themselves else [])]


def _words(kind: Kind, subject: Subject) -> Words:
    return kind.words(subject) if kind.words else words.find(kind, subject.event.lead_id, subject.language)


def _second(kind: Kind, subject: Subject) -> tuple[str, str]:
    """The second button and where it leads; nothing when there is none."""
    if not kind.second_button or subject.group is not None:
        return ("", "")
    path = addresses.mailed_path(subject.registration, subject.language, kind.second_page)
    return str(kind.second_button), settings.BASE_URL + path


def _registration(message: Message) -> Registration:
    related = Registration.objects.select_related("event__lead", "group").prefetch_related(
        "event__sessions__venue", "event__sessions__room", "event__pools"
    )
    # Older rows name it among their details.
    return related.get(pk=message.registration_id or message.context["registration"])


def _address(kind: Kind, subject: Subject) -> str:
    if kind.leads_to and (address := kind.leads_to(subject)):
        return address
    if subject.group is not None:
        return addresses.group_address(subject.registration, subject.language)
    path = addresses.mailed_path(subject.registration, subject.language, kind.page)
    return f"{settings.BASE_URL}{path}"


def notice(kind: Kind, said: Words, subject: Subject) -> mail.Notice:
    """The words with their values; a paragraph of which nothing is left is left out."""
    filled = [placeholders.fill(paragraph, subject, kind.placeholders) for paragraph in said.paragraphs]
    return mail.Notice(
        subject=placeholders.fill(said.subject, subject, kind.placeholders),
        paragraphs=[paragraph for paragraph in filled if paragraph.strip()],
        button=str(kind.button),
    )
