"""Which column of somebody's file is what: headings in Finnish, Swedish and English as people write them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.rules import RuleError

# By column of the record; the first of each language stands in the template.
HEADINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "last_name": {
        "fi": ("Sukunimi",),
        "sv": ("Efternamn",),
        "en": ("Last name", "Surname", "Family name"),
    },
    "first_name": {
        "fi": ("Etunimi", "Etunimet", "Kutsumanimi"),
        "sv": ("Förnamn", "Tilltalsnamn"),
        "en": ("First name", "Given name", "Given names", "First names"),
    },
    "name": {"fi": ("Nimi", "Osallistuja"), "sv": ("Namn", "Deltagare"), "en": ("Name", "Full name", "Participant")},
    "email": {
        "fi": ("Sähköposti", "Sähköpostiosoite", "Email-osoite", "S-posti"),
        "sv": ("E-post", "E-postadress", "Epost"),
        "en": ("E-mail", "Email", "E-mail address", "Mail"),
    },
    "phone": {
        "fi": ("Puhelin", "Puhelinnumero", "Puh", "Matkapuhelin"),
        "sv": ("Telefon", "Telefonnummer", "Tel", "Mobil"),
        "en": ("Telephone", "Phone", "Phone number", "Mobile"),
    },
    "workplace": {
        "fi": ("Työpaikka tai organisaatio", "Työpaikka", "Organisaatio", "Työnantaja", "Oppilaitos", "Koulu"),
        "sv": ("Arbetsplats eller organisation", "Arbetsplats", "Organisation", "Arbetsgivare", "Läroanstalt", "Skola"),
        "en": ("Workplace or organisation", "Workplace", "Organisation", "Organization", "Employer", "School"),
    },
    "unit": {"fi": ("Yksikkö", "Toimipiste"), "sv": ("Enhet", "Verksamhetsställe"), "en": ("Unit", "Department")},
    "municipality": {
        "fi": ("Työskentelypaikkakunta", "Työkunta", "Kunta", "Paikkakunta"),
        "sv": ("Arbetsort", "Arbetskommun", "Kommun", "Ort"),
        "en": ("Work municipality", "Municipality", "Town", "City"),
    },
    "sector": {"fi": ("Toimiala", "Ala"), "sv": ("Sektor", "Bransch"), "en": ("Sector",)},
    "level": {
        "fi": ("Opetusaste", "Koulutusaste", "Aste"),
        "sv": ("Undervisningsnivå", "Stadium"),
        "en": ("Education level",),
    },
    "professional_group": {
        "fi": ("Ammattiryhmä",),
        "sv": ("Yrkesgrupp", "Yrkeskategori"),
        "en": ("Professional group",),
    },
    "job_title": {
        "fi": ("Virka- tai ammattinimike", "Tehtävänimike", "Nimike", "Ammattinimike", "Titteli"),
        "sv": ("Titel eller yrkesbeteckning", "Yrkesbeteckning", "Titel", "Befattning"),
        "en": ("Job title", "Title"),
    },
    "language": {
        "fi": ("Viestien kieli", "Kieli", "Asiointikieli"),
        "sv": ("Språk för meddelanden", "Språk", "Kontaktspråk"),
        "en": ("Language of messages", "Language"),
    },
    "pool": {
        "fi": ("Paikat", "Osallistumistapa", "Paikkakiintiö"),
        "sv": ("Platser", "Sätt att delta", "Platskvot"),
        "en": ("Seats", "Taking part", "Seat pool"),
    },
})  # fmt: skip
IN_TEMPLATE = tuple(column for column in HEADINGS if column != "name")
_NOTHING = re.compile(r"[\W_]+")


class HeadingsError(RuleError):
    code = "headings"
    status = 422
    text = _("The first line must have headings: at least last name, first name, e-mail and workplace.")


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which column of the record stands in which column of the file; `ignored` are headings that mean nothing here."""

    columns: Mapping[str, int]
    ignored: tuple[str, ...]
    doubled: tuple[str, ...]


def mapped(heads: Sequence[str]) -> Mapped:
    """Raises HeadingsError when what everybody must have is missing."""
    columns: dict[str, int] = {}
    ignored, doubled = [], []
    for number, head in enumerate(heads):
        column = _KNOWN.get(_folded(head))
        if column is None:
            if head:
                ignored.append(head)
        elif column in columns:
            doubled.append(head)
        else:
            columns[column] = number
    has_name = "name" in columns or {"first_name", "last_name"} <= columns.keys()
    if not has_name or not {"email", "workplace"} <= columns.keys():
        raise HeadingsError
    return Mapped(columns, tuple(ignored), tuple(doubled))


def template_heads(language: str) -> list[str]:
    return [HEADINGS[column][language][0] for column in IN_TEMPLATE]


def _folded(head: str) -> str:
    """Without case, spaces, signs and what stands in brackets: "E-mail *" and "email" are one."""
    return _NOTHING.sub("", re.sub(r"\(.*?\)", "", head).casefold())


_KNOWN = {_folded(name): column for column, names in HEADINGS.items() for each in names.values() for name in each}
LABELS: Mapping[str, str | Promise] = MappingProxyType({"name": _("Name"), "pool": _("Seats")})
