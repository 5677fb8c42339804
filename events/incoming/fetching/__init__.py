"""Fetches calendars from addresses that strangers may have chosen: only from the public internet, and never for long.

got = fetching.fetch(Request(address, allows_http=False, etag="…"))    # raises CalendarError with a reason
"""

from events.incoming.fetching.getting import Got, Patience, Request, fetch

__all__ = ["Got", "Patience", "Request", "fetch"]
