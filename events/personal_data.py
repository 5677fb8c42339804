"""Personal columns of events: the work contacts that organisers publish, and who changed what."""

from collections.abc import Mapping

from django.db.models import Model

from catalogue.personal_data import Declaration, Kept, Personal
from events.models import (
    CaseComment,
    CaseProposal,
    CheckInHelper,
    Event,
    EventChange,
    OverlapCase,
    OverlapChange,
    OverlapSpan,
    SearchWord,
)

_CONTACT = Personal("to ask about the training", Kept.OFFICE)
_SETTLER = Personal("to know who settled an overlap, and what was said", Kept.ACCOUNT)
_AUTHOR = Personal("to know who planned and changed a training", Kept.ACCOUNT)

PERSONAL: Declaration = {
    Event: {
        **dict.fromkeys(("contact_name", "contact_email", "contact_phone"), _CONTACT),
        "created_by": _AUTHOR,
    },
    EventChange: {"actor_user": _AUTHOR},
    OverlapChange: {"actor_user": _AUTHOR},
    CaseComment: dict.fromkeys(("author", "text"), _SETTLER),
    CaseProposal: dict.fromkeys(("asked_by", "note"), _SETTLER),
    CheckInHelper: {"user": Personal("to let somebody mark who is present at one training", Kept.ACCOUNT)},
}
_OF_A_CHANGE = frozenset({"actor_kind", "actor_label", "action", "from_state", "to_state", "reason", "details"})
IMPERSONAL: Mapping[type[Model], frozenset[str]] = {
    EventChange: _OF_A_CHANGE,
    OverlapChange: _OF_A_CHANGE,
    # Sessions by number, and what two trainings have in common by codes and ids.
    OverlapSpan: frozenset({"uid", "span", "audiences", "themes", "languages", "regions", "trainers", "content_of"}),
    OverlapCase: frozenset({"kind", "severity", "state", "reasons", "evidence", "fingerprint"}),
    CaseProposal: frozenset({"kind", "state", "registrations"}),
    # Words of published texts, which name no participants.
    SearchWord: frozenset({"language", "word", "stem", "root"}),
}
