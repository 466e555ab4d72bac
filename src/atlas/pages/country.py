"""The page of a country: its cities, what they gave and took up."""

from __future__ import annotations

from atlas import paths
from atlas.countries import COUNTRIES
from atlas.pages.base import Page, PageKind, Site


def codes(site: Site) -> list[str]:
    """The countries that have a record of a city, by name."""
    return sorted(site.relations.cities_by_country, key=lambda code: COUNTRIES[code].slug)


def page(site: Site, code: str) -> Page:
    """The page of the country with this ISO code."""
    country = COUNTRIES[code]
    here = paths.record("country", code)
    rel = site.relations
    cities = rel.cities_by_country[code]
    practices = rel.practices_by_country.get(code, ())
    taken = [transfer for city in cities for transfer in rel.by_adopter.get(city.id, ())]
    content = site.render("country.html", here, country=country, cities=cities, practices=practices, taken=taken)
    counts = f"{len(cities)} places, {len(practices)} practices, {len(taken)} taken up"
    description = f"{country.name} in the Practice Atlas: {counts}."
    return Page(here, "country", country.name, description, content)


KIND = PageKind("country", codes, page)
