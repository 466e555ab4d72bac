"""The lists of all records of a kind."""

from __future__ import annotations

from atlas import paths
from atlas.model import City
from atlas.pages import atoz, country
from atlas.pages.base import Page, PageKind, Site
from atlas.vocabulary import fold

_TITLES = {
    "practice": ("Practices", "What cities did, for whom, and what came of it."),
    "city": ("Cities and areas", "Who gave a practice, took one up, or belongs to a network."),
    "network": ("Networks", "Places that learn from each other, and what moves between them."),
    "event": ("Events", "Where people met, about what."),
    "theme": ("Themes", "What practices and networks are about."),
    "size": ("Sizes of places", "Practices and places, by how many people live there."),
    "country": ("Countries", "Practices and places, country by country."),
}


def page(site: Site, kind: str) -> Page:
    """The list of all records of a kind."""
    title, description = _TITLES[kind]
    here = paths.index(kind)
    rel = site.relations
    letters: dict[str, list[City]] = {}
    for city in sorted(site.kb.cities.values(), key=lambda city: atoz.order(city.name)):
        letters.setdefault(atoz.letter(city.name), []).append(city)
    content = site.render(
        f"list-{kind}.html",
        here,
        title=title,
        tagline=description,
        countries=country.codes(site),
        letters=letters,
        practices=sorted(site.kb.practices.values(), key=lambda practice: fold(practice.title)),
        networks=sorted(site.kb.networks.values(), key=lambda network: fold(network.name)),
        events=rel.events,
        calendar=paths.calendar() if site.edition.dated_events else None,
    )
    return Page(here, "list", title, description, content)


KIND = PageKind("list", lambda site: list(_TITLES), page, paths.index)
