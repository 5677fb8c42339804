"""The WSGI application."""

import gc
import os

from config import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if os.environ.get("KALENTERI_WORKERS_END_WITH_SERVER"):  # set by the launcher
    embedded.join_server()

# Not before: from here on a stop signal finds a process that heeds it.
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config import bodies, content_types
from config.headers import Completion

_django = get_wsgi_application()

from events.feeds.hot import HotFeeds  # noqa: E402 - its models need the apps loaded

application = HotFeeds(bodies.whole(content_types.checked(_django)), complete=Completion())

# What is loaded by now stays: without this each full collection looks at all of it, in the middle of some request.
get_resolver().url_patterns  # noqa: B018 - loads every view
gc.collect()
gc.freeze()
# A page makes tens of thousands of objects: with the default of 700 they outlive the young generations while it is
# being made, and every tenth request pays for the garbage of ten.
gc.set_threshold(10_000, 10, 10)
