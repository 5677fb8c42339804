"""What tests of the own page begin with: somebody with registrations, and a browser that is theirs."""

import re

from django.core import mail
from django.utils import timezone

from catalogue import outbox
from registrations.my import sign_in_links


def deliver():
    """Send what is owed, and answer the newest mail."""
    outbox.sweep(now=timezone.now() + outbox.GRACE)
    return mail.outbox[-1] if mail.outbox else None


def link_in(message):
    """The path of the link that opens the own page."""
    return re.search(r"/(?:fi|sv|en)/my/open/\S+/", message.body).group()


def mailed_link(email, language="fi"):
    sign_in_links.ask_for_link(email=email, language=language)
    return link_in(deliver())


def open_page(client, email, language="fi"):
    """Let the browser in by a mailed link."""
    return client.post(mailed_link(email, language))
