"""The history of registrations: a row for every change of state or details."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Change
from registrations.models.registrations import Registration


class RegistrationChange(Change):
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="changes")

    class Meta(Change.Meta):
        verbose_name = _("change of a registration")
        verbose_name_plural = _("changes of registrations")

    def __str__(self) -> str:
        return f"{self.registration_id} {self.action}"
