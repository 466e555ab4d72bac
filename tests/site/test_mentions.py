"""The real site: every record has its page, and every mention of a record links to it, both ways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from atlas.countries import COUNTRIES
from atlas.model import KINDS, Record
from atlas.model.references import references
from atlas.model.values import RecordKind
from support.bases import ROOT, real
from support.web import Site, elements, none_of

pytestmark = pytest.mark.site


def address(kind: RecordKind, id: str) -> str:
    return f"{KINDS[kind].folder}/{id}/"


def mentions(kind: RecordKind, record: Record) -> Iterator[tuple[str, str, str]]:
    """(field, address of the record's page, address of the page of what it mentions)."""
    here = address(kind, record.id)
    for path, other_kind, other in references(record):
        yield ".".join(step for step in path if isinstance(step, str)), here, address(other_kind, other)
    body = real().kb.bodies.get((kind, record.id))
    for mention in body.mentions if body else ():
        yield "its story", here, address(mention.kind, mention.id)


def all_mentions() -> set[tuple[str, str, str]]:
    found = {mention for kind, record in real().kb for mention in mentions(kind, record)}
    return {(field, here, there) for field, here, there in found if here != there}


def test_every_file_has_its_page(site: Site) -> None:
    files = [
        f"{kind.folder}/{path.stem}/"
        for kind in KINDS.values()
        for path in (ROOT / kind.folder).glob(f"*{kind.suffix}")
        if path.name != "README.md"
    ]
    assert len(files) > 100
    none_of(file for file in files if file not in site.addresses)


def test_there_is_no_page_of_a_record_without_a_file(site: Site) -> None:
    for kind in KINDS.values():
        there = {path.stem for path in (ROOT / kind.folder).glob(f"*{kind.suffix}")}
        pages = {a.split("/")[1] for a in site.addresses if a.startswith(f"{kind.folder}/") and a.count("/") == 2}
        assert pages == there - {"README"}, kind.folder


def test_every_theme_has_its_page(site: Site) -> None:
    none_of(term.id for term in real().kb.themes if f"themes/{term.id}/" not in site.addresses)


def test_every_country_of_a_city_has_its_page_in_english_words(site: Site) -> None:
    slugs = {COUNTRIES[city.country].slug for city in real().kb.cities.values()}
    pages = {a.split("/")[1] for a in site.addresses if a.startswith("countries/") and a != "countries/"}
    assert pages == slugs
    assert {"united-kingdom", "czechia", "netherlands"} <= pages


def test_the_page_of_a_record_links_to_all_it_mentions(site: Site) -> None:
    none_of(
        f"/{here} does not link to /{there} ({field})"
        for field, here, there in all_mentions()
        if there not in site[here].targets
    )


def test_what_is_mentioned_links_back(site: Site) -> None:
    none_of(
        f"/{there} does not link to /{here} ({field})"
        for field, here, there in all_mentions()
        if here not in site[there].targets
    )


def test_themes_list_their_practices_networks_and_events_and_these_their_themes(site: Site) -> None:
    kb = real().kb
    faults = []
    for folder, records in (("practices", kb.practices), ("networks", kb.networks), ("events", kb.events)):
        for record in records.values():
            for theme in record.themes:
                here, there = f"{folder}/{record.id}/", f"themes/{theme}/"
                if there not in site[here].targets:
                    faults.append(f"/{here} -> /{there}")
                broader = kb.themes[theme].broader
                for term in [theme, *([broader] if broader else [])]:
                    if here not in site[f"themes/{term}/"].targets:
                        faults.append(f"/themes/{term}/ -> /{here}")
    none_of(faults)


def test_themes_of_two_levels_link_to_each_other(site: Site) -> None:
    for term in real().kb.themes:
        if term.broader:
            assert f"themes/{term.broader}/" in site[f"themes/{term.id}/"].targets
            assert f"themes/{term.id}/" in site[f"themes/{term.broader}/"].targets


def test_countries_list_their_cities_and_cities_their_country(site: Site) -> None:
    faults = []
    for city in real().kb.cities.values():
        there = f"countries/{COUNTRIES[city.country].slug}/"
        if f"cities/{city.id}/" not in site[there].targets:
            faults.append(f"/{there} -> {city.id}")
        if there not in site[f"cities/{city.id}/"].targets:
            faults.append(f"{city.id} -> /{there}")
    none_of(faults)


def test_adopters_are_linked_with_practice_origin_and_network(site: Site) -> None:
    """What follows from a network: its adopters' pages name practice, origin and network, and the other way round."""
    faults = []
    for network in real().kb.networks.values():
        if not network.practice:
            continue
        origin = real().kb.practices[network.practice].cities[0]
        trio = {f"networks/{network.id}/", f"practices/{network.practice}/", f"cities/{origin}/"}
        for partner in network.partners:
            if partner.role == "adopter" and partner.left is None:
                adopter = f"cities/{partner.city}/"
                faults += [f"/{adopter} -> /{there}" for there in trio - site[adopter].targets]
                faults += [f"/{there} -> /{adopter}" for there in trio if adopter not in site[there].targets]
    none_of(faults)


def test_lists_hold_every_record_of_their_kind(site: Site) -> None:
    kb = real().kb
    wanted = {
        "practices/": [f"practices/{id}/" for id in kb.practices],
        "cities/": [f"cities/{id}/" for id in kb.cities],
        "networks/": [f"networks/{id}/" for id in kb.networks],
        "events/": [f"events/{id}/" for id in kb.events],
        "themes/": [f"themes/{term.id}/" for term in kb.themes],
        "transfers/": [f"transfers/{id}/" for id in kb.transfers],
        "countries/": [a for a in site.addresses if a.startswith("countries/") and a != "countries/"],
    }
    none_of(
        f"/{here} lacks /{there}" for here, all in wanted.items() for there in all if there not in site[here].targets
    )


def test_a_to_z_holds_everything_with_a_name_but_transfers(site: Site) -> None:
    leaves = {
        a
        for a in site.addresses
        if a.count("/") == 2 and a.split("/")[0] in ("practices", "cities", "networks", "events", "themes", "countries")
    }
    assert leaves - site["a-z/"].targets == set()


def test_a_to_z_knows_other_names_and_folds_accents(site: Site) -> None:
    page = site["a-z/"]
    letters = [text for level, text in page.headings if level == 2]
    assert letters == sorted(letters, key=lambda letter: (letter == "Other", letter)), letters
    assert "Movement: see Welcoming International Talent" in page.text
    for letter, id in (("Z", "zlin"), ("B", "bistrita"), ("L", "lodz")):
        if f"cities/{id}/" in site.addresses:
            assert any(target == f"cities/{id}/" for target, _ in page.links(_letter(page.content, letter))), id


def _letter(content, letter: str):
    return next(
        s for s in elements(content, "section") if next(elements(s, "h2")).get("id") == f"letter-{letter.lower()}"
    )


def test_edit_links_lead_to_the_file_of_the_record(site: Site) -> None:
    """A different file each, and one that exists."""
    for kind, record in real().kb:
        page = site[address(kind, record.id)]
        file = f"{KINDS[kind].folder}/{record.id}{KINDS[kind].suffix}"
        edits = {
            link.attrib["href"].partition("/edit/main/")[2]
            for link in elements(page.content, "a")
            if "/edit/main/" in link.get("href", "")
        }
        assert edits == {file}, page
        assert (ROOT / file).is_file()


def test_every_page_of_a_record_says_when_it_changed(site: Site) -> None:
    for kind, record in real().kb:
        text = site[address(kind, record.id)].text
        assert "Last changed: " in text, record.id
