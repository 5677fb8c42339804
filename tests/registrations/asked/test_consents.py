"""Privacy texts by version, and who has read or agreed to which."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalogue import vocabularies
from registrations import consents, privacy_texts
from registrations.models import Consent, ConsentText
from tests.factories import OrganisationFactory, RegistrationFactory
from tests.registrations.arrangements import BY, open_event

pytestmark = pytest.mark.django_db
WORDS = {"fi": "Uusi seloste", "sv": "Ny text"}


def current(organisation, **values):
    return consents.current_texts(organisation.pk, vocabularies.current(), **values)


def test_organisation_without_texts_has_those_of_the_whole_service():
    found = current(OrganisationFactory())

    assert found.words("notice", "fi").value == privacy_texts.DEFAULTS["notice"]["fi"]
    assert "6 artiklan 1 kohdan e" in found.words("notice", "fi").value
    assert found.words("consent", "sv").value == privacy_texts.DEFAULTS["consent"]["sv"]


def test_new_version_follows_and_the_old_stays_as_it_was():
    agency = OrganisationFactory()

    for words in (WORDS, WORDS | {"fi": "Uudempi seloste"}):
        consents.write_text(by=BY, organisation_id=agency.pk, kind="notice", words=words)

    assert list(ConsentText.objects.order_by("-version").values_list("version", "text_fi")) == [
        (2, "Uudempi seloste"),
        (1, "Uusi seloste"),
    ]
    assert current(agency).notice.version == 2


def test_version_holds_from_its_day():
    agency = OrganisationFactory()
    tomorrow = timezone.localdate() + timedelta(days=1)

    consents.write_text(by=BY, organisation_id=agency.pk, kind="notice", words=WORDS, valid_from=tomorrow)

    assert current(agency).notice.organisation_id is None
    assert current(agency, today=tomorrow).notice.organisation_id == agency.pk


def test_unit_has_the_texts_of_what_it_is_part_of_until_it_writes_its_own():
    agency = OrganisationFactory()
    unit = OrganisationFactory(parent=agency)
    consents.write_text(by=BY, organisation_id=agency.pk, kind="notice", words=WORDS, valid_from=date(2026, 1, 1))

    before = current(unit).notice.organisation_id
    consents.write_text(by=BY, organisation_id=unit.pk, kind="notice", words=WORDS, valid_from=date(2025, 1, 1))

    assert (before, current(unit).notice.organisation_id) == (agency.pk, unit.pk)


@pytest.mark.parametrize("missing", ["fi", "sv"])
def test_text_is_written_in_both_national_languages(missing):
    agency = OrganisationFactory()

    with pytest.raises(consents.TextMissingError) as refusal:
        consents.write_text(by=BY, organisation_id=agency.pk, kind="notice", words=WORDS | {missing: " "})

    assert refusal.value.field == f"text_{missing}"


def test_text_that_says_the_same_is_no_new_version():
    agency = OrganisationFactory()
    consents.write_text(by=BY, organisation_id=agency.pk, kind="notice", words=WORDS)

    with pytest.raises(consents.TextUnchangedError):
        consents.write_text(by=BY, organisation_id=agency.pk, kind="notice", words=WORDS)


def test_what_was_read_is_recorded_with_its_version_and_a_consent_can_be_taken_back():
    event = open_event()
    consents.write_text(by=BY, organisation_id=event.lead_id, kind="notice", words=WORDS)
    registration, other = RegistrationFactory(event=event), RegistrationFactory(event=event)
    now = timezone.now()

    for each in (registration, other):
        consents.record(each, current(event.lead).read_by(gave_consent=True), now=now)
    consents.withdraw(registration, now=now)

    rows = Consent.objects.filter(registration=registration).order_by("id")
    assert [(row.text.kind, row.text.organisation_id, row.text.version, row.withdrawn_at) for row in rows] == [
        ("notice", event.lead_id, 1, None),
        ("consent", None, 1, now),
    ]
    assert [consents.has_consented(each) for each in (registration, other)] == [False, True]
    assert ConsentText.objects.filter(organisation=None).count() == 1
