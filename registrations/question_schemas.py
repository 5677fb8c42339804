"""Shape of what a training asks, in the API."""

from datetime import date

from django.utils import timezone
from pydantic import BaseModel, Field

from events.schemas import LocalTime
from registrations.asking import AskedQuestion
from registrations.form_content import FormContent
from registrations.models import ConsentText


class ChoiceOut(BaseModel):
    code: str = Field(description="What an answer names it by.")
    text: str


class QuestionOut(BaseModel):
    key: str = Field(description="What `answers` names it by: its id, or `diet`, or `accessibility`.")
    kind: str = Field(
        description="`text` is answered with a text, `choice` with a code, `several` with a list of codes, `yes_no` "
        "with true or false."
    )
    text: str
    help: str
    required: bool
    choices: list[ChoiceOut]
    purpose: str = Field(description="What the answer is for.")
    kept_until: date | None = Field(description="The day after which the answer is removed, once it is known.")
    needs_consent: bool = Field(description="Whether an answer is taken only with `consent: true`.")

    @classmethod
    def of(cls, question: AskedQuestion) -> "QuestionOut":
        return cls(
            key=question.key,
            kind=question.kind,
            text=str(question.text),
            help=str(question.help),
            required=question.required,
            choices=[ChoiceOut(code=option.code, text=str(option.text)) for option in question.offered],
            purpose=str(question.purpose),
            kept_until=timezone.localdate(question.kept_until) if question.kept_until else None,
            needs_consent=bool(question.standard),
        )


class PrivacyTextOut(BaseModel):
    version: int
    text: str


class PoolOut(BaseModel):
    id: int = Field(description="What `pool` names it by.")
    name: str
    seats: str = Field(description="How many are left, in words.")


class KeptSeatsOut(BaseModel):
    pool: int = Field(description="What `claimed` names them by.")
    whom: str = Field(description="For whom they are kept, in words.")
    until: LocalTime = Field(description="From then on they are for everybody.")
    seats_left: int | None = Field(description="Null: as many as come.")


class RegistrationFormOut(BaseModel):
    questions: list[QuestionOut]
    pools: list[PoolOut] = Field(description="The ways of taking part: several are to choose from by `pool`.")
    kept: list[KeptSeatsOut] = Field(
        description="Seats kept for some. Who works in the region, or has messages in the language, need not say so."
    )
    needs_supervisor: bool = Field(description="Whether `supervisor_email` is required.")
    notice: PrivacyTextOut = Field(description="To be shown to who registers.")
    consent: PrivacyTextOut = Field(description="What is agreed to with `consent: true`.")

    @classmethod
    def of(cls, content: FormContent) -> "RegistrationFormOut":
        def text(kind: str) -> PrivacyTextOut:
            words = content.texts.words(kind, content.language)
            return PrivacyTextOut(version=content.texts.of(kind).version, text=str(words))

        return cls(
            questions=[QuestionOut.of(question) for question in content.questions],
            pools=[PoolOut(id=pool.id, name=pool.name, seats=pool.seats) for pool in content.pools],
            kept=[
                KeptSeatsOut(pool=seats.pool_id, whom=seats.whom, until=seats.until, seats_left=seats.left)
                for seats in content.kept
            ],
            needs_supervisor=content.asks_supervisor,
            notice=text(ConsentText.Kind.NOTICE),
            consent=text(ConsentText.Kind.CONSENT),
        )
