"""The overlaps' pages in the workspace: who finds them, what they show, and what their forms do."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Membership
from events import proposing, settling
from events.models import CaseComment, CaseProposal, Event, OverlapCase
from tests.events.settling.arrangements import actor, clash, next_tuesday, organisation_of, organiser
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role
LIST = "/en/workspace/overlaps/"
DASHBOARD = "/en/workspace/coordination/"


@pytest.fixture
def pair():
    return clash()


def address(pair):
    return f"{LIST}{pair.case.pk}/"


def post(client, user, pair, action, **values):
    client.force_login(user)
    fields = {f"{action}-{name}": value for name, value in values.items() if name != "proposal"}
    fields |= {"proposal": values["proposal"]} if "proposal" in values else {}
    return client.post(address(pair), {"action": action} | fields, follow=True)


def test_list_shows_what_is_mine_to_settle_and_not_what_is_of_others(client, pair):
    other = clash(day=next_tuesday(20), own={"title_en": "Not mine"})
    client.force_login(pair.aino)

    page = client.get(LIST).content.decode()

    assert ("Reading day" in page, "Books for all" in page, "Not mine" in page) == (True, True, False)
    assert other.case.pk != pair.case.pk


@pytest.mark.parametrize("path", [LIST, DASHBOARD])
def test_pages_are_not_there_for_who_has_no_role_and_ask_who_is_not_signed_in(client, path):
    anonymous = client.get(path)
    client.force_login(UserFactory())

    assert (anonymous.status_code, client.get(path).status_code) == (302, 404)


def test_dashboard_is_for_coordinators(client, pair):
    client.force_login(pair.aino)
    refused = client.get(DASHBOARD).status_code
    client.force_login(organiser("Helena", Role.COORDINATOR))

    assert (refused, client.get(DASHBOARD).status_code) == (403, 200)


def test_case_is_found_by_both_sides_and_coordinators_and_by_nobody_else(client, pair):
    people = {
        "own": pair.aino,
        "other": pair.kaisa,
        "coordinator": organiser("Helena", Role.COORDINATOR),
        "third agency": organiser("Ville"),
        "clerk of a side": MembershipFactory(role=Role.CLERK, organisation=organisation_of(pair.aino)).user,
    }

    found = {}
    for name, user in people.items():
        client.force_login(user)
        found[name] = client.get(address(pair)).status_code

    assert found == {"own": 200, "other": 200, "coordinator": 200, "third agency": 404, "clerk of a side": 404}


def test_case_within_one_organisation_is_its_own_affair_and_no_coordinator_s(client):
    aino = organiser("Aino")
    own = clash(own={"lead": organisation_of(aino)}, other={"lead": organisation_of(aino)})
    people = {
        "own": aino,
        "coordinator": organiser("Helena", Role.COORDINATOR),
        "administrator": organiser("Sari", Role.SYSTEM_ADMIN),
    }

    found = {}
    for name, user in people.items():
        client.force_login(user)
        found[name] = (client.get(address(own)).status_code, "Reading day" in client.get(LIST).content.decode())

    assert found == {"own": (200, True), "coordinator": (404, False), "administrator": (200, True)}


def test_case_shows_both_trainings_the_reasons_and_the_thread(client, pair):
    settling.comment(by=actor(pair.kaisa), case_id=pair.case.pk, text="Could we <b>share</b>?", organisation_id=None)
    client.force_login(pair.aino)

    page = client.get(address(pair)).content.decode()

    for words in ("Reading day", "Books for all", "Kaisa Virtanen", "Could we &lt;b&gt;share&lt;/b&gt;?", "Teachers"):
        assert words in page
    assert "both in Finnish" in page


def test_case_asks_a_fixed_number_of_queries(client, pair, django_assert_max_num_queries):
    client.force_login(pair.aino)
    client.get(address(pair))
    counts = []
    for _time in range(2):
        with django_assert_max_num_queries(40) as captured:
            client.get(address(pair))
        counts.append(len(captured))
        for number in range(3):
            settling.comment(by=actor(pair.aino), case_id=pair.case.pk, text=f"Comment {number}", organisation_id=None)

    assert counts[0] == counts[1]


def test_list_and_dashboard_ask_the_same_with_one_and_three_cases(client, django_assert_max_num_queries):
    coordinator = organiser("Helena", Role.COORDINATOR)
    client.force_login(coordinator)
    counts = []
    for number in (1, 2, 3):
        made = clash(day=next_tuesday(10 + 20 * number))
        OverlapCase.objects.filter(pk=made.case.pk).update(due_on=timezone.localdate() - timedelta(days=1))
        if number == 2:
            continue
        for path in (LIST, DASHBOARD):
            client.get(path)
            with django_assert_max_num_queries(30) as captured:
                client.get(path)
            counts.append(len(captured))

    assert counts[:2] == counts[2:]


def test_acknowledging_and_commenting_come_back_to_the_case(client, pair):
    first = post(client, pair.aino, pair, "acknowledge")
    second = post(client, pair.aino, pair, "comment", text="Shall we?\nReally?\x07")

    assert (first.redirect_chain[0][1], second.redirect_chain[0][1]) == (302, 302)
    comment = CaseComment.objects.get()
    assert (comment.text, comment.organisation) == ("Shall we?\nReally?", organisation_of(pair.aino))
    assert pair.actions() == ["open", "acknowledge", "comment"]


@pytest.mark.parametrize(("action", "state"), [("keep", "kept"), ("dismiss", "dismissed")])
def test_settling_needs_a_reason_and_keeps_what_was_typed(client, pair, action, state):
    without = post(client, pair.aino, pair, action, reason="  ")
    with_one = post(client, pair.aino, pair, action, reason="Different levels")

    assert (without.status_code, with_one.status_code) == (422, 200)
    assert pair.reload().state == state
    assert "Different levels" in with_one.content.decode()


def test_move_is_proposed_by_one_and_accepted_by_the_other(client, pair):
    new = timezone.localtime(pair.other.starts_at) + timedelta(days=7)
    asked = post(
        client,
        pair.aino,
        pair,
        "move",
        event=str(pair.other.pk),
        starts_at_0=new.date().isoformat(),
        starts_at_1="10:30",
        note="Could you?",
    )
    proposal = CaseProposal.objects.get()

    accepted = post(client, pair.kaisa, pair, "accept", proposal=str(proposal.pk))

    assert (asked.status_code, accepted.status_code) == (200, 200)
    moved = timezone.localtime(Event.objects.get(pk=pair.other.pk).starts_at)
    assert (moved.date(), moved.hour, moved.minute) == (new.date(), 10, 30)
    assert pair.reload().state == "moved"


def test_asker_cannot_accept_for_the_other_side(client, pair):
    proposal = proposing.ask_to_join(
        by=actor(pair.aino), case_id=pair.case.pk, event_id=pair.own.pk, registrations="apart", sides=[pair.own.pk]
    )

    response = post(client, pair.aino, pair, "accept", proposal=str(proposal.pk))

    assert (response.status_code, CaseProposal.objects.get().state) == (409, "asked")


def test_answer_to_a_proposal_that_was_replaced_is_refused(client, pair):
    old = proposing.ask_to_join(
        by=actor(pair.aino), case_id=pair.case.pk, event_id=pair.own.pk, registrations="apart", sides=[pair.own.pk]
    )
    proposing.withdraw(by=actor(pair.aino), proposal_id=old.pk)
    proposing.ask_to_join(
        by=actor(pair.aino), case_id=pair.case.pk, event_id=pair.own.pk, registrations="merge", sides=[pair.own.pk]
    )

    response = post(client, pair.kaisa, pair, "accept", proposal=str(old.pk))

    assert (response.status_code, pair.reload().state) == (409, "open")


def test_declining_and_withdrawing_leave_the_case_open(client, pair):
    for answerer, action in ((pair.kaisa, "decline"), (pair.aino, "withdraw")):
        proposal = proposing.ask_to_join(
            by=actor(pair.aino), case_id=pair.case.pk, event_id=pair.own.pk, registrations="merge", sides=[pair.own.pk]
        )
        response = post(client, answerer, pair, action, proposal=str(proposal.pk), reason="No room")
        assert response.status_code == 200

    assert set(CaseProposal.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}
    assert pair.reload().state == "open"


@pytest.mark.parametrize("action", ["", "explode"])
def test_unknown_action_is_refused(client, pair, action):
    assert post(client, pair.aino, pair, action).status_code == 400


def test_case_of_a_training_gone_back_out_of_sight_is_not_found(client, pair):
    Event.objects.filter(pk=pair.other.pk).update(state="draft")
    client.force_login(pair.aino)

    assert client.get(address(pair)).status_code == 404
    assert "Books for all" not in client.get(LIST).content.decode()


def test_dashboard_counts_what_is_open_late_and_settled(client, pair):
    settled, late = clash(day=next_tuesday(30)), clash(day=next_tuesday(50))
    settling.keep_both(by=actor(settled.aino), case_id=settled.case.pk, reason="On purpose")
    OverlapCase.objects.filter(pk=late.case.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    client.force_login(organiser("Helena", Role.COORDINATOR))

    page = client.get(DASHBOARD).content.decode()

    names = {organisation_of(each).name_en for each in (pair.aino, pair.kaisa, late.aino, late.kaisa)}
    assert all(name in page for name in names)
    assert "1 overlap settled in twelve months" in page
    assert "Late since" in page


def test_suggested_time_is_a_link_that_fills_the_proposal(client, pair):
    client.force_login(pair.aino)

    page = client.get(f"{address(pair)}?times={pair.other.pk}").content.decode()
    (link, *_more) = re.findall(rf"\?times={pair.other.pk}&amp;start=([^#]+)#move", page)
    filled = client.get(f"{address(pair)}?times={pair.other.pk}&start={link}").content.decode()

    assert "Good times for “Books for all”" in page
    assert f'value="{link[:10]}"' in filled
    assert f'value="{link[11:]}"' in filled


@pytest.mark.parametrize("query", ["times=x", "times=&start=x", "start=2030-99-99T25:00"])
def test_time_that_cannot_be_read_is_passed_over(client, pair, query):
    client.force_login(pair.aino)

    assert client.get(f"{address(pair)}?{query}").status_code == 200
