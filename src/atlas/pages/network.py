"""The page of a network: partners by tier, what it transfers, its events."""

from __future__ import annotations

from dataclasses import dataclass

from atlas import paths
from atlas.exports import has_day
from atlas.maps.types import Role
from atlas.model import Network, Partner, file_of
from atlas.pages.base import Page, PageKind, Site, record_ids, shortened
from atlas.pages.maps import MapMaker, MapView

# Expressed interest and the like are quieter on the map than those who take part.
_QUIET = frozenset({"expressed-interest", "observer", "collaborating"})


@dataclass(frozen=True, slots=True)
class Tier:
    """The partners with one role, in the order of the list of roles."""

    role: str
    label: str
    definition: str
    partners: tuple[Partner, ...]


def tiers(site: Site, network: Network) -> list[Tier]:
    """The partners by role; the lead is not among them."""
    found = []
    for term in site.kb.vocabularies["roles"]:
        partners = tuple(partner for partner in network.partners if partner.role == term.id)
        if partners:
            found.append(Tier(term.id, term.label, term.definition, partners))
    return found


def _map(site: Site, network: Network, here: str) -> MapView | None:
    maker = MapMaker(site, here)
    if network.lead:
        maker.place(network.lead, "origin")
    for partner in network.partners:
        role: Role = "quiet" if partner.role in _QUIET or partner.left else "member"
        maker.place(partner.city, role)
    maker.transfers(site.relations.by_network.get(network.id, ()))
    caption = f"Where {network.name} carried its practice" if network.practice else f"Places in {network.name}"
    return maker.draw("map", f"Map: {network.name}", caption)


def page(site: Site, id: str) -> Page:
    """The page of the network `id`."""
    network = site.kb.networks[id]
    here = paths.record("network", id)
    kind = site.kb.label("network-kinds", network.kind)
    content = site.render(
        "network.html",
        here,
        network=network,
        tiers=tiers(site, network),
        map=_map(site, network, here) if network.lead or network.partners else None,
        transfers=site.relations.by_network.get(id, ()),
        calendar=paths.calendar(id) if any(map(has_day, site.relations.events_by_network.get(id, ()))) else None,
        file=file_of("network", id),
    )
    words = network.tagline or network.objective or kind
    description = shortened(f"{kind}: {words}")
    # A network may bear its practice's name; in a browser's tabs and in a search engine they are told apart.
    title = f"{network.name} (network)" if network.name in site.practice_titles else network.name
    return Page(here, "network", title, description, content, file_of("network", id))


KIND = PageKind("network", record_ids("network"), page)
