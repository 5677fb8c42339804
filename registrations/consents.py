"""Privacy texts and who has read or agreed to which: a version is never changed, only followed by the next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue import statements, texts
from catalogue.actors import Actor
from catalogue.models import Organisation
from catalogue.rules import RuleError
from catalogue.texts import Text
from catalogue.vocabularies import Term, Vocabularies
from registrations import privacy_texts
from registrations.models import Consent, ConsentText, Registration

Kind = ConsentText.Kind


class TextMissingError(RuleError):
    code = "text_missing"
    status = 422
    text = _("Write the text in Finnish and in Swedish: everybody may be served in either.")


class TextUnchangedError(RuleError):
    code = "text_unchanged"
    text = _("This is what the text says already.")


@dataclass(frozen=True, slots=True)
class CurrentTexts:
    """The notice and the consent that hold for an organisation's trainings today."""

    notice: ConsentText
    consent: ConsentText

    def words(self, kind: str, language: str) -> Text:
        return texts.pick(self.of(kind), "text", language)

    def of(self, kind: str) -> ConsentText:
        return self.notice if kind == Kind.NOTICE else self.consent

    def read_by(self, *, gave_consent: bool) -> list[ConsentText]:
        """What somebody has read who registers; of the consent only who gave it."""
        return [self.notice, self.consent] if gave_consent else [self.notice]


def current_texts(organisation_id: int, known: Vocabularies, *, today: date | None = None) -> CurrentTexts:
    """Answer what holds for an organisation: its own texts, else those nearest above it, else the whole service's."""
    term = known.organisations.by_id(organisation_id)
    valid = Q(valid_from__lte=today or timezone.localdate())
    owned = Q(organisation__in=term.ancestor_ids) | Q(organisation=None, version=privacy_texts.VERSION)
    depths = {None: -1} | {each.id: each.depth for each in known.organisations.many(term.ancestor_ids)}
    found: dict[str, ConsentText] = {}
    rows = list(ConsentText.objects.filter(valid, owned))
    for row in sorted(rows, key=lambda row: (depths.get(row.organisation_id, -1), row.valid_from, row.version)):
        found[row.kind] = row
    return CurrentTexts(
        notice=found.get(Kind.NOTICE) or _default(Kind.NOTICE),
        consent=found.get(Kind.CONSENT) or _default(Kind.CONSENT),
    )


@transaction.atomic
def write_text(
    *,
    by: Actor,
    organisation_id: int,
    kind: str,
    words: Mapping[str, str],
    valid_from: date | None = None,
    now: datetime | None = None,
) -> ConsentText:
    """Write an organisation's next version of a text; raises TextMissingError and TextUnchangedError."""
    now = now or timezone.now()
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    columns = texts.columns("text", {language: text.strip() for language, text in words.items()})
    for language in ("fi", "sv"):
        if not columns[f"text_{language}"]:
            raise TextMissingError(field=f"text_{language}")
    last = ConsentText.objects.filter(organisation=organisation_id, kind=kind).order_by("-version").first()
    if last is not None and all(getattr(last, name) == value for name, value in columns.items()):
        raise TextUnchangedError(field="text_fi")
    return ConsentText.objects.create(
        organisation_id=organisation_id,
        kind=kind,
        version=last.version + 1 if last else 1,
        valid_from=valid_from or timezone.localdate(now),
        written_by_id=by.user_id,
        written_at=now,
        **columns,
    )


def record(registration: Registration, read: Collection[ConsentText], *, now: datetime) -> None:
    """Write what the person of a registration has read or agreed to; its transaction is the registration's."""
    for text in read:
        statements.write(statements.unsaved(Consent, registration=registration, text_id=_stored_id(text), at=now))


def withdraw(registration: Registration, *, now: datetime) -> None:
    """Take back the consent of a locked registration: what it was about has been removed."""
    given = Consent.objects.filter(registration=registration, text__kind=Kind.CONSENT, withdrawn_at=None)
    given.update(withdrawn_at=now)


def has_consented(registration: Registration) -> bool:
    return Consent.objects.filter(registration=registration, text__kind=Kind.CONSENT, withdrawn_at=None).exists()


@dataclass(frozen=True, slots=True)
class Version:
    """A text of one kind as the agency's page shows it; `standing` is current, coming or past."""

    number: int
    text: Text
    valid_from: date
    written_at: datetime
    written_by: str
    standing: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything of one kind: what holds today, whose text it is, and all that the agency has written."""

    kind: str
    name: str
    current: Text
    owner: Text | None
    versions: Sequence[Version]


def shelves(organisation: Term, known: Vocabularies, language: str, *, today: date | None = None) -> list[Shelf]:
    """What an agency's page shows, kind by kind; `owner` is whose text holds, None for the whole service's."""
    today = today or timezone.localdate()
    current = current_texts(organisation.id, known, today=today)
    written = ConsentText.objects.filter(organisation=organisation.id).select_related("written_by")
    rows = list(written.order_by("-version"))
    found = []
    for kind in Kind:
        text = current.of(kind)
        owner = known.organisations.by_id(text.organisation_id).name(language) if text.organisation_id else None
        own = [_version(row, text, language, today) for row in rows if row.kind == kind]
        found.append(Shelf(kind, str(kind.label), texts.pick(text, "text", language), owner, own))
    return found


def _version(row: ConsentText, current: ConsentText, language: str, today: date) -> Version:
    standing = "current" if row.pk == current.pk else "coming" if row.valid_from > today else "past"
    author = row.written_by.get_full_name() if row.written_by else ""
    return Version(row.version, texts.pick(row, "text", language), row.valid_from, row.written_at, author, standing)


def _default(kind: str) -> ConsentText:
    """The whole service's text, which is stored with the first registration that reads it."""
    return ConsentText(
        organisation=None,
        kind=kind,
        version=privacy_texts.VERSION,
        valid_from=date.min,
        **texts.columns("text", dict(privacy_texts.DEFAULTS[kind])),
    )


def _stored_id(text: ConsentText) -> int:
    if text.pk is None:
        # Two may store it at once: either is the row.
        ConsentText.objects.bulk_create([text], ignore_conflicts=True)
        stored = ConsentText.objects.get(organisation=None, kind=text.kind, version=text.version)
        text.pk = stored.pk
    return text.pk
