"""Questions that tests ask."""

from registrations import questions
from registrations.questions import OptionDraft, QuestionDraft
from tests.registrations.arrangements import BY


def draft(text="Mitä odotat?", kind="text", **values):
    values.setdefault("purposes", {"fi": "Sisällön sovittamiseen"})
    return QuestionDraft(kind=kind, texts={"fi": text}, **values)


def choices(*names):
    return [OptionDraft(names={"fi": name}) for name in names]


def ask(event, text="Mitä odotat?", kind="text", **values):
    return questions.add_question(by=BY, event_id=event.pk, draft=draft(text, kind, **values))
