"""Records and relations → pages. One module a page kind; each is a `PageKind` in `KINDS`.

A page is finished HTML with what a site generator needs to frame it: address, title, description, contents, the
file to edit. Pages are made one by one, in any order: none depends on another page.
"""

from __future__ import annotations

from collections.abc import Iterator

from atlas.pages import (
    atoz,
    city,
    country,
    coverage,
    data,
    event,
    home,
    lists,
    network,
    practice,
    reference,
    size,
    steward,
    theme,
    transfer,
    transfers,
)
from atlas.pages.base import Page, PageKind, Site, TocEntry
from atlas.pages.searchable import searchable

_KINDS: tuple[PageKind, ...] = (
    home.KIND,
    practice.KIND,
    city.KIND,
    network.KIND,
    transfer.KIND,
    event.KIND,
    theme.KIND,
    country.KIND,
    size.KIND,
    lists.KIND,
    transfers.KIND,
    atoz.KIND,
    coverage.KIND,
    data.KIND,
    steward.KIND,
    reference.KIND,
)
KINDS = tuple(searchable(kind) for kind in _KINDS)


def addresses(site: Site) -> dict[str, tuple[PageKind, str]]:
    """Address → kind and id, of every page of the site."""
    return {kind.address(id): (kind, id) for kind in KINDS for id in kind.ids(site)}


def all_pages(site: Site) -> Iterator[Page]:
    """Every page of the site."""
    for kind in KINDS:
        for id in kind.ids(site):
            yield kind.page(site, id)


__all__ = ["KINDS", "Page", "PageKind", "Site", "TocEntry", "addresses", "all_pages"]
