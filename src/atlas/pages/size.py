"""The page of a size of places: what places of that size gave and took up."""

from __future__ import annotations

from atlas import paths
from atlas.pages.base import Page, PageKind, Site
from atlas.vocabulary import fold


def page(site: Site, id: str) -> Page:
    """The page of the size band `id`."""
    band = site.kb.vocabularies["size-bands"][id]
    here = paths.record("size", id)
    rel = site.relations
    cities = sorted(rel.cities_by_size.get(id, ()), key=lambda city: fold(city.name))
    given = {practice.id: practice for city in cities for practice in rel.by_city.get(city.id, ())}
    practices = sorted(given.values(), key=lambda practice: fold(practice.title))
    taken = [transfer for city in cities for transfer in rel.by_adopter.get(city.id, ())]
    content = site.render("size.html", here, band=band, cities=cities, practices=practices, taken=taken)
    counts = f"{len(cities)} places, {len(practices)} practices, {len(taken)} taken up"
    return Page(here, "size", f"Places of {band.label} inhabitants", f"{band.definition} {counts}.", content)


KIND = PageKind("size", lambda site: list(site.kb.vocabularies["size-bands"].terms), page)
