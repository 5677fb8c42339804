"""Terms of a vocabulary as nested checkboxes: a group with something below it folds, and says how much is chosen."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.vocabularies import Term, Vocabulary

PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Node:
    """A checkbox and those below it; `code` is empty for a heading that cannot be chosen itself."""

    code: str
    label: str
    is_chosen: bool
    below: tuple["Node", ...] = ()

    @property
    def chosen(self) -> int:
        """How many are chosen, this one among them."""
        return self.is_chosen + self.chosen_below

    @property
    def chosen_below(self) -> int:
        return sum(node.chosen for node in self.below)


def tree(vocabulary: Vocabulary, chosen: Collection[str], language: str) -> list[Node]:
    """The roots of a vocabulary with what is below them; what is out of use shows only while it is chosen."""
    children: dict[int | None, list[Term]] = {}
    for term in vocabulary:
        children.setdefault(term.parent_id, []).append(term)

    def nodes(parent_id: int | None) -> Iterator[Node]:
        for term in children.get(parent_id, ()):
            node = Node(term.code, str(term.name(language)), term.code in chosen, tuple(nodes(term.id)))
            if _is_offered(term) or node.chosen:
                yield node

    roots = list(nodes(None))
    partners = {term.code for term in vocabulary if term.kind == PARTNER}
    others = [node for node in roots if node.code not in partners]
    if len(others) in (0, len(roots)):
        return roots
    group = Node("", str(_("Partners")), is_chosen=False, below=tuple(node for node in roots if node.code in partners))
    return [*others, group]


def _is_offered(term: Term) -> bool:
    return term.is_active and not term.has_ended(timezone.localdate())


class TermsInput(forms.Widget):
    template_name = "workspace/forms/terms.html"
    use_fieldset = True
    vocabulary = Vocabulary(())
    language = "fi"

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[str]:
        return list(data.getlist(name) if hasattr(data, "getlist") else data.get(name) or [])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["nodes"] = tree(self.vocabulary, value or (), self.language)
        return context

    def id_for_label(self, _id: str, index: Any = None) -> str:  # noqa: ARG002 - a fieldset has no one control
        return ""


class TermsField(forms.Field):
    """Codes of a vocabulary's terms; cleaned, the terms' ids in its order."""

    widget = TermsInput

    def __init__(self, *, label: Any) -> None:
        super().__init__(required=False, label=label)
        self.vocabulary = Vocabulary(())

    def offer(self, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        assert isinstance(self.widget, TermsInput)
        self.widget.vocabulary, self.widget.language = vocabulary, language

    def clean(self, value: Any) -> list[int]:
        wanted = {term.id for code in value or () if (term := self.vocabulary.get(code))}
        if len(wanted) < len(set(value or ())):
            raise ValidationError(gettext_lazy("One of the choices is not in the calendar any more."))
        return [term.id for term in self.vocabulary.many(wanted)]
