"""People: anybody known by an e-mail address, those of them with a user account, and their roles in organisations."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models.organisations import Organisation


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ARG002
        """Make a user. No account has a password, whatever Django's commands ask for."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. The e-mail address is the identity."""

    email = models.EmailField(_("e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fi")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    link_version = models.PositiveIntegerField(_("version of the links"), default=1)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.email

    def has_usable_password(self) -> bool:
        return False

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


class Person(models.Model):
    """Somebody known by e-mail, with or without an account.

    `pseudonym` survives anonymisation, so that distinct persons can still be counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), null=True, blank=True)
    email_verified_at = models.DateTimeField(_("e-mail verified at"), null=True, blank=True)
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("user")
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fi")
    link_version = models.PositiveIntegerField(_("version of the links"), default=1)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(fields=("email",), name="person_email_once"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_lower"),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(anonymised_at__isnull=False),
                name="person_without_email_is_anonymised",
            ),
        ]

    def __str__(self) -> str:
        return self.email or str(self.pseudonym)


class Membership(models.Model):
    """A user's role in an organisation (coordinators and system administrators act for all: no organisation)."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")
        AGENCY_ADMIN = "agency_admin", _("Agency administrator")
        CLERK = "clerk", _("Registration clerk")
        ANALYST = "analyst", _("Analyst")
        COORDINATOR = "coordinator", _("Coordinator")
        SYSTEM_ADMIN = "system_admin", _("System administrator")

    # Who plans an organisation's trainings, who sees the plans of every other, and who handles participants.
    PLANS = (Role.ORGANISER, Role.AGENCY_ADMIN)
    SEES_EVERY_PLAN = (*PLANS, Role.COORDINATOR)
    HANDLES_PARTICIPANTS = (Role.ORGANISER, Role.AGENCY_ADMIN, Role.CLERK)

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)
    granted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "organisation", "role"), name="membership_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | models.Q(role__in=("coordinator", "system_admin")),
                name="membership_names_its_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"
