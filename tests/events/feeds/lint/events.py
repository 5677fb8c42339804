"""One VEVENT: which properties it has, of which types, and whether they agree."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.events.feeds.lint import lines, times
from tests.events.feeds.lint.lines import Line

# In the order in which they stand, by how often they come: 1 always, ? perhaps.
PROPERTIES = {
    "UID": "1",
    "DTSTAMP": "1",
    "CREATED": "1",
    "LAST-MODIFIED": "1",
    "SEQUENCE": "1",
    "DTSTART": "1",
    "DTEND": "1",
    "SUMMARY": "1",
    "STATUS": "1",
    "TRANSP": "1",
    "X-MICROSOFT-CDO-BUSYSTATUS": "?",
    "CLASS": "1",
    "LOCATION": "?",
    "GEO": "?",
    "DESCRIPTION": "1",
    "URL": "1",
    "CATEGORIES": "?",
    "ORGANIZER": "?",
    "CONFERENCE": "?",
    "RELATED-TO": "?",
}
PARAMETERS = {
    "ORGANIZER": r';CN="[^"]*"',
    "CONFERENCE": r';VALUE=URI(?:;FEATURE=[A-Z,]+)?;LABEL="[^"]*"',
    "RELATED-TO": r";RELTYPE=SIBLING",
    "DTSTART": r"(?:;TZID=Europe/Helsinki|;VALUE=DATE)?",
    "DTEND": r"(?:;TZID=Europe/Helsinki|;VALUE=DATE)?",
}
TEXTS = ("UID", "SUMMARY", "LOCATION", "DESCRIPTION", "RELATED-TO")
URIS = ("URL", "CONFERENCE")
CANCELLED = ("PERUTTU: ", "INSTÄLLD: ", "CANCELLED: ")
BUSY = "X-MICROSOFT-CDO-BUSYSTATUS"
GEO = re.compile(r"(-?\d{1,2}\.\d+);(-?\d{1,3}\.\d+)")
LONGEST_PUBLIC_DESCRIPTION = 300 + 150 + 100 + 250


def faults(event: list[Line]) -> Iterator[str]:
    counts = Counter(line.name for line in event)
    order = [line.name for line in event]
    unknown = [name for name in counts if name not in PROPERTIES]
    yield from (f"property: {name}" for name in unknown)
    yield from (f"missing: {name}" for name, often in PROPERTIES.items() if often == "1" and not counts[name])
    yield from (f"repeated: {name}" for name in PROPERTIES if counts[name] > 1)
    if not unknown and list(dict.fromkeys(order)) != [name for name in PROPERTIES if counts[name]]:
        yield f"order: {order}"
    for line in event:
        if line.repeats_a_parameter or not re.fullmatch(PARAMETERS.get(line.name, ""), line.parameters):
            yield f"parameter: {line.name}{line.parameters}"
        yield from _value_faults(line)
    if any(not counts[name] for name, often in PROPERTIES.items() if often == "1"):
        return
    values = {line.name: line for line in event}
    yield from times.faults(values)
    yield from _status_faults(values)
    yield from _page_faults(values)


def _value_faults(line: Line) -> Iterator[str]:
    if line.name in TEXTS and not lines.is_text(line.value):
        yield f"text: {line.name}"
    elif line.name in URIS and not lines.is_uri(line.value):
        yield f"uri: {line.name} {line.value[:80]}"
    elif line.name == "CATEGORIES" and not lines.is_texts(line.value):
        yield "text: CATEGORIES"
    elif line.name == "ORGANIZER" and not lines.MAILBOX.fullmatch(line.value):
        yield f"mailbox: {line.value[:80]}"
    elif line.name == "SEQUENCE" and not (re.fullmatch("[0-9]{1,10}", line.value) and int(line.value) < 2**31):
        yield f"sequence: {line.value[:20]}"
    elif line.name == "UID" and (len(line.value.encode()) > 255 or not re.search(r"[^@]@[a-z0-9.-]+$", line.value)):
        yield f"uid: {line.value[:80]}"
    elif line.name == "GEO":
        found = GEO.fullmatch(line.value)
        if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            yield f"geo: {line.value}"


def _status_faults(values: dict[str, Line]) -> Iterator[str]:
    status, transparency, kept = (values[name].value for name in ("STATUS", "TRANSP", "CLASS"))
    if (status, transparency) not in {
        ("CONFIRMED", "OPAQUE"),
        ("TENTATIVE", "OPAQUE"),
        ("CANCELLED", "TRANSPARENT"),
    }:
        yield f"status: {status} with {transparency}"
    if kept not in ("PUBLIC", "PRIVATE") or (status == "TENTATIVE" and kept == "PUBLIC"):
        yield f"status: {status} of class {kept}"
    if (values[BUSY].value if BUSY in values else "") != ("TENTATIVE" if status == "TENTATIVE" else ""):
        yield f"status: {status}, as Outlook shows it"
    if values["SUMMARY"].value.startswith(CANCELLED) != (status == "CANCELLED"):
        yield f"status: {status} is called {values['SUMMARY'].value[:20]}"


def _page_faults(values: dict[str, Line]) -> Iterator[str]:
    description, url = values["DESCRIPTION"].text, values["URL"].value
    is_public = values["CLASS"].value == "PUBLIC"
    if description.split("\n")[-1] != url or not url.startswith(("https://", "http://")):
        yield f"page: {description[-80:]!r}"
    if is_public and len(description) > LONGEST_PUBLIC_DESCRIPTION:
        yield f"page: {len(description)} characters"
    if "CONFERENCE" in values and (is_public or len(re.findall(r"(?m)^https?://", description)) < 2):
        yield f"join: {values['CONFERENCE'].value}"
    if "RELATED-TO" in values and values["RELATED-TO"].value == values["UID"].value:
        yield "related: to itself"
