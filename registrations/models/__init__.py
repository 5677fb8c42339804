"""Registrations, their history, notes about them, and who looked at them."""

from registrations.models.access_log import PersonalDataAccess
from registrations.models.history import RegistrationChange
from registrations.models.notes import RegistrationNote
from registrations.models.registrations import Registration

__all__ = ["PersonalDataAccess", "Registration", "RegistrationChange", "RegistrationNote"]
