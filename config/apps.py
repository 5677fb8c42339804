"""The wiring as a Django app: its templates, static files and commands."""

from django.apps import AppConfig
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import celery, checks  # noqa: F401 - tasks find the application, commands the checks

        admin.site.site_header = admin.site.site_title = _("Training calendar: administration")
        admin.site.index_title = _("What is in the calendar")
