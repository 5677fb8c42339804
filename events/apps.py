"""The events app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Trainings")

    def ready(self) -> None:
        from catalogue import outbox
        from catalogue.signals import catalogue_renamed
        from events import case_letters, case_notices, signals
        from events.feeds import renames

        catalogue_renamed.connect(renames.refresh_renamed, dispatch_uid="events.feeds")
        outbox.register_renderer(case_letters.KINDS, case_letters.render)
        signals.overlap_opened.connect(case_notices.tell_of_opening, dispatch_uid="events.case_notices.opened")
        signals.overlap_reopened.connect(case_notices.tell_of_opening, dispatch_uid="events.case_notices.reopened")
        signals.overlap_worsened.connect(case_notices.tell_of_opening, dispatch_uid="events.case_notices.worsened")
        signals.overlap_handled.connect(case_notices.tell_of_handling, dispatch_uid="events.case_notices.handled")
