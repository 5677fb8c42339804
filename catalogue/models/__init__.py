"""Organisations, vocabularies, places, people, messages and the bookkeeping they share."""

from catalogue.models.access import AccessChange, ApiToken
from catalogue.models.answers import StoredAnswer
from catalogue.models.calendar_periods import CalendarPeriod, CalendarPeriodChange
from catalogue.models.history import Change
from catalogue.models.messages import Message
from catalogue.models.organisations import Organisation, Succession
from catalogue.models.people import Membership, Person, User
from catalogue.models.places import PlaceChange, Room, Trainer, Venue
from catalogue.models.reforms import Reform, ReformChange, ReformStep
from catalogue.models.revision import CatalogueRevision
from catalogue.models.terms import EducationLevel, Region, Sector, TargetGroup, Theme
from catalogue.models.tries import Tries

__all__ = [
    "AccessChange",
    "ApiToken",
    "CalendarPeriod",
    "CalendarPeriodChange",
    "CatalogueRevision",
    "Change",
    "EducationLevel",
    "Membership",
    "Message",
    "Organisation",
    "Person",
    "PlaceChange",
    "Reform",
    "ReformChange",
    "ReformStep",
    "Region",
    "Room",
    "Sector",
    "StoredAnswer",
    "Succession",
    "TargetGroup",
    "Theme",
    "Trainer",
    "Tries",
    "User",
    "Venue",
]
