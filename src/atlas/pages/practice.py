"""The page of a practice: facts first, where it went, the story, what came of it, where it says so."""

from __future__ import annotations

from dataclasses import dataclass

from atlas import paths
from atlas.model import City, Practice, file_of
from atlas.model.body import PRACTICE_HEADINGS
from atlas.pages.base import Page, PageKind, Site, record_ids
from atlas.pages.maps import MapMaker, MapView
from atlas.relations import Transfer, size_of


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the page: what the story tells under a heading, and whether facts stand there too."""

    heading: str
    anchor: str
    html: str
    facts: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: the fate of a component in one city, or not recorded."""

    fate: str | None
    label: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the matrix: a component and its cells, adopter by adopter."""

    title: str
    text: str
    cells: tuple[Cell, ...]


_NOT_RECORDED = Cell(None, "not recorded", "", "")


def matrix(site: Site, practice: Practice, transfers: list[Transfer]) -> list[Row]:
    """Components × adopters. Components that adopters added follow those of the practice."""
    rows = [
        Row(component.title, component.text or "", tuple(_cell(site, transfer, component.id) for transfer in transfers))
        for component in practice.components
    ]
    for place, transfer in enumerate(transfers):
        for added in transfer.record.components if transfer.record else ():
            if added.fate == "added" and added.title:
                cells = [_NOT_RECORDED] * len(transfers)
                cells[place] = _fate_cell(site, added.fate, added.reason, added.note)
                rows.append(Row(added.title, "", tuple(cells)))
    return rows


def _cell(site: Site, transfer: Transfer, component: str) -> Cell:
    for fate in transfer.record.components if transfer.record else ():
        if fate.id == component:
            return _fate_cell(site, fate.fate, fate.reason, fate.note)
    return _NOT_RECORDED


def _fate_cell(site: Site, fate: str, reason: str | None, note: str | None) -> Cell:
    return Cell(fate, site.kb.label("fates", fate), site.kb.label("reasons", reason) if reason else "", note or "")


def _map(site: Site, practice: Practice, transfers: list[Transfer], here: str) -> MapView | None:
    maker = MapMaker(site, here)
    for city in practice.cities:
        maker.place(city, "origin")
    maker.transfers(transfers)
    for step in site.relations.lineage(practice.id):
        maker.transfers(onward.transfer for onward in step.onward)
    if practice.adapted_from:
        maker.transfers(
            transfer
            for transfer in site.relations.by_practice.get(practice.adapted_from, ())
            if transfer.adopter in practice.cities
        )
    for relation in practice.relations:
        if relation.city:
            maker.place(relation.city, "member" if relation.intensity == "priority" else "quiet")
            maker.arc(practice.cities[0], relation.city, "relation")
    if practice.relations:
        caption = f"Relations that the strategy of {site.kb.cities[practice.cities[0]].name} names"
    elif transfers:
        caption = f"Where “{practice.title}” comes from and which cities took it up"
    else:
        caption = f"Where “{practice.title}” comes from"
    return maker.draw("map", f"Map: {practice.title}", caption)


# Sections that stand on every page: where nothing is recorded, they say so.
_ALWAYS = frozenset({"Results", "Difficulties"})


def _parts(site: Site, practice: Practice) -> list[Part]:
    """The sections in the order of the list, each with its facts and its story."""
    sections = {section.heading: section for section in site.kb.body("practice", practice.id).sections}
    facts = {
        "Results": practice.results,
        "Difficulties": practice.difficulties,
        "Challenges": practice.challenges,
        "Strategic lines": practice.strategic_lines,
        "Geographic priorities": practice.areas or practice.relations,
        "Partnerships": practice.networks or practice.aligned_with,
        "Why and how to transfer": practice.preconditions,
    }
    parts = []
    for heading in PRACTICE_HEADINGS:
        section = sections.get(heading)
        if section or facts.get(heading) or heading in _ALWAYS:
            html = section.html if section else ""
            parts.append(Part(heading, paths.anchor(heading), html, bool(facts.get(heading))))
    return parts


def _peers(site: Site, practice: Practice, transfers: list[Transfer]) -> list[City]:
    taken = {*practice.cities, *(transfer.adopter for transfer in transfers)}
    city = site.kb.cities[practice.cities[0]]
    return [peer for peer in site.relations.like(city, 6 + len(taken)) if peer.id not in taken][:6]


def _related(site: Site, practice: Practice) -> list[Practice]:
    """Related practices, and what adopters made of it."""
    return sorted(site.relations.related.get(practice.id, ()), key=lambda other: other.title)


def page(site: Site, id: str) -> Page:
    """The page of the practice `id`."""
    practice = site.kb.practices[id]
    here = paths.record("practice", id)
    # Those with a page of their own first: in the table, and in the columns of the matrix.
    transfers = sorted(site.relations.by_practice.get(id, ()), key=lambda transfer: transfer.record is None)
    cities = [site.kb.cities[city] for city in practice.cities]
    content = site.render(
        "practice.html",
        here,
        practice=practice,
        cities=cities,
        size=size_of(cities[0]),
        transfers=transfers,
        matrix=matrix(site, practice, transfers),
        map=_map(site, practice, transfers, here),
        evidence=site.relations.evidence(practice),
        parts=_parts(site, practice),
        area_titles={area.id: area.title for area in practice.areas},
        related=_related(site, practice),
        body=site.kb.body("practice", id),
        ancestors=site.relations.ancestors(practice),
        lineage=site.relations.lineage(id),
        peers=_peers(site, practice, transfers),
        file=file_of("practice", id),
    )
    return Page(here, "practice", practice.title, practice.tagline, content, file_of("practice", id))


KIND = PageKind("practice", record_ids("practice"), page)
