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
    postponed: str
    online: str
    join: str
    audience: str
    written_in: Mapping[str, str]
    languages: Mapping[str, str]
    deliveries: Mapping[str, str]
    is_open: str
    unknown: str
    why_empty: str
    quotes: str = "””"


WORDS = {
    "fi": Words(
        calendar="Koulutuskalenteri",
        about="Aluehallinnon virastojen maksuttomat koulutukset. Kalenteri päivittyy itsestään.",
        all_trainings="kaikki koulutukset",
        cancelled="PERUTTU: ",
        postponed="LYKÄTTY: ",
        online="Verkossa",
        join="Liity verkossa",
        audience="Kohderyhmä: ",
        written_in={
            "fi": "Tiedot on kirjoitettu suomeksi.",
            "sv": "Tiedot on kirjoitettu ruotsiksi.",
            "en": "Tiedot on kirjoitettu englanniksi.",
        },
        languages={"fi": "suomeksi", "sv": "ruotsiksi", "en": "englanniksi", "se": "pohjoissaameksi"},
        deliveries={"onsite": "paikan päällä", "online": "verkossa", "hybrid": "paikan päällä ja verkossa"},
        is_open="ilmoittautuminen auki",
        unknown="tuntematon rajaus",
        why_empty="Kalenteri on tyhjä, koska sen osoitteessa on rajaus, jota emme tunne:",
    ),
    "sv": Words(
        calendar="Fortbildningskalendern",
        about="Regionförvaltningens avgiftsfria fortbildningar. Kalendern uppdateras automatiskt.",
        all_trainings="alla fortbildningar",
        cancelled="INSTÄLLD: ",
        postponed="UPPSKJUTEN: ",
        online="På nätet",
        join="Delta på nätet",
        audience="Målgrupp: ",
        written_in={
            "fi": "Uppgifterna är skrivna på finska.",
            "sv": "Uppgifterna är skrivna på svenska.",
            "en": "Uppgifterna är skrivna på engelska.",
        },
        languages={"fi": "på finska", "sv": "på svenska", "en": "på engelska", "se": "på nordsamiska"},
        deliveries={"onsite": "på plats", "online": "på nätet", "hybrid": "på plats och på nätet"},
        is_open="anmälan öppen",
        unknown="okänt filter",
        why_empty="Kalendern är tom, eftersom dess adress har ett filter som vi inte känner till:",
    ),
    "en": Words(
        calendar="Training calendar",
        about="Free trainings of the regional state agencies. The calendar updates itself.",
        all_trainings="all trainings",
        cancelled="CANCELLED: ",
        postponed="POSTPONED: ",
        online="Online",
        join="Join online",
        audience="Target group: ",
        written_in={
            "fi": "The details are written in Finnish.",
            "sv": "The details are written in Swedish.",
            "en": "The details are written in English.",
        },
        languages={"fi": "in Finnish", "sv": "in Swedish", "en": "in English", "se": "in Northern Sámi"},
        deliveries={"onsite": "on site", "online": "online", "hybrid": "on site and online"},
        is_open="registration open",
        unknown="unknown filter",
        why_empty="The calendar is empty because its address has a filter that we do not know:",
        quotes="“”",
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
