"""Messages about registrations: which are owed, and what each says, in the person's language."""

from registrations.notices.addresses import (
    GROUP_MAILED_PURPOSE,
    GROUP_PURPOSE,
    LINK_PURPOSE,
    MAILED_PURPOSE,
    mailed_path,
    page_path,
    token_of,
    token_of_group,
)
from registrations.notices.kinds import EVERY, KINDS
from registrations.notices.owing import (
    build_first_message,
    build_message,
    build_message_to_all,
    send,
    send_first,
    send_link_again,
    send_to_all,
)
from registrations.notices.rendering import render

__all__ = [
    "EVERY",
    "GROUP_MAILED_PURPOSE",
    "GROUP_PURPOSE",
    "KINDS",
    "LINK_PURPOSE",
    "MAILED_PURPOSE",
    "build_first_message",
    "build_message",
    "build_message_to_all",
    "mailed_path",
    "page_path",
    "render",
    "send",
    "send_first",
    "send_link_again",
    "send_to_all",
    "token_of",
    "token_of_group",
]
