"""A session as a scheduling message (RFC 5546): what a mail asks the reader's calendar to keep, or to take out."""

from events.feeds import calendars

REQUEST, CANCEL = "REQUEST", "CANCEL"


def message(method: str, vevent: str) -> bytes:
    """Answer the whole body; one session, for Outlook and Exchange read no more of them.

    It has no name and no times of refreshing, as a feed has them: programs would take it for a calendar to be added.
    """
    return f"{calendars.BEGIN}METHOD:{method}\r\n{calendars.VTIMEZONE}{vevent}{calendars.END}".encode()
