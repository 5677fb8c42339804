"""What a few trainings of the demonstration ask, and what those who come have answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from catalogue.actors import Actor, by_system, by_user
from catalogue.models import User
from config.seeding import showcase
from events.models import Event
from registrations import answering, questions, terms
from registrations.answering import Submission
from registrations.models import Registration
from registrations.questions import OptionDraft, QuestionDraft

WORKSHOP = QuestionDraft(
    kind="choice",
    texts={"fi": "Kumpaan työpajaan tulet?", "sv": "Vilken verkstad deltar du i?"},
    purposes={"fi": "Ryhmien muodostamiseen", "sv": "För att bilda grupperna"},
    options=[
        OptionDraft(names={"fi": "Lukupiiri lapsille", "sv": "Läsecirkel för barn"}),
        OptionDraft(names={"fi": "Lukupiiri aikuisille", "sv": "Läsecirkel för vuxna"}),
    ],
    required=True,
    delete_after_days=14,
)
HOPES = QuestionDraft(
    kind="text",
    texts={"fi": "Mitä toivot työpajalta?", "sv": "Vad önskar du av verkstaden?"},
    helps={"fi": "Lause tai kaksi riittää.", "sv": "En mening eller två räcker."},
    purposes={"fi": "Sisällön suunnitteluun", "sv": "För att planera innehållet"},
    delete_after_days=30,
)
DIETS = ("Vegaaninen", "", "", "Gluteeniton", "", "", "", "Laktoositon", "")
SAID = ("", "Vinkkejä hiljaisen ryhmän kanssa.", "", "", "Kirjavalintoja eri-ikäisille.", "", "")


@transaction.atomic
def ask(now: datetime) -> None:
    """Settle registration of the workshop with few seats and of the Swedish training, as their organisers would."""
    workshop, swedish = (Event.objects.filter(pk=showcase.id_of(key)).first() for key in ("few-seats", "swedish"))
    if workshop is not None:
        _ask_of_workshop(workshop, now)
    if swedish is not None and swedish.starts_at is not None:
        settled = {"approval": "supervisor", "cancel_until": swedish.starts_at - timedelta(days=3)}
        terms.save_terms(by=_organiser("johan.lindholm@svenska.example"), event_id=swedish.pk, values=settled, now=now)


def _ask_of_workshop(event: Event, now: datetime) -> None:
    by = _organiser("aino.virtanen@esavi.example")
    terms.save_terms(by=by, event_id=event.pk, values={"has_catering": True, "asks_accessibility": True}, now=now)
    workshop, hopes = (
        questions.add_question(by=by, event_id=event.pk, draft=draft, now=now) for draft in (WORKSHOP, HOPES)
    )
    coming = Registration.objects.active().filter(event=event).order_by("created_at", "pk")
    for number, registration in enumerate(coming):
        answers: Mapping[str, Any] = {
            workshop.key: str(1 + number % 2),
            hopes.key: _nth(SAID, number),
            "diet": _nth(DIETS, number),
            "accessibility": "Induktiosilmukka" if number == 5 else "",  # noqa: PLR2004 - somebody
        }
        given = {key: value for key, value in answers.items() if value}
        answering.save_submission(registration, Submission(answers=given), now=now)


def _nth(said: Sequence[str], number: int) -> str:
    return said[number % len(said)]


def _organiser(email: str) -> Actor:
    user = User.objects.filter(email=email).first()
    return by_user(user) if user else by_system("demonstration")
