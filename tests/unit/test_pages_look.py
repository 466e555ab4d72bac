"""What pages show of records beside the facts: where to report, who took a practice up, the order of rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.pages import Page, Site, all_pages
from atlas.pages.ways import Ways
from support import bases
from support.bases import city, practice, transfer
from support.web import elements, fragment, words

GITHUB = "https://github.com/owner/atlas/edit/main/"
CITIES = {
    f"cities/{id}.yml": city(name) for id, name in {"ada": "Ada", "bela": "Bela", "cela": "Cela", "e": "Élan"}.items()
}
FILES = {
    **CITIES,
    "cities/poz.yml": city("Posen", "PL", "local_name: Poznań", "other_names: [Posnania]"),
    "practices/fair.md": practice("Fair", "ada"),
    "transfers/fair--bela.md": transfer("fair", "bela", "stage: shared"),
    "transfers/fair--cela.md": transfer("fair", "cela", "stage: re-use", "outcome: achieved"),
}


def made(folder: Path, files: dict[str, str] = FILES, edit_base: str = "") -> dict[str, Page]:
    base = bases.good(folder, files)
    return {page.address: page for page in all_pages(Site(base.kb, base.issues, edit_base))}


def links(page: Page) -> dict[str, str]:
    """Words → address of the links at the foot of a page's own part."""
    foot = next(e for e in elements(fragment(page.content), "footer"))
    return {words(link): link.attrib["href"] for link in elements(foot, "a")}


@pytest.mark.parametrize(
    ("edit_base", "report"),
    [
        (GITHUB, "https://github.com/owner/atlas/issues/new?template=correction.yml&page=cities/ada.yml"),
        ("https://gitlab.com/a/b/atlas/-/edit/main/", "https://gitlab.com/a/b/atlas/-/issues/new"),
        ("https://codeberg.org/owner/atlas/_edit/main/", "https://codeberg.org/owner/atlas/issues/new"),
        ("https://example.org/elsewhere/", ""),
        ("", ""),
    ],
)
def test_where_to_report_follows_from_where_records_are_edited(edit_base: str, report: str) -> None:
    assert Ways.beside(edit_base).report("cities/ada.yml") == report
    assert bool(Ways.beside(edit_base).suggest) is bool(report)


def test_a_record_says_where_to_report_a_mistake(tmp_path: Path) -> None:
    found = links(made(tmp_path, edit_base=GITHUB)["cities/ada/"])
    assert found["Edit this record"] == f"{GITHUB}cities/ada.yml"
    assert found["Report a mistake"].endswith("page=cities/ada.yml")
    assert found["Suggest a practice"].endswith("template=new-practice.yml")


@pytest.mark.parametrize("edit_base", ["", "edit/main/docs/"])
def test_without_an_address_to_edit_at_no_link_is_dead(tmp_path: Path, edit_base: str) -> None:
    found = links(made(tmp_path, edit_base=edit_base)["practices/fair/"])
    assert "Edit this record" not in found
    assert found["Report a mistake"] == "../../contribute/#report-a-mistake"
    assert found["Suggest a practice"] == "../../contribute/#suggest-a-practice"


def test_a_card_says_who_took_a_practice_up_and_how_well_it_is_known(tmp_path: Path) -> None:
    pages = made(tmp_path)
    assert "Taken up by 2 cities" in words(fragment(pages["practices/"].content))
    files = {**CITIES, "practices/fair.md": practice("Fair", "ada")}
    alone = words(fragment(made(tmp_path / "alone", files)["practices/"].content))
    assert "Taken up" not in alone and "evidence" not in alone.casefold()


def test_adopters_of_whom_something_is_told_come_first(tmp_path: Path) -> None:
    networks = {
        "networks/net.yml": bases.network("Net", "practice: fair", "partners: [{city: poz, role: adopter}]"),
        **FILES,
    }
    page = fragment(made(tmp_path, networks)["practices/fair/"].content)
    rows = [words(row) for row in elements(next(elements(page, "tbody")), "tr")]
    assert [row.split(",")[0] for row in rows] == ["Bela", "Cela", "Posen"]
    assert "what is known" in rows[0] and "how it went" in rows[1] and "how it went" not in rows[2]


def test_a_title_that_ends_in_a_sign_gets_no_second_one(tmp_path: Path) -> None:
    source = 'sources: [{id: s, title: "Why not?", publisher: Town Ltd.}]'
    cited = {"cities/ada.yml": city("Ada", "PL", source), **{k: v for k, v in FILES.items() if k != "cities/ada.yml"}}
    text = words(fragment(made(tmp_path, cited)["cities/ada/"].content))
    assert "Why not? Town Ltd." in text and "?." not in text and ".." not in text


def test_the_list_of_cities_has_letters_to_jump_to(tmp_path: Path) -> None:
    page = fragment(made(tmp_path)["cities/"].content)
    jumps = [link.attrib["href"] for link in elements(page, "a") if link.attrib["href"].startswith("#")]
    assert jumps == ["#letter-a", "#letter-b", "#letter-c", "#letter-e", "#letter-p"]
    assert [body.get("id") for body in elements(page, "tbody")] == [jump[1:] for jump in jumps]


def test_names_in_the_language_of_a_place_say_so(tmp_path: Path) -> None:
    page = fragment(made(tmp_path)["a-z/"].content)
    marked = {words(span): span.get("lang") for span in elements(page, "span")}
    assert marked == {"Poznań": "pl"}
    assert "Posnania: see Posen" in words(page)


def test_required_fields_stand_first(tmp_path: Path) -> None:
    page = fragment(made(tmp_path)["contribute/fields/"].content)
    for table in elements(page, "table"):
        required = [words(list(row)[1]) for row in elements(table, "tr")][1:]
        assert required == sorted(required, reverse=True)
