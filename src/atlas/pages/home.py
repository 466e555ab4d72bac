"""The home page: all transfers on one map, three ways in, living figures."""

from __future__ import annotations

from atlas import paths
from atlas.pages.base import Page, PageKind, Site
from atlas.pages.maps import transfer_maps
from atlas.relations import Transfer

TITLE = "Practice Atlas"
DESCRIPTION = "What one city did, where it went next, and what was kept, changed or dropped on the way."
# How many themes, practices that travelled, and told transfers are shown.
_THEMES, _TRAVELLED, _TOLD = 7, 6, 3


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
        problems=_problems(site)[:_THEMES],
        travelled=travelled[:_TRAVELLED],
        told=_told(site)[:_TOLD],
        counts=site.counts,
        countries=len(rel.cities_by_country),
        maps=transfer_maps(site, paths.HOME, rel.transfers, "Map of all transfers", "Every transfer on record"),
        bands=_bands(site),
    )
    return Page(paths.HOME, "home", TITLE, DESCRIPTION, content)


def _problems(site: Site) -> list[tuple[str, int]]:
    """(id, number of practices) of each theme at the top, those with most practices first."""
    found = site.relations.practices_by_theme
    tops = [(term.id, len(found[term.id])) for term in site.kb.themes if not term.broader and term.id in found]
    return sorted(tops, key=lambda pair: -pair[1])


def _told(site: Site) -> list[Transfer]:
    """Transfers of which the most components are told, one for each practice."""
    told = [(t, len(t.record.components)) for t in site.relations.transfers if t.told and t.record]
    best: dict[str, Transfer] = {}
    for transfer, _ in sorted(told, key=lambda pair: (-pair[1], pair[0].id)):
        best.setdefault(transfer.practice, transfer)
    return list(best.values())


def _bands(site: Site) -> list[tuple[str, int]]:
    """(id, how many places of that size gave or took up a practice) of each size band."""
    active = site.relations.active_by_size
    return [(term.id, len(active.get(term.id, ()))) for term in site.kb.vocabularies["size-bands"]]


KIND = PageKind("home", lambda site: ["home"], page, lambda id: paths.HOME)
