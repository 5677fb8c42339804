"""Content lines by the grammar of RFC 5545 §3.1: names, parameters as they are written, values."""

import re
from dataclasses import dataclass

# A quoted value holds no control character and no quotation mark; RFC 6868 lets ^n, ^^ and ^' stand in it.
_QUOTED = r'"(?:[^"\x00-\x08\x0a-\x1f\x7f^]|\^[n^\'])*"'
_PLAIN = r"(?:[^\";:,\x00-\x08\x0a-\x1f\x7f^]|\^[n^'])*"
_VALUE = f"(?:{_QUOTED}|{_PLAIN})"
_PARAMETER = f";[A-Z0-9-]+={_VALUE}(?:,{_VALUE})*"
_LINE = re.compile(
    rf"(?P<name>[A-Z0-9-]+)(?P<parameters>(?:{_PARAMETER})*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)", re.DOTALL
)
_ONE_PARAMETER = re.compile(f";([A-Z0-9-]+)=({_VALUE}(?:,{_VALUE})*)")
_TEXT = re.compile(r"(?:[^\\;,\n]|\\[\\;,n])*")
_TEXTS = re.compile(r"(?:[^\\;,\n]|\\[\\;,n])+(?:,(?:[^\\;,\n]|\\[\\;,n])+)*")
_ESCAPED = re.compile(r"\\(.)")
_UNRESERVED = r"[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2}"
URI = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2}|\[[0-9A-Fa-f:.]+\])+)"
    rf"(?:/(?:{_UNRESERVED}|/)*)?(?:\?(?:{_UNRESERVED}|[/?])*)?(?:#(?:{_UNRESERVED}|[/?])*)?"
)
MAILBOX = re.compile(
    r"mailto:(?:[A-Za-z0-9\-._~!$'*+]|%[0-9A-F]{2})+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9-]+"
)


@dataclass(frozen=True)
class Line:
    """`parameters` as they are written, with their semicolons."""

    name: str
    parameters: str
    value: str

    @property
    def by_name(self) -> dict[str, str]:
        return dict(_ONE_PARAMETER.findall(self.parameters))

    @property
    def repeats_a_parameter(self) -> bool:
        return len(_ONE_PARAMETER.findall(self.parameters)) != len(self.by_name)

    @property
    def text(self) -> str:
        """What a TEXT value says."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], self.value)


def unfolded(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]


def read(written: str) -> Line | None:
    found = _LINE.fullmatch(written)
    return Line(found["name"], found["parameters"], found["value"]) if found else None


def is_text(value: str) -> bool:
    return _TEXT.fullmatch(value) is not None


def is_texts(value: str) -> bool:
    """Several texts; none of them is empty."""
    return _TEXTS.fullmatch(value) is not None


def is_uri(value: str) -> bool:
    return URI.fullmatch(value) is not None
