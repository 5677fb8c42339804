"""The log: secret links stand in addresses, and whoever reads the log may not open them."""

import copy
import logging
import re

from psycopg_pool import PoolTimeout

from catalogue import links
from catalogue.links import HIDDEN

# What opens something besides the links of catalogue.links: a sign-in (config.demonstration), a key in an address.
_SECRET = re.compile(r"(?<=/sign-in/)[^/\s]+|(?<=[?&]key=)[^&\s]+")

# Requests that Django refuses: anybody can send them, as many as they like.
REFUSED = "django.security."
LONGEST_REFUSAL = 300


class WithoutSecrets(logging.Formatter):
    """Writes whole entries, tracebacks included, with the secret part of links left out.

    Refused requests in a line, and those that came while the database was away: they may be hundreds a second.
    """

    def format(self, record: logging.LogRecord) -> str:
        is_brief = record.name.startswith(REFUSED) or _lacks_database(record)
        brief = _brief(record) if is_brief else record
        return _SECRET.sub(HIDDEN, links.hidden(super().format(brief)))


def _lacks_database(record: logging.LogRecord) -> bool:
    """Whether there was no connection to be had; why, the pool itself has said."""
    error = record.exc_info[1] if record.exc_info else None
    return error is not None and isinstance(error.__cause__, PoolTimeout)


def _brief(record: logging.LogRecord) -> logging.LogRecord:
    """The same without the traceback, and no error: nothing of ours has failed."""
    brief = copy.copy(record)
    brief.levelno, brief.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
    brief.exc_info = brief.exc_text = None
    message = record.getMessage()
    brief.msg, brief.args = (message[:LONGEST_REFUSAL] + HIDDEN if len(message) > LONGEST_REFUSAL else message), ()
    return brief
