"""The one VTIMEZONE that all clients read alike."""

VTIMEZONE = b"\r\n".join(
    (
        b"BEGIN:VTIMEZONE",
        b"TZID:Europe/Helsinki",
        b"X-LIC-LOCATION:Europe/Helsinki",
        b"BEGIN:DAYLIGHT",
        b"TZOFFSETFROM:+0200",
        b"TZOFFSETTO:+0300",
        b"TZNAME:EEST",
        b"DTSTART:19700329T030000",
        b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        b"END:DAYLIGHT",
        b"BEGIN:STANDARD",
        b"TZOFFSETFROM:+0300",
        b"TZOFFSETTO:+0200",
        b"TZNAME:EET",
        b"DTSTART:19701025T040000",
        b"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        b"END:STANDARD",
        b"END:VTIMEZONE",
        b"",
    )
)
