"""All exports together: which there are, that they hold every record, that they are the same bytes each time."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from atlas import paths
from atlas.exports import Edition, Export, exports, listed, usual
from atlas.generate import assets, generate
from atlas.model import KINDS, KnowledgeBase
from atlas.pages import Site, all_pages, data
from atlas.relations import Relations
from support import bases
from support.bases import city, event, network, practice
from support.web import elements, fragment, words

SITE = "https://atlas.example/sub"
FORMS = {
    ".json": "JSON",
    ".csv": "CSV",
    ".geojson": "GeoJSON",
    ".jsonld": "JSON-LD",
    ".xml": "Atom",
    ".ics": "iCalendar",
}


def edition(kb: KnowledgeBase, site_url: str = SITE) -> Edition:
    return Edition(Relations(kb), site_url)


def contents(kb: KnowledgeBase) -> dict[str, bytes]:
    return {export.path: export.content() for export in exports(edition(kb))}


@pytest.fixture(scope="module")
def made() -> dict[str, Export]:
    return {export.path: export for export in listed(edition(bases.real().kb))}


def test_every_format_is_there(made: dict[str, Export]) -> None:
    asked = ["practices", "cities", "networks", "partners", "transfers", "results", "events", "sources"]
    assert {f"data/{name}.csv" for name in asked} < made.keys()
    asked = ["practice-atlas.json", "practice-atlas.jsonld", "cities.geojson", "transfers.geojson"]
    assert {f"data/{name}" for name in asked} < made.keys()
    assert {"feed.xml", "events/events.ics", "networks/procure/events.ics"} < made.keys()


def test_a_file_is_named_after_its_format(made: dict[str, Export]) -> None:
    assert {Path(path).suffix: export.form for path, export in made.items()} == FORMS
    assert all(not path.startswith(("/", ".")) for path in made)


def test_the_description_of_the_whole_names_every_file(made: dict[str, Export]) -> None:
    dataset = json.loads(made["data/practice-atlas.jsonld"].content())["@graph"][0]
    assert [file["contentUrl"] for file in dataset["distribution"]] == [f"{SITE}/{path}" for path in made]


def test_no_two_files_share_a_path() -> None:
    found = [export.path for export in exports(edition(bases.real().kb))]
    assert len(set(found)) == len(found)


def test_the_same_records_give_the_same_bytes() -> None:
    assert contents(bases.real().kb) == contents(bases.real().kb)


def test_another_day_changes_only_what_says_the_day() -> None:
    kb = bases.real().kb
    later = contents(replace(kb, today=replace(kb.today, year=kb.today.year + 1)))
    changed = {Path(path).suffix for path, content in contents(kb).items() if later[path] != content}
    assert changed == {".json", ".jsonld", ".ics"}


def test_the_address_of_the_site_is_all_that_differs_between_sites() -> None:
    kb = bases.real().kb
    for here, there in zip(exports(edition(kb)), exports(edition(kb, "https://other.example/")), strict=True):
        moved = there.content().replace(b"\r\n ", b"").replace(b"https://other.example/", f"{SITE}/".encode())
        assert here.content().replace(b"\r\n ", b"") == moved, here.path


def test_without_an_address_none_is_made_up() -> None:
    for export in exports(edition(bases.real().kb, "")):
        content = export.content()
        assert b"example.org" not in content and b'="/' not in content and b"\nURL:" not in content, export.path


def test_a_base_without_events_has_no_calendar_and_no_link_to_one(tmp_path: Path) -> None:
    """A calendar without an event would break the rules of the format."""
    files = {"practices/p.md": practice("P", "a"), "cities/a.yml": city("A"), "networks/n.yml": network("N")}
    site = Site(bases.good(tmp_path, files).kb)
    assert not [export.path for export in exports(site.edition) if export.path.endswith(".ics")]
    assert not [page.address for page in all_pages(site) if ".ics" in page.content]


def test_networks_and_the_list_of_events_link_to_their_calendars(tmp_path: Path) -> None:
    files = {
        "practices/p.md": practice("P", "a"),
        "cities/a.yml": city("A"),
        "networks/dated.yml": network("Dated"),
        "networks/vague.yml": network("Vague"),
        "events/d.yml": event("D", "networks: [dated]", "date: 2020-05-04"),
        "events/v.yml": event("V", "networks: [vague]", "date: 2020-05"),
    }
    site = Site(bases.good(tmp_path, files).kb)
    found = {page.address for page in all_pages(site) if "events.ics" in page.content}
    assert found == {"networks/dated/", "events/", "data/"}
    shown = fragment(data.page(site, "data").content)
    assert [link.get("href") for link in elements(shown, "a") if link.get("href", "").endswith(".ics")] == [
        "../events/events.ics",
        "../networks/dated/events.ics",
    ]
    assert "Not in the calendars" in words(shown) and "../events/v/" in [a.get("href") for a in elements(shown, "a")]


def test_the_page_names_every_file_and_how_many_records_it_holds() -> None:
    site = Site(bases.real().kb)
    shown = fragment(data.page(site, "data").content)
    linked = {link.get("href", "") for link in elements(shown, "a")}
    assert {f"../{export.path}" for export in listed(site.edition)} <= linked
    rows = [[words(cell) for cell in elements(row, "th", "td")] for row in elements(shown, "tr")]
    counts = {row[0]: int(row[3].replace(",", "")) for row in rows[1:]}
    assert counts["practices.csv"] == len(site.kb.practices)
    assert counts["transfers.csv"] == len(site.relations.transfers)
    assert counts["practice-atlas.json"] == sum(
        counts[f"{kind}.csv"] for kind in ["practices", "cities", "networks", "transfers", "events"]
    )


def test_the_page_says_licence_citation_and_credit() -> None:
    text = words(fragment(data.page(Site(bases.real().kb), "data").content))
    assert "the Practice Atlas contributors (2026): Practice Atlas. Data as of" in text
    assert "CC BY 4.0" in text and "GeoNames" in text and "stays for ever" in text
    assert all(f"{field}: {value}" in text for field, value in usual().items())


def test_what_goes_without_saying_is_little() -> None:
    """Nothing but these, and what says that nothing is recorded, is left out of JSON."""
    assert usual() == {"need": "helpful", "partners_complete": "unknown"}
    for kind in KINDS.values():
        defaults = [info.default for info in kind.model.model_fields.values() if not info.is_required()]
        assert all(default in (None, (), {}, False) or isinstance(default, str) for default in defaults), kind.name


def test_files_are_published_with_the_pages(tmp_path: Path) -> None:
    base = bases.good(tmp_path / "base", {"practices/p.md": practice("P", "a"), "cities/a.yml": city("A")})
    site = Site(base.kb, site_url=SITE)
    published = {asset.path: asset.content for asset in assets(base.root, site)}
    made = {export.path: export.content() for export in exports(site.edition)}
    assert made.items() <= published.items()
    generate(base.root, site, tmp_path / "out")
    assert all((tmp_path / "out" / path).read_bytes() == content for path, content in made.items())
    assert (tmp_path / "out" / paths.DATA / "index.md").is_file()
    assert f"{SITE}/practices/p/".encode() in made["data/practices.csv"]


def test_an_earlier_id_leads_to_the_record(tmp_path: Path) -> None:
    files = {"practices/p.md": practice("P", "a"), "cities/a.yml": city("A", "PT", "aliases: [old-a, older-a]")}
    base = bases.good(tmp_path, files)
    pages = {asset.path: asset.content.decode() for asset in assets(base.root, Site(base.kb, site_url=SITE))}
    for old in ("old-a", "older-a"):
        page = pages[f"cities/{old}/index.html"]
        assert '<meta http-equiv="refresh" content="0; url=../a/">' in page and '<a href="../a/">' in page
        assert f'<link rel="canonical" href="{SITE}/cities/a/">' in page and "noindex" in page
    # They are no data.
    assert "old-a" not in data.page(Site(base.kb), "data").content


def test_thousands_of_practices_take_a_moment() -> None:
    """Rich ones, with ten sources each; a busy machine gets time, a quadratic step does not."""
    kb = bases.real().kb
    many = {
        f"{id}-{n}": (id, known.model_copy(update={"id": f"{id}-{n}"}))
        for n in range(2000 // len(kb.practices))
        for id, known in kb.practices.items()
    }
    grown = replace(
        kb,
        practices={id: known for id, (_, known) in many.items()} | kb.practices,
        bodies=kb.bodies | {("practice", id): kb.bodies["practice", first] for id, (first, _) in many.items()},
        documents=kb.documents | {("practice", id): kb.documents["practice", first] for id, (first, _) in many.items()},
    )
    begin = time.process_time()
    size = sum(map(len, contents(grown).values()))
    assert size > 10_000_000
    assert time.process_time() - begin < 4
