"""The few words feeds add of their own, complete in three languages without any catalogue of translations."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.texts import FALLBACKS


@dataclass(frozen=True, slots=True)
class Words:
    calendar: str
    about: str
    all_trainings: str
    cancelled: str
    online: str
    audience: str
    written_in: Mapping[str, str]


WORDS = {
    "fi": Words(
        calendar="Koulutuskalenteri",
        about="Aluehallinnon viranomaisten maksuttomat koulutukset. Kalenteri päivittyy itsestään.",
        all_trainings="kaikki koulutukset",
        cancelled="PERUTTU: ",
        online="Verkossa",
        audience="Kohderyhmä: ",
        written_in={
            "fi": "Tiedot on kirjoitettu suomeksi.",
            "sv": "Tiedot on kirjoitettu ruotsiksi.",
            "en": "Tiedot on kirjoitettu englanniksi.",
        },
    ),
    "sv": Words(
        calendar="Fortbildningskalendern",
        about="Regionförvaltningens avgiftsfria fortbildningar. Kalendern uppdateras automatiskt.",
        all_trainings="alla fortbildningar",
        cancelled="INSTÄLLT: ",
        online="På nätet",
        audience="Målgrupp: ",
        written_in={
            "fi": "Uppgifterna är skrivna på finska.",
            "sv": "Uppgifterna är skrivna på svenska.",
            "en": "Uppgifterna är skrivna på engelska.",
        },
    ),
    "en": Words(
        calendar="Training calendar",
        about="Free trainings of the regional state authorities. The calendar updates itself.",
        all_trainings="all trainings",
        cancelled="CANCELLED: ",
        online="Online",
        audience="Target group: ",
        written_in={
            "fi": "The details are written in Finnish.",
            "sv": "The details are written in Swedish.",
            "en": "The details are written in English.",
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name in up to three languages."""

    fi: str = ""
    sv: str = ""
    en: str = ""

    def in_(self, language: str) -> str:
        """The name in this language, or in the first other that has one."""
        return next((value for code in FALLBACKS[language] if (value := getattr(self, code))), "")
