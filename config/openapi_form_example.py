"""The example of what a training asks of those who register, for the API's documentation."""

from typing import Any

REGISTRATION_FORM: dict[str, Any] = {
    "questions": [
        {
            "key": "diet",
            "kind": "text",
            "text": "Dietary wish",
            "help": "Only what the kitchen needs to know, such as vegan or gluten-free: no reasons, no diagnoses.",
            "required": False,
            "choices": [],
            "purpose": "To order the food.",
            "kept_until": "2027-03-12",
            "needs_consent": True,
        },
        {
            "key": "412",
            "kind": "choice",
            "text": "Which workshop do you come to?",
            "help": "",
            "required": True,
            "choices": [{"code": "1", "text": "Reading the news"}, {"code": "2", "text": "Making the news"}],
            "purpose": "To form the groups.",
            "kept_until": "2027-04-11",
            "needs_consent": False,
        },
    ],
    "pools": [
        {"id": 31, "name": "On site", "seats": "4 seats left"},
        {"id": 32, "name": "Online", "seats": "No limit on seats"},
    ],
    "kept": [{"pool": 33, "whom": "Lapland", "until": "2027-02-12T09:00:00+02:00", "seats_left": 5}],
    "needs_supervisor": False,
    "notice": {"version": 3, "text": "We use your details to arrange the training."},
    "consent": {"version": 1, "text": "I consent to the organiser using my answer about diet."},
}
