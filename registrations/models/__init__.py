"""Registrations and their history."""

from registrations.models.history import RegistrationChange
from registrations.models.registrations import Registration

__all__ = ["Registration", "RegistrationChange"]
