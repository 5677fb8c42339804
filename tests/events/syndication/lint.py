"""What is wrong with a feed by RFC 4287 (Atom) and RSS 2.0 with the advice of its board, and what its entries say."""

import email.utils
import re
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"(urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|https?://[^\s<>\"{}|\\^`]+)")
# Sections 4.1.1 and 4.1.2: what there is exactly one of, and what there may be.
FEED_ONCE, FEED_MAY = {"id", "title", "updated", "author", "subtitle"}, {"link", "entry"}
ENTRY_ONCE, ENTRY_MAY = {"id", "title", "updated", "published", "author", "summary"}, {"link", "category"}
CHANNEL_ONCE = {"title", "link", "description", "language", "lastBuildDate", "ttl", f"{ATOM}link"}
ITEM_ONCE, ITEM_MAY = {"title", "link", "description", "pubDate", "guid", f"{DC}creator"}, {"category"}


def atom_faults(body):
    root = ET.fromstring(body)
    faults = [] if root.tag == f"{ATOM}feed" else [f"root {root.tag}"]
    faults += _counted(root, FEED_ONCE, FEED_MAY, ATOM) + _atom_common(root)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    faults += [] if set(links) == {"self", "alternate"} else [f"links {links}"]
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        faults += _counted(entry, ENTRY_ONCE, ENTRY_MAY, ATOM) + _atom_common(entry)
        faults += [] if entry.find(f"{ATOM}summary").get("type") == "html" else ["summary"]
        faults += [f"category {each.attrib}" for each in entry.findall(f"{ATOM}category") if not each.get("term")]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    return faults + ([] if len(ids) == len(set(ids)) else ["an id twice"])


def _atom_common(element):
    dates = [element.find(f"{ATOM}{name}") for name in ("updated", "published")]
    faults = [each.text for each in dates if each is not None and not RFC_3339.fullmatch(each.text or "")]
    addresses = [link.get("href") for link in element.findall(f"{ATOM}link")] + [element.findtext(f"{ATOM}id")]
    faults += [f"no IRI: {each}" for each in addresses if not IRI.fullmatch(each or "")]
    author = element.find(f"{ATOM}author")
    return faults + ([] if author is not None and author.findtext(f"{ATOM}name") else ["author without a name"])


def rss_faults(body):
    root = ET.fromstring(body)
    faults = [] if (root.tag, root.get("version")) == ("rss", "2.0") else [f"root {root.tag}"]
    (channel,) = root
    faults += _counted(channel, CHANNEL_ONCE, {"item"})
    own = channel.find(f"{ATOM}link")
    faults += [] if own is not None and own.get("rel") == "self" and IRI.fullmatch(own.get("href")) else ["self"]
    faults += _date_faults(channel.findtext("lastBuildDate"))
    for item in channel.findall("item"):
        faults += _counted(item, ITEM_ONCE, ITEM_MAY) + _date_faults(item.findtext("pubDate"))
        guid = item.find("guid")
        faults += [] if guid.get("isPermaLink") == "false" and IRI.fullmatch(guid.text) else [f"guid {guid.text}"]
        faults += [] if IRI.fullmatch(item.findtext("link")) else [item.findtext("link")]
    guids = [item.findtext("guid") for item in channel.findall("item")]
    return faults + ([] if len(guids) == len(set(guids)) else ["a guid twice"])


def entries(body):
    """(title, id, link, when published, when changed, summary) of each, Atom and RSS alike; RSS says no change."""
    root = ET.fromstring(body)
    if root.tag == f"{ATOM}feed":
        return [
            (
                each.findtext(f"{ATOM}title"),
                each.findtext(f"{ATOM}id"),
                each.find(f"{ATOM}link").get("href"),
                each.findtext(f"{ATOM}published"),
                each.findtext(f"{ATOM}updated"),
                each.findtext(f"{ATOM}summary"),
            )
            for each in root.findall(f"{ATOM}entry")
        ]
    return [
        (
            each.findtext("title"),
            each.findtext("guid"),
            each.findtext("link"),
            email.utils.parsedate_to_datetime(each.findtext("pubDate")).isoformat(),
            None,
            each.findtext("description"),
        )
        for each in root.iter("item")
    ]


def titles(body):
    return [each[0] for each in entries(body)]


def _counted(element, once, may, namespace=""):
    names = [child.tag.removeprefix(namespace) for child in element]
    faults = [f"{name} {names.count(name)} times" for name in sorted(once) if names.count(name) != 1]
    return faults + sorted(f"{name} does not belong here" for name in set(names) - once - may)


def _date_faults(text):
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return [f"no date: {text}"]
    return [] if moment.tzinfo else [f"no zone: {text}"]
