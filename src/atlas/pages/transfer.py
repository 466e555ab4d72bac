"""The page of a transfer that has a file: what was kept, changed, dropped, and what came of it."""

from __future__ import annotations

from atlas import paths
from atlas.model import file_of
from atlas.pages.base import Page, PageKind, Site, record_ids, shortened
from atlas.pages.maps import transfer_map


def page(site: Site, id: str) -> Page:
    """The page of the transfer `id`."""
    record = site.kb.transfers[id]
    practice, adopter = site.kb.practices[record.practice], site.kb.cities[record.adopter]
    origin = site.kb.cities[practice.cities[0]]
    here = paths.record("transfer", id)
    transfer = next(t for t in site.relations.by_adopter[adopter.id] if t.practice == practice.id)
    title = f"{origin.name} → {adopter.name}"
    became = [made for made in site.relations.adaptations.get(practice.id, ()) if adopter.id in made.cities]
    content = site.render(
        "transfer.html",
        here,
        record=record,
        transfer=transfer,
        practice=practice,
        adopter=adopter,
        origin=origin,
        became=became,
        map=transfer_map(
            site, here, [transfer], f"Map: {title}", f"{practice.title}: from {origin.name} to {adopter.name}"
        ),
        components={component.id: component for component in practice.components},
        body=site.kb.body("transfer", id),
        file=file_of("transfer", id),
    )
    description = shortened(
        f"How “{practice.title}” went from {origin.name} to {adopter.name}: what was kept, changed, dropped."
    )
    return Page(here, "transfer", f"{title}: {practice.title}", description, content, file_of("transfer", id))


KIND = PageKind("transfer", record_ids("transfer"), page)
