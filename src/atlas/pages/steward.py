"""The steward's page: what is missing, stale or thin."""

from __future__ import annotations

from atlas import paths
from atlas.issues import CODES, Issue, Level
from atlas.pages.base import Page, PageKind, Site

TITLE = "Steward's page"
DESCRIPTION = "What is missing, stale or thin in the records, found by the checks."


def page(site: Site, id: str) -> Page:
    """The steward's page."""
    by_code: dict[str, list[Issue]] = {}
    for issue in sorted(site.issues, key=lambda issue: issue.sort_key):
        if issue.level is not Level.ERROR:
            by_code.setdefault(issue.code, []).append(issue)
    groups = [(CODES[code], by_code[code]) for code in sorted(by_code)]
    content = site.render("steward.html", paths.STEWARD, groups=groups, exemptions=site.kb.exemptions)
    return Page(paths.STEWARD, "steward", TITLE, DESCRIPTION, content)


KIND = PageKind("steward", lambda site: ["steward"], page, lambda id: paths.STEWARD)
