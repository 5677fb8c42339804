"""Personal columns of events: the work contacts that organisers publish, and who changed what."""

from collections.abc import Mapping

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from catalogue.personal_data import Declaration, Erased, Kept, Nobodys, Owners, Personal, Whose
from events.models import (
    CaseComment,
    CaseProposal,
    CategoryRule,
    CheckInHelper,
    Event,
    EventChange,
    ExternalCalendar,
    ExternalCalendarChange,
    ExternalFetch,
    ExternalItem,
    OverlapCase,
    OverlapChange,
    OverlapSpan,
    SearchWord,
    WorkspaceFeed,
)

_CONTACT = Personal(_("To ask about the training"), Kept.OFFICE, what=_("Trainers and contact persons"))
_SETTLER = Personal(
    _("To know who settled an overlap, and what was said"), Kept.ACCOUNT, what=_("Talks about overlaps")
)
_AUTHOR = Personal(_("To know who planned, published and changed what"), Kept.ACCOUNT, what=_("Who made which change"))

PERSONAL: Declaration = {
    Event: {
        **dict.fromkeys(("contact_name", "contact_email", "contact_phone"), _CONTACT),
        "created_by": _AUTHOR,
    },
    EventChange: {"actor_user": _AUTHOR},
    OverlapChange: {"actor_user": _AUTHOR},
    ExternalCalendarChange: {"actor_user": _AUTHOR},
    CaseComment: dict.fromkeys(("author", "text"), _SETTLER),
    CaseProposal: dict.fromkeys(("asked_by", "note"), _SETTLER),
    CheckInHelper: {
        "user": Personal(
            _("To let somebody mark who is present at one training"), Kept.ACCOUNT, what=_("Check-in helpers")
        )
    },
    WorkspaceFeed: {
        "user": Personal(
            _("To show the agency’s plans in one’s own calendar"), Kept.ACCOUNT, what=_("Calendars of agencies’ plans")
        )
    },
}
_ONE_S_OWN = Whose(Erased.ACCOUNT, user="actor_user")
WHOSE: Owners = {
    Event: Nobodys("work contacts, public with the training; its organiser corrects them"),
    EventChange: _ONE_S_OWN,
    OverlapChange: _ONE_S_OWN,
    ExternalCalendarChange: _ONE_S_OWN,
    CaseComment: Whose(Erased.ACCOUNT, user="author"),
    CaseProposal: Whose(Erased.ACCOUNT, user="asked_by"),
    CheckInHelper: Whose(Erased.ACCOUNT, user="user"),
    WorkspaceFeed: Whose(Erased.ACCOUNT, user="user"),
}
_OF_A_CHANGE = frozenset({"actor_kind", "actor_label", "action", "from_state", "to_state", "reason", "details"})
IMPERSONAL: Mapping[type[Model], frozenset[str]] = {
    EventChange: _OF_A_CHANGE,
    OverlapChange: _OF_A_CHANGE,
    ExternalCalendarChange: _OF_A_CHANGE,
    # Sessions by number, and what two trainings have in common by codes and ids.
    OverlapSpan: frozenset({"uid", "span", "audiences", "themes", "languages", "regions", "trainers", "content_of"}),
    OverlapCase: frozenset({"kind", "severity", "state", "reasons", "evidence", "fingerprint"}),
    CaseProposal: frozenset({"kind", "state", "registrations"}),
    # Calendars of agencies and of others: of what stands in them, no people and no descriptions are kept.
    ExternalCalendar: frozenset(
        {"name", "kind", "address", "host", "languages", "etag", "last_modified", "digest", "items_of", "problem"}
        | {"problem_details", "lease"}
    ),
    CategoryRule: frozenset({"text"}),
    ExternalItem: frozenset({"uid", "recurrence_id", "title", "location", "categories", "url"}),
    ExternalFetch: frozenset({"outcome", "problem", "problem_details", "problems", "changes"}),
    # Words of published texts, which name no participants.
    SearchWord: frozenset({"language", "word", "stem", "root"}),
}
