"""The home page: all transfers on one map, three ways in, living figures."""

from __future__ import annotations

from atlas import paths
from atlas.pages.base import Page, PageKind, Site
from atlas.pages.maps import transfer_map

TITLE = "Practice Atlas"
_SHOWN = 3  # told transfers on the home page
DESCRIPTION = "What one city did, where it went next, and what was kept, changed or dropped on the way."


def page(site: Site, id: str) -> Page:
    """The home page."""
    rel = site.relations
    travelled = sorted(
        (practice for practice in site.kb.practices.values() if practice.id in rel.by_practice),
        key=lambda practice: (-len(rel.by_practice[practice.id]), practice.title),
    )
    content = site.render(
        "home.html",
        paths.HOME,
        travelled=travelled[:6],
        told=[transfer for transfer in rel.transfers if transfer.told][:_SHOWN],
        counts=site.counts,
        countries=len(rel.cities_by_country),
        map=transfer_map(site, paths.HOME, rel.transfers, "Map of all transfers", "Every transfer on record"),
        bands=_bands(site),
    )
    return Page(paths.HOME, "home", TITLE, DESCRIPTION, content)


def _bands(site: Site) -> list[tuple[str, int]]:
    """(id, how many places of that size gave or took up a practice) of each size band."""
    active = site.relations.active_by_size
    return [(term.id, len(active.get(term.id, ()))) for term in site.kb.vocabularies["size-bands"]]


KIND = PageKind("home", lambda site: ["home"], page)
