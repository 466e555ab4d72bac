"""Every mention of a record links to it, both ways: whichever field, whichever kind."""

from __future__ import annotations

import pytest

from atlas import paths
from atlas.model.references import references
from atlas.pages import Site, all_pages
from support import bases
from support.web import Page, none_of

FILES = {
    "practices/p.md": bases.practice(
        "Practice",
        "origin, second",
        "related: [q]",
        "networks: [member-net]",
        "areas: [{id: near, title: Near}]",
        "relations: [{area: near, intensity: seek, city: wanted, named: Wanted}]",
        "kind: strategy",
        story="With [Friend](../cities/friend.yml), [Meeting](../events/e.yml), [Net](../networks/net.yml), "
        "[Told](../transfers/q--told.md) and [Quiet](./quiet.md).",
    ).replace("kind: good-practice\n", ""),
    "practices/q.md": bases.practice("Question", "origin"),
    "practices/quiet.md": bases.practice("Quiet", "origin"),
    "practices/r.md": bases.practice("Reply", "told", "adapted_from: q"),
    "cities/area.yml": bases.city("Area", "PL", "members: [inner]", "seat: seat").replace(
        "kind: city", "kind: association"
    ),
    "cities/inner.yml": bases.city("Inner", "PL", "within: [outer]"),
    "cities/seat.yml": bases.city("Seat", "PL", "location: {lat: 50, lon: 20}"),
    "cities/outer.yml": bases.city("Outer").replace("kind: city", "kind: region"),
    **{
        f"cities/{id}.yml": bases.city(id.capitalize())
        for id in (
            "origin",
            "second",
            "wanted",
            "friend",
            "lead",
            "left",
            "heir",
            "told",
            "adopter",
            "host",
            "speaker",
            "house",
        )
    },
    "networks/net.yml": bases.network(
        "Net",
        "practice: q",
        "lead: lead",
        "seat: house",
        "partners:",
        "  - {city: left, role: adopter, left: 2019, replaced_by: heir}",
        "  - {city: heir, role: partner}",
        "  - {city: adopter, role: adopter}",
        "  - {city: told, role: adopter}",
        "preceded_by: [before]",
        "followed_by: [after]",
        "part_of: whole",
    ),
    **{
        f"networks/{id}.yml": bases.network(id.capitalize(), "kind: membership")
        for id in ("before", "after", "whole", "member-net")
    },
    "transfers/q--told.md": bases.transfer(
        "q",
        "told",
        "network: net",
        story="## Summary\n\nAs [in the other](./q--friend.md) and [Host](../cities/host.yml).",
    ),
    "transfers/q--friend.md": bases.transfer("q", "friend"),
    "events/e.yml": bases.event(
        "Meeting",
        "date: 2018",
        "networks: [net]",
        "practices: [q]",
        "cities: [host]",
        "agenda: [{item: Talk, city: speaker}]",
    ),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[str, Page]]:
    site = Site(bases.good(tmp_path_factory.mktemp("base"), FILES).kb)
    return site, {
        page.address: Page(page.address, f"<!doctype html><main>{page.content}</main>") for page in all_pages(site)
    }


def test_the_base_has_every_field_that_names_a_record(pages: tuple[Site, dict[str, Page]]) -> None:
    site, _ = pages
    used = {
        (kind, ".".join(s for s in path if isinstance(s, str)))
        for kind, record in site.kb
        for path, _, _ in references(record)
    }
    assert used == {
        *(("practice", field) for field in ("cities", "adapted_from", "related", "networks", "relations.city")),
        *(("city", field) for field in ("within", "members", "seat")),
        *(("network", field) for field in ("lead", "seat", "practice", "preceded_by", "followed_by", "part_of")),
        ("network", "partners.city"),
        ("network", "partners.replaced_by"),
        *(("transfer", field) for field in ("practice", "adopter", "network")),
        *(("event", field) for field in ("networks", "practices", "cities", "agenda.city")),
    }


def test_every_mention_links_both_ways(pages: tuple[Site, dict[str, Page]]) -> None:
    site, made = pages
    faults = []
    for kind, record in site.kb:
        here = paths.record(kind, record.id)
        named = [(".".join(s for s in path if isinstance(s, str)), k, i) for path, k, i in references(record)]
        body = site.kb.bodies.get((kind, record.id))
        named += [("story", mention.kind, mention.id) for mention in body.mentions] if body else []
        for field, other_kind, other in named:
            there = paths.record(other_kind, other)
            if there not in made[here].targets:
                faults.append(f"/{here} does not link to /{there} ({kind}.{field})")
            if here not in made[there].targets:
                faults.append(f"/{there} does not link back to /{here} ({kind}.{field})")
    none_of(faults)
