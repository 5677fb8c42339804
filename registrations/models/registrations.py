"""A registration: one person for one event, with the participant record as it was given."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import EducationLevel, Membership, Person, Sector
from catalogue.viewers import Viewer
from events.models import Event, SeatPool
from registrations.models.groups import GroupBooking
from registrations.models.references import new_reference


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def active(self) -> "RegistrationQuerySet":
        return self.filter(state__in=Registration.ACTIVE)

    def handled_by(self, viewer: Viewer) -> "RegistrationQuerySet":
        """Of the trainings whose participants the viewer handles; personal data is for nobody else."""
        if viewer.is_system_admin:
            return self.all()
        handled = viewer.organisations(Membership.HANDLES_PARTICIPANTS)
        return self.filter(event__in=Event.objects.organised_by(handled))

    def waiting(self) -> "RegistrationQuerySet":
        """In the queue, the first first."""
        return self.filter(state=Registration.State.WAITLISTED).order_by("queue_number")


class Registration(models.Model):
    class State(models.TextChoices):
        AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
        CONFIRMED = "confirmed", _("Confirmed")
        WAITLISTED = "waitlisted", _("On the waiting list")
        OFFERED = "offered", _("Seat offered")
        EXPIRED = "expired", _("Offer expired")
        DECLINED = "declined", _("Offer declined")
        REJECTED = "rejected", _("Not approved")
        CANCELLED = "cancelled", _("Registration cancelled")

    ACTIVE = (State.AWAITING_APPROVAL, State.CONFIRMED, State.WAITLISTED, State.OFFERED)
    HOLDS_SEAT = (State.CONFIRMED, State.OFFERED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=14, default=new_reference, editable=False)
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="registrations", db_index=False, verbose_name=_("training")
    )
    # Nobody yet: a seat of a group that waits for its name.
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name=_("person")
    )
    group = models.ForeignKey(
        GroupBooking,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        db_index=False,
        verbose_name=_("group"),
    )
    # Whose seat this one's person took over.
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        db_index=False,
        verbose_name=_("instead of"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State)
    pool = models.ForeignKey(
        SeatPool, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name=_("seats")
    )
    # Ids of the pools this entry would take, best first.
    wanted_pools = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("wanted seats"))
    # Those of them that are kept for some, to whom this one belongs.
    admitted_pools = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=Value([], ArrayField(models.BigIntegerField())),
        blank=True,
        verbose_name=_("seats kept for them"),
    )
    # The ticket drawn under the event's lock; the place in the queue is its rank among those waiting.
    queue_number = models.PositiveIntegerField(_("number in the queue"), null=True, blank=True)
    offer_expires_at = models.DateTimeField(_("offer holds until"), null=True, blank=True)

    # Until then the seat is held for an address that nobody has confirmed; None: it is confirmed, or need not be.
    verify_by = models.DateTimeField(_("address to be confirmed by"), null=True, blank=True)
    # When a big change asked its person whether they still come, and when they said that they do.
    asked_again_at = models.DateTimeField(_("asked again"), null=True, blank=True)
    reconfirmed_at = models.DateTimeField(_("confirmed again"), null=True, blank=True)

    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    workplace = models.CharField(_("workplace or organisation"), max_length=200)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    municipality = models.CharField(_("work municipality"), max_length=80, blank=True)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector"), db_index=False)
    level = models.ForeignKey(
        EducationLevel, models.PROTECT, null=True, blank=True, verbose_name=_("education level"), db_index=False
    )
    professional_group = models.CharField(_("professional group"), max_length=100, blank=True)
    job_title = models.CharField(_("job title"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)

    supervisor_email = models.EmailField(_("e-mail of the supervisor"), blank=True, default="", db_default="")
    # A keyed digest of the network address that it came from, so that a burst of false names is seen as one.
    origin = models.CharField(_("origin"), max_length=16, blank=True, default="", db_default="", editable=False)

    channel = models.CharField(_("made through"), max_length=10, default="page")
    link_version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=("reference",), name="registration_reference_once"),
            models.UniqueConstraint(
                fields=("event", "person"),
                condition=Q(state__in=("awaiting_approval", "confirmed", "waitlisted", "offered")),
                name="one_active_registration",
            ),
            models.UniqueConstraint(
                fields=("event", "queue_number"), condition=Q(state="waitlisted"), name="one_queue_ticket"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "offered")) | Q(pool__isnull=False),
                name="registration_seat_in_a_pool",
            ),
            models.CheckConstraint(
                condition=~Q(state="waitlisted") | Q(queue_number__isnull=False),
                name="registration_waiting_has_a_ticket",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(group__isnull=False), name="registration_of_a_person_or_a_group"
            ),
        ]
        indexes = [
            models.Index(fields=("event", "state"), name="registration_event_state"),
            models.Index(fields=("offer_expires_at",), name="registration_offers", condition=Q(state="offered")),
            models.Index(fields=("group",), name="registration_of_a_group", condition=Q(group__isnull=False)),
            models.Index(fields=("replaces",), name="registration_in_place_of", condition=Q(replaces__isnull=False)),
            models.Index(fields=("verify_by",), name="registration_unverified", condition=Q(verify_by__isnull=False)),
            # What is not forgotten yet: the nightly search reads no row that has been emptied.
            models.Index(fields=("event",), name="registration_kept", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def shown_name(self) -> str:
        """The name to those who handle registrations, or why there is none."""
        nameless = gettext("Seat without a name yet") if self.is_unnamed else gettext("Personal data removed")
        return self.full_name.strip() or nameless

    @property
    def is_unnamed(self) -> bool:
        """A seat of a group whose person is not known yet."""
        return self.person_id is None

    @property
    def meant_pools(self) -> list[int]:
        """The pool of the seat, or those that a waiting entry would take."""
        return self.wanted_pools if self.pool_id is None else [self.pool_id]

    @property
    def awaits_answer(self) -> bool:
        """Whether its person, who has a seat, is asked whether they still come and has not said so."""
        is_asked = self.asked_again_at is not None and self.reconfirmed_at is None
        return is_asked and self.state == self.State.CONFIRMED

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE
