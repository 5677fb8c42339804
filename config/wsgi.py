"""The WSGI application."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from config import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if os.environ.get("KALENTERI_WORKERS_END_WITH_SERVER"):  # set by the launcher: a killed server leaves no worker
    embedded.end_with_spawner(signal.SIGKILL)

application = get_wsgi_application()
