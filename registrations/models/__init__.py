"""Registrations, the groups they come in, the terms they are taken on, what they are asked, and their history."""

from registrations.models.access_log import PersonalDataAccess
from registrations.models.consents import Consent, ConsentText
from registrations.models.custom_messages import CustomMessage
from registrations.models.forgetting_runs import ForgettingRun
from registrations.models.groups import GroupBooking
from registrations.models.history import RegistrationChange
from registrations.models.message_templates import MessageTemplate, MessageTemplateChange, MessageTiming
from registrations.models.newsletter import NewsSubscription
from registrations.models.notes import RegistrationNote
from registrations.models.own_page import OwnPage
from registrations.models.questions import Answer, Question
from registrations.models.registrations import Registration
from registrations.models.terms import RegistrationTerms

__all__ = [
    "Answer",
    "Consent",
    "ConsentText",
    "CustomMessage",
    "ForgettingRun",
    "GroupBooking",
    "MessageTemplate",
    "MessageTemplateChange",
    "MessageTiming",
    "NewsSubscription",
    "OwnPage",
    "PersonalDataAccess",
    "Question",
    "Registration",
    "RegistrationChange",
    "RegistrationNote",
    "RegistrationTerms",
]
