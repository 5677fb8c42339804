"""The two standard questions: their words, and why they are asked. Their answers go right after the training."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from registrations.models import Question

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class StandardQuestion:
    text: "Promise"
    help: "Promise"
    purpose: "Promise"


WORDS: Mapping[str, StandardQuestion] = {
    Question.Standard.DIET: StandardQuestion(
        text=_("Dietary wish"),
        help=_("Only what the kitchen needs to know, such as vegan or gluten-free: no reasons, no diagnoses."),
        purpose=_("To order the food."),
    ),
    Question.Standard.ACCESSIBILITY: StandardQuestion(
        text=_("Accessibility need"),
        help=_("What we should arrange, such as a step-free way or an induction loop: no reasons, no diagnoses."),
        purpose=_("To arrange the training so that you can take part."),
    ),
}
