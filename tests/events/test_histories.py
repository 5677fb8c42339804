"""The history of a training: every action that some code writes has words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from events.queries import histories

ROOT = Path(__file__).parents[2]
APPS = ("catalogue", "events", "registrations")
# A function is known by the name of its module and its own; whatever makes the row is the first of them.
ROW = "EventChange"
Function = tuple[str, str]


def test_every_action_that_is_written_has_words():
    assert actions_in(product()) == set(histories.DONE)


def test_action_handed_on_through_functions_of_other_modules_is_found():
    sources = {
        "low": "def save(*, action):\n    return EventChange(action=action)",
        "middle": "from area import low\n\ndef _pass(*, action):\n    low.save(action=action)\n\n_pass(action='near')",
        "high": "from area.low import save\n\nsave(action='far')",
        "other": "def save(*, action):\n    return RegistrationChange(action=action)\n\nsave(action='stranger')",
    }

    assert actions_in({name: ast.parse(source) for name, source in sources.items()}) == {"near", "far"}


def product():
    """The modules of the apps by their last name; those of one name are read as one."""
    found: dict[str, ast.Module] = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            module = found.setdefault(path.stem, ast.Module(body=[], type_ignores=[]))
            module.body += ast.parse(path.read_text()).body
    return found


def actions_in(modules: dict[str, ast.Module]) -> set[str]:
    calls = [call for module, tree in modules.items() for call in calls_in(module, tree)]
    writers: set[Function] = set()
    while (
        new := {inside for inside, called, action in calls if writes(called, writers) and is_handed_on(action)}
        - writers
    ):
        writers |= new
    return {
        action.value
        for _inside, called, action in calls
        if writes(called, writers) and isinstance(action, ast.Constant)
    }


def writes(called: Function, writers: set[Function]) -> bool:
    return called[1] == ROW or called in writers


def is_handed_on(action: ast.expr) -> bool:
    return isinstance(action, ast.Name)


def calls_in(module: str, tree: ast.Module) -> Iterator[tuple[Function, Function, ast.expr]]:
    """Each call with an action: the function it stands in, the function it calls, the action."""
    imported = {
        alias.asname or alias.name: (node.module or "").rpartition(".")[2]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for function in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        inside = (module, getattr(function, "name", ""))
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            for keyword in call.keywords:
                if keyword.arg == "action":
                    yield inside, called_by(call.func, module, imported), keyword.value


def called_by(called: ast.expr, module: str, imported: dict[str, str]) -> Function:
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return called.value.id, called.attr
    if isinstance(called, ast.Name):
        return imported.get(called.id, module), called.id
    return "", ""
