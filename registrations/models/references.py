"""References: short names that people quote in mail and on the telephone."""

import secrets

# Without letters and digits that are mistaken for one another when read aloud or written down.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_reference() -> str:
    """A reference such as "K7MQ-4TZ9-PXRB"; it opens nothing by itself."""
    # 32 letters: every byte chooses one of them as often as any other.
    letters = "".join([REFERENCE_ALPHABET[byte % len(REFERENCE_ALPHABET)] for byte in secrets.token_bytes(12)])
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
