"""How programs are let in, and the history of who was given which right."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models.history import Change
from catalogue.models.organisations import Organisation
from catalogue.models.people import Membership, User


class ApiToken(models.Model):
    """A key by which a program acts as an organisation, in one of two roles, or as a person.

    The secret itself is shown once and kept nowhere; `prefix` is its beginning, by which people recognise it.
    """

    # What an organisation's token may be: plan its trainings, or read figures.
    ROLES = (Membership.Role.ORGANISER, Membership.Role.ANALYST)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=16)
    digest = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="api_tokens")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="api_tokens")
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    last_used_on = models.DateField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.UniqueConstraint(fields=("digest",), name="api_token_digest_once"),
            models.CheckConstraint(
                condition=(
                    Q(organisation__isnull=False, user__isnull=True, role__in=("organiser", "analyst"))
                    | Q(organisation__isnull=True, user__isnull=False, role="")
                ),
                name="api_token_is_an_organisations_or_a_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"


class AccessChange(Change):
    """A role given, changed or ended, a token made or revoked, a rule of signing in changed."""

    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="access_changes"
    )
    # Whom it is about.
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="access_changes")
    token = models.ForeignKey(ApiToken, models.SET_NULL, null=True, blank=True, related_name="changes")

    class Meta(Change.Meta):
        verbose_name = _("change of access")
        verbose_name_plural = _("changes of access")

    def __str__(self) -> str:
        return f"{self.action} {self.user_id} {self.organisation_id}"
