"""Registrations and their history, what trainings ask, what participants agree to, and who looked at it all."""

from registrations.models.access_log import PersonalDataAccess
from registrations.models.consents import Consent, ConsentText
from registrations.models.history import RegistrationChange
from registrations.models.notes import RegistrationNote
from registrations.models.questions import Answer, Question
from registrations.models.registrations import Registration

__all__ = [
    "Answer",
    "Consent",
    "ConsentText",
    "PersonalDataAccess",
    "Question",
    "Registration",
    "RegistrationChange",
    "RegistrationNote",
]
