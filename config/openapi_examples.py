"""The examples of the API's documentation; tests hold them against the schema and against real answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

_EVENT_ID = "0d9a4b1e-5f0c-4a55-9d4e-7a3f2c1b6e80"
_REFERENCE = "K7MQ-4TZ9-PXRB"
_KEY = "DZpLHl8MSlWdTno_LBtugA-5Zk2v8Qx1rT0yW3uJ7nBcg"
_SITE = "https://koulutuskalenteri.example"
_PAGE = f"{_SITE}/en/events/libraries-and-media-literacy/"

EVENT: dict[str, Any] = {
    "id": _EVENT_ID,
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
    "getEvent": Examples(parameters={"event_id": _EVENT_ID, "lang": "en"}, codes=_READ, answer=EVENT),
    "register": Examples(
        parameters={"event_id": _EVENT_ID, "lang": "en"},
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
            ]
        },
    ),
    "getRegistration": Examples(
        parameters=_OF_REGISTRATION, codes=_READ | {401: ["key_missing"]}, answer=_registration("waitlisted", 4)
    ),
    "cancelRegistration": Examples(
        parameters=_OF_REGISTRATION,
        codes=_WRITE | {409: ["registration_not_active", "training_begun"]},
        answer=_registration("cancelled"),
    ),
    "acceptOffer": Examples(
        parameters=_OF_REGISTRATION, codes=_WRITE | {409: ["no_offer"]}, answer=_registration("confirmed")
    ),
    "declineOffer": Examples(
        parameters=_OF_REGISTRATION, codes=_WRITE | {409: ["no_offer"]}, answer=_registration("declined")
    ),
}
_DETAILS = {
    "already_registered": "There is already a registration with this e-mail address. We have sent the link to it to "
    "that address again.",
    "registration_closed": "Registration for this training has closed.",
    "registration_not_open": "Registration for this training has not opened yet.",
    "event_cancelled": "The training has been cancelled.",
    "waiting_list_full": "The training and its waiting list are full.",
    "registration_not_active": "This registration is no longer in force.",
    "training_begun": "The training has already begun. If you cannot take part, please tell the organiser.",
    "no_offer": "No seat is being offered to you at the moment.",
    "key_missing": "Send the key of the registration: as Authorization: Bearer, or as ?key= in the address.",
    "idempotency_mismatch": "This Idempotency-Key has already been used here with another request.",
    "invalid": "Something in the request is missing or wrong.",
    "not_found": "There is nothing at this address.",
    "unsupported_media_type": "Send the request as JSON, with the header Content-Type: application/json.",
    "too_large": "The request is too large.",
    "too_many_requests": "Too many requests at once. Please try again a little later.",
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
