"""The page of a theme: its practices, networks and transfers."""

from __future__ import annotations

from atlas import paths
from atlas.pages.base import Page, PageKind, Site, shortened
from atlas.pages.maps import transfer_maps


def page(site: Site, id: str) -> Page:
    """The page of the theme `id`."""
    theme = site.kb.themes[id]
    here = paths.record("theme", id)
    rel = site.relations
    practices = rel.practices_by_theme.get(id, ())
    transfers = [transfer for practice in practices for transfer in rel.by_practice.get(practice.id, ())]
    content = site.render(
        "theme.html",
        here,
        theme=theme,
        narrower=[term for term in site.kb.themes if term.broader == id],
        practices=practices,
        networks=rel.networks_by_theme.get(id, ()),
        events=rel.events_by_theme.get(id, ()),
        transfers=transfers,
        maps=transfer_maps(
            site, here, transfers, f"Map: {theme.label}", f"How practices on {theme.label.lower()} travelled"
        ),
    )
    return Page(here, "theme", theme.label, shortened(theme.definition), content, "vocabularies/themes.yml")


KIND = PageKind("theme", lambda site: list(site.kb.themes.terms), page)
