"""The registrations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from django.db.models import F

        from catalogue import outbox, rehearsing
        from events import expected_audience, registration_facts, training_panels
        from events.queries import describing
        from registrations import (
            approval_letters,
            audience,
            common_audience,
            few_letters,
            notices,
            public_terms,
            receivers,  # noqa: F401 - connects the signals
            training_panel,
        )
        from registrations.my import letters
        from registrations.newsletter import letters as newsletter_letters
        from registrations.newsletter import subscribing

        outbox.register_renderer(notices.EVERY, notices.render)
        outbox.register_renderer(subscribing.KINDS, newsletter_letters.render)
        outbox.register_renderer(approval_letters.KINDS, approval_letters.render)
        rehearsing.register_audience(notices.KINDS, audience.standings, audience.disguise)
        outbox.register_renderer(letters.KINDS, letters.render)
        outbox.register_renderer([few_letters.KIND], few_letters.render)
        training_panels.register_panel(training_panel.panel)
        describing.register_column("certain_at", F("terms__will_take_place_at"))
        expected_audience.register_counter(common_audience.count)
        registration_facts.register_reader(public_terms.sentences)
