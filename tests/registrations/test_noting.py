"""Notes about a registration: written by whoever handles it, refused when empty, gone with the registration's time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.actors import by_user
from events.models import Event
from registrations import forgetting, noting
from registrations.models import RegistrationNote
from tests.factories import UserFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db


def test_note_is_kept_with_who_wrote_it():
    user, registration = UserFactory(), register(open_event())

    noting.add_note(by=by_user(user), registration_id=registration.pk, text=" Tulee junalla \n")

    assert list(registration.notes.values_list("author", "text")) == [(user.pk, "Tulee junalla")]


@pytest.mark.parametrize("text", [" \n ", "\x00"])
def test_note_without_words_is_refused(text):
    registration = register(open_event())

    with pytest.raises(noting.EmptyNoteError):
        noting.add_note(by=by_user(UserFactory()), registration_id=registration.pk, text=text)

    assert not RegistrationNote.objects.exists()


def test_note_is_removed_from_its_own_registration_only():
    by, event = by_user(UserFactory()), open_event()
    own, other = register(event), register(event, 2)
    note = noting.add_note(by=by, registration_id=own.pk, text="Tulee junalla")

    noting.remove_note(by=by, registration_id=other.pk, note_id=note.pk)
    assert RegistrationNote.objects.exists()
    noting.remove_note(by=by, registration_id=own.pk, note_id=note.pk)
    assert not RegistrationNote.objects.exists()


def test_note_is_forgotten_with_the_record():
    event = open_event()
    noting.add_note(by=by_user(UserFactory()), registration_id=register(event).pk, text="Tulee junalla")
    long_ago = timezone.now() - timedelta(days=4 * 365)
    Event.objects.filter(pk=event.pk).update(starts_at=long_ago, ends_at=long_ago + timedelta(hours=2))

    forgetting.forget_personal_data()

    assert not RegistrationNote.objects.exists()
