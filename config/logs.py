"""The log: secret links stand in addresses, and whoever reads the log may not open them."""

import copy
import logging
import re

from catalogue import links
from catalogue.links import HIDDEN

# What opens something besides the links of catalogue.links: a sign-in (config.demonstration), a key in an address.
_SECRET = re.compile(r"(?<=/sign-in/)[^/\s]+|(?<=[?&]key=)[^&\s]+")

# Requests that Django refuses: anybody can send them, as many as they like.
REFUSED = "django.security."
LONGEST_REFUSAL = 300


class WithoutSecrets(logging.Formatter):
    """Writes whole entries, tracebacks included, with the secret part of links left out; refused requests in a line."""

    def format(self, record: logging.LogRecord) -> str:
        brief = _brief(record) if record.name.startswith(REFUSED) else record
        return _SECRET.sub(HIDDEN, links.hidden(super().format(brief)))


def _brief(record: logging.LogRecord) -> logging.LogRecord:
    """The same without the traceback, and no error: nothing of ours has failed."""
    brief = copy.copy(record)
    brief.levelno, brief.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
    brief.exc_info = brief.exc_text = None
    message = record.getMessage()
    brief.msg, brief.args = (message[:LONGEST_REFUSAL] + HIDDEN if len(message) > LONGEST_REFUSAL else message), ()
    return brief
