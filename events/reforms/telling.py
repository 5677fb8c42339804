"""What a reform changes and has changed, in lines for whoever runs the command."""

from collections import Counter
from collections.abc import Iterator, Sequence

from events.models import Event
from events.reforms.outlook import Outlook
from events.reforms.undoing import Undone

# Of each list, unless all is asked for.
SHOWN = 15


def lines_of(seen: Outlook, *, everything: bool = False) -> Iterator[str]:
    """Answer the outlook: what closes, what each successor takes over, and what the plan leaves open."""
    plan = seen.plan
    yield f"{plan.name}: in force from {plan.in_force_from}."
    yield f"Closed on {plan.closed_on}: {', '.join(plan.organisations[pk].slug for pk in plan.closing_ids)}."
    for heir_id in dict.fromkeys(plan.heirs.values()):
        yield ""
        yield from _of_heir(seen, heir_id)
    yield ""
    yield f"{_counted(seen.past, 'training')} that are over keep their organiser; old addresses go on working."
    doubts = list(seen.doubts())
    if doubts:
        yield ""
        yield f"To decide, in `decisions` of the plan, or to leave as it says here ({len(doubts)}):"
        yield from _cut([f"  {what}: {doubt}" for what, doubt in doubts], everything=everything)


def _of_heir(seen: Outlook, heir_id: int) -> Iterator[str]:
    plan = seen.plan
    predecessors = list(
        dict.fromkeys(plan.organisations[old].slug for (old, _), heir in plan.heirs.items() if heir == heir_id)
    )
    yield f"{plan.organisations[heir_id].slug} ({plan.organisations[heir_id]}) after {', '.join(predecessors)}"
    led = Counter(
        move.state for move in seen.trainings if move.new_lead_id == heir_id and move.lead_id != move.new_lead_id
    )
    states = ", ".join(f"{led[state]} {state}" for state in Event.State.values if led[state])
    yield f"  leads {_counted(led.total(), 'training')}" + (f": {states}" if states else "")
    joined = sum(heir_id in move.new_joint_ids and heir_id not in move.joint_ids for move in seen.trainings)
    yield f"  joins {_counted(joined, 'training')}"
    roles = Counter(move.membership.role for move in seen.members if heir_id in move.heir_ids)
    yield f"  memberships: {', '.join(f'{count} {role}' for role, count in sorted(roles.items())) or 'none'}"
    tokens = [move.token.prefix for move in seen.tokens if move.heir_id == heir_id]
    yield f"  API tokens: {', '.join(f'{prefix}…' for prefix in tokens) or 'none'}"
    periods = sum(heir_id in move.heir_ids for move in seen.periods)
    yield f"  {_counted(periods, 'period')} of blocked days"
    calendars = sum(move.heir_id == heir_id for move in seen.calendars)
    yield f"  {_counted(calendars, 'calendar')} of others"


def lines_of_undone(undone: Undone, *, everything: bool = False) -> Iterator[str]:
    yield f"Undone: {undone.reform.name}. {_counted(undone.restored, 'value')} put back."
    if undone.newer:
        yield f"{_counted(undone.newer, 'training')} made by the successors since then stay with them."
    if undone.left:
        yield f"Left alone ({len(undone.left)}):"
        yield from _cut([f"  {line}" for line in undone.left], everything=everything)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _cut(lines: Sequence[str], *, everything: bool) -> Iterator[str]:
    shown = lines if everything else lines[:SHOWN]
    yield from shown
    if len(shown) < len(lines):
        yield f"  and {len(lines) - len(shown)} more: -v 2 shows all"
