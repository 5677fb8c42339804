"""The log: secret links stand in addresses, and whoever reads the log may not open them."""

import logging
import re

HIDDEN = "…"
# The last part of a link's token (catalogue.links, config.demonstration) and of a key in an address.
_SECRET = re.compile(r"(?<=[A-Za-z0-9_-]{22}-)[A-Za-z0-9_-]{22}\b|(?<=/sign-in/)[^/\s]+|(?<=[?&]key=)[^&\s]+")


class WithoutSecrets(logging.Formatter):
    """Writes whole entries, tracebacks included, with the secret part of links left out."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub(HIDDEN, super().format(record))
