"""What each code of the lint means; a test has a broken sample for every one of them."""

RULES = {
    # Octets (icalendar.md §2.4, RFC 5545 §3.1).
    "bom": "no byte order mark",
    "end": "the last line is END:VCALENDAR with its CRLF",
    "crlf": "every line ends in CRLF, and neither CR nor LF stands alone",
    "empty-line": "no line is empty, or nothing but white space",
    "size": "less than a megabyte",
    "octets": "no physical line is longer than 75 octets",
    "utf-8": "each physical line is UTF-8 by itself: no character is torn by a fold",
    "control": "no control character, line separator or surrogate",
    "fold": "no fold between a backslash and what it escapes",
    "fold-needless": "a line is folded only when it would be too long",
    # Content lines.
    "grammar": "name *(;parameter) : value, as RFC 5545 §3.1 writes it",
    "parameter": "parameters are those that this property has here, each once, quoted where it must be (RFC 6868)",
    # Components.
    "nesting": "one VCALENDAR that holds VTIMEZONE and VEVENTs, nothing within a VEVENT",
    "zone": "exactly one VTIMEZONE, with yearly rules, before the events",
    "head": "the calendar's own lines, in their order, each once, before any component",
    "head-value": "version, scale, polling hints with their types, and both names alike",
    "property": "nothing but the properties that feeds have: no METHOD, ATTENDEE, VALARM, RDATE, ATTACH",
    "missing": "what every VEVENT must have",
    "repeated": "what a VEVENT may have once",
    "order": "properties in the order that all our VEVENTs have",
    # Values.
    "text": "TEXT is escaped: backslash, semicolon, comma, line feed",
    "uid": "a UID of at most 255 octets with our domain, once in a feed",
    "stamp": "DTSTAMP is LAST-MODIFIED, in UTC, not before CREATED",
    "sequence": "a whole number below 2^31",
    "time": "DTSTART and DTEND are of one type, real times, the end after the start",
    "doubtful": "an hour that comes twice or never is written in UTC",
    "utc": "other times are local",
    "status": "STATUS, TRANSP, CLASS and X-MICROSOFT-CDO-BUSYSTATUS agree, and a cancelled title says so",
    "geo": "latitude and longitude with a semicolon between, on this Earth",
    "uri": "only characters that a URI may have (RFC 3986)",
    "mailbox": "a mailto: address of RFC 6068",
    "page": "DESCRIPTION ends in the address of the page, on a line of its own, and is not longer than it may be",
    "join": "how to join stands in private calendars alone, and in DESCRIPTION too",
    "related": "RELATED-TO names another UID, with its kind",
}
