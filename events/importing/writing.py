"""Writing what a file says through the calendar's own writes: all rows or none, and nothing when nothing changed."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue import advisory_locks
from catalogue.actors import Actor
from catalogue.advisory_locks import Work
from catalogue.rules import RuleError
from events import drafting, publishing
from events.importing import lexicon, mapping, reading, revising
from events.importing.mapping import Training
from events.importing.reading import Row, Sheet, UnreadableFileError
from events.importing.report import Remarks, Report
from events.importing.shelves import Shelves
from events.models import Event

# 120 real trainings, untidy as they were found; an empty demonstration begins with them.
REAL_TRAININGS = Path(__file__).resolve().parent / "real_trainings.json"

# Why a row is published whatever it overlaps with: it has been published already, by others.
ELSEWHERE = "import"

Progress = Callable[[Sequence[Row]], Iterable[Row]]


def import_file(
    *,
    by: Actor,
    path: Path,
    source: str = "import",
    skip_bad: bool = False,
    dry_run: bool = False,
    progress: Progress = iter,
) -> Report:
    """Import a file; raises reading.UnreadableFileError when the file as a whole cannot be read."""
    sheet = reading.read(path)
    return import_sheet(by=by, sheet=sheet, source=source, skip_bad=skip_bad, dry_run=dry_run, progress=progress)


def import_sheet(
    *,
    by: Actor,
    sheet: Sheet,
    source: str = "import",
    skip_bad: bool = False,
    dry_run: bool = False,
    progress: Progress = iter,
) -> Report:
    """Import rows; one refused row stops all of them unless `skip_bad`. Rows are known by source and id."""
    report = Report(rows=len(sheet.rows), is_dry_run=dry_run, warnings=list(sheet.warnings))
    with transaction.atomic():
        # Two imports at once run one after the other.
        advisory_locks.take(Work.IMPORTS)
        writer = _Writer(by=by, source=source, report=report)
        for row in progress(sheet.rows):
            writer.take(row)
        report.is_stopped = bool(report.refusals) and not skip_bad
        transaction.set_rollback(not report.is_written)
    return report


class _Writer:
    def __init__(self, *, by: Actor, source: str, report: Report) -> None:
        self.by = by
        self.source = source
        self.report = report
        self.now = timezone.now()
        self.lines: dict[str, int] = {}
        self.events = {event.external_id: event for event in revising.imported(source)}
        self._read_catalogue()

    def take(self, row: Row) -> None:
        """Write one row, or note why it is refused."""
        external_id = row.values.get("id")
        remarks = Remarks(row.line, external_id[:80].strip() if isinstance(external_id, str) else "")
        training = mapping.to_training(row, self.lexicon, remarks)
        if training and self._is_new(training, remarks):
            counts = (self.report.new_partners, self.report.new_venues, self.report.new_series)
            try:
                with transaction.atomic():
                    self._write(training, remarks)
            except (RuleError, DataError, IntegrityError) as error:
                self.report.new_partners, self.report.new_venues, self.report.new_series = counts
                self._refuse(error, remarks)
                self._read_catalogue()
        self.report.warnings += remarks.warnings
        self.report.refusals += remarks.refusals
        self.report.refused_rows += bool(remarks.refusals)

    def _read_catalogue(self) -> None:
        self.lexicon = lexicon.build()
        if not len(self.lexicon.vocabularies.sectors):
            raise UnreadableFileError(_("The reference data is missing. Run manage.py load_reference first."))
        self.shelves = Shelves(self.lexicon, self.report)

    def _is_new(self, training: Training, remarks: Remarks) -> bool:
        line = self.lines.setdefault(training.external_id, training.line)
        if line != training.line:
            remarks.refuse("id", _("the same id is already on line %(line)d") % {"line": line})
        return line == training.line

    def _refuse(self, error: Exception, remarks: Remarks) -> None:
        if isinstance(error, RuleError):
            remarks.refuse(error.field or "id", str(error))
        else:
            reason = str(error).strip().splitlines()[0]
            remarks.refuse("id", _("the database refuses it: %(reason)s") % {"reason": reason})

    def _write(self, training: Training, remarks: Remarks) -> None:
        draft = self._draft(training, remarks)
        event = self.events.get(training.external_id)
        if event is None:
            event = drafting.create_event(by=self.by, draft=draft, now=self.now)
            outcome = "created"
        else:
            is_changed = revising.revise(event, draft, by=self.by, remarks=remarks)
            outcome = "updated" if is_changed else "unchanged"
        if draft.sessions and event.state in publishing.ALLOWED["publish"]:
            event = publishing.publish_event(by=self.by, event_id=event.pk, reason=ELSEWHERE, now=self.now)
            outcome = "updated" if outcome == "unchanged" else outcome
        self._count(training, event, outcome)

    def _draft(self, training: Training, remarks: Remarks) -> drafting.EventDraft:
        language = training.text_language
        ids = [self.shelves.organisation_id(one, language, remarks) for one in training.organisers]
        mode = Event.RegistrationMode.ELSEWHERE if training.source_url else Event.RegistrationMode.NONE
        return drafting.EventDraft(
            lead_id=ids[0],
            co_organiser_ids=frozenset(ids[1:]) - {ids[0]},
            delivery=training.delivery,
            languages=training.languages,
            titles={language: training.title},
            summaries={language: training.summary},
            descriptions={language: training.description},
            audience_notes={language: training.audience_note},
            national=training.national,
            region_ids=training.region_ids,
            sector_ids=training.sector_ids,
            level_ids=training.level_ids,
            audience_ids=training.audience_ids,
            theme_ids=training.theme_ids,
            series_id=self.shelves.series_id(training.series, language),
            series_part=training.series_part,
            registration_mode=mode,
            registration_url=training.source_url,
            registration_opens_at=training.registration_opens_at,
            registration_closes_at=training.registration_closes_at,
            source=self.source,
            external_id=training.external_id,
            source_url=training.source_url,
            sessions=self._sessions(training),
            pools=(drafting.PoolDraft(capacity=training.capacity),),
            agenda=tuple(drafting.AgendaDraft(titles={language: title}, at=at) for at, title in training.agenda),
        )

    def _sessions(self, training: Training) -> tuple[drafting.SessionDraft, ...]:
        venue_id = self.shelves.venue_id(training.place.house) if training.spans else None
        return tuple(
            drafting.SessionDraft(
                starts_at=span.starts_at,
                ends_at=span.ends_at,
                all_day=span.all_day,
                venue_id=venue_id,
                is_online=training.place.is_online or training.delivery != Event.Delivery.ONSITE,
            )
            for span in training.spans
        )

    def _count(self, training: Training, event: Event, outcome: str) -> None:
        report = self.report
        setattr(report, outcome, getattr(report, outcome) + 1)
        report.published += event.state == Event.State.PUBLISHED
        report.drafts += event.state == Event.State.DRAFT
        report.sessions += len(training.spans)
        report.with_audiences += bool(training.audience_ids)
        report.with_themes += bool(training.theme_ids)
