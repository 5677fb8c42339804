"""The catalogue app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        from catalogue import invitations, outbox

        outbox.register_renderer([invitations.KIND], invitations.render)
