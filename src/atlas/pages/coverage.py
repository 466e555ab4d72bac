"""What the knowledge base covers, and what is missing."""

from __future__ import annotations

from atlas import indexes, paths
from atlas.pages.base import Page, PageKind, Site

TITLE = "Coverage"
DESCRIPTION = "Practices by country, theme, decade, size of city, kind and evidence, and what is missing."


def page(site: Site, id: str) -> Page:
    """The coverage page."""
    kb, rel = site.kb, site.relations
    practices = list(kb.practices.values())
    charts = (
        ("country", "Practices by country", "Country", indexes.by_country(kb, rel)),
        ("theme", "Practices by theme", "Theme", indexes.by_theme(kb, rel)),
        ("decade", "Practices by the decade in which they began", "Decade", indexes.by_decade(kb)),
        ("size", "Practices by size of the city they come from", "Inhabitants", indexes.by_size(kb)),
        ("kind", "Practices by kind", "Kind", indexes.by_term(kb, "practice-kinds", (p.kind for p in practices))),
        (
            "evidence",
            "Practices by evidence",
            "Evidence",
            indexes.by_term(kb, "evidence-levels", (str(rel.evidence(p).level) for p in practices)),
        ),
        ("stage", "Transfers by stage", "Stage", indexes.by_term(kb, "stages", (t.stage for t in rel.transfers))),
    )
    silent = indexes.silent_countries(rel)
    known = {code for code in silent if code in rel.cities_by_country}
    content = site.render(
        "coverage.html",
        paths.COVERAGE,
        charts=charts,
        gaps=indexes.gaps(kb),
        silent=silent,
        known=known,
        counts=site.counts,
    )
    return Page(paths.COVERAGE, "coverage", TITLE, DESCRIPTION, content)


KIND = PageKind("coverage", lambda site: ["coverage"], page, lambda id: paths.COVERAGE)
