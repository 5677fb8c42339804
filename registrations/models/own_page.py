"""What a person's own page keeps: which of its secret addresses hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Person


class OwnPage(models.Model):
    """A missing row says the same as a new one."""

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="own_page", verbose_name=_("person")
    )
    # Raised to end every open session of the page.
    version = models.PositiveIntegerField(default=1)
    # Raised to make the address of the calendar anew.
    calendar_version = models.PositiveIntegerField(default=1)
    # Sign-in links that hold no longer than the last one that was used have been used or outlived.
    links_used_until = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("own page")
        verbose_name_plural = _("own pages")

    def __str__(self) -> str:
        return str(self.pk)
