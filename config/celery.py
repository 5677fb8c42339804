"""The Celery application: thin tasks that take ids, run by the worker and started by beat."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("koulutuskalenteri")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
