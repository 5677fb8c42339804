"""Where a venue is on a map: plain links to look its address up, nothing embedded."""

from urllib.parse import quote, urlencode

from events.descriptions import PlaceDescription

SEARCH = "https://www.openstreetmap.org/search"


def search_address(place: PlaceDescription) -> str:
    return f"{SEARCH}?{urlencode({'query': _words(place)})}"


def geo_uri(place: PlaceDescription) -> str:
    """For the map application of a telephone; without coordinates it searches (RFC 5870, with Android's `q`)."""
    return f"geo:0,0?q={quote(_words(place))}"


def _words(place: PlaceDescription) -> str:
    """A street is found by itself; without one the name of the house must do."""
    return (
        place.address if place.street_address else ", ".join(part for part in (place.name.value, place.address) if part)
    )
