"""On which terms an event takes registrations; an event without a row has these defaults."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event

MOST_HOURS = 24 * 30
_HOURS = (MinValueValidator(1), MaxValueValidator(MOST_HOURS))


class RegistrationTerms(models.Model):
    class Approval(models.TextChoices):
        NONE = "none", pgettext_lazy("approval", "Nobody")
        ORGANISER = "organiser", pgettext_lazy("approval", "The organiser")
        SUPERVISOR = "supervisor", pgettext_lazy("approval", "The participant’s supervisor, by a mailed link")

    class LateCancelling(models.TextChoices):
        ALLOWED = "allowed", _("Possible, and marked as late")
        ORGANISER = "organiser", _("Only through the organiser")

    class Holding(models.TextChoices):
        """What becomes of a seat whose address nobody confirms."""

        AUTO = "auto", _("It is given to the queue when somebody waits for it")
        ALWAYS = "always", _("It is given up")
        NEVER = "never", _("It is kept")

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="terms")
    offer_hours = models.PositiveSmallIntegerField(
        _("hours that an offered seat is held"), default=48, validators=_HOURS
    )
    # So many hours before the training its waiting list gives seats without asking; 0: it asks to the end.
    confirms_last_hours = models.PositiveSmallIntegerField(
        _("last hours in which seats are given without asking"), default=48, validators=[MaxValueValidator(MOST_HOURS)]
    )
    approval = models.CharField(_("who approves"), max_length=10, choices=Approval, default=Approval.NONE)
    has_catering = models.BooleanField(_("there is catering"), default=False)
    asks_accessibility = models.BooleanField(_("ask about accessibility"), default=False)
    cancel_until = models.DateTimeField(_("cancelling until"), null=True, blank=True)
    late_cancelling = models.CharField(
        _("cancelling after that"), max_length=10, choices=LateCancelling, default=LateCancelling.ALLOWED
    )
    holds_unverified = models.CharField(
        _("a seat whose address nobody confirms"), max_length=10, choices=Holding, default=Holding.AUTO
    )
    verify_hours = models.PositiveSmallIntegerField(
        _("hours in which an address is to be confirmed"), default=24, validators=_HOURS
    )
    largest_group = models.PositiveSmallIntegerField(
        _("largest group"), default=20, validators=[MaxValueValidator(200)], help_text=_("0: no groups.")
    )
    names_due_days = models.PositiveSmallIntegerField(
        _("days before the training by which a group names its people"), default=7, validators=[MaxValueValidator(90)]
    )
    decides_at = models.DateTimeField(_("when it is decided whether there are enough"), null=True, blank=True)
    will_take_place_at = models.DateTimeField(_("said to take place"), null=True, blank=True)

    class Meta:
        verbose_name = _("terms of registration")
        verbose_name_plural = pgettext_lazy("several", "terms of registration")
        indexes = [
            models.Index(fields=("decides_at",), name="terms_decides", condition=models.Q(decides_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}"
