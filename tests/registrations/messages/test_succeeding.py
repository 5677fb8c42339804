"""A reform: successors go on with the words and times of their predecessors, and give them back when it is undone."""

from datetime import timedelta

import pytest
from django.utils import translation

from events.reforms import carrying_out, undoing
from registrations import message_templates
from registrations.models import MessageTemplate, MessageTiming
from registrations.queries import message_templates as reads
from tests.events.reforms.arrangements import NOW, World
from tests.registrations.arrangements import BY

pytestmark = pytest.mark.django_db


def write(organisation, subject, *, kind="reminder", language="fi", days_ago=5):
    message_templates.save_template(
        by=BY,
        organisation_id=organisation.pk,
        kind=kind,
        language=language,
        subject=subject,
        body="Tervetuloa.",
        now=NOW - timedelta(days=days_ago),
    )


def settle(organisation, *days):
    message_templates.save_timing(
        by=BY, organisation_id=organisation.pk, reminder_days=days, reminds_before_start=False, sends_thanks=True
    )


def carry_out(world):
    carrying_out.carry_out_reform(by=BY, plan=world.plan(), now=NOW)


def said():
    rows = MessageTemplate.objects.order_by("organisation__slug", "kind", "language")
    return [tuple(row) for row in rows.values_list("organisation__slug", "kind", "language", "subject")]


def timings():
    return {each.organisation.slug: each.reminder_days for each in MessageTiming.objects.select_related("organisation")}


def test_every_successor_goes_on_with_the_latest_words_of_its_predecessors():
    world = World()
    write(world.north, "Pohjoinen", days_ago=5)
    write(world.south, "Etelä", days_ago=3)
    write(world.south, "Söder", language="sv")

    carry_out(world)

    assert said() == [
        ("libraries", "reminder", "fi", "Etelä"),
        ("libraries", "reminder", "sv", "Söder"),
        ("north", "reminder", "fi", "Pohjoinen"),
        ("schools", "reminder", "fi", "Etelä"),
        ("schools", "reminder", "sv", "Söder"),
        ("south", "reminder", "fi", "Etelä"),
        ("south", "reminder", "sv", "Söder"),
        # A unit that followed the agency above it.
        ("swedish", "reminder", "fi", "Etelä"),
        ("swedish", "reminder", "sv", "Söder"),
    ]


def test_what_the_successor_or_the_agency_above_it_says_already_stays():
    world = World()
    write(world.south, "Etelä")
    write(world.south, "Kiitos etelästä", kind="thanks")
    write(world.national, "Valtakunta")
    write(world.schools, "Koulut", kind="thanks")

    carry_out(world)

    heirs = [row for row in said() if row[0] in {"schools", "libraries", "national"}]
    assert heirs == [
        ("libraries", "thanks", "fi", "Kiitos etelästä"),
        ("national", "reminder", "fi", "Valtakunta"),
        ("schools", "thanks", "fi", "Koulut"),
    ]


def test_times_of_messages_are_taken_over_where_none_were_settled():
    world = World()
    settle(world.south, 14, 2)
    settle(world.schools, 3)

    carry_out(world)

    assert timings() == {"south": [14, 2], "schools": [3], "libraries": [14, 2], "swedish": [14, 2]}


def test_undone_reform_gives_back_what_nobody_has_changed_since():
    world = World()
    write(world.south, "Etelä")
    settle(world.south, 14)
    carry_out(world)
    write(world.schools, "Koulut", days_ago=0)

    undoing.undo_reform(by=BY, now=NOW + timedelta(days=1))

    assert said() == [("schools", "reminder", "fi", "Koulut"), ("south", "reminder", "fi", "Etelä")]
    assert timings() == {"south": [14]}


def test_history_says_that_words_were_taken_over():
    world = World()
    write(world.south, "Etelä")
    settle(world.south, 14)

    carry_out(world)

    with translation.override("en"):
        steps = [(step.what, step.subject) for step in reads.history(world.libraries.pk)]
    assert steps == [
        ("took over from a predecessor when messages are sent", ""),
        ("took over the text of a predecessor: Reminder (fi)", "Etelä"),
    ]
