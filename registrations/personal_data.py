"""Personal columns of registrations: the participant record, and the history of what became of it."""

from collections.abc import Mapping

from django.db.models import Model

from catalogue.personal_data import Declaration, Kept, Personal
from registrations.models import (
    Answer,
    ConsentText,
    GroupBooking,
    MessageTemplate,
    MessageTemplateChange,
    OwnPage,
    PersonalDataAccess,
    Registration,
    RegistrationChange,
    RegistrationNote,
    RegistrationTerms,
)

# What is emptied when a registration's time is over. Sector and level stay: they are figures without a name.
RECORD: Mapping[str, str] = {
    "first_name": "to address the participant and to write certificates",
    "last_name": "to address the participant and to write certificates",
    "email": "to send the confirmation, changes and the link to one's own page",
    "phone": "to reach the participant when something changes at the last moment",
    "workplace": "to fit the content to its participants; statistics",
    "unit": "to fit the content to its participants; statistics",
    "municipality": "statistics by region",
    "professional_group": "to fit the content to its participants; statistics",
    "job_title": "to fit the content to its participants; statistics",
    "supervisor_email": "to ask the supervisor whether they approve",
    "origin": "to see many false registrations from one network address as one",
}
# Of the contact of a group, emptied with it.
CONTACT: Mapping[str, str] = {
    "contact_first_name": "to address whoever registered the group",
    "contact_last_name": "to address whoever registered the group",
    "contact_email": "to send the contact what becomes of the group, and the link to it",
    "contact_phone": "to reach the contact when something changes at the last moment",
    "workplace": "to know whose group it is; statistics",
}

PERSONAL: Declaration = {
    Registration: {
        **{name: Personal(purpose, Kept.REGISTRATION) for name, purpose in RECORD.items()},
        "person": Personal("to know one person's registrations", Kept.PERSON),
        "language": Personal("to write in the participant's language", Kept.FOREVER),
        "reference": Personal("to name the registration in mail and on the telephone", Kept.FOREVER),
    },
    GroupBooking: {
        **{name: Personal(purpose, Kept.REGISTRATION) for name, purpose in CONTACT.items()},
        "language": Personal("to write in the contact's language", Kept.FOREVER),
        "reference": Personal("to name the group in mail and on the telephone", Kept.FOREVER),
    },
    RegistrationChange: {"actor_user": Personal("to know who changed a registration", Kept.ACCOUNT)},
    RegistrationNote: {
        "text": Personal("to remember what was agreed with a participant", Kept.REGISTRATION),
        "author": Personal("to know who wrote a note", Kept.ACCOUNT),
    },
    Answer: {"value": Personal("what the question says that its answer is for", Kept.ANSWER)},
    ConsentText: {"written_by": Personal("to know who wrote a privacy text", Kept.ACCOUNT)},
    OwnPage: {"person": Personal("to open one's own page by a mailed link, and one's own calendar", Kept.PERSON)},
    MessageTemplateChange: {"actor_user": Personal("to know who changed an agency's messages", Kept.ACCOUNT)},
    PersonalDataAccess: dict.fromkeys(
        ("actor_user", "actor_label", "reason"),
        Personal("to show who has looked at or taken out participants' data, and for whom", Kept.ACCESS_LOG),
    ),
}
IMPERSONAL: Mapping[type[Model], frozenset[str]] = {
    ConsentText: frozenset({"kind", "text_fi", "text_sv", "text_en"}),
    Registration: frozenset({"state", "channel", "wanted_pools", "admitted_pools"}),
    RegistrationTerms: frozenset({"approval", "late_cancelling", "holds_unverified"}),
    PersonalDataAccess: frozenset({"actor_kind", "action"}),
    MessageTemplate: frozenset({"kind", "language", "subject", "body"}),
    MessageTemplateChange: frozenset(
        {"actor_kind", "actor_label", "action", "from_state", "to_state", "reason", "details", "kind", "language"}
    ),
    RegistrationChange: frozenset(
        {"actor_kind", "actor_label", "action", "from_state", "to_state", "reason", "details"}
    ),
}
