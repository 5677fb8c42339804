"""Writes of subscriptions: asked for, confirmed, changed, ended, and forgotten when nobody confirms them."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue import links, outbox
from catalogue.actors import PARTICIPANT, Actor
from catalogue.models import Message
from registrations.models import NewsSubscription

CONFIRM, KNOWN, DIGEST = KINDS = ("news_confirm", "news_known", "news_digest")
PURPOSE = "newsletter"
# So long a link in the first mail is waited for, and so long our mails are kept.
WAITED_FOR = timedelta(days=3)
MAIL_KEPT = timedelta(days=14)
MAIL_AGAIN_SECONDS = 600


def token_of(subscription: NewsSubscription) -> str:
    return links.make_token(PURPOSE, subscription.pk, subscription.link_version)


def find(token: str) -> NewsSubscription | None:
    """Answer the subscription of a genuine link, as long as there is one."""
    claimed = links.object_id_of(token)
    subscription = NewsSubscription.objects.filter(pk=claimed).first() if claimed else None
    if subscription is None or not links.is_genuine(token, PURPOSE, subscription.pk, subscription.link_version):
        return None
    return subscription


@transaction.atomic
def ask(
    *,
    by: Actor = PARTICIPANT,  # noqa: ARG001 - every write says who
    email: str,
    language: str,
    choices: str,
    now: datetime | None = None,
) -> None:
    """Mail the address a link to confirm with; to one that is confirmed already, the link to change its choices.

    Who asks learns nothing of it, and changes nothing of what somebody has confirmed.
    """
    now, address = now or timezone.now(), email.strip().lower()
    fresh = NewsSubscription(email=address, language=language, choices=choices, created_at=now, told_until=now)
    NewsSubscription.objects.bulk_create([fresh], ignore_conflicts=True)
    subscription = NewsSubscription.objects.select_for_update().get(email=address)
    if subscription.confirmed_at is None:
        subscription.language, subscription.choices, subscription.created_at = language, choices, now
        subscription.save()
    kind = CONFIRM if subscription.confirmed_at is None else KNOWN
    bucket = int(now.timestamp()) // MAIL_AGAIN_SECONDS
    outbox.queue_messages([build(kind, subscription, cause=f"{kind}:{subscription.pk}:{bucket}", now=now)])


@transaction.atomic
def confirm(*, by: Actor = PARTICIPANT, subscription_id: uuid.UUID, now: datetime | None = None) -> None:  # noqa: ARG001
    """From now on what is published is told; a second time changes nothing."""
    now = now or timezone.now()
    waiting = NewsSubscription.objects.filter(pk=subscription_id, confirmed_at__isnull=True)
    waiting.update(confirmed_at=now, told_until=now)


@transaction.atomic
def change(
    *,
    by: Actor = PARTICIPANT,  # noqa: ARG001
    subscription_id: uuid.UUID,
    language: str,
    choices: str,
) -> None:
    """Tell of other trainings from now on, or in another language."""
    NewsSubscription.objects.filter(pk=subscription_id).update(language=language, choices=choices)


@transaction.atomic
def unsubscribe(*, by: Actor = PARTICIPANT, subscription_id: uuid.UUID) -> bool:  # noqa: ARG001
    """End it and forget the address, in our mails too; False when it had ended."""
    subscription = NewsSubscription.objects.select_for_update().filter(pk=subscription_id).first()
    if subscription is None:
        return False
    lately = Message.objects.filter(created_at__gt=timezone.now() - MAIL_KEPT - timedelta(days=1))
    lately.filter(kind__in=KINDS, address=subscription.email).delete()
    subscription.delete()
    return True


@transaction.atomic
def forget_unconfirmed(*, now: datetime | None = None) -> int:
    """Forget addresses that nobody has confirmed in time, and our old mails; answers how many addresses."""
    now = now or timezone.now()
    Message.objects.filter(kind__in=KINDS, created_at__lt=now - MAIL_KEPT).delete()
    late = NewsSubscription.objects.filter(confirmed_at__isnull=True, created_at__lt=now - WAITED_FOR)
    gone = list(late.select_for_update().values_list("pk", "email"))
    Message.objects.filter(kind__in=KINDS, address__in=[email for _pk, email in gone]).delete()
    NewsSubscription.objects.filter(pk__in=[pk for pk, _email in gone]).delete()
    return len(gone)


def build(kind: str, subscription: NewsSubscription, *, cause: str, now: datetime, **context: Any) -> Message:
    """Answer an unsaved message to the address of a subscription."""
    return outbox.build_message(
        kind=kind,
        cause=cause,
        person_id=None,
        address=subscription.email,
        language=subscription.language,
        now=now,
        subscription=str(subscription.pk),
        **context,
    )
