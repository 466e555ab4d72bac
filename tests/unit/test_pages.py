"""Pages: their facts, sections, matrix, maps and lists, from small bases."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas import paths
from atlas.issues import CODES, Level
from atlas.maps.basemap import basemap
from atlas.model import KINDS
from atlas.pages import KINDS as PAGE_KINDS
from atlas.pages import Page, Site, TocEntry, all_pages
from atlas.pages import practice as practice_page
from atlas.pages.base import shortened
from support import bases
from support.bases import city, event, network, practice, transfer
from support.web import Page as Read
from support.web import elements, none_of, tag, words

COMPONENTS = "components: [{id: x, title: First part, text: What it is}, {id: y, title: Second part}]"


def made(folder: Path, files: dict[str, str]) -> dict[str, Page]:
    base = bases.good(folder, files)
    return {page.address: page for page in all_pages(Site(base.kb, base.issues))}


def read(page: Page) -> Read:
    return Read(page.address, f"<!doctype html><html><head></head><body><main>{page.content}</main></body></html>")


def at(lat: float, lon: float) -> str:
    return f"location: {{lat: {lat}, lon: {lon}}}"


def test_an_empty_base_has_all_its_lists_and_says_that_there_is_nothing(tmp_path: Path) -> None:
    pages = made(tmp_path, {})
    assert {
        "",
        "practices/",
        "cities/",
        "networks/",
        "events/",
        "themes/",
        "transfers/",
        "a-z/",
        "countries/",
    } <= pages.keys()
    assert "No transfer is recorded yet" in words(read(pages["transfers/"]).content)
    assert read(pages[""]).maps == []


def test_every_page_kind_makes_the_pages_it_promises(tmp_path: Path) -> None:
    base = bases.good(tmp_path, {"practices/fair.md": practice("Fair", "ada"), "cities/ada.yml": city("Ada")})
    site = Site(base.kb)
    for kind in PAGE_KINDS:
        for id in kind.ids(site):
            page = kind.page(site, id)
            assert page.kind == kind.name
            assert page.address == "" or page.address.endswith("/")
            assert page.title and page.description and page.content.strip()


def test_pages_do_not_depend_on_which_are_made_before(tmp_path: Path) -> None:
    base = bases.real()
    kinds = [(kind, id) for kind in PAGE_KINDS for id in kind.ids(Site(base.kb))][::37]
    alone = [kind.page(Site(base.kb, base.issues), id) for kind, id in kinds]
    site = Site(base.kb, base.issues)
    assert [kind.page(site, id) for kind, id in reversed(kinds)] == alone[::-1]


def test_the_contents_of_a_page_are_its_headings() -> None:
    content = (
        '<h1>T</h1><h2 id="a" class="x">One &amp; <b>two</b></h2><h3 id="b">Three</h3><h2>bare</h2><h4 id="c">no</h4>'
    )
    assert Page("a/", "practice", "T", "D", content).toc == (TocEntry(2, "a", "One & two"), TocEntry(3, "b", "Three"))


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("a few words", 160, "a few words"),
        ("a few\n  words", 160, "a few words"),
        ("one two three, four", 16, "one two three…"),
        ("one two three four", 12, "one two…"),
        ("", 10, ""),
    ],
)
def test_descriptions_are_cut_at_the_end_of_a_word(text: str, most: int, short: str) -> None:
    assert shortened(text, most) == short
    assert len(shortened(text, most)) <= most


def test_a_single_long_word_is_cut_too() -> None:
    assert len(shortened("x" * 500)) <= 160


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """Fair went to Bela and Cela through Net, Bela adapted it and shared it with Dora."""
    return made(
        tmp_path_factory.mktemp("chain"),
        {
            "cities/ada.yml": city("Ada", "PT", at(38.7, -9.1)),
            "cities/bela.yml": city("Bela", "SK", at(48.1, 17.1)),
            "cities/cela.yml": city("Cela", "AL"),
            "cities/dora.yml": city("Dora", "GR", at(39.6, 19.9)),
            "practices/fair.md": practice("Fair", "ada", COMPONENTS, "difficulties: [It took years]", "cost: none"),
            "practices/better.md": practice("Better", "bela", "adapted_from: fair"),
            "networks/net.yml": network(
                "Net",
                "practice: fair",
                "lead: ada",
                "partners: [{city: bela, role: adopter}, {city: cela, role: adopter}, {city: dora, role: observer}]",
            ),
            "transfers/fair--bela.md": transfer(
                "fair",
                "bela",
                "network: net",
                "components:",
                "  - {id: x, fate: adapted, reason: law, note: Other rules}",
                "  - {title: Third part, fate: added}",
                "outcome: too-early",
            ),
            "transfers/better--dora.md": transfer("better", "dora", "stage: shared"),
            "events/meet.yml": event("Meet", "date: 2018-03", "networks: [net]", "cities: [cela]"),
        },
    )


def cells(page: Page, caption: str) -> list[list[str]]:
    for table in elements(read(page).content, "table"):
        if caption in words(next(elements(table, "caption"))):
            return [[words(cell) for cell in row if tag(cell) in ("th", "td")] for row in elements(table, "tr")]
    raise AssertionError(caption)


def test_the_matrix_has_a_row_for_each_component_and_a_column_for_each_adopter(chain: dict[str, Page]) -> None:
    head, first, second, third = cells(chain["practices/fair/"], "Components and adopters")
    assert head == ["Component", "Bela", "Cela"]
    assert (
        first[0].startswith("First part")
        and first[1].startswith("adapted")
        and "law" in first[1]
        and "Other rules" in first[1]
    )
    assert first[2] == "not recorded"
    assert second == ["Second part", "not recorded", "not recorded"]
    assert third[0] == "Third part" and third[1].startswith("added") and third[2] == "not recorded"


def test_the_matrix_of_the_library_holds_the_same(chain: dict[str, Page], tmp_path: Path) -> None:
    base = bases.good(
        tmp_path, {"practices/fair.md": practice("Fair", "ada", COMPONENTS), "cities/ada.yml": city("Ada")}
    )
    site = Site(base.kb)
    rows = practice_page.matrix(site, base.kb.practices["fair"], [])
    assert [(row.title, row.cells) for row in rows] == [("First part", ()), ("Second part", ())]


def test_a_practice_without_components_or_adopters_says_so(chain: dict[str, Page]) -> None:
    page = words(read(chain["practices/better/"]).content)
    assert "not recorded" in page
    assert "No source names its components" in page


def test_a_told_transfer_shows_what_became_of_each_component(chain: dict[str, Page]) -> None:
    rows = cells(chain["transfers/fair--bela/"], "Components of the practice")
    assert [row[:2] for row in rows[1:]] == [
        ["First part", "adapted"],
        ["Second part", "not recorded"],
        ["Third part", "added"],
    ]
    assert "practices/better/" in read(chain["transfers/fair--bela/"]).targets


def test_maps_show_the_chain_and_list_what_has_no_point(chain: dict[str, Page]) -> None:
    page = read(chain["practices/fair/"])
    (map,) = page.maps
    assert map.arcs == {("cities/ada/", "cities/bela/"): True, ("cities/bela/", "cities/dora/"): True}
    assert {dot.name for dot in map.dots} == {"Ada", "Bela", "Dora"}
    captions = [words(caption) for caption in elements(page.content, "figcaption")]
    assert "Cela" in captions[0]


def test_tiers_of_a_network_stand_by_role(chain: dict[str, Page]) -> None:
    page = read(chain["networks/net/"])
    tiers = [text for level, text in page.headings if level == 3]
    assert [tier.endswith(count) for tier, count in zip(tiers, ("(2)", "(1)"), strict=True)] == [True, True]
    (map,) = page.maps
    assert map.arcs == {("cities/ada/", "cities/bela/"): True}
    assert {dot.href for dot in map.dots} == {"cities/ada/", "cities/bela/", "cities/dora/"}


def test_a_city_lists_what_it_gave_took_up_and_belongs_to(chain: dict[str, Page]) -> None:
    page = read(chain["cities/bela/"])
    assert {"practices/better/", "practices/fair/", "networks/net/", "cities/ada/", "cities/dora/"} <= page.targets
    (map,) = page.maps
    assert set(map.arcs) == {("cities/ada/", "cities/bela/"), ("cities/bela/", "cities/dora/")}
    assert read(chain["cities/cela/"]).maps != [] or "Cela" in words(read(chain["cities/cela/"]).content)


def test_a_country_lists_its_cities_and_what_was_taken_up_there(chain: dict[str, Page]) -> None:
    page = read(chain["countries/slovakia/"])
    assert {"cities/bela/", "practices/better/", "practices/fair/"} <= page.targets


def test_files_to_edit(chain: dict[str, Page]) -> None:
    assert chain["practices/fair/"].file == "practices/fair.md"
    assert chain["cities/ada/"].file == "cities/ada.yml"
    assert chain["transfers/fair--bela/"].file == "transfers/fair--bela.md"
    assert chain["transfers/"].file is None


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (("FJ", -18.14, 178.44), ("WS", -13.83, -171.77)),
        (("RU", 64.73, 177.51), ("US", 64.5, -165.41)),
        (("NZ", -36.85, 174.76), ("US", 34.05, -118.24)),
        (("US", 21.31, -157.86), ("JP", 35.68, 139.69)),
    ],
)
def test_an_arc_across_the_date_line_goes_the_short_way(
    tmp_path: Path, source: tuple[str, float, float], target: tuple[str, float, float]
) -> None:
    """In one piece where the map shows the line, in two halves where it is the map's edge; never round the world."""
    files = {
        f"cities/{id}.yml": city(id, country, at(lat, lon))
        for id, (country, lat, lon) in (("a", source), ("b", target))
    }
    pages = made(
        tmp_path, {**files, "practices/reef.md": practice("Reef", "a"), "transfers/reef--b.md": transfer("reef", "b")}
    )
    world = basemap("world").frame[2]
    for address in ("practices/reef/", "cities/b/", "transfers/", ""):
        (map,) = read(pages[address]).maps
        assert len(map.dots) == 2 and 1 <= len(map.lines) <= 2
        for line in map.lines:
            assert abs(line.end[0] - line.start[0]) < 0.4 * world, address


def test_the_page_of_messages_explains_every_code(chain: dict[str, Page]) -> None:
    page = read(chain[paths.MESSAGES])
    ids = {element.get("id") for element in elements(page.content)}
    assert {code.lower() for code in CODES} <= ids
    text = words(page.content)
    none_of(code.code for code in CODES.values() if " ".join(code.explanation.replace("`", "").split()) not in text)
    assert {str(level) for level in Level} <= set(text.split())


def test_the_page_of_fields_explains_every_field_of_every_kind(chain: dict[str, Page]) -> None:
    page = chain[paths.FIELDS]
    for kind in KINDS.values():
        rows = {row[0]: row for row in cells(page, f"Fields of a {kind.name}")[1:]}
        for name, info in kind.model.model_fields.items():
            if name != "id":
                row = rows[info.alias or name]
                assert row[1] == ("yes" if info.is_required() else "no"), name
                assert " ".join((info.description or "").replace("`", "").split()) in row[2], name


def test_anchors_of_the_page_of_fields_lead_somewhere(chain: dict[str, Page]) -> None:
    content = read(chain[paths.FIELDS]).content
    ids = {element.get("id") for element in elements(content)}
    anchors = {link.attrib["href"][1:] for link in elements(content, "a") if link.attrib["href"].startswith("#")}
    assert anchors and anchors <= ids


def test_the_stewards_page_shows_warnings_and_notes_but_no_errors(tmp_path: Path) -> None:
    files = {"practices/fair.md": practice("Fair", "ada"), "cities/ada.yml": city("Ada"), "cities/bad.yml": "name: [\n"}
    base = bases.read(bases.write(tmp_path, files))
    page = next(p for p in all_pages(Site(base.kb, base.issues)) if p.address == paths.STEWARD)
    text = words(read(page).content)
    assert base.errors and "cities/bad.yml" not in text
    notes = [issue for issue in base.issues if issue.level is not Level.ERROR]
    assert notes
    none_of(note.message for note in notes if " ".join(note.message.split()) not in text)


def test_a_to_z_sorts_by_letter_without_accents_or_signs(tmp_path: Path) -> None:
    names = {
        "s": "’s-Hertogenbosch",
        "l": "Łódź",
        "o": "Örebro",
        "z": "Zlín",
        "e": "“Eco” town",
        "g": "Θεσσαλονίκη",
        "n": "3 Rivers",
    }
    pages = made(
        tmp_path,
        {f"cities/{id}.yml": city(f'"{name}"' if "“" not in name else f"'{name}'", "NL") for id, name in names.items()},
    )
    page = read(pages["a-z/"])
    letters = [text for level, text in page.headings if level == 2]
    assert letters[-1] == "Other" and letters[:-1] == sorted(letters[:-1])
    under: dict[str, list[str]] = {}
    for section in elements(page.content, "section"):
        under[words(next(elements(section, "h2")))] = [target for target, _ in page.links(section)]
    assert (
        "cities/s/" in under["S"]
        and "cities/l/" in under["L"]
        and "cities/o/" in under["O"]
        and "cities/e/" in under["E"]
    )
    assert {"cities/g/", "cities/n/"} <= set(under["Other"])
    assert {link.get("href") for link in elements(page.content, "a") if (link.get("href") or "").startswith("#")} == {
        f"#{h.get('id')}" for h in elements(page.content, "h2")
    }


def test_other_names_lead_to_the_place_they_mean(tmp_path: Path) -> None:
    pages = made(
        tmp_path, {"cities/athens.yml": city("Athens", "GR", "local_name: Αθήνα", "other_names: [Athenai, athens]")}
    )
    page = read(pages["a-z/"])
    listed = [words(item) for item in elements(page.content, "li")]
    assert "Αθήνα: see Athens" in listed and "Athenai: see Athens" in listed
    assert "athens: see Athens" not in listed


def test_an_event_says_when_where_and_who_speaks(tmp_path: Path) -> None:
    pages = made(
        tmp_path,
        {
            "cities/ada.yml": city("Ada"),
            "events/talk.yml": event(
                "Talk",
                "date: 2020-04-03",
                "start_time: '16:30'",
                "end_time: '17:30'",
                "zone: CET",
                "online: true",
                "agenda:",
                "  - {item: Opening, by: {organisation: Town hall, role: Mayor}, minutes: 10}",
                "  - {item: Case, city: ada, minutes: 20}",
                "  - {item: End}",
            ),
            "events/undated.yml": event("Undated", "undated: announced only"),
        },
    )
    text = words(read(pages["events/talk/"]).content)
    assert "3 April 2020, 16:30 to 17:30 CET" in text and "online" in text
    assert cells(pages["events/talk/"], "Programme")[1:] == [
        ["Opening", "Town hall, Mayor", "10"],
        ["Case", "Ada", "20"],
        ["End", "not recorded", "not recorded"],
    ]
    assert "30 minutes in all" in text
    undated = words(read(pages["events/undated/"]).content)
    assert "no date" in undated and "announced only" in undated
