"""All transfers: one map, one table."""

from __future__ import annotations

from atlas import paths
from atlas.pages.base import Page, PageKind, Site
from atlas.pages.maps import transfer_maps

TITLE = "Transfers"


def page(site: Site, id: str) -> Page:
    """The page of all transfers."""
    here = paths.TRANSFERS
    transfers = site.relations.transfers
    told = sum(transfer.told for transfer in transfers)
    content = site.render(
        "transfers.html",
        here,
        transfers=transfers,
        told=told,
        maps=transfer_maps(
            site, here, transfers, "Map of all transfers", "Every transfer on record, from origin to adopter"
        ),
    )
    description = f"{len(transfers)} transfers of practices from city to city, {told} of them told: map and table."
    return Page(here, "transfers", TITLE, description, content)


KIND = PageKind("transfers", lambda site: ["transfers"], page, lambda id: paths.TRANSFERS)
