"""Rights: each for the roles it names, in the lead organisation, in a co-organiser's, or anywhere."""

import pytest

from catalogue import viewers
from catalogue.actors import by_system
from catalogue.models import Membership
from catalogue.viewers import ANONYMOUS
from events import drafting, helping, publishing, rights
from events.models import Event
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
BY = by_system("test")
Role = Membership.Role
PLANNERS = {"organiser", "agency_admin"}
DESK = PLANNERS | {"clerk"}
AGENCY = DESK | {"analyst"}
EVERYWHERE = {"coordinator"}
# Who has it in the lead organisation, in a co-organiser, and elsewhere; the system's administrator has each.
EVENT_RIGHTS = {
    rights.LOOK_INSIDE: (AGENCY | EVERYWHERE, AGENCY | EVERYWHERE, PLANNERS | EVERYWHERE),
    rights.EDIT: (PLANNERS, PLANNERS, set()),
    rights.DECIDE: (PLANNERS, set(), set()),
    rights.COPY: (PLANNERS, PLANNERS, set()),
    rights.HANDLE_PARTICIPANTS: (DESK, DESK, set()),
    rights.CHECK_IN: (DESK, DESK, set()),
    rights.SEE_FIGURES: (AGENCY | EVERYWHERE, AGENCY | EVERYWHERE, EVERYWHERE),
    rights.SETTLE: (PLANNERS | EVERYWHERE, EVERYWHERE, EVERYWHERE),
}


def viewer_with(role, organisation):
    is_everywhere = role in (Role.COORDINATOR, Role.SYSTEM_ADMIN)
    return viewers.of_user(MembershipFactory(role=role, organisation=None if is_everywhere else organisation).user)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["lead", "co-organiser", "elsewhere"])
@pytest.mark.parametrize("right", EVENT_RIGHTS, ids=lambda right: right.name)
def test_right_over_a_training_is_for_its_roles_in_the_right_place(right, place):
    organisations = [OrganisationFactory(), OrganisationFactory(), OrganisationFactory()]
    event = EventFactory(lead=organisations[0])
    event.co_organisers.set([organisations[1]])

    holders = {str(role) for role in Role if right.allows(viewer_with(role, organisations[place]), event)}

    assert holders == EVENT_RIGHTS[right][place] | {"system_admin"}
    assert not right.allows(ANONYMOUS, event)


def test_every_right_over_a_training_is_in_the_table_above():
    assert set(EVENT_RIGHTS) == {right for right in rights.ALL if isinstance(right, rights.EventRight)}


def test_helper_may_check_in_at_that_training_only():
    event, other = EventFactory(), EventFactory(lead=OrganisationFactory())
    user = UserFactory()
    by = viewer_with(Role.CLERK, event.lead).actor

    helping.name_helper(by=by, event_id=event.pk, email=user.email.upper())

    viewer = viewers.of_user(user)
    may = [rights.CHECK_IN.allows(viewer, each) for each in (event, other)]
    assert (may, rights.HANDLE_PARTICIPANTS.allows(viewer, event)) == ([True, False], False)
    assert event.changes.get(action="name_helper").details == {"helper": user.pk}


def test_helper_who_is_let_go_may_no_longer_check_in():
    event, user = EventFactory(), UserFactory()
    by = viewer_with(Role.CLERK, event.lead).actor
    helping.name_helper(by=by, event_id=event.pk, email=user.email)

    helping.dismiss_helper(by=by, event_id=event.pk, user_id=user.pk)
    helping.dismiss_helper(by=by, event_id=event.pk, user_id=user.pk)

    assert not rights.CHECK_IN.allows(viewers.of_user(user), Event.objects.get(pk=event.pk))
    assert [change.action for change in event.changes.all()] == ["name_helper", "dismiss_helper"]


def test_helper_nobody_knows_is_refused():
    with pytest.raises(helping.UnknownHelperError):
        helping.name_helper(by=viewer_with(Role.CLERK, None or OrganisationFactory()).actor,
                            event_id=EventFactory().pk, email="nobody@example.org")  # fmt: skip


@pytest.mark.parametrize(("role", "visible"), [(Role.ORGANISER, True), (Role.AGENCY_ADMIN, True),
                                               (Role.CLERK, False), (Role.ANALYST, False)])  # fmt: skip
def test_plan_of_another_agency_is_for_who_plans(role, visible):
    plan = EventFactory(state=Event.State.PLANNED)
    viewer = viewer_with(role, OrganisationFactory())

    assert Event.objects.visible_to(viewer).filter(pk=plan.pk).exists() is visible


def test_plan_of_the_own_agency_is_for_all_its_people_and_its_draft_for_who_plans():
    own = OrganisationFactory()
    plan, draft = (EventFactory(lead=own, state=state) for state in (Event.State.PLANNED, Event.State.DRAFT))

    seen = {
        role: set(Event.objects.visible_to(viewer_with(role, own)).values_list("pk", flat=True))
        for role in (Role.CLERK, Role.ORGANISER)
    }

    assert seen == {Role.CLERK: {plan.pk}, Role.ORGANISER: {plan.pk, draft.pk}}


def test_history_of_a_draft_stays_with_its_organisers(client):
    lead, joint = OrganisationFactory(), OrganisationFactory()
    event = EventFactory(lead=lead, co_organisers=[joint], state=Event.State.DRAFT, title_fi="Salainen nimi")
    drafting.update_event(by=BY, event_id=event.pk, columns={"title_fi": "Nimi"}, reason="Salainen syy")
    publishing.plan_event(by=BY, event_id=event.pk)
    pages = [f"/fi/workspace/events/{event.pk}/", f"/fi/workspace/events/{event.pk}/history/"]

    def tells_of_the_draft(user):
        client.force_login(user)
        return ["Salainen" in client.get(page).content.decode() for page in pages]

    own, joined, other = (MembershipFactory(organisation=each).user for each in (lead, joint, OrganisationFactory()))
    clerk = MembershipFactory(organisation=lead, role=Role.CLERK).user
    assert [tells_of_the_draft(user) for user in (own, joined)] == [[True, True]] * 2
    assert [tells_of_the_draft(user) for user in (clerk, other)] == [[False, False]] * 2
