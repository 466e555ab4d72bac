"""Schemas: fresh, valid, and in agreement with what the reader takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from atlas import reference
from atlas.countries import COUNTRIES
from atlas.model import KINDS
from atlas.model.values import RecordKind
from support import bases
from support.bases import ROOT, real
from support.schema import is_schema, misfits
from support.web import none_of

SCHEMAS = {
    path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "schemas").glob("*.json"))
}


def test_the_schemas_of_the_project_are_fresh() -> None:
    """`make schemas` brings them up to date."""
    assert reference.stale(ROOT, real().kb.vocabularies) == []


def test_there_is_one_for_every_kind_of_file() -> None:
    assert SCHEMAS.keys() == {f"{name}.schema.json" for name in (*KINDS, "vocabulary", "exceptions")}


@pytest.mark.parametrize("name", SCHEMAS)
def test_they_are_valid_and_say_which_draft_they_follow(name: str) -> None:
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    none_of(is_schema(SCHEMAS[name]))


@pytest.mark.parametrize("name", SCHEMAS)
def test_they_hold_nothing_of_the_machinery(name: str) -> None:
    text = json.dumps(SCHEMAS[name])
    assert '"x-' not in text
    assert "pydantic" not in text.casefold()


def test_ids_of_records_are_not_among_the_fields() -> None:
    for kind in KINDS:
        schema = SCHEMAS[f"{kind}.schema.json"]
        assert "id" not in schema["properties"] and "id" not in schema.get("required", [])


def test_every_field_says_what_it_holds() -> None:
    none_of(
        f"{name}: {field}"
        for name, schema in SCHEMAS.items()
        for part in (schema, *schema.get("$defs", {}).values())
        for field, facts in part.get("properties", {}).items()
        if not facts.get("description")
    )


def test_words_of_lists_and_codes_of_countries_are_spelt_out() -> None:
    kinds = SCHEMAS["practice.schema.json"]["properties"]["kind"]["enum"]
    assert kinds == list(real().kb.vocabularies["practice-kinds"].terms)
    assert SCHEMAS["city.schema.json"]["properties"]["country"]["enum"] == sorted(COUNTRIES)


def facts(kind: RecordKind, id: str) -> dict[str, Any]:
    """The facts of a record as an editor's tool reads its YAML."""
    known = KINDS[kind]
    text = (ROOT / known.folder / f"{id}{known.suffix}").read_text(encoding="utf-8")
    return yaml.load(text.split("---\n")[1] if known.has_body else text, Loader=Plain)


class Plain(yaml.CSafeLoader):
    """YAML 1.2, as editors and JSON Schema tools have it: numbers, true and false, everything else is text."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


for tag, form, first in (
    ("int", r"-?(0|[1-9]\d*)", "-0123456789"),
    ("float", r"-?\d+\.\d+", "-0123456789"),
    ("bool", "true|false", "tf"),
    ("null", "null|~|", "n~\0"),
):
    Plain.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{form})$"), list(first))

RECORDS = [(kind, record.id) for kind, record in real().kb]
SOME = [*RECORDS[:: max(1, len(RECORDS) // 60)], *(name for name in RECORDS if name[0] in ("practice", "transfer"))]


@pytest.mark.parametrize(("kind", "id"), dict.fromkeys(SOME))
def test_records_of_the_project_fit_their_schema(kind: RecordKind, id: str) -> None:
    faults = misfits(facts(kind, id), SCHEMAS[f"{kind}.schema.json"])
    none_of(f"{list(path)}: {str(value)[:80]} {words}" for path, value, words in faults)


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("city", {"country": "UK"}, "is none of the words"),
        ("city", {"kind": "town"}, "is none of the words"),
        ("city", {"nmae": "X"}, "is no field"),  # codespell:ignore nmae
        ("city", {"name": ["X"]}, "is no string"),
        ("city", {"location": {"lat": 91, "lon": 0}}, "maximum is 90"),
        ("network", {"partners": [{"role": "adopter"}]}, "lacks city"),
        ("practice", {"title": "x" * 101}, "maxLength is 100"),
        ("practice", {"themes": []}, "minItems is 1"),
        ("practice", {"period": {"start": "last year"}}, "pattern is"),
        ("practice", {"website": "javascript:alert(1)"}, "pattern is"),
    ],
)
def test_they_refuse_what_the_reader_refuses(kind: RecordKind, change: dict[str, Any], words: str) -> None:
    record = {"city": "preston", "network": "procure", "practice": "preston-spend-analysis"}[kind]
    found = [fault for _, _, fault in misfits({**facts(kind, record), **change}, SCHEMAS[f"{kind}.schema.json"])]
    assert any(words in fault for fault in found), found


def test_writing_brings_up_to_date_and_says_what_changed(tmp_path: Path) -> None:
    lists = real().kb.vocabularies
    assert len(reference.stale(tmp_path, lists)) == len(SCHEMAS)
    assert reference.write(tmp_path, lists) == sorted(f"schemas/{name}" for name in SCHEMAS)
    assert reference.stale(tmp_path, lists) == []
    assert reference.write(tmp_path, lists) == []
    (tmp_path / "schemas/city.schema.json").write_bytes(b"\xff")
    (tmp_path / "schemas/old.json").write_text("{}", encoding="utf-8")
    (tmp_path / "schemas/README.md").write_text("mine", encoding="utf-8")
    assert reference.write(tmp_path, lists) == ["schemas/city.schema.json", "schemas/old.json"]
    assert (tmp_path / "schemas/README.md").exists()


def test_the_same_lists_give_the_same_bytes() -> None:
    assert reference.schemas(real().kb.vocabularies) == reference.schemas(bases.read(ROOT).kb.vocabularies)
