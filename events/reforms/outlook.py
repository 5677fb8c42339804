"""What a plan would change, worked out from the database as it is: the preview shows it, carrying out writes it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue.models import ApiToken, CalendarPeriod, Membership
from events.models import Event, EventChange, ExternalCalendar
from events.reforms.plans import Plan

State = Event.State
# Nothing of these has taken place, whatever their dates say.
UNSETTLED = (State.DRAFT, State.PLANNED, State.POSTPONED)


@dataclass(frozen=True, slots=True)
class TrainingMove:
    """A training with its lead and its co-organisers, before and after; `doubt` says what the sectors do not decide."""

    event_id: UUID
    slug: str
    state: str
    lead_id: int
    new_lead_id: int
    joint_ids: tuple[int, ...]
    new_joint_ids: tuple[int, ...]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class MemberMove:
    """A role that is given in the heirs beside the one in the old organisation, which stays for what is past."""

    membership: Membership
    heir_ids: tuple[int, ...]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class TokenMove:
    token: ApiToken
    heir_id: int
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class PeriodMove:
    """Blocked days that the first heir takes over; the others get a copy."""

    period: CalendarPeriod
    heir_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CalendarMove:
    """A calendar of others that an heir keeps from now on."""

    calendar_id: int
    name: str
    old_id: int
    heir_id: int
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    plan: Plan
    trainings: list[TrainingMove] = field(default_factory=list)
    members: list[MemberMove] = field(default_factory=list)
    tokens: list[TokenMove] = field(default_factory=list)
    periods: list[PeriodMove] = field(default_factory=list)
    calendars: list[CalendarMove] = field(default_factory=list)
    # Trainings that stay where they were: what is over keeps the old name.
    past: int = 0

    def doubts(self) -> Iterator[tuple[str, str]]:
        """Pairs of what it is about and what was assumed."""
        yield from ((move.membership.user.email, move.doubt) for move in self.members if move.doubt)
        yield from ((f"token {move.token.prefix}…", move.doubt) for move in self.tokens if move.doubt)
        yield from ((f"calendar {move.calendar_id}, {move.name}", move.doubt) for move in self.calendars if move.doubt)
        yield from ((move.slug, move.doubt) for move in self.trainings if move.doubt)


def open_events(plan: Plan, now: datetime) -> QuerySet[Event]:
    """Those that the closing organisations lead or join and that are not over when the others begin."""
    begins_at = timezone.make_aware(datetime.combine(plan.in_force_from, time())).astimezone(UTC)
    is_open = Q(ends_at__isnull=True) | Q(ends_at__gte=max(now, begins_at)) | Q(state__in=UNSETTLED)
    joint = Event.co_organisers.through.objects.filter(organisation_id__in=plan.closing_ids).values("event_id")
    return Event.objects.filter(Q(lead_id__in=plan.closing_ids) | Q(pk__in=joint), is_open)


def look(plan: Plan, *, now: datetime) -> Outlook:
    """Answer everything that the plan changes."""
    worked = _Worked(plan)
    found = open_events(plan, now)
    trainings = list(_trainings(plan, found))
    return Outlook(
        plan=plan,
        trainings=trainings,
        members=list(_members(plan, worked)),
        tokens=list(_tokens(plan, worked, trainings)),
        periods=list(_periods(plan, now)),
        calendars=list(_calendars(plan)),
        past=Event.objects.filter(lead_id__in=plan.closing_ids).count()
        - sum(move.lead_id in plan.closing_ids for move in trainings),
    )


def _trainings(plan: Plan, events: QuerySet[Event]) -> Iterator[TrainingMove]:
    joint, sectors = _links(events, "co_organisers"), _links(events, "sectors")
    decided = plan.decisions.get("trainings", {})
    closing = set(plan.closing_ids)
    for event_id, slug, state, lead_id in events.order_by("pk").values_list("pk", "slug", "state", "lead_id"):
        own_sectors, joint_ids = sectors[event_id], joint[event_id]
        heirs, doubt = [lead_id], ""
        if lead_id in closing:
            heirs, doubt = _heirs_of_work(plan, lead_id, own_sectors)
            chosen = decided.get(slug) or decided.get(str(event_id))
            if chosen:
                heirs, doubt = [*chosen, *(heir for heir in heirs if heir not in chosen)], ""
        new_joint = [organisation_id for organisation_id in joint_ids if organisation_id not in closing] + heirs[1:]
        for organisation_id in joint_ids:
            if organisation_id in closing:
                new_joint += _heirs_of_work(plan, organisation_id, own_sectors)[0]
        yield TrainingMove(
            event_id=event_id,
            slug=slug,
            state=state,
            lead_id=lead_id,
            new_lead_id=heirs[0],
            joint_ids=tuple(joint_ids),
            new_joint_ids=tuple(sorted(set(new_joint) - {heirs[0]})),
            doubt=doubt,
        )


def _heirs_of_work(plan: Plan, old_id: int, sector_ids: Iterable[int]) -> tuple[list[int], str]:
    """Who takes over a work of these sectors, the one with most of them first, and what is doubtful about it."""
    every = plan.heirs_of(old_id)
    if len(every) == 1:
        return every, ""
    counted = Counter(heir for sector_id in sector_ids if (heir := plan.heir_of(old_id, sector_id)) is not None)
    if not counted:
        return every[:1], f"has no sector: goes to {_name(plan, every[0])}, the first in the plan"
    ranked = sorted(counted, key=lambda heir: (-counted[heir], every.index(heir)))
    if len(ranked) == 1:
        return ranked, ""
    others = ", ".join(_name(plan, heir) for heir in ranked[1:])
    return ranked, f"is of several: goes to {_name(plan, ranked[0])}, joined by {others}"


def _members(plan: Plan, worked: "_Worked") -> Iterator[MemberMove]:
    rows = Membership.objects.filter(organisation_id__in=plan.closing_ids).select_related("user")
    decided = plan.decisions.get("people", {})
    for membership in rows.order_by("organisation_id", "user__email", "role"):
        assert membership.organisation_id is not None
        every = plan.heirs_of(membership.organisation_id)
        chosen = decided.get(membership.user.email.lower())
        heirs = chosen or worked.heirs_of_user(membership.user_id, membership.organisation_id)
        doubt = ""
        if len(heirs) != 1 and len(every) > 1 and not chosen:
            reason = "has worked for several" if heirs else "has changed no training"
            heirs = heirs or every
            doubt = f"{reason}: becomes {membership.role} of {', '.join(_name(plan, heir) for heir in heirs)}"
        yield MemberMove(membership, tuple(heirs or every), doubt)


def _tokens(plan: Plan, worked: "_Worked", trainings: Iterable[TrainingMove]) -> Iterator[TokenMove]:
    most = Counter((move.lead_id, move.new_lead_id) for move in trainings)
    decided = plan.decisions.get("tokens", {})
    for token in ApiToken.objects.filter(organisation_id__in=plan.closing_ids, revoked_at=None).order_by("created_at"):
        assert token.organisation_id is not None
        old_id, every = token.organisation_id, plan.heirs_of(token.organisation_id)
        chosen = decided.get(token.prefix.lower()) or worked.heirs_of_token(token.prefix, old_id)
        if len(chosen) == 1 or len(every) == 1:
            yield TokenMove(token, (chosen or every)[0])
            continue
        heir = max(chosen or every, key=lambda heir: (most[old_id, heir], -every.index(heir)))
        yield TokenMove(
            token, heir, f"acts for one organisation only: goes to {_name(plan, heir)}, with most trainings"
        )


def _periods(plan: Plan, now: datetime) -> Iterator[PeriodMove]:
    first_on = max(timezone.localdate(now), plan.in_force_from)
    rows = CalendarPeriod.objects.filter(organisation_id__in=plan.closing_ids, is_active=True, last_on__gte=first_on)
    for period in rows.prefetch_related("regions").order_by("pk"):
        assert period.organisation_id is not None
        yield PeriodMove(period, tuple(plan.heirs_of(period.organisation_id)))


def _calendars(plan: Plan) -> Iterator[CalendarMove]:
    """A calendar has one keeper: who takes over most of the sectors that it is about."""
    decided = plan.decisions.get("calendars", {})
    rows = ExternalCalendar.objects.filter(organisation_id__in=plan.closing_ids, is_active=True).order_by("pk")
    for calendar in rows:
        old_id = calendar.organisation_id
        chosen = decided.get(str(calendar.pk)) or decided.get(calendar.name.strip().lower())
        heirs, doubt = _heirs_of_work(plan, old_id, calendar.sector_ids)
        doubt = "" if chosen else doubt.replace(", joined by ", " and not to ")
        yield CalendarMove(calendar.pk, calendar.name, old_id, (chosen or heirs)[0], doubt)


class _Worked:
    """For which heirs somebody has worked until now, judged by the sectors of the trainings they changed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._users: dict[tuple[int | None, int], set[int]] = defaultdict(set)
        self._labels: dict[tuple[str, int], set[int]] = defaultdict(set)
        changes = EventChange.objects.filter(event__lead_id__in=plan.closing_ids).exclude(event__sectors=None)
        seen = changes.order_by().values_list(
            "actor_kind", "actor_user_id", "actor_label", "event__lead_id", "event__sectors"
        )
        for kind, user_id, label, lead_id, sector_id in seen.distinct():
            heir = plan.heir_of(lead_id, sector_id)
            if heir is None:
                continue
            if kind == "token":
                self._labels[label, lead_id].add(heir)
            else:
                self._users[user_id, lead_id].add(heir)

    def heirs_of_user(self, user_id: int, old_id: int) -> list[int]:
        return [heir for heir in self._plan.heirs_of(old_id) if heir in self._users[user_id, old_id]]

    def heirs_of_token(self, prefix: str, old_id: int) -> list[int]:
        return [heir for heir in self._plan.heirs_of(old_id) if heir in self._labels[prefix, old_id]]


def _links(events: QuerySet[Event], name: str) -> Mapping[UUID, list[int]]:
    """The ids linked to each event under this name, in order."""
    relation = getattr(Event, name)
    column = relation.field.m2m_reverse_name()
    rows = relation.through.objects.filter(event__in=events.order_by()).order_by(column)
    found: dict[UUID, list[int]] = defaultdict(list)
    for event_id, linked_id in rows.values_list("event_id", column):
        found[event_id].append(linked_id)
    return found


def _name(plan: Plan, organisation_id: int) -> str:
    return plan.organisations[organisation_id].slug
