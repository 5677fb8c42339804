"""Every column and field of the administration has a name in the reader's language."""

import pytest
from django.contrib import admin
from django.utils.functional import Promise

from config import admin as _unregistered  # noqa: F401 - what is not shown has no names to give

MODELS = {model: shown for model, shown in admin.site._registry.items() if not model.__module__.startswith("django.")}


def fields_of(model, shown):
    """What a model's list and page show of it."""
    hidden = set(shown.exclude or ()) | {"id"}
    wanted = getattr(shown, "fields", None)
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        if field.name not in hidden and (wanted is None or field.name in wanted):
            yield field


def nameless(model, shown, parent=None):
    """Of what is shown; an inline row does not say below what it stands."""
    return {
        f"{model._meta.label}.{field.name}"
        for field in fields_of(model, shown)
        if not isinstance(field.verbose_name, Promise)
        and (field.editable or field.name in shown.readonly_fields)
        and (parent is None or field.related_model is not parent)
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_of_the_administration_has_a_name_in_all_languages(model):
    shown = MODELS[model]

    found = {name for inline in shown.inlines for name in nameless(inline.model, inline, parent=model)}

    assert found | nameless(model, shown) == set()
