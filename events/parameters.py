"""The filter parameters as the API documents them; what they mean is decided by events.filters alone."""

from typing import Any

from django.conf import settings

from events.filter_values import PARAMETERS, TERMS
from events.models import Event

_FLAG = {"type": "string", "enum": ["1", "true", "on", "yes", "0", "false", "off", "no"]}
_DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MEANINGS: dict[str, str] = {
    "q": "Words to look for in titles, texts, organisers and terms.",
    "agency": "Slugs of `vocabularies/organisations`: leads or co-organises, its units and predecessors included.",
    "sector": "Codes of `vocabularies/sectors`.",
    "level": "Codes of `vocabularies/levels`.",
    "audience": "Codes of `vocabularies/audiences`: the target group, those below and those above it.",
    "theme": "Codes of `vocabularies/themes`: the theme, those below and those above it.",
    "region": "Codes of `vocabularies/regions`: the region; national, online and hybrid trainings too.",
    "language": "Languages the training is held in.",
    "delivery": "How the training is held.",
    "from": "A local date: has a session that touches this day or a later one.",
    "until": "A local date: has a session that touches this day or an earlier one.",
    "open": "`1`: registration here or elsewhere is open now.",
    "series": "Slugs of event series.",
    "past": "`1`: trainings that are over, the newest first; otherwise those with something still to come.",
}
# Said in words: the documentation page would otherwise send them all at once.
_EXAMPLES = {
    "q": "arviointi",
    "agency": "psavi",
    "sector": "library",
    "region": "17",
    "language": "sv",
    "from": "2027-03-01",
    "until": "2027-03-31",
}


def documented() -> list[dict[str, Any]]:
    """Every filter parameter as an OpenAPI parameter object; each may be repeated, which means OR."""
    return [_parameter(name) for name in PARAMETERS]


def _parameter(name: str) -> dict[str, Any]:
    unknown = "" if name == "q" else " An unknown value is answered with 422."
    example = f" For example `{_EXAMPLES[name]}`." if name in _EXAMPLES else ""
    return {
        "in": "query",
        "name": name,
        "required": False,
        "description": f"{_MEANINGS[name]}{example}{unknown}",
        "schema": {"type": "array", "items": _items(name)},
        "style": "form",
        "explode": True,
    }


def _items(name: str) -> dict[str, Any]:
    if name in {"open", "past"}:
        return _FLAG
    if name in {"from", "until"}:
        return _DATE
    if name == "language":
        return {"type": "string", "enum": [code for code, _name in settings.TRAINING_LANGUAGES]}
    if name == "delivery":
        return {"type": "string", "enum": list(Event.Delivery.values)}
    assert name in TERMS or name in {"q", "series"}
    return {"type": "string"}
