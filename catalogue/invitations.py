"""Invitations: the letter that says which role somebody was given, and its link that signs in for the first time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from catalogue import letters, links, outbox, texts
from catalogue.letters import Letter
from catalogue.models import AccessChange, Membership, Message, User
from catalogue.outbox import Rendered

KIND = "invitation"
LINK_PURPOSE = "invitation"
VALID = timedelta(days=14)


def send(change: AccessChange, user: User, *, now: datetime) -> None:
    """Owe the person of this change the letter about it."""
    outbox.queue_message(
        outbox.build_message(
            kind=KIND,
            cause=f"{KIND}:{change.pk}",
            person_id=None,
            address=user.email,
            language=user.language,
            now=now,
            change=change.pk,
        )
    )


def token_of(change: AccessChange, user: User) -> str:
    return links.make_token(LINK_PURPOSE, UUID(int=change.pk), user.link_version)


def find(token: str, *, now: datetime) -> AccessChange | None:
    """Answer the invitation of a genuine link, until it was used, its time is over or the role was taken away."""
    claimed = links.object_id_of(token)
    if claimed is None or claimed.int >= 2**63:
        return None
    change = (
        AccessChange.objects.select_related("user", "organisation", "actor_user")
        .filter(pk=claimed.int, action="invite", user__is_active=True)
        .first()
    )
    if change is None or not _is_good(change, token, claimed) or now - change.at > VALID:
        return None
    user = change.user
    assert user is not None
    was_used = user.last_login is not None and user.last_login >= change.at
    return None if was_used or _membership(change) is None else change


@transaction.atomic
def use(token: str, *, now: datetime) -> User | None:
    """Let the person of a genuine link in, once: of two at the same moment the second finds it used."""
    invited = find(token, now=now)
    if invited is None or invited.user is None:
        return None
    # Whoever waits here for another looks again afterwards.
    user = User.objects.select_for_update(no_key=True).get(pk=invited.user.pk)
    if find(token, now=now) is None:
        return None
    user.last_login = now
    user.save(update_fields=["last_login"])
    return user


def _is_good(change: AccessChange, token: str, claimed: UUID) -> bool:
    return change.user is not None and links.is_genuine(token, LINK_PURPOSE, claimed, change.user.link_version)


def _membership(change: AccessChange) -> Membership | None:
    return Membership.objects.filter(user=change.user, organisation=change.organisation, role=change.to_state).first()


def render(message: Message) -> Rendered | None:
    """Answer the mail, or None when the role was taken away before it went out."""
    changes = AccessChange.objects.select_related("user", "organisation", "actor_user")
    change = changes.get(pk=message.context["change"])
    membership = _membership(change)
    if membership is None or change.user is None:
        return None
    with translation.override(message.language):
        # Its link signs in: like a code it is kept nowhere once it is sent.
        letter, is_first = _letter(change, membership, change.user), change.user.last_login is None
        return letters.render(letter, language=message.language, is_secret=is_first)


def _letter(change: AccessChange, membership: Membership, user: User) -> Letter:
    language = user.language
    where = texts.pick(change.organisation, "name", language).value if change.organisation else _("All organisations")
    facts = [(_("Organisation"), where), (_("Role"), str(membership.get_role_display()))]
    if change.actor_user is not None:
        facts.append((_("Invited by"), change.actor_user.get_full_name()))
    if user.last_login is not None:
        return Letter(
            subject=_("You have a new role in the training calendar"),
            paragraphs=[_("Your account now has this role as well. Sign in as you always do.")],
            facts=facts,
            button=_("Open the training calendar"),
            url=settings.BASE_URL + reverse("account-start"),
        )
    return Letter(
        subject=_("Welcome to the training calendar"),
        paragraphs=[
            _("You have been invited to the shared training calendar of Finland’s regional state agencies."),
            _("The button signs you in for the first time. Later you get a code to this address to sign in with."),
        ],
        facts=[*facts, (_("Your address"), user.email)],
        button=_("Sign in for the first time"),
        url=settings.BASE_URL + reverse("account-invitation", args=[token_of(change, user)]),
        fine_print=[
            _("The link is valid for %(days)s days and works once. Do not pass it on: it opens your account.")
            % {"days": VALID.days}
        ],
    )
