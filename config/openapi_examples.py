"""The examples of the API's documentation; tests hold them against the schema and against real answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from config.openapi_form_example import REGISTRATION_FORM

EVENT_ID = "0d9a4b1e-5f0c-4a55-9d4e-7a3f2c1b6e80"
REASON = {"reason": "The trainer has fallen ill."}
_REFERENCE = "K7MQ-4TZ9-PXRB"
_KEY = "DZpLHl8MSlWdTno_LBtugA-5Zk2v8Qx1rT0yW3uJ7nBcg"
_SITE = "https://koulutuskalenteri.example"
_PAGE = f"{_SITE}/en/events/libraries-and-media-literacy/"

EVENT: dict[str, Any] = {
    "id": EVENT_ID,
    "slug": "libraries-and-media-literacy",
    "title": "Libraries and media literacy",
    "summary": "How a library teaches to read the news.",
    "description": "An afternoon on media literacy in libraries, with examples from three municipalities.",
    "language": "en",
    "languages": ["fi", "sv"],
    "state": "published",
    "version": 3,
    "starts_at": "2027-03-12T13:00:00+02:00",
    "ends_at": "2027-03-12T15:30:00+02:00",
    "sessions": [
        {
            "uid": "7f6d2a4e-31f9-4f0a-8a54-2f9d6c1a7b11@koulutuskalenteri.fi",
            "state": "scheduled",
            "starts_at": "2027-03-12T13:00:00+02:00",
            "ends_at": "2027-03-12T15:30:00+02:00",
            "all_day": False,
            "venue": {
                "name": "Oulu City Library",
                "street_address": "Kaarlenväylä 3",
                "postal_code": "90100",
                "municipality": "Oulu",
                "accessibility": "Step-free entrance and an induction loop.",
            },
            "room": "Pakkala Hall",
            "online": True,
        }
    ],
    "agency": {"slug": "psavi", "name": "Regional State Administrative Agency for Northern Finland"},
    "co_organisers": [{"slug": "rse", "name": "Swedish-language unit for education and culture"}],
    "partners": [{"slug": "oulu-city-library", "name": "Oulu City Library"}],
    "sectors": [{"code": "library", "name": "Library services"}],
    "levels": [],
    "audiences": [{"code": "library_staff", "name": "Library staff"}],
    "themes": [{"code": "media_ai", "name": "Media education and AI"}],
    "regions": [{"code": "17", "name": "North Ostrobothnia"}],
    "national": False,
    "delivery": "hybrid",
    "series": {"slug": "library-spring-2027", "title": "Library spring 2027", "part": 2},
    "registration": {
        "opens_at": "2027-01-11T09:00:00+02:00",
        "closes_at": "2027-03-05T16:00:00+02:00",
        "open": True,
        "capacity": 60,
        "seats_left": 12,
        "waitlisted": 0,
    },
    "url": _PAGE,
    "updated_at": "2026-12-01T10:15:30.120000+02:00",
}
NEW_EVENT: dict[str, Any] = {
    "title": {"fi": "Kirjastot ja medialukutaito", "sv": "Bibliotek och mediekunskap"},
    "summary": {"fi": "Miten kirjasto opettaa lukemaan uutisia."},
    "agency": "psavi",
    "partners": ["oulu-city-library"],
    "sectors": ["library"],
    "audiences": ["library_staff"],
    "themes": ["media_ai"],
    "regions": ["17"],
    "languages": ["fi", "sv"],
    "delivery": "hybrid",
    "registration": {"opens_at": "2027-01-11T09:00:00+02:00", "closes_at": "2027-03-05T16:00:00+02:00"},
    "contact": {"name": "Kaisa Niemi", "email": "kaisa.niemi@psavi.example"},
    "sessions": [
        {
            "starts_at": "2027-03-12T13:00:00+02:00",
            "ends_at": "2027-03-12T15:30:00+02:00",
            "venue": {"name": "Oulun kaupunginkirjasto", "municipality": "Oulu"},
            "online": True,
        }
    ],
    "pools": [{"delivery": "onsite", "capacity": 60}, {"delivery": "online"}],
}
PARTICIPANT: dict[str, Any] = {
    "first_name": "Aino",
    "last_name": "Virtanen",
    "email": "aino.virtanen@example.org",
    "phone": "+358 40 123 4567",
    "workplace": "Oulu City Library",
    "unit": "Children's department",
    "municipality": "Oulu",
    "sector": "library",
    "level": None,
    "professional_group": "Library staff",
    "job_title": "Librarian",
    "language": "fi",
    "answers": {},
    "consent": False,
    "pool": None,
    "claimed": [],
    "supervisor_email": None,
}


def _registration(state: str, queue_position: int | None = None) -> dict[str, Any]:
    address = f"{_SITE}/api/v1/registrations/{_REFERENCE}"
    return {
        "reference": _REFERENCE,
        "state": state,
        "queue_position": queue_position,
        "event": {name: EVENT[name] for name in ("id", "slug", "title", "starts_at", "ends_at", "url")},
        "links": {
            "self": f"{address}?key={_KEY}",
            "cancel": f"{address}/cancel?key={_KEY}",
            "page": f"{_SITE}/fi/registrations/{_KEY}/",
        },
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Examples:
    """Of one operation; `codes` are the problem codes it can answer, by status."""

    answer: Any = None
    request: Any = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    codes: Mapping[int, Iterable[str]] = field(default_factory=dict)


_SHARED = {404: ["not_found"], 413: ["too_large"], 415: ["unsupported_media_type"], 429: ["too_many_requests"]}
_READ = _SHARED | {422: ["invalid"]}
_WRITE = _SHARED | {401: ["key_missing"], 422: ["invalid", "idempotency_mismatch"]}
_OF_REGISTRATION = {"reference": _REFERENCE, "lang": "en"}

_EXAMPLES: dict[str, Examples] = {
    "getVocabulary": Examples(
        parameters={"name": "sectors"},
        codes=_READ,
        answer={
            "items": [
                {
                    "code": "library",
                    "names": {"fi": "Kirjastotoimi", "sv": "Biblioteksväsendet", "en": "Library services"},
                    "parent": None,
                    "in_use": True,
                }
            ],
            "next": None,
        },
    ),
    "listEvents": Examples(
        parameters={"lang": "en", "page_size": 50}, codes=_READ, answer={"items": [EVENT], "next": None}
    ),
    "getEvent": Examples(
        parameters={"event_id": EVENT_ID, "lang": "en"}, codes=_READ | {401: ["token_invalid"]}, answer=EVENT
    ),
    "register": Examples(
        parameters={"event_id": EVENT_ID, "lang": "en"},
        request=PARTICIPANT,
        answer=_registration("waitlisted", 4),
        codes=_WRITE
        | {
            409: [
                "already_registered",
                "registration_closed",
                "registration_not_open",
                "event_cancelled",
                "waiting_list_full",
            ],
            429: ["too_many_requests", "too_many_letters"],
        },
    ),
    "getRegistrationForm": Examples(
        parameters={"event_id": EVENT_ID, "lang": "en"}, codes=_READ, answer=REGISTRATION_FORM
    ),
    "getRegistration": Examples(
        parameters=_OF_REGISTRATION, codes=_READ | {401: ["key_missing"]}, answer=_registration("waitlisted", 4)
    ),
    "cancelRegistration": Examples(
        parameters=_OF_REGISTRATION,
        codes=_WRITE | {409: ["registration_not_active", "training_begun", "cancelling_closed"]},
        answer=_registration("cancelled"),
    ),
    "acceptOffer": Examples(
        parameters=_OF_REGISTRATION, codes=_WRITE | {409: ["no_offer"]}, answer=_registration("confirmed")
    ),
    "declineOffer": Examples(
        parameters=_OF_REGISTRATION, codes=_WRITE | {409: ["no_offer"]}, answer=_registration("declined")
    ),
}
_TOKEN = _SHARED | {
    401: ["token_required", "token_invalid"],
    403: ["forbidden"],
    422: ["invalid", "idempotency_mismatch"],
}
_OF_EVENT = {"event_id": EVENT_ID, "lang": "en"}
_STATE = _TOKEN | {409: ["state_change_not_allowed"]}


def _changed(state: str) -> dict[str, Any]:
    return EVENT | {"state": state, "version": 4}


_EXAMPLES |= {
    "createEvent": Examples(
        parameters={"lang": "en"},
        request=NEW_EVENT,
        answer=EVENT | {"state": "draft", "version": 1},
        codes=_TOKEN | {409: ["organisation_closed"]},
    ),
    "updateEvent": Examples(
        parameters=_OF_EVENT | {"If-Match": "3"},
        request={"title": {"sv": "Bibliotek och mediekunskap"}, "regions": ["17", "19"]},
        answer=_changed("published"),
        codes=_TOKEN
        | {
            409: ["room_taken", "capacity_below_taken", "organisation_closed"],
            412: ["version_conflict"],
            428: ["version_required"],
        },
    ),
    "planEvent": Examples(parameters=_OF_EVENT, request=REASON, answer=_changed("planned"), codes=_STATE),
    "publishEvent": Examples(
        parameters=_OF_EVENT,
        request=REASON,
        answer=_changed("published"),
        codes=_TOKEN | {409: ["state_change_not_allowed", "event_incomplete", "room_taken", "overlap_needs_reason"]},
    ),
    "postponeEvent": Examples(parameters=_OF_EVENT, request=REASON, answer=_changed("postponed"), codes=_STATE),
    "cancelEvent": Examples(parameters=_OF_EVENT, request=REASON, answer=_changed("cancelled"), codes=_STATE),
    "reviveEvent": Examples(parameters=_OF_EVENT, request=REASON, answer=_changed("published"), codes=_STATE),
    "moveEvent": Examples(
        parameters=_OF_EVENT,
        request=REASON
        | {
            "sessions": [
                {
                    "uid": "7f6d2a4e-31f9-4f0a-8a54-2f9d6c1a7b11@koulutuskalenteri.fi",
                    "starts_at": "2027-03-19T13:00:00+02:00",
                    "ends_at": "2027-03-19T15:30:00+02:00",
                }
            ]
        },
        answer=_changed("published"),
        codes=_TOKEN | {409: ["event_is_cancelled", "room_taken"]},
    ),
}
_TOUCHED: dict[str, Any] = {
    "kind": "near",
    "severity": "medium",
    "score": 75,
    "reasons": [
        {"code": "near_in_time", "text": "2 working days apart"},
        {"code": "audience_shared", "text": "both for: library staff"},
    ],
    "event": {
        "id": EVENT_ID,
        "slug": EVENT["slug"],
        "title": EVENT["title"],
        "language": "en",
        "state": "published",
        "agency": EVENT["agency"],
        "url": f"{_SITE}/en/workspace/events/{EVENT_ID}/",
    },
    "own_session": 0,
    "other_session": EVENT["sessions"][0]["uid"],
}
_EXAMPLES["findSlots"] = Examples(
    parameters={"lang": "en"},
    request={
        "agency": "psavi",
        "minutes": 180,
        "sessions": 2,
        "audiences": ["library_staff"],
        "themes": ["media_ai"],
        "languages": ["fi"],
        "national": True,
        "delivery": "online",
        "trainers": ["Kaisa Niemi"],
        "earliest": "2027-03-01",
        "latest": "2027-05-28",
        "weekdays": [2, 3, 4],
        "from_hour": 9,
        "to_hour": 16,
        "limit": 5,
    },
    answer={
        "items": [
            {
                "starts_at": "2027-03-16T09:00:00+02:00",
                "ends_at": "2027-03-16T12:00:00+02:00",
                "sessions": ["2027-03-16T09:00:00+02:00", "2027-03-23T09:00:00+02:00"],
                "score": 81,
                "touches": [_TOUCHED],
                "reasons": [
                    {"code": "nothing_at_the_same_time", "text": "nothing for the same people at the same time"},
                    {"code": "usual_hour", "text": "begins at 9:00, as most trainings do"},
                    {"code": "trainers_free", "text": "the trainer is free"},
                ],
            }
        ]
    },
    codes=_TOKEN,
)
_UID = EVENT["sessions"][0]["uid"]
_EXAMPLES |= {
    "checkOverlaps": Examples(
        parameters={"lang": "en"},
        request=NEW_EVENT | {"exclude": None},
        answer={"items": [_TOUCHED]},
        codes=_TOKEN,
    ),
    "listOverlaps": Examples(
        parameters={"lang": "en", "page_size": 50},
        answer={
            "items": [
                {name: _TOUCHED[name] for name in ("kind", "severity", "score", "reasons")}
                | {
                    "id": "5b1f4c6e-2a9d-4e0f-9f43-8f0c2f6f7a11",
                    "state": "open",
                    "events": [_TOUCHED["event"], _TOUCHED["event"]],
                    "sessions": [[_UID, _UID]],
                    "starts_at": EVENT["starts_at"],
                    "ends_at": EVENT["ends_at"],
                    "opened_at": "2027-01-11T09:00:00+02:00",
                    "due_on": "2027-01-25",
                }
            ],
            "next": None,
        },
        codes=_TOKEN,
    ),
}
_DETAILS = {
    "overlap_needs_reason": "The training has a serious overlap with another one. Say why you publish it all the same.",
    "token_required": "This needs a token: send it as “Authorization: Bearer …”.",
    "token_invalid": "This token is not valid, or no longer.",
    "forbidden": "This is not allowed.",
    "state_change_not_allowed": "This cannot be done in the training’s present state.",
    "event_incomplete": "A training needs a title, a language and at least one session before it can be published.",
    "organisation_closed": "This organisation has ended: it starts no new trainings.",
    "room_taken": "Another published training has the room at that time.",
    "event_is_cancelled": "The training has been cancelled. Bring it back before you change its sessions.",
    "capacity_below_taken": "More seats are taken already. Nobody loses theirs: to go below, say why.",
    "version_conflict": "Somebody else has changed this training in the meantime. Look at their changes before you "
    "save yours.",
    "version_required": "Say which version you have changed: send its number as If-Match.",
    "already_registered": "There is already a registration with this e-mail address. We have sent the link to it to "
    "that address again.",
    "registration_closed": "Registration for this training has closed.",
    "registration_not_open": "Registration for this training has not opened yet.",
    "event_cancelled": "The training has been cancelled.",
    "waiting_list_full": "The training and its waiting list are full.",
    "registration_not_active": "This registration is no longer in force.",
    "training_begun": "The training has already begun. If you cannot take part, please tell the organiser.",
    "cancelling_closed": "The time for cancelling is over. Please tell the organiser.",
    "no_offer": "No seat is being offered to you at the moment.",
    "key_missing": "Send the key of the registration: as Authorization: Bearer, or as ?key= in the address.",
    "idempotency_mismatch": "This Idempotency-Key has already been used here with another request.",
    "invalid": "Something in the request is missing or wrong.",
    "not_found": "There is nothing at this address.",
    "unsupported_media_type": "Send the request as JSON, with the header Content-Type: application/json.",
    "too_large": "The request is too large.",
    "too_many_requests": "Too many requests at once. Please try again a little later.",
    "too_many_letters": "There have been too many registrations with one of these e-mail addresses. Try again in an "
    "hour.",
}


def of(operation_id: str) -> Examples:
    return _EXAMPLES[operation_id]


def problems(codes: Iterable[str], status: int) -> dict[str, Any]:
    """Named examples of a refusal, one for each code."""
    return {code: {"value": _problem(code, status)} for code in codes}


def _problem(code: str, status: int) -> dict[str, Any]:
    errors = [{"field": "lang", "code": "invalid_choice", "text": "This value is not allowed here."}]
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": _DETAILS[code],
        "errors": errors if code == "invalid" else [],
    }
