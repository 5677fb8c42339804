"""The events app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Trainings")

    def ready(self) -> None:
        from catalogue.signals import catalogue_renamed
        from events.feeds import renames

        catalogue_renamed.connect(renames.refresh_renamed, dispatch_uid="events.feeds")
