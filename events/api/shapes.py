"""The shape of a training as programs write it: texts by language, everything else by code, as it is read."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from catalogue import lines
from events.filter_values import YEARS

LONGEST_TEXT = 20_000
MOST_TERMS = 200
MOST_SESSIONS = 200
MOST_POOLS = 20
MOST_SEATS = 100_000


Day = TypeVar("Day", bound=dt.date)


def _stored(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("invalid", "no NUL")
    return value.strip()


def _one_line(value: str) -> str:
    return lines.tidy(_stored(value))


def _passing(validate: Callable[[str], None]) -> AfterValidator:
    """What is there is as the forms of the pages want it."""

    def check(value: str) -> str:
        try:
            if value:
                validate(value)
        except ValidationError as error:
            raise PydanticCustomError("invalid", "not of its kind") from error
        return value

    return AfterValidator(check)


def _of_this_age(value: Day) -> Day:
    if not YEARS.start < value.year < YEARS.stop - 1:
        raise PydanticCustomError("invalid", "not of this century")
    return value


Line = Annotated[str, Field(max_length=250), AfterValidator(_one_line)]
Paragraphs = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_stored)]
Link = Annotated[str, Field(max_length=500), AfterValidator(_stored), _passing(URLValidator(schemes=["http", "https"]))]
Moment = Annotated[AwareDatetime, AfterValidator(_of_this_age)]
LocalDate = Annotated[dt.date, AfterValidator(_of_this_age)]
Code = Annotated[str, Field(max_length=60)]
Codes = Annotated[list[Code], Field(max_length=MOST_TERMS)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Titles(Shape):
    """By language; null or "" removes the text of a language."""

    fi: Line | None = None
    sv: Line | None = None
    en: Line | None = None


class Texts(Shape):
    """By language; null or "" removes the text of a language."""

    fi: Paragraphs | None = None
    sv: Paragraphs | None = None
    en: Paragraphs | None = None


class VenueIn(Shape):
    """A venue the calendar knows, by any of its names; the municipality tells two of one name apart."""

    name: Line
    municipality: Line = ""


class SessionIn(Shape):
    """With the `uid` of a session it changes that one, without one it is new."""

    uid: str | None = Field(None, max_length=255)
    state: Literal["scheduled", "cancelled"] = "scheduled"
    starts_at: Moment
    ends_at: Moment
    all_day: bool = Field(False, description="Then both are midnights in Finland.")
    title: Titles = Titles()
    venue: VenueIn | None = None
    room: Line | None = Field(None, description="The name of a room of the venue.")
    online: bool = False
    join_url: Link = Field("", description="For participants only; never read back.")
    trainers: list[Line] = Field([], max_length=50, description="Names of trainers the calendar knows.")


class PoolIn(Shape):
    name: Titles = Titles()
    delivery: Literal["", "onsite", "online"] = ""
    capacity: int | None = Field(None, ge=0, le=MOST_SEATS, description="Null: unlimited.")


class RegistrationWindowIn(Shape):
    opens_at: Moment | None = Field(None, description="Null: from publication on.")
    closes_at: Moment | None = None
    mode: Literal["here", "elsewhere", "none"] = "here"
    url: Link = Field("", description="Where one registers, when it is elsewhere.")
    waiting_list_limit: int | None = Field(None, ge=0, le=MOST_SEATS)
    minimum_participants: int | None = Field(None, ge=0, le=MOST_SEATS)


class ContactIn(Shape):
    name: Line = ""
    email: Annotated[str, Field(max_length=254), _passing(EmailValidator())] = ""
    phone: Annotated[Line, Field(max_length=40)] = ""


class EventIn(Shape):
    """What a training is made of. A PATCH changes what it names: texts by language, lists as a whole."""

    title: Titles = Titles()
    summary: Texts = Texts()
    description: Texts = Texts()
    audience_note: Texts = Texts()
    registration_note: Texts = Texts()
    agency: Code | None = Field(None, description="The slug of the organisation that leads.")
    co_organisers: Codes = []
    partners: Codes = []
    sectors: Codes = []
    levels: Codes = []
    audiences: Codes = []
    themes: Codes = []
    regions: Codes = []
    national: bool = False
    languages: list[Literal["fi", "sv", "en", "se"]] = Field([], max_length=4, description="Of the training itself.")
    delivery: Literal["onsite", "online", "hybrid"] | None = None
    series: Annotated[Line, Field(max_length=100)] | None = Field(None, description="The slug of an event series.")
    series_part: int | None = Field(None, ge=1, le=1_000)
    repeat_of: UUID | None = Field(None, description="The training whose content this one has again.")
    registration: RegistrationWindowIn | None = None
    contact: ContactIn | None = None
    sessions: list[SessionIn] = Field([], max_length=MOST_SESSIONS)
    pools: list[PoolIn] = Field([], max_length=MOST_POOLS, description="None: one pool without a limit.")


class ReasonIn(Shape):
    reason: Paragraphs = Field("", description="Kept in the history, and told where people are told.")


class MoveIn(ReasonIn):
    sessions: list["SessionMoveIn"] = Field(min_length=1, max_length=MOST_SESSIONS)


class SessionMoveIn(Shape):
    uid: str = Field(max_length=255)
    starts_at: Moment
    ends_at: Moment
    all_day: bool = False
