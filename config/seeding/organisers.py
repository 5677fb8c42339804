"""Who organises: the agencies, the Swedish unit and some partners, where they work and who answers for them."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogue.actors import Actor, by_system, by_user
from catalogue.models import Membership, User
from catalogue.vocabularies import Vocabularies
from config.seeding import bank, people

SYSTEM = by_system("seed_demo")
# How many of 100 trainings in Finnish each leads.
AGENCIES = {"esavi": 23, "lssavi": 21, "lsavi": 14, "isavi": 15, "psavi": 14, "laavi": 9}
SWEDISH = {"svenska": 88, "folkhalsan": 4, "fsbf": 4, "fsl": 4}
# By sector: partners lead now and then, and take part more often.
PARTNERS: dict[str, list[str]] = {
    "ecec": ["itla", "kuntaliitto", "lskl", "super"],
    "education": ["oph", "kuntaliitto", "suomen-rehtorit", "suomen-opinto-ohjaajat", "oaj", "mieli"],
    "library": ["suomen-kirjastoseura", "oulu-kirjasto", "tampere-kirjasto", "turku-kirjasto", "helmet-kirjastot"],
    "youth": ["nuorisoala", "humak", "nuorisotutkimusseura", "rauhankasvatusinstituutti"],
    "sports": ["olympiakomitea", "liikuntatieteellinen-seura", "eslu"],
    "cross": ["kuntaliitto", "opsia", "okm", "karvi"],
}
PARTNER_LEADS = 0.045
SWEDISH_AREAS = ("01", "02", "15", "16")
CONTACTS = 5


@dataclass(frozen=True, slots=True)
class Organiser:
    slug: str
    id: int
    regions: Sequence[str]
    actor: Actor
    contacts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Organisers:
    by_slug: Mapping[str, Organiser]

    def lead(self, rng: random.Random, language: str, sector: str) -> Organiser:
        partners = [slug for slug in PARTNERS[sector] if slug in self.by_slug]
        if language != "sv" and partners and rng.random() < PARTNER_LEADS:
            return self.by_slug[rng.choice(partners)]
        shares = SWEDISH if language == "sv" else AGENCIES
        return self.by_slug[rng.choices(list(shares), list(shares.values()))[0]]

    def other_agency(self, rng: random.Random, lead: Organiser) -> Organiser:
        return self.by_slug[rng.choice([slug for slug in AGENCIES if slug != lead.slug])]

    def companions(self, rng: random.Random, lead: Organiser, language: str, sector: str) -> list[Organiser]:
        """Whom the lead arranges a joint training with: all agencies, some of them, or a partner."""
        kind = rng.random()
        if kind < 0.10 and language == "fi":  # noqa: PLR2004 - one joint training in ten is everybody's
            found = list(AGENCIES)
        elif kind < 0.55 and language == "fi":  # noqa: PLR2004
            found = rng.sample(list(AGENCIES), rng.choice((1, 1, 2)))
        elif language == "sv":
            found = [rng.choice(("oph", "folkhalsan", "abo-akademi", "fsbf", "lssavi", "esavi"))]
        else:
            found = [rng.choice(PARTNERS[sector])]
        return [self.by_slug[slug] for slug in found if slug in self.by_slug and slug != lead.slug]


def load(vocabularies: Vocabularies) -> Organisers:
    wanted = {*AGENCIES, *SWEDISH, "oph", "abo-akademi", *(slug for slugs in PARTNERS.values() for slug in slugs)}
    regions = {term.id: term.code for term in vocabularies.regions}
    actors = _actors()
    return Organisers(
        {
            term.code: Organiser(
                slug=term.code,
                id=term.id,
                regions=SWEDISH_AREAS
                if term.code == "svenska"
                else sorted(regions[region_id] for region_id in term.region_ids),
                actor=actors.get(term.code, SYSTEM),
                contacts=_contacts(term.code, "sv" if term.code in SWEDISH else "fi"),
            )
            for term in vocabularies.organisations
            if term.code in wanted
        }
    )


def _actors() -> dict[str, Actor]:
    """The organisers among the demonstration's accounts, by agency."""
    users = User.objects.filter(email__endswith=f".{people.DOMAIN}", memberships__role=Membership.Role.ORGANISER)
    return {slug: by_user(user) for user in users.order_by("pk") for slug in _agencies_of(user)}


def _agencies_of(user: User) -> list[str]:
    memberships = user.memberships.filter(role=Membership.Role.ORGANISER, organisation__isnull=False)
    return list(memberships.values_list("organisation__slug", flat=True))


def _contacts(slug: str, language: str) -> list[tuple[str, str, str]]:
    rng = random.Random(f"contacts/{slug}")  # noqa: S311 - example data
    names = {section: " ".join(fields).split() for section, fields in bank.sections("names")}
    found = []
    for _number in range(CONTACTS):
        first, last = rng.choice(names[f"{language} first"]), rng.choice(names[f"{language} family"])
        address = f"{people.ascii_of(first)}.{people.ascii_of(last)}@{slug}.{people.DOMAIN}"
        phone = f"0295 000 {rng.randrange(100, 1000)}" if rng.random() < 0.6 else ""  # noqa: PLR2004
        found.append((f"{first} {last}", address, phone))
    return found
