"""An agency at work: trainings in every state, overlaps asked about and settled, people, tokens, dates that matter."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import get_resolver, reverse
from django.utils import timezone, translation
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from catalogue import invitations, memberships, tokens
from catalogue.actors import by_user
from catalogue.memberships import Invited
from catalogue.models import AccessChange, CalendarPeriod, Membership
from config.accounts import urls as account_urls
from events import helping, proposing, publishing, settling
from events.incoming import keeping, refreshing
from events.incoming.keeping import CalendarDraft
from registrations.models import ConsentText, Question, Registration
from tests.events.incoming.arrangements import calendar, vevent
from tests.events.settling.arrangements import clash, next_tuesday, organisation_of, organiser
from tests.factories import CalendarPeriodFactory, EventFactory, MembershipFactory, RegionFactory, SessionFactory
from tests.registrations.arrangements import open_event, register
from tests.registrations.asked.arrangements import ask

Role = Membership.Role
IN_FINNISH_AND_SWEDISH = {
    "own": {"title_en": "", "title_sv": "Läsdag"},
    "other": {"title_en": "", "title_sv": "Böcker"},
}


@dataclass
class Agency:
    """`people` by role, and `parts`: the values of each part that an address can have."""

    people: dict[str, Any]
    parts: dict[str, list[Any]]

    def addresses(self, language):
        """Every address of the workspace and of accounts with every value of its parts, as name and address."""
        with translation.override(language):
            return [
                (pattern.name, reverse(pattern.name, kwargs=dict(zip(pattern.pattern.converters, values, strict=True))))
                for pattern in patterns_inside()
                for values in product(*(self.parts[part] for part in pattern.pattern.converters))
            ]


def patterns_inside():
    names = {pattern.name for pattern in account_urls.urlpatterns}
    return [
        each for each in _patterns(get_resolver()) if each.name in names or (each.name or "").startswith("workspace")
    ]


def _patterns(resolver):
    for pattern in resolver.url_patterns:
        yield from _patterns(pattern) if hasattr(pattern, "url_patterns") else [pattern]


def agency_at_work():
    pairs = [clash(**IN_FINNISH_AND_SWEDISH) for _each in range(4)]
    aino, own = pairs[0].aino, organisation_of(pairs[0].aino)
    for pair in pairs[1:]:
        MembershipFactory(user=aino, organisation=organisation_of(pair.aino))
    _talk_about(*pairs)
    administrator = organiser("Paula", role=Role.AGENCY_ADMIN, organisation=own)
    coordinator = organiser("Kirsi", role=Role.COORDINATOR)
    return Agency(
        people={
            "organiser": aino,
            "administrator": administrator,
            "coordinator": coordinator,
            "system administrator": organiser("Saara", role=Role.SYSTEM_ADMIN),
        },
        parts={
            "event_id": [pairs[0].own.pk, pairs[0].other.pk, *(event.pk for event in _trainings(own, aino))],
            "agency": [own.slug],
            "case_id": [pair.case.pk for pair in pairs],
            "kind": CalendarPeriod.Kind.values,
            "period_id": _dates(own),
            "user_id": [aino.pk],
            "membership_id": [*_members(own, administrator), coordinator.memberships.get().pk],
            "token_id": [_token(own, administrator)],
            "provider_id": ["virtu"],
            "token": ["spent", _invitation()],
            "pk": [],
            "registration_id": list(Registration.objects.order_by("created_at").values_list("pk", flat=True)[:4]),
            "note_id": [1],
            "form": ["csv"],
            "question_id": [question.pk for question in Question.objects.all()],
            "action": ["retire"],
            "text_kind": ConsentText.Kind.values,
            "message_kind": ["confirmed", "event_moved", "group_registered", "reminder"],
            "message_language": ["fi", "sv"],
            "message_id": [uuid.uuid4()],
            "calendar_id": [_external_calendar(own, administrator)],
        },
    )


def _external_calendar(own, by):
    """One that has brought something, and has something to complain of."""
    content = calendar(vevent(), vevent("RRULE:FREQ=SECONDLY", uid="b@example.org"))
    draft = CalendarDraft(name="Yliopisto", kind="file", refresh_hours=24)
    added = keeping.add_calendar(by=by_user(by), organisation_id=own.pk, draft=draft, content=content)
    refreshing.refresh(added.pk)
    return added.pk


def _talk_about(asked, asking, joining, settled):
    """One overlap waits for the organiser's answer, two for the other side's, and one has been settled."""
    later = asked.own.starts_at + timedelta(days=28)
    settling.comment(by=by_user(asked.aino), case_id=asked.case.pk, text="Hei!", organisation_id=None)
    settling.acknowledge(by=by_user(asked.aino), case_id=asked.case.pk, sides=[asked.own.pk])
    for pair, event, by, side in [
        (asked, asked.own, asked.kaisa, asked.other),
        (asking, asking.other, asking.aino, asking.own),
    ]:
        proposing.propose_move(
            by=by_user(by), case_id=pair.case.pk, event_id=event.pk, starts_at=later, sides=[side.pk], note="Sopisiko?"
        )
    proposing.ask_to_join(
        by=by_user(joining.kaisa),
        case_id=joining.case.pk,
        event_id=joining.own.pk,
        registrations="merge",
        sides=[joining.other.pk],
    )
    settling.keep_both(by=by_user(settled.aino), case_id=settled.case.pk, reason="Eri kaupungit")


def _trainings(own, user):
    """One in each state, full and empty ones, and one with all that its history can tell."""
    draft, dated = EventFactory(lead=own, state="draft"), EventFactory(lead=own, state="draft")
    SessionFactory(event=dated, starts_at=timezone.now() + timedelta(days=60))
    full, nearly, few = (
        open_event(1, lead=own),
        open_event(10, lead=own),
        open_event(20, lead=own, minimum_participants=9),
    )
    for event, count in ((full, 3), (nearly, 9)):
        for number in range(count):
            register(event, number)
    ask(nearly, "Mitä odotat?"), ask(nearly, "Tuletko?", "yes_no")
    gone, later, past = open_event(lead=own), open_event(lead=own), EventFactory(lead=own)
    SessionFactory(event=past, starts_at=timezone.now() - timedelta(days=9))
    publishing.cancel_event(by=by_user(user), event_id=gone.pk, reason="Kouluttaja sairastui")
    publishing.postpone_event(by=by_user(user), event_id=later.pk)
    helping.name_helper(by=by_user(user), event_id=full.pk, email=user.email)
    return [draft, dated, full, nearly, few, gone, later, past]


def _dates(own):
    kinds, day = CalendarPeriod.Kind, next_tuesday()
    blocked = CalendarPeriodFactory(organisation=own, first_on=day, name_sv="Dag")
    school = CalendarPeriodFactory(kind=kinds.SCHOOL_BREAK, first_on=day, name_sv="Lov")
    school.regions.add(RegionFactory())
    examination = CalendarPeriodFactory(kind=kinds.MATRICULATION, first_on=day, name_sv="Prov")
    return [blocked.pk, school.pk, examination.pk]


def _members(own, by):
    invited = Invited(email="uusi@example.org", first_name="Uuno", last_name="Uusi")
    made = memberships.invite_member(by=by_user(by), organisation_id=own.pk, invited=invited, role=Role.CLERK)
    return [by.memberships.get().pk, made.pk]


def _invitation():
    change = AccessChange.objects.get(action="invite")
    return invitations.token_of(change, change.user)


def _token(own, by):
    values = {"by": by_user(by), "expires_at": timezone.now() + timedelta(days=9)}
    made = tokens.create_organisation_token(**values, organisation_id=own.pk, role=Role.ORGANISER, name="Ohjelma")
    tokens.create_personal_token(**values, user_id=by.pk, name="Oma ohjelma")
    return made.token.pk


def with_second_factors(user):
    """Give an account an app, a passkey and recovery codes; answer the passkey and one of the codes."""
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    data = {"name": "Työpuhelin", "credential": _credential(), "passwordless": True}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data).pk, code


def _credential():
    """What a device answers when it makes a passkey, without a device."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    made = AttestedCredentialData.create(Aaguid.NONE, b"passkey", key)
    seen = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, made)
    client = CollectedClientData.create(type="webauthn.create", challenge=b"x", origin="https://example.org")
    attestation = websafe_encode(bytes(AttestationObject.create("none", seen, {})))
    known = websafe_encode(b"passkey")
    response = {"clientDataJSON": client.b64, "attestationObject": attestation}
    return {"id": known, "rawId": known, "type": "public-key", "response": response, "clientExtensionResults": {}}
