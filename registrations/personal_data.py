"""Personal columns of registrations: the participant record, and the history of what became of it."""

from collections.abc import Mapping

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.personal_data import Basis, Declaration, Erased, Kept, Owners, Personal, Whose
from registrations.models import (
    Answer,
    Consent,
    ConsentText,
    CustomMessage,
    ForgettingRun,
    GroupBooking,
    MessageTemplate,
    MessageTemplateChange,
    NewsSubscription,
    OwnPage,
    PersonalDataAccess,
    Registration,
    RegistrationChange,
    RegistrationNote,
    RegistrationTerms,
)


def _kept_with_registration(what: "str | Promise", purpose: "str | Promise") -> Personal:
    return Personal(purpose, Kept.REGISTRATION, what=what)


_NAME = _kept_with_registration(_("First and last name"), _("To address the participant and to write certificates"))
_WORK = _kept_with_registration(
    _("Workplace, unit, professional group and job title"),
    _("To fit the content to its participants; to see whom the trainings reach"),
)
# What is emptied when a registration's time is over. Sector and level stay: they are figures without a name.
RECORD: Mapping[str, Personal] = {
    "first_name": _NAME,
    "last_name": _NAME,
    "email": _kept_with_registration(
        _("E-mail"), _("To send the confirmation, changes and the link to one’s own page")
    ),
    "phone": _kept_with_registration(
        _("Telephone"), _("To reach the participant when something changes at the last moment")
    ),
    "workplace": _WORK,
    "unit": _WORK,
    "municipality": _kept_with_registration(_("Work municipality"), _("To see which regions the trainings reach")),
    "professional_group": _WORK,
    "job_title": _WORK,
    "supervisor_email": _kept_with_registration(
        _("E-mail of a supervisor"), _("To ask the supervisor whether they approve")
    ),
    "origin": _kept_with_registration(
        _("A keyed digest of the network address"),
        _("To recognise many false registrations from one place as one, and undo them"),
    ),
}
# Of what is emptied, what a certificate of attendance needs.
OF_CERTIFICATES = ("first_name", "last_name", "email", "workplace")
_CONTACT = _kept_with_registration(
    _("Name, e-mail, telephone and workplace of a group’s contact person"),
    _("To send the contact what becomes of the group, and to reach them when something changes"),
)
# Of the contact of a group, emptied with it.
CONTACT: Mapping[str, Personal] = dict.fromkeys(
    ("contact_first_name", "contact_last_name", "contact_email", "contact_phone", "workplace"), _CONTACT
)
_CHANGER = Personal(_("To know who changed a registration, and why"), Kept.ACCOUNT, what=_("Who made which change"))
_LANGUAGE = Personal(_("To write in the participant’s language"), Kept.FOREVER, what=_("Language"))
_REFERENCE = Personal(
    _("To name the registration in mail and on the telephone"), Kept.FOREVER, what=_("Reference of the registration")
)

PERSONAL: Declaration = {
    Registration: {
        **RECORD,
        "person": Personal(
            _("To know one person’s registrations"), Kept.PERSON, what=_("E-mail and language, as one person’s")
        ),
        "language": _LANGUAGE,
        "reference": _REFERENCE,
    },
    GroupBooking: {**CONTACT, "language": _LANGUAGE, "reference": _REFERENCE},
    RegistrationChange: {
        "actor_user": _CHANGER,
        "reason": _kept_with_registration(
            _("History of the registration, with reasons"), _("To answer why somebody did or did not get a seat")
        ),
    },
    RegistrationNote: {
        "text": _kept_with_registration(
            _("Organisers’ notes about a registration"), _("To remember what was agreed with a participant")
        ),
        "author": _CHANGER,
    },
    Answer: {
        "value": Personal(
            _("What the question on the form says: a dietary wish for the catering, for example"),
            Kept.ANSWER,
            Basis.CONSENT,
            what=_("Answers to a training’s own questions, such as a dietary wish or an accessibility need"),
        )
    },
    ConsentText: {
        "written_by": Personal(_("To know who wrote a privacy text"), Kept.ACCOUNT, what=_("Who made which change"))
    },
    OwnPage: {
        "person": Personal(
            _("To open one’s own page by a mailed link, and one’s own calendar"),
            Kept.PERSON,
            what=_("Which links of one’s own hold"),
        )
    },
    NewsSubscription: dict.fromkeys(
        ("email", "language", "choices"),
        Personal(
            _("To write about new trainings that were asked for"),
            Kept.SUBSCRIPTION,
            Basis.CONSENT,
            what=_("Subscription to new trainings by mail"),
        ),
    ),
    MessageTemplateChange: {
        "actor_user": Personal(
            _("To know who changed an agency’s messages"), Kept.ACCOUNT, what=_("Who made which change")
        )
    },
    CustomMessage: {
        "actor_user": Personal(_("To know who wrote to participants"), Kept.ACCOUNT, what=_("Who made which change"))
    },
    PersonalDataAccess: dict.fromkeys(
        ("actor_user", "actor_label", "reason"),
        Personal(
            _("To show who has looked at or taken out participants’ data, and for which agency"),
            Kept.ACCESS_LOG,
            Basis.LEGAL_OBLIGATION,
            what=_("Log of who has looked at participants’ data"),
        ),
    ),
}
_WITH_REGISTRATION = "registration__person"
WHOSE: Owners = {
    Registration: Whose(Erased.EMPTIED, person="person", withheld=frozenset({"link_version", "person"})),
    GroupBooking: Whose(Erased.EMPTIED, address="contact_email", withheld=frozenset({"link_version"})),
    RegistrationChange: Whose(Erased.EMPTIED, person=_WITH_REGISTRATION, withheld=frozenset({"actor_user"})),
    RegistrationNote: Whose(Erased.DELETED, person=_WITH_REGISTRATION, withheld=frozenset({"author"})),
    Answer: Whose(Erased.DELETED, person=_WITH_REGISTRATION),
    Consent: Whose(Erased.STAYS, person=_WITH_REGISTRATION),
    ConsentText: Whose(Erased.ACCOUNT, user="written_by"),
    OwnPage: Whose(
        Erased.DELETED,
        person="person",
        withheld=frozenset({"person", "version", "calendar_version", "links_used_until"}),
    ),
    NewsSubscription: Whose(Erased.DELETED, address="email", withheld=frozenset({"link_version"})),
    CustomMessage: Whose(Erased.ACCOUNT, user="actor_user"),
    MessageTemplateChange: Whose(Erased.ACCOUNT, user="actor_user"),
    # Participants are shown it with the names of agencies: registrations.my.who_has_looked.
    PersonalDataAccess: Whose(Erased.ACCOUNT, user="actor_user", withheld=frozenset({"registration"})),
}
IMPERSONAL: Mapping[type[Model], frozenset[str]] = {
    ConsentText: frozenset({"kind", "text_fi", "text_sv", "text_en"}),
    Registration: frozenset({"state", "channel", "wanted_pools", "admitted_pools"}),
    RegistrationTerms: frozenset({"approval", "late_cancelling", "holds_unverified"}),
    ForgettingRun: frozenset({"cause", "counts"}),
    PersonalDataAccess: frozenset({"actor_kind", "action"}),
    # What organisers write to many is not about one of them.
    CustomMessage: frozenset(
        {
            "actor_kind",
            "actor_label",
            *(f"{part}_{code}" for part in ("subject", "body") for code in ("fi", "sv", "en")),
        }
    ),
    MessageTemplate: frozenset({"kind", "language", "subject", "body"}),
    MessageTemplateChange: frozenset(
        {"actor_kind", "actor_label", "action", "from_state", "to_state", "reason", "details", "kind", "language"}
    ),
    RegistrationChange: frozenset({"actor_kind", "actor_label", "action", "from_state", "to_state", "details"}),
}
