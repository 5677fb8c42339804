"""Secret links: an id with an HMAC of purpose, id and version; shown again at will, revoked by the version."""

import base64
import binascii
import hashlib
import hmac
import re
import uuid

from django.conf import settings

_MAC_BYTES = 16
HIDDEN = "…"
_SECRET = re.compile(r"(?<=[A-Za-z0-9_-]{22}-)[A-Za-z0-9_-]{22}\b")


def make_token(purpose: str, object_id: uuid.UUID, version: int) -> str:
    """Answer the token of this object: 45 characters that are safe in an address."""
    return f"{_text(object_id.bytes)}-{_text(_mac(purpose, object_id, version))}"


def object_id_of(token: str) -> uuid.UUID | None:
    """The id a token claims to be for. It proves nothing before `is_genuine` has said so."""
    try:
        return uuid.UUID(bytes=_bytes(token[:22]))
    except (ValueError, binascii.Error):
        return None


def is_genuine(token: str, purpose: str, object_id: uuid.UUID, version: int) -> bool:
    return hmac.compare_digest(token.encode(), make_token(purpose, object_id, version).encode())


def hidden(text: str) -> str:
    """The text with the secret part of every link left out: for others than those whom it was written to."""
    return _SECRET.sub(HIDDEN, text)


def _mac(purpose: str, object_id: uuid.UUID, version: int) -> bytes:
    message = f"{purpose}\n{object_id}\n{version}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()[:_MAC_BYTES]


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(value: str) -> bytes:
    return base64.b64decode(value + "==", altchars=b"-_", validate=True)
