"""Where places are: one point each, in their own country."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.checks.rule import Bench, Finding, rule
from atlas.countries import COUNTRIES, Country
from atlas.issues import Level, quote
from atlas.model import file_of
from atlas.model.common import Location


@rule("C550", Level.ERROR, "Point on the map")
def points(kb: Bench) -> Iterator[Finding]:
    """A place has its own `location`, or names the `seat` whose location stands for it, or neither; not both. The
    seat's record has a location, or there would still be no point.
    """
    for city in kb.cities.values():
        seat = kb.cities.get(city.seat or "")
        if city.seat and city.location:
            words = "The place has a location of its own and a seat that gives one."
            hint = "Delete `seat`, or `location` where it is only the seat's."
            yield Finding("city", city.id, ("seat",), words, hint, key=True)
        elif city.seat == city.id:
            words = f"The seat of {quote(city.id)} is the place itself."
            yield Finding("city", city.id, ("seat",), words, "Name the city of the seat, or give a `location`.")
        elif seat and seat.location is None:
            words = f"The seat {quote(seat.id)} has no location, so it gives no point for the map."
            hint = f"Add {{lat: …, lon: …}} as `location` to {file_of('city', seat.id)}."
            yield Finding("city", city.id, ("seat",), words, hint)


@rule("C551", Level.NOTE, "Point outside the country")
def boxes(kb: Bench) -> Iterator[Finding]:
    """The location lies in the rectangle around the country, or around one of its islands far away. Outside it,
    latitude and longitude may have changed places, or a sign is missing.
    """
    for city in kb.cities.values():
        country = COUNTRIES.get(city.country)
        if city.location and country and not country.holds(city.location.lat, city.location.lon):
            words = f"The point {city.location.lat}, {city.location.lon} is outside {country.name}."
            yield Finding("city", city.id, ("location",), words, _meant(country, city.location))


def _meant(country: Country, point: Location) -> str:
    """What the point may have been meant to be: with the other sign, or the other way round."""
    lat, lon = point.lat, point.lon
    for north, east in ((lat, -lon), (-lat, lon), (-lat, -lon), (lon, lat), (lon, -lat), (-lon, lat)):
        if country.holds(north, east):
            return f"Did you mean {{lat: {north}, lon: {east}}}? {_ORDER}"
    return _ORDER


_ORDER = "Degrees north come first, degrees east second; south and west are negative."
