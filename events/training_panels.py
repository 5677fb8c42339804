"""What the apps above show on a training's page in the workspace: each registers who answers its panel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from events.models import Event
from events.queries.searches import Reader


@dataclass(frozen=True, slots=True)
class Panel:
    """A fragment and what it shows; its template finds the values under `panel`."""

    template: str
    values: Mapping[str, Any]


# Answers None when there is nothing to show to this reader.
Provider = Callable[[Event, Reader], Panel | None]
_providers: list[Provider] = []


def register_panel(provider: Provider) -> None:
    """Name a function that answers a panel; apps do this when they are ready."""
    if provider not in _providers:
        _providers.append(provider)


def of(event: Event, read: Reader) -> list[Panel]:
    """The panels of a training's page."""
    return [panel for provider in _providers if (panel := provider(event, read))]
