"""The index of the real site: what is in it, by which names pages are found, what readers get to see of them."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from atlas.countries import COUNTRIES
from atlas.model import KINDS
from atlas.pages.searchable import SEARCHED, other_names, spellings
from atlas.searching import FOLDER, NotIndexed, index
from atlas.vocabulary import fold
from support.bases import real
from support.web import Site

pytestmark = pytest.mark.site


@cache
def _read(folder: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for file in sorted((folder / FOLDER / "fragment").iterdir()):
        entry = json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[entry["url"].lstrip("/")] = entry
    return found


@pytest.fixture(scope="session")
def entries(site: Site) -> dict[str, dict[str, Any]]:
    """What the index holds of each page, by address."""
    return _read(site.folder)


def kind_of(address: str) -> str:
    return next((kind.name for kind in KINDS.values() if address.startswith(f"{kind.folder}/")), "")


def test_every_record_theme_and_country_is_indexed(site: Site, entries: dict[str, dict[str, Any]]) -> None:
    folders = (*(kind.folder for kind in KINDS.values()), "themes", "countries")
    wanted = [address for address in site.addresses if re.fullmatch(rf"({'|'.join(folders)})/[^/]+/", address)]
    assert [address for address in wanted if address not in entries] == []


def test_lists_and_pages_for_editors_are_not_indexed(entries: dict[str, dict[str, Any]]) -> None:
    lists = {"", "a-z/", "themes/", "countries/", *(f"{kind.folder}/" for kind in KINDS.values())}
    assert lists & set(entries) == set()
    assert [address for address in entries if address.startswith("contribute/") and address != "contribute/"] == []
    assert "404.html" not in entries


def test_every_entry_says_its_kind_and_its_title(entries: dict[str, dict[str, Any]]) -> None:
    for address, entry in entries.items():
        (kind,) = entry["filters"]["kind"]
        assert kind in (*SEARCHED, "text"), address
        assert kind_of(address) in (kind, ""), address
        assert entry["meta"]["title"], address


def test_results_show_city_country_and_years(entries: dict[str, dict[str, Any]]) -> None:
    kb = real().kb
    for practice in kb.practices.values():
        meta = entries[f"practices/{practice.id}/"]["meta"]
        cities = [kb.cities[id] for id in practice.cities]
        assert meta["city"] == ", ".join(city.name for city in cities)
        assert all(COUNTRIES[city.country].name in meta["country"] for city in cities)
        years = re.findall(r"\d{4}", meta.get("year", ""))
        known = [date.year for date in (practice.period.start, practice.period.end) if date]
        assert years == [str(year) for year in dict.fromkeys(known)], practice.id
    for city in kb.cities.values():
        assert entries[f"cities/{city.id}/"]["meta"]["country"] == COUNTRIES[city.country].name


def test_places_are_found_by_all_their_names(entries: dict[str, dict[str, Any]]) -> None:
    for city in real().kb.cities.values():
        meta = entries[f"cities/{city.id}/"]["meta"]
        known = {fold(name) for name in (meta["title"], *meta.get("names", "").split("; "))}
        wanted = {city.name, *city.other_names, *([city.local_name] if city.local_name else [])}
        wanted |= {fold(name) for name in wanted}
        assert {fold(name) for name in wanted} <= known, city.id


def test_what_deals_with_a_place_is_found_by_its_other_names(entries: dict[str, dict[str, Any]]) -> None:
    kb = real().kb
    for practice in kb.practices.values():
        also = entries[f"practices/{practice.id}/"]["meta"].get("also", "")
        for id in practice.cities:
            assert all(name in also for name in other_names(kb.cities[id])), practice.id


def test_spellings() -> None:
    assert list(spellings("Düsseldorf")) == ["duesseldorf"]
    assert list(spellings("Łódź")) == ["lodz"]
    assert list(spellings("København")) == ["kobenhavn", "koebenhavn"]
    assert list(spellings("Straßburg")) == ["strassburg"]
    assert list(spellings("Århus")) == ["aarhus"]
    assert list(spellings("Preston")) == []
    assert list(spellings("Zlín")) == []  # Pagefind folds this itself


def test_what_says_nothing_about_a_page_is_left_out(entries: dict[str, dict[str, Any]]) -> None:
    stock = ("Last changed", "Cite this page", "Map: Natural Earth", "Cities like this one", "Edit this record")
    records = [address for address in entries if kind_of(address)]
    assert [(address, words) for address in records for words in stock if words in entries[address]["content"]] == []


def test_sources_do_not_count_as_text(entries: dict[str, dict[str, Any]]) -> None:
    for practice in real().kb.practices.values():
        for source in practice.sources:
            cited = re.compile(re.escape(f"{source.title}. {source.publisher}") + "[.,;]")
            assert not cited.search(entries[f"practices/{practice.id}/"]["content"]), source.title


def test_only_what_readers_load_is_published(site: Site) -> None:
    names = {re.sub(r"\.en_\w+", "", path.name) for path in (site.folder / FOLDER).iterdir()}
    assert names == {
        "filter",
        "fragment",
        "index",
        "pagefind-entry.json",
        "pagefind.js",
        "pagefind.pf_meta",
        "wasm.en.pagefind",
        "words.txt",
    }


def test_words_for_misspelt_queries(site: Site) -> None:
    text = (site.folder / FOLDER / "words.txt").read_text(encoding="utf-8")
    words = text.split("\n")
    keys = [fold(word) for word in words]
    assert keys == sorted(set(keys))
    assert {"procurement", "poznan", "mantova", "bistrita"} <= set(keys)
    assert all(len(word) > 3 for word in words)
    assert len(gzip.compress(text.encode())) < 12_000


def test_pages_are_marked_without_any_new_word(site: Site) -> None:
    """Other spellings stand in attributes only: nobody hears or sees them."""
    page = site["cities/dusseldorf/"]
    assert "duesseldorf" in page.markup.lower()
    assert page.text.lower().count("duesseldorf") <= 1


def test_the_same_pages_give_the_same_index(site: Site, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(site.folder / "practices", tmp_path / name / "practices")
        index(tmp_path / name, ["word"])
    one, two = (sorted((tmp_path / name).rglob("*")) for name in ("one", "two"))
    assert [path.name for path in one] == [path.name for path in two]
    assert all(left.is_dir() or left.read_bytes() == right.read_bytes() for left, right in zip(one, two, strict=True))


def test_a_failure_of_pagefind_is_told(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    (tmp_path / "index.html").write_text("<html lang=en><main data-pagefind-body>words</main>")
    with pytest.raises(NotIndexed, match="Pagefind ended with code"):
        index(tmp_path, [])


def test_a_missing_pagefind_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagefind.service.get_executable", lambda: None)
    with pytest.raises(NotIndexed, match="not installed"):
        index(tmp_path, [])
