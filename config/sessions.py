"""Sessions in the database, asked for by nothing but a key that could have been given out."""

import re

from django.contrib.sessions.backends import db

_KEY = re.compile(r"[0-9a-z]{8,40}")


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """Refuse what a cookie can say in escapes and the database does not take, such as NUL."""
        return bool(key and _KEY.fullmatch(key))
