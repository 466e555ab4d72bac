"""Lay out a base of ours from the engine-neutral corpus of a benchmark.

usage: bench_layout.py CORPUS OUT

CORPUS holds corpus.json: practices, cities, networks, themes, countries as plain objects. OUT gets records,
vocabularies, mkdocs.yml and what the build needs (hooks, overrides, hand-written pages). The corpus' six headings
become six of ours; a city's and a network's text, which have no story here, become a remark and an objective.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from atlas.countries import COUNTRIES

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = ("Summary", "The problem", "The solution", "Participatory approach", "Results", "Why and how to transfer")
CODES = {country.slug: code for code, country in COUNTRIES.items()}
SOURCE = {"id": "corpus", "title": "Benchmark corpus", "publisher": "Practice Atlas", "founding": True}


def flow(value: Any) -> str:
    """A value in YAML: JSON is YAML too."""
    return json.dumps(value, ensure_ascii=False)


def fields(record: dict[str, Any]) -> str:
    """The lines of a record's facts."""
    return "".join(f"{key}: {flow(value)}\n" for key, value in record.items())


def period(text: str) -> dict[str, int]:
    """`2014-2020` as a period."""
    start, end = text.split("-")
    return {"start": int(start), "end": int(end)}


def story(body: str, network: str | None) -> str:
    """A body under our headings, its links to cities and networks leading to their .yml files."""
    names = iter(HEADINGS)
    text = re.sub(r"^## .*$", lambda found: f"## {next(names)}", body, flags=re.MULTILINE)
    text = re.sub(r"\.\./(cities|networks)/([\w-]+)\.md", r"../\1/\2.yml", text)
    return text + (f"\nIt is close to [this network](../networks/{network}.yml).\n" if network else "")


def practice(row: dict[str, Any], carried: set[tuple[str, str]]) -> str:
    """The file of a practice."""
    record = {
        "title": row["title"][:100],
        "tagline": row["summary"][:160],
        "kind": "good-practice",
        "cities": [row["city"]],
        "themes": row["themes"],
        "period": period(row["period"]),
        "status": {"value": "unknown"},
        "sources": [SOURCE],
        "added": "2026-01-01",
    }
    network = row["network"] if row["network"] and (row["slug"], row["network"]) not in carried else None
    return f"---\n{fields(record)}---\n{story(row['body'], network)}"


def city(row: dict[str, Any]) -> str:
    """The file of a city."""
    return fields(
        {
            "name": row["name"],
            "kind": "city",
            "country": CODES[row["country"]],
            "location": {"lat": row["lat"], "lon": row["lon"], "source": "corpus"},
            "population": [{"value": row["population"], "year": 2020, "area": "municipality", "source": "corpus"}],
            "remarks": [row["body"].strip()],
            "sources": [SOURCE],
            "added": "2026-01-01",
        }
    )


def network(row: dict[str, Any]) -> str:
    """The file of a network."""
    return fields(
        {
            "name": row["name"],
            "kind": "transfer-network",
            "period": period(row["period"]),
            "lead": row["lead"],
            "partners": [{"city": partner, "role": "adopter"} for partner in row["partners"]],
            "practice": row["practice"],
            "objective": row["body"].strip(),
            "sources": [SOURCE],
            "added": "2026-01-01",
        }
    )


def lay_out(corpus: Path, out: Path) -> None:
    """Write the base."""
    data = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    for name in ("hooks", "overrides", "docs", "vocabularies"):
        shutil.copytree(ROOT / name, out / name, dirs_exist_ok=True)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    # Who measures `serve` asks for pages at the root of the server.
    settings = re.sub(r"^site_url: .*$", "site_url: https://kb.example.org/", settings, flags=re.MULTILINE)
    (out / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (out / "exceptions.yml").write_text("exceptions: []\n", encoding="utf-8")
    terms = [
        {"id": t["slug"], "label": t["name"], "definition": f"Practices on {t['name'].lower()}."}
        for t in data["themes"]
    ]
    (out / "vocabularies" / "themes.yml").write_text(fields({"title": "Themes", "terms": terms}), encoding="utf-8")
    carried = {(row["practice"], row["slug"]) for row in data["networks"]}
    texts = {f"practices/{row['slug']}.md": practice(row, carried) for row in data["practices"]}
    texts |= {f"cities/{row['slug']}.yml": city(row) for row in data["cities"]}
    texts |= {f"networks/{row['slug']}.yml": network(row) for row in data["networks"]}
    for folder in ("practices", "cities", "networks", "transfers", "events"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    lay_out(Path(sys.argv[1]), Path(sys.argv[2]))
