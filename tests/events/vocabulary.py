"""The part of schema.org (version 29) that we use: which property belongs to which type, and what it may hold."""

import re

ANY_THING = {"@type", "@id", "name", "description", "url", "image"}
ADDRESS = re.compile(r"https?://\S+")
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d[+-]\d\d:\d\d)?")
DURATION = re.compile(r"P(\d+D|T(\d+H)?(\d+M)?)")
EVENT = {
    "inLanguage", "isAccessibleForFree", "audience", "keywords", "startDate", "endDate", "previousStartDate",
    "eventStatus", "eventAttendanceMode", "location", "organizer", "performer", "offers", "maximumAttendeeCapacity",
    "remainingAttendeeCapacity", "subEvent", "superEvent",
}  # fmt: skip
TYPES = {
    "EducationEvent": EVENT | {"educationalLevel"},
    "EventSeries": EVENT,
    "CourseInstance": EVENT | {"courseMode", "courseWorkload", "courseSchedule", "instructor"},
    "Course": {
        "inLanguage", "isAccessibleForFree", "audience", "keywords", "educationalLevel", "provider", "offers",
        "hasCourseInstance",
    },
    "Offer": {"category", "price", "priceCurrency", "availability", "validFrom", "availabilityEnds"},
    "Place": {"address"},
    "VirtualLocation": set(),
    "PostalAddress": {"streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry"},
    "Organization": set(),
    "Person": set(),
    "EducationalAudience": {"educationalRole"},
    "Schedule": {"repeatCount", "repeatFrequency", "startDate", "endDate", "duration", "scheduleTimezone"},
}  # fmt: skip
# What a property's value must look like, or which types it takes.
LOOKS = {
    "url": ADDRESS,
    "@id": ADDRESS,
    "image": ADDRESS,
    "startDate": DATE,
    "endDate": DATE,
    "previousStartDate": DATE,
    "validFrom": DATE,
    "availabilityEnds": DATE,
    "duration": DURATION,
    "courseWorkload": DURATION,
    "eventStatus": re.compile(r"https://schema\.org/Event(Scheduled|Rescheduled|Postponed|Cancelled)"),
    "eventAttendanceMode": re.compile(r"https://schema\.org/(Offline|Online|Mixed)EventAttendanceMode"),
    "availability": re.compile(r"https://schema\.org/(InStock|SoldOut|OutOfStock)"),
    "inLanguage": re.compile("[a-z]{2}"),
}
TAKES = {
    "location": {"Place", "VirtualLocation"},
    "address": {"PostalAddress"},
    "organizer": {"Organization"},
    "provider": {"Organization"},
    "performer": {"Person"},
    "instructor": {"Person"},
    "offers": {"Offer"},
    "audience": {"EducationalAudience"},
    "subEvent": {"EducationEvent"},
    "superEvent": {"EventSeries"},
    "hasCourseInstance": {"CourseInstance"},
    "courseSchedule": {"Schedule"},
}


def faults(node):
    """What does not belong to its type or does not look as it must, of a node and all within it."""
    kind = node["@type"]
    found = [f"{kind} has no {name}" for name in sorted(set(node) - ANY_THING - TYPES[kind])]
    for name, value in node.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                found += [] if each["@type"] in TAKES[name] else [f"{name} takes no {each['@type']}"]
                found += faults(each)
            elif name in TAKES or (name in LOOKS and not LOOKS[name].fullmatch(each)):
                found.append(f"{kind}.{name} is {each!r}")
    return found
