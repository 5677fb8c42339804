"""What trainings refer to and an import may have to make: partner organisations, venues and event series."""

import hashlib

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalogue.models import Organisation, Region, Venue
from catalogue.texts import LANGUAGES
from events.importing import words
from events.importing.lexicon import Lexicon, Meaning
from events.importing.mapping import Organiser
from events.importing.places import House
from events.importing.report import Remarks, Report
from events.models import EventSeries


class Shelves:
    """Finds rows by what files call them, and makes those that are missing. Reread after a rollback."""

    def __init__(self, lexicon: Lexicon, report: Report) -> None:
        self.lexicon = lexicon
        self.report = report
        self.slugs = set(Organisation.objects.values_list("slug", flat=True))
        self.regions = dict(Region.objects.values_list("code", "pk"))
        self.series = dict(EventSeries.objects.values_list("slug", "pk"))
        self.venues: dict[tuple[str, str], int] = {}
        for venue in Venue.objects.order_by("-pk"):
            self._remember(venue)

    def organisation_id(self, organiser: Organiser, language: str, remarks: Remarks) -> int:
        """Answer the organiser's id; one that nobody knows becomes a partner organisation, with a warning."""
        if organiser.organisation_id is not None:
            return organiser.organisation_id
        # An earlier row of this file may have made it.
        meaning = self.lexicon.organisations.find(organiser.name)
        if meaning and meaning.organisation_ids:
            return meaning.organisation_ids[0]
        slug = self._free_slug(organiser.name)
        names = {"name_fi": organiser.name, f"name_{language}": organiser.name}
        partner = Organisation.objects.create(slug=slug, kind=Organisation.Kind.PARTNER, **names)
        self.slugs.add(slug)
        self.lexicon.organisations.teach(
            [organiser.name, *words.spellings(organiser.name)], Meaning(organisation_ids=(partner.pk,))
        )
        self.report.new_partners += 1
        remarks.warn("organisers", _("“%(name)s” was not known and is now a partner") % {"name": organiser.name})
        return partner.pk

    def venue_id(self, house: House | None) -> int | None:
        if house is None:
            return None
        for _language, name in house.names:
            if known := self.venues.get((words.fold(name), house.municipality)):
                return known
        venue = Venue.objects.create(
            municipality=house.municipality,
            region_id=self.regions.get(house.region),
            **{f"name_{language}": name for language, name in house.names},
        )
        self._remember(venue)
        self.report.new_venues += 1
        return venue.pk

    def series_id(self, title: str, language: str) -> int | None:
        if not title:
            return None
        slug = _slug(title, longest=100)
        if slug not in self.series:
            self.series[slug] = EventSeries.objects.create(slug=slug, **{f"title_{language}": title}).pk
            self.report.new_series += 1
        return self.series[slug]

    def _remember(self, venue: Venue) -> None:
        for language in LANGUAGES:
            if name := getattr(venue, f"name_{language}"):
                self.venues[words.fold(name), venue.municipality] = venue.pk

    def _free_slug(self, name: str) -> str:
        slug = candidate = _slug(name, longest=50)
        number = 1
        while candidate in self.slugs:
            number += 1
            candidate = f"{slug}-{number}"
        return candidate


def _slug(text: str, *, longest: int) -> str:
    """A slug of the words, or of their digest when no letter of them fits into an address."""
    return slugify(words.fold(text))[:longest].strip("-") or hashlib.sha256(text.encode()).hexdigest()[:12]
