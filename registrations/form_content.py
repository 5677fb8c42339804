"""What the form of one training holds beside the participant record: its questions, and the texts that are read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies
from events import descriptions, kept_seats
from events.descriptions import EventDescription, PoolDescription
from events.kept_seats import KeptSeats
from events.models import Event, SeatPool
from registrations import asking, consents, terms
from registrations.asking import AskedQuestion
from registrations.consents import CurrentTexts
from registrations.models import ConsentText, Question, Registration, RegistrationTerms

Approval, Standard = RegistrationTerms.Approval, Question.Standard


@dataclass(frozen=True, kw_only=True, slots=True)
class FormContent:
    """`organisers` are the names of those who are responsible for the data, the lead first.

    Ways of taking part, and seats kept for some, where the form is shown elsewhere: a page has them with its training.
    """

    questions: list[AskedQuestion]
    texts: CurrentTexts
    organisers: list[Text]
    language: str
    approval: str = Approval.NONE
    takes_groups: bool = False
    pools: Sequence[PoolDescription] = ()
    kept: Sequence[KeptSeats] = ()

    @property
    def notice(self) -> Text:
        return self.texts.words(ConsentText.Kind.NOTICE, self.language)

    @property
    def consent(self) -> Text:
        return self.texts.words(ConsentText.Kind.CONSENT, self.language)

    @property
    def asks_supervisor(self) -> bool:
        return self.approval == Approval.SUPERVISOR

    def fields(self) -> dict[str, Any]:
        """What a ParticipantForm is made with."""
        return {"questions": self.questions, "consent": self.consent, "asks_supervisor": self.asks_supervisor}


def of_event(event: EventDescription, known: Vocabularies, language: str) -> FormContent:
    """Answer what stands on the form of a training, in three queries."""
    lead = known.organisations.get(event.lead.code)
    assert lead is not None
    settled = terms.of(event.id)
    return FormContent(
        questions=questions_of(event.id, settled, ends_at=event.ends_at, language=language),
        texts=consents.current_texts(lead.id, known),
        organisers=[event.lead.name, *(each.name for each in event.co_organisers)],
        language=language,
        approval=settled.approval,
        takes_groups=terms.takes_groups(settled),
    )


def of_registration(
    registration: Registration, event: EventDescription, known: Vocabularies, language: str
) -> FormContent:
    """What a registered person may correct: the supervisor only as long as an answer is awaited."""
    content = of_event(event, known, language)
    is_awaited = registration.state == Registration.State.AWAITING_APPROVAL
    return content if is_awaited else replace(content, approval=Approval.NONE)


def of_event_id(event_id: UUID, known: Vocabularies, language: str) -> FormContent:
    """The same for whoever shows it elsewhere: without the organisers' names, with the seats."""
    lead_id, ends_at = Event.objects.values_list("lead_id", "ends_at").get(pk=event_id)
    settled = terms.of(event_id)
    pools = list(SeatPool.objects.filter(event=event_id))
    kept = kept_seats.of(pools, known, language, timezone.now())
    return FormContent(
        questions=questions_of(event_id, settled, ends_at=ends_at, language=language),
        texts=consents.current_texts(lead_id, known),
        organisers=[],
        language=language,
        approval=settled.approval,
        pools=descriptions.choosable([descriptions.describe_pool(pool, language) for pool in pools], kept),
        kept=kept,
    )


def questions_of(
    event_id: UUID, settled: RegistrationTerms, *, ends_at: datetime | None, language: str
) -> list[AskedQuestion]:
    """Answer what a training with these terms asks."""
    return asking.questions_of(event_id, ends_at=ends_at, standards=_standards(settled), language=language)


def _standards(settled: RegistrationTerms) -> Collection[str]:
    wanted = {Standard.DIET: settled.has_catering, Standard.ACCESSIBILITY: settled.asks_accessibility}
    return [name for name, is_wanted in wanted.items() if is_wanted]
