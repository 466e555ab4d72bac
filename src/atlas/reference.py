"""JSON Schemas of the records and lists, made from the models and vocabularies; written, or compared with the disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from atlas.countries import COUNTRIES
from atlas.loader.lists import ExceptionsFile, VocabularyFile
from atlas.model import KINDS
from atlas.vocabulary import Vocabulary

FOLDER = "schemas"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(vocabularies: Mapping[str, Vocabulary]) -> dict[str, str]:
    """The text of every schema, by its file's name: one a kind of record, one for lists, one for exceptions."""
    records: dict[str, type[BaseModel]] = {f"{name}.schema.json": kind.model for name, kind in KINDS.items()}
    lists: dict[str, type[BaseModel]] = {
        "vocabulary.schema.json": VocabularyFile,
        "exceptions.schema.json": ExceptionsFile,
    }
    texts = {}
    for name, model in {**records, **lists}.items():
        schema = model.model_json_schema(by_alias=True)
        if name in records:
            schema["properties"].pop("id")
            schema["required"] = [field for field in schema.get("required", []) if field != "id"]
        schema = {"$schema": _DIALECT, **_filled(schema, vocabularies)}
        texts[name] = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
    return texts


def _filled(node: Any, vocabularies: Mapping[str, Vocabulary]) -> Any:
    """A schema with the terms of vocabularies and the codes of countries in the places that are marked for them."""
    if isinstance(node, list):
        return [_filled(item, vocabularies) for item in node]
    if not isinstance(node, dict):
        return node
    filled = {key: _filled(value, vocabularies) for key, value in node.items() if not key.startswith("x-")}
    filled.pop("title", None) if isinstance(filled.get("title"), str) else None
    if "x-vocabulary" in node:
        filled["enum"] = list(vocabularies[node["x-vocabulary"]].terms)
    if "x-countries" in node:
        filled["enum"] = sorted(COUNTRIES)
    return filled


def stale(root: Path, vocabularies: Mapping[str, Vocabulary]) -> list[str]:
    """The files of schemas/ that are missing, differ, or should not be there."""
    wanted = {f"{FOLDER}/{name}": text for name, text in schemas(vocabularies).items()}
    folder = root / FOLDER
    there = {f"{FOLDER}/{path.name}" for path in folder.glob("*.json")} if folder.is_dir() else set()
    differing = [file for file, text in wanted.items() if file not in there or _text(root / file) != text]
    return sorted([*differing, *(there - wanted.keys())])


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def write(root: Path, vocabularies: Mapping[str, Vocabulary]) -> list[str]:
    """Bring schemas/ up to date; the files that changed."""
    changed = stale(root, vocabularies)
    texts = schemas(vocabularies)
    (root / FOLDER).mkdir(exist_ok=True)
    for file in changed:
        name = file.removeprefix(f"{FOLDER}/")
        if name in texts:
            (root / file).write_text(texts[name], encoding="utf-8")
        else:
            (root / file).unlink()
    return changed
