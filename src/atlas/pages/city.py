"""The page of a city or area: what it gave, what it took up, what it belongs to."""

from __future__ import annotations

from atlas import paths
from atlas.model import City, file_of
from atlas.pages.base import Page, PageKind, Site, record_ids, shortened
from atlas.pages.maps import MapMaker, MapView
from atlas.relations import counts_settlement, size_of


def _map(site: Site, city: City, here: str) -> MapView | None:
    maker = MapMaker(site, here)
    given = [
        t
        for practice in site.relations.by_city.get(city.id, ())
        for t in site.relations.by_practice.get(practice.id, ())
    ]
    taken = list(site.relations.by_adopter.get(city.id, ()))
    maker.transfers([*given, *taken])
    maker.place(city.id, "origin" if given else "adopter")
    for practice, _ in site.relations.wanted_by.get(city.id, ()):
        maker.place(practice.cities[0], "quiet")
        maker.arc(practice.cities[0], city.id, "relation")
    if given and taken:
        caption = f"What {city.name} gave and took up"
    elif given or taken:
        caption = f"Where practices of {city.name} went" if given else f"Where {city.name} took practices from"
    else:
        caption = f"Where {city.name} is"
    if city.location is None and city.seat:
        caption += f" (point: its seat, {site.kb.cities[city.seat].name})"
    return maker.draw("map", f"Map: {city.name}", caption)


def description(site: Site, city: City) -> str:
    """What the page holds, in a sentence made of facts."""
    rel = site.relations
    counts = [
        (len(rel.by_city.get(city.id, ())), "practice", "practices"),
        (len(rel.by_adopter.get(city.id, ())), "practice taken up", "practices taken up"),
        (len({m.network.id for m in rel.memberships.get(city.id, ())}), "network", "networks"),
    ]
    words = ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in counts if number)
    return shortened(f"{city.name} in the Practice Atlas: {words or 'where it is named'}.")


def page(site: Site, id: str) -> Page:
    """The page of the city `id`."""
    city = site.kb.cities[id]
    here = paths.record("city", id)
    rel = site.relations
    given = [t for practice in rel.by_city.get(id, ()) for t in rel.by_practice.get(practice.id, ())]
    content = site.render(
        "city.html",
        here,
        city=city,
        size=size_of(city),
        counts_settlement=counts_settlement,
        map=_map(site, city, here),
        practices=rel.by_city.get(id, ()),
        given=given,
        taken=rel.by_adopter.get(id, ()),
        memberships=rel.memberships.get(id, ()),
        peers=rel.like(city),
        file=file_of("city", id),
    )
    return Page(here, "city", city.name, description(site, city), content, file_of("city", id))


KIND = PageKind("city", record_ids("city"), page)
