"""Tables: what the models hold stands in columns, and no cell is more than text to a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atlas.exports import Edition
from atlas.exports.flat import Flat, cell, guarded
from atlas.exports.tables import TABLES, Table, as_csv, dictionary
from atlas.model import KINDS, KnowledgeBase, PartialDate, Practice, Result
from atlas.relations import Relations
from support import bases, hostile
from support.bases import city, network, practice, transfer

BY_NAME = {table.name: table for table in TABLES}
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
SIGNS = "=+-@\t\r\n＝＋－＠"


def read(content: bytes) -> list[dict[str, str]]:
    """A file as others read it."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def rows(kb: KnowledgeBase, name: str) -> list[dict[str, str]]:
    return read(BY_NAME[name].content(Edition(Relations(kb))))


def unguarded(text: str) -> str:
    """What was recorded, as the page of the data says how to get it back."""
    return text[1:] if re.match(f"'+[{re.escape(SIGNS)}]", text) else text


@given(st.one_of(st.text(), st.from_regex(rf"\A'{{0,3}}[{re.escape(SIGNS)}].{{0,9}}\Z")))
@example("=1+1")
@example("'=1+1")
@example("-5")
@example("-5; DROP")
@example("'-5")
def test_a_guarded_text_is_no_formula_and_can_be_had_back(text: str) -> None:
    made = guarded(text)
    assert made[:1] not in tuple(SIGNS) or NUMBER.fullmatch(made)
    assert unguarded(made) == text


@pytest.mark.parametrize("text", ["-3", "+48", "-0.5", "14"])
def test_numbers_stay_numbers(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["-", "-1-1", "+48 22 123", "@SUM(A1)", "\t=1", "\r=1", "－1", "=cmd|' /C calc'!A0"])
def test_what_a_spreadsheet_might_compute_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_whatever_stands_in_cells_is_read_back(found: list[list[str]]) -> None:
    content = as_csv(["a", "b"], [[cell(text) for text in row] for row in found])
    assert [[unguarded(text) for text in row.values()] for row in read(content)] == found
    assert content.decode().endswith("\r\n")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-3, "-3"),
        (2.5, "2.5"),
        (0, "0"),
        (PartialDate(2013, 5), "2013-05"),
        (("a", "b"), "a;b"),
        ((), ""),
        ((8, 11), "8;11"),
        ({"urbact": "9495", "uia": "x"}, "urbact=9495;uia=x"),
        ('a "b", c', '"a ""b"", c"'),
    ],
)
def test_cells(value: Any, text: str) -> None:
    assert cell(value) == text


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_columns_have_names_of_their_own_and_say_what_they_hold(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert all(column.words for column in table.columns)


@pytest.mark.parametrize("kind", ["practice", "city", "network", "event"])
def test_fields_of_the_model_are_columns_under_their_names(kind: str) -> None:
    known = KINDS[kind]  # type: ignore[index]
    columns = {column.name for column in BY_NAME[known.folder].columns}
    parts = {column.partition("_")[0] for column in columns}
    missing = {info.alias or name for name, info in known.model.model_fields.items()} - columns
    # Single parts are spread; lists of parts have no place in a row.
    lists = {name for name in missing if name.partition("_")[0] not in parts and f"{name}_value" not in columns}
    assert {"period_start", "status_value"} <= columns or kind in ("city", "event")
    assert all("tuple" in str(known.model.model_fields[name].annotation) for name in lists)


def test_a_part_within_a_part_keeps_both_names() -> None:
    assert {"named_name", "named_kind"} <= {column.name for column in BY_NAME["partners"].columns}
    assert {"from", "value", "to"} <= {column.name for column in Flat(Result).columns}
    assert [column.name for column in Flat(Practice).columns][:3] == ["id", "title", "tagline"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_item_is_a_row(table: Table) -> None:
    edition = Edition(Relations(bases.real().kb))
    found = read(table.content(edition))
    assert len(found) == len(table.items(edition)) > 10
    assert list(found[0]) == [column.name for column in table.columns]


def test_the_dictionary_explains_every_column() -> None:
    found = read(as_csv(["table", "column", "holds"], dictionary()))
    assert [(row["table"], row["column"]) for row in found] == [
        (f"{table.name}.csv", column.name) for table in TABLES for column in table.columns
    ]


FILES = {
    "practices/buying.md": practice(
        "Buying",
        "ada",
        "components: [{id: analysis, title: Analysis}, {id: rules, title: Rules}]",
        "results: [{what: share, type: outcome, from: -14.5, value: -2, unit: '%', year: unknown, source: s}]",
        "labels: [{name: Label, year: 2017}, {name: Award}]",
        "difficulties: ['One; with a semicolon', Two]",
        "cost: none",
    ),
    "cities/ada.yml": city("Ada", "GR"),
    "cities/bela.yml": city(
        "Bela",
        "SK",
        "population: [{value: 100, year: unknown, source: s}, {value: 90000, year: 2020, area: town, source: s}]",
        "sources: [{id: s, title: Count, publisher: Office, url: 'https://example.org/count'}]",
    ),
    "cities/cerna.yml": city("Cerna"),
    "networks/buyers.yml": network(
        "Buyers",
        "practice: buying",
        "lead: ada",
        "lead_named: {name: Town hall of Ada}",
        "partners: [{city: bela, role: adopter}, {city: cerna, role: adopter, left: 2019}]",
    ),
    "transfers/buying--cerna.md": transfer(
        "buying",
        "cerna",
        "components: [{id: analysis, fate: kept}, {title: 'A; b = c', fate: added, reason: law}]",
        "outcome: partly",
        "period: {start: 2014, end: 2016}",
    ),
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return bases.good(tmp_path_factory.mktemp("base"), FILES).kb


def test_a_practice(kb: KnowledgeBase) -> None:
    (row,) = rows(kb, "practices")
    asked = {
        "id": "buying",
        "countries": "GR",
        "components": "Analysis | Rules",
        "labels": "Label (2017) | Award",
        "difficulties": "One; with a semicolon | Two",
        "cost_none": "true",
        "cost_amount": "",
        "period_start": "2013",
        "adopters": "bela;cerna",
        "evidence_level": str(Relations(kb).evidence(kb.practices["buying"]).level),
        "page": "practices/buying/",
    }
    assert row | asked == row


def test_a_transfer_from_a_network_and_one_from_a_file(kb: KnowledgeBase) -> None:
    bela, cerna = rows(kb, "transfers")
    asked = {"practice": "buying", "origin": "ada", "adopter": "bela", "networks": "buyers", "stage": "partner"}
    assert bela | asked | {"told": "false", "components": "", "outcome": ""} == bela
    asked = {"adopter": "cerna", "networks": "", "stage": "adapt", "told": "true", "outcome": "partly"}
    assert cerna | asked | {"components": "analysis=kept;A, b : c=added", "period_end": "2016"} == cerna
    assert cerna["page"] == "transfers/buying--cerna/" and bela["page"] == "transfers/#buying--bela"


def test_components_have_their_titles(kb: KnowledgeBase) -> None:
    kept, added = rows(kb, "components")
    assert kept | {"component": "analysis", "title": "Analysis", "fate": "kept", "reason": ""} == kept
    assert added | {"component": "", "title": "A; b = c", "fate": "added", "reason": "law"} == added


def test_results_keep_negative_numbers(kb: KnowledgeBase) -> None:
    (row,) = rows(kb, "results")
    asked = {"record_kind": "practice", "record": "buying", "from": "-14.5", "value": "-2", "unit": "%"}
    assert row | asked | {"year": "unknown", "source": "s"} == row


def test_the_lead_is_a_partner_too(kb: KnowledgeBase) -> None:
    lead, bela, cerna = rows(kb, "partners")
    assert lead | {"network": "buyers", "city": "ada", "role": "lead", "named_name": "Town hall of Ada"} == lead
    assert (bela["role"], cerna["left"]) == ("adopter", "2019")


def test_the_size_of_a_city_comes_with_its_figure(kb: KnowledgeBase) -> None:
    ada, bela, _ = rows(kb, "cities")
    asked = {"size_band": "50000-100000", "population_value": "90000", "population_year": "2020"}
    assert bela | asked | {"population_area": "town", "taken_up": "buying"} == bela
    assert ada | {"size_band": "", "population_value": "", "practices": "buying", "country_name": "Greece"} == ada


@settings(max_examples=15)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
@example('=HYPERLINK("http://x";"y")')
@example('a","b"\r\nc,d')
@example("'")
@example(hostile.WORDS)
def test_hostile_records_stay_text(text: str) -> None:
    kb = hostile.knowledge_base(lambda name: text)
    edition = Edition(Relations(kb))
    for table in TABLES:
        found = read(table.content(edition))
        assert len(found) == len(table.items(edition)), table.name
        cells = [value for row in found for value in row.values()]
        assert all(value[:1] not in tuple(SIGNS) or NUMBER.fullmatch(value) for value in cells), table.name
    assert {unguarded(row["title"]) for row in rows(kb, "practices")} == {text}
