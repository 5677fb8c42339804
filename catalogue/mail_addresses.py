"""E-mail addresses: the one form of each, by which a person is known, and none that mail could not reach."""

import re

LONGEST, LONGEST_NAME = 254, 64
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+(?=.*[a-z]){_LABEL}")
# Mail programs would read it as a word in another character set.
_ENCODED_WORD = "=?"


class AddressError(ValueError):
    """Not an address that mail could reach."""


def canonical(address: str) -> str:
    """Answer the address in small letters, its domain in its own script; raises AddressError when mail cannot go there.

    Domains written in different ways ("XN--…", full-width letters) are the same domain. Names without a dot, numbers
    in brackets and quoted names, which no mail server gives out, are refused.
    """
    local, _at, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode().lower()
        own_domain = ascii_domain.encode().decode("idna")
    except UnicodeError as error:
        raise AddressError from error
    is_good = local.isascii() and _LOCAL.fullmatch(local.lower()) and _DOMAIN.fullmatch(ascii_domain)
    is_short = len(local) <= LONGEST_NAME and len(local) + 1 + len(ascii_domain) <= LONGEST
    if not is_good or not is_short or _ENCODED_WORD in local:
        raise AddressError
    return f"{local.lower()}@{own_domain}"
