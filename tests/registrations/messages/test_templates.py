"""An agency's own words: kept with their history, refused with what is wrong, used when a message is rendered."""

import pytest
from django.utils import translation

from catalogue.actors import by_user
from catalogue.rules import RuleError
from events.models import Event
from registrations import message_templates, notices
from registrations.models import MessageTemplate, MessageTemplateChange, MessageTiming
from registrations.notices import words
from tests.factories import OrganisationFactory, UserFactory
from tests.registrations.arrangements import BY
from tests.registrations.messages.arrangements import owed

pytestmark = pytest.mark.django_db


def save(organisation, **values):
    given = {"kind": "confirmed", "language": "fi", "subject": "Tervetuloa: {title}", "body": "Hei {first_name}!"}
    return message_templates.save_template(by=BY, organisation_id=organisation.pk, **given | values)


def paragraphs_of(rendered):
    return rendered.text.split("\n\n")


def test_own_words_are_sent_with_their_values():
    message = owed("confirmed", title_fi="Lukutaito")
    organisation = message_organisation(message)

    save(organisation, body="Hei {first_name}!\r\n\r\nNähdään: {where}.\n\n\n\nTerveisin {organiser}")
    rendered = notices.render(message)

    assert rendered.subject == "Tervetuloa: Lukutaito"
    assert paragraphs_of(rendered)[:3] == ["Hei Aino!", "Nähdään: verkossa.", f"Terveisin {organisation.name_fi}"]


def message_organisation(message):
    return Event.objects.get(pk=message.event_id).lead


def test_own_words_hold_in_units_until_a_unit_has_its_own():
    unit = OrganisationFactory(parent=OrganisationFactory(parent=OrganisationFactory()))
    kind = notices.KINDS["confirmed"]

    save(unit.parent.parent, subject="Ylin")
    of_the_top = words.find(kind, unit.pk, "fi").subject
    save(unit, subject="Oma")
    of_the_unit = words.find(kind, unit.pk, "fi").subject

    assert (of_the_top, of_the_unit) == ("Ylin", "Oma")
    assert words.find(kind, unit.parent.pk, "fi").subject == "Ylin"


def test_own_words_hold_in_their_language_and_kind_only():
    organisation = OrganisationFactory()
    save(organisation)

    said = words.find(notices.KINDS["confirmed"], organisation.pk, "sv")
    other = words.find(notices.KINDS["promoted"], organisation.pk, "fi")

    assert said == words.usual_words(notices.KINDS["confirmed"], "sv")
    assert other == words.usual_words(notices.KINDS["promoted"], "fi")


@pytest.mark.parametrize(
    ("values", "error", "field", "said"),
    [
        ({"subject": "Hei {nimi}"}, "unknown_placeholder", "subject", "{nimi}"),
        ({"body": "{Title} {deadline} {title}"}, "unknown_placeholder", "body", "{Title}, {deadline}"),
        ({"body": "{ title }"}, "unknown_placeholder", "body", "{ title }"),
        ({"body": "{}"}, "unknown_placeholder", "body", "{}"),
        ({"body": "{title.__class__}"}, "unknown_placeholder", "body", "{title.__class__}"),
        ({"subject": " "}, "empty_template", "subject", ""),
        ({"body": "\n"}, "empty_template", "body", ""),
    ],
)
def test_words_that_cannot_be_sent_are_refused_with_what_is_wrong(values, error, field, said):
    with translation.override("en"), pytest.raises(RuleError) as refused:
        save(OrganisationFactory(), **values)

    assert (refused.value.code, refused.value.field) == (error, field)
    assert said in str(refused.value)
    assert not MessageTemplate.objects.exists()


def test_values_are_data_and_never_markup_nor_placeholders():
    message = owed("confirmed", title_fi="<b>{organiser}</b> & %(title)s")
    save(message_organisation(message), subject="{title}", body="Koulutus {title}")

    rendered = notices.render(message)

    assert rendered.subject == "<b>{organiser}</b> & %(title)s"
    assert "Koulutus &lt;b&gt;{organiser}&lt;/b&gt; &amp; %(title)s" in rendered.html
    assert "Koulutus <b>{organiser}</b> & %(title)s" in rendered.text


def test_paragraph_of_which_nothing_is_left_is_left_out():
    message = owed("event_cancelled")
    message.context = {}
    save(message_organisation(message), kind="event_cancelled", body="Alku\n\n{reason}\n\nLoppu")

    assert paragraphs_of(notices.render(message))[:2] == ["Alku", "Loppu"]


def test_saving_and_resetting_are_in_the_history():
    user, organisation = UserFactory(), OrganisationFactory()

    message_templates.save_template(
        by=by_user(user), organisation_id=organisation.pk, kind="confirmed", language="fi", subject="A", body="B"
    )
    for _again in range(2):
        message_templates.reset_template(
            by=by_user(user), organisation_id=organisation.pk, kind="confirmed", language="fi"
        )

    rows = MessageTemplateChange.objects.values_list("action", "kind", "language", "details", "actor_user")
    assert list(rows) == [
        ("edit", "confirmed", "fi", {"subject": "A", "body": "B"}, user.pk),
        ("reset", "confirmed", "fi", {}, user.pk),
    ]
    assert not MessageTemplate.objects.exists()


def test_timing_is_kept_in_order_and_in_the_history():
    organisation = OrganisationFactory()

    message_templates.save_timing(
        by=BY, organisation_id=organisation.pk, reminder_days=[1, 14, 1], reminds_before_start=False, sends_thanks=True
    )

    timing = MessageTiming.objects.get()
    assert (timing.reminder_days, timing.reminds_before_start, timing.sends_thanks) == ([14, 1], False, True)
    assert MessageTemplateChange.objects.get().details["reminder_days"] == [14, 1]


@pytest.mark.parametrize("days", [[0], [61], [1, 2, 3, 4, 5, 6], [-1]])
def test_timing_that_nobody_means_is_refused(days):
    with pytest.raises(message_templates.ImpossibleTimingError):
        message_templates.save_timing(
            by=BY,
            organisation_id=OrganisationFactory().pk,
            reminder_days=days,
            reminds_before_start=True,
            sends_thanks=True,
        )


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", notices.KINDS)
def test_usual_words_of_every_kind_may_be_saved_as_they_are(kind, language):
    usual = words.usual_words(notices.KINDS[kind], language)

    said = message_templates.checked(notices.KINDS[kind], subject=usual.subject, body=words.body_of(usual))

    assert said == usual
