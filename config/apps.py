"""The wiring as a Django app: its templates, static files and commands."""

from django.apps import AppConfig
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from allauth.account.decorators import secure_admin_login

        from catalogue import outbox
        from config import celery, checks  # noqa: F401 - tasks find the application, commands the checks
        from config.accounts import letters, signals  # noqa: F401 - connects the signals

        outbox.register_renderer(letters.KINDS, letters.render)
        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
        admin.site.site_header = admin.site.site_title = _("Training calendar: administration")
        admin.site.index_title = _("What is in the calendar")
