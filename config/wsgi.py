"""The WSGI application."""

import os

from config import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if os.environ.get("KALENTERI_WORKERS_END_WITH_SERVER"):  # set by the launcher
    embedded.join_server()

# Not before: from here on a stop signal finds a process that heeds it.
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
