"""The privacy texts of the whole service, which hold where an organisation has written none of its own.

A changed wording is a new version: whoever has read the old one goes on having read the old one.
"""

from collections.abc import Mapping

from registrations.models import ConsentText

VERSION = 1
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    # The basis is the organiser's public task, GDPR Article 6(1)(e): nobody's consent is asked for it.
    ConsentText.Kind.NOTICE: {
        "fi": (
            "Järjestäjä käyttää tietojasi koulutuksen järjestämiseen: ilmoittautumisen käsittelyyn, koulutusta "
            "koskeviin viesteihin ja tilastoihin, joissa ei ole nimiä. Peruste on järjestäjälle laissa säädetyn "
            "tehtävän hoitaminen (tietosuoja-asetuksen 6 artiklan 1 kohdan e alakohta), joten suostumusta ei pyydetä. "
            "Tietojasi käsittelevät vain koulutuksen järjestäjät. Omalta sivultasi näet tietosi, voit korjata ne ja "
            "perua ilmoittautumisesi."
        ),
        "sv": (
            "Arrangören använder dina uppgifter för att ordna fortbildningen: för att behandla din anmälan, skicka "
            "meddelanden om fortbildningen och göra statistik utan namn. Grunden är arrangörens lagstadgade uppgift "
            "(artikel 6.1 e i dataskyddsförordningen), och därför behövs inget samtycke. Endast de som ordnar "
            "fortbildningen behandlar dina uppgifter. På din egen sida ser du dina uppgifter, kan rätta dem och avboka "
            "din anmälan."
        ),
        "en": (
            "The organiser uses your details to arrange the training: to handle your registration, to send messages "
            "about the training and to compile statistics without names. The basis is the organiser’s public task "
            "(GDPR, Article 6(1)(e)), so no consent is asked for. Only those who arrange the training handle your "
            "details. On your own page you see them, can correct them and can cancel your registration."
        ),
    },
    # Voluntary answers that may say something of health or conviction: explicit consent, Article 9(2)(a).
    ConsentText.Kind.CONSENT: {
        "fi": (
            "Suostun siihen, että järjestäjä käyttää ruokavaliota tai esteettömyyttä koskevaa vastaustani tämän "
            "koulutuksen järjestämiseen. Vastaaminen on vapaaehtoista. Voin perua suostumukseni milloin tahansa "
            "poistamalla vastauksen omalla sivullani."
        ),
        "sv": (
            "Jag samtycker till att arrangören använder mitt svar om specialkost eller tillgänglighet för att ordna "
            "den här fortbildningen. Det är frivilligt att svara. Jag kan när som helst återta mitt samtycke genom att "
            "ta bort svaret på min egen sida."
        ),
        "en": (
            "I consent to the organiser using my answer about diet or accessibility to arrange this training. "
            "Answering is voluntary. I can withdraw my consent at any time by removing the answer on my own page."
        ),
    },
}
