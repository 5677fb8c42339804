"""Two agencies with an organiser each, and an overlap between a training of theirs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from catalogue import viewers
from catalogue.actors import by_user
from catalogue.models import Membership
from events.models import OverlapCase
from tests.events.overlaps.arrangements import refresh, training
from tests.factories import MembershipFactory, OrganisationFactory, TargetGroupFactory, ThemeFactory

Role = Membership.Role


@dataclass
class Pair:
    """`aino` plans `own`, `kaisa` plans `other`; `case` is the clash between them."""

    aino: Any
    kaisa: Any
    own: Any
    other: Any
    case: Any

    def reload(self):
        self.case = OverlapCase.objects.get(pk=self.case.pk)
        return self.case

    def actions(self):
        return list(self.case.changes.values_list("action", flat=True))


def next_tuesday(weeks=8):
    today = timezone.localdate()
    return today + dt.timedelta(days=(1 - today.weekday()) % 7, weeks=weeks)


def organiser(name="Aino", role=Role.ORGANISER, organisation=None, **values):
    made = organisation or OrganisationFactory()
    everywhere = role in (Role.COORDINATOR, Role.SYSTEM_ADMIN)
    user = MembershipFactory(role=role, organisation=None if everywhere else made).user
    user.first_name, user.last_name, user.language = name, "Virtanen", values.pop("language", "en")
    user.save()
    return user


def clash(*, day=None, own=None, other=None, themes=None):
    """Answer a pair whose trainings clash on the same theme, for the same people."""
    audience, theme = TargetGroupFactory(name_en="Teachers"), ThemeFactory(name_en="Reading")
    aino, kaisa = organiser("Aino"), organiser("Kaisa")
    day = day or next_tuesday()
    shared = {"audiences": [audience], "themes": [theme] if themes is None else themes}
    first = training(day, **shared | {"lead": organisation_of(aino), "title_en": "Reading day"} | (own or {}))
    second = training(day, **shared | {"lead": organisation_of(kaisa), "title_en": "Books for all"} | (other or {}))
    refresh(first, second, now=timezone.now())
    return Pair(aino, kaisa, first, second, OverlapCase.objects.between(first.pk, second.pk).get(kind="clash"))


def organisation_of(user):
    return user.memberships.get().organisation


def actor(user):
    return by_user(user)


def viewer(user):
    return viewers.of_user(user)
