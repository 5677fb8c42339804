"""The registrations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from catalogue import outbox, rehearsing
        from events import expected_audience
        from registrations import (
            approval_letters,
            audience,
            common_audience,
            notices,
            receivers,  # noqa: F401 - connects the signals
        )
        from registrations.my import letters

        outbox.register_renderer(notices.KINDS, notices.render)
        outbox.register_renderer(approval_letters.KINDS, approval_letters.render)
        rehearsing.register_audience(notices.KINDS, audience.standings, audience.disguise)
        outbox.register_renderer(letters.KINDS, letters.render)
        expected_audience.register_counter(common_audience.count)
