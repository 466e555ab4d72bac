"""A made-up base of any size: the same records for the same number and seed, in our form and for other generators.

Half as many cities as practices, an eighth as many networks, a told transfer for every eighth practice. A practice
has about 600 words. Words are drawn from lists; nothing in it is about a real place.
"""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
HEADINGS = ("Summary", "The problem", "The solution", "Participatory approach", "Results", "Why and how to transfer")
_START = [
    "Bar",
    "Cel",
    "Dom",
    "Fal",
    "Gor",
    "Hal",
    "Jas",
    "Kel",
    "Lom",
    "Mar",
    "Nor",
    "Pel",
    "Ros",
    "Sal",
    "Tor",
    "Val",
    "Wen",
    "Zel",
]
_MIDDLE = ["an", "en", "in", "on", "ar", "er", "ir", "or", "al", "el", "il", "ol", "as", "es", "is", "os"]
_END = ["berg", "dorf", "ford", "grad", "ham", "holm", "mouth", "pol", "stad", "ton", "vik", "ville"]
_WHO = [
    "residents",
    "shopkeepers",
    "nurses",
    "teachers",
    "drivers",
    "tenants",
    "gardeners",
    "planners",
    "clerks",
    "cyclists",
    "carers",
    "pupils",
]
_DID = [
    "mapped",
    "repaired",
    "shared",
    "counted",
    "planted",
    "opened",
    "discussed",
    "measured",
    "painted",
    "moved",
    "taught",
    "bought",
]
_WHAT = [
    "courtyards",
    "workshops",
    "timetables",
    "kitchens",
    "libraries",
    "invoices",
    "footpaths",
    "archives",
    "heaters",
    "markets",
    "ponds",
]
_WHERE = ["near the river", "behind the station", "along the old wall", "in the eastern quarter", "on the hill"]
_WHEN = ["every spring", "after work", "on market days", "during the winter", "twice a month", "before the vote"]
_WHY = ["because rents rose", "so that prices fell", "to save water", "to keep money local", "for want of space"]
_COUNTRIES = {  # code: latitude, longitude of about its middle
    "PL": (52.0, 19.0), "DE": (51.0, 10.0), "FR": (46.8, 2.5), "ES": (40.0, -3.7), "IT": (42.8, 12.5),
    "PT": (39.6, -8.0), "GB": (53.0, -1.5), "NL": (52.2, 5.5), "SE": (60.0, 15.0), "RO": (45.9, 25.0),
    "GR": (39.0, 22.5), "CZ": (49.8, 15.5), "FI": (62.0, 26.0), "HU": (47.2, 19.3), "LT": (55.2, 23.9),
}  # fmt: skip
_SOURCE = {"id": "s", "title": "Made-up report", "publisher": "Town hall", "url": "https://example.org/report"}


@dataclass
class Corpus:
    """Records as plain values: id → facts. `stories` are the texts of practices and transfers under headings."""

    practices: dict[str, dict[str, Any]] = field(default_factory=dict)
    cities: dict[str, dict[str, Any]] = field(default_factory=dict)
    networks: dict[str, dict[str, Any]] = field(default_factory=dict)
    transfers: dict[str, dict[str, Any]] = field(default_factory=dict)
    stories: dict[str, str] = field(default_factory=dict)


def made(records: int, seed: int = 1) -> Corpus:
    """A corpus of so many practices."""
    drawn = random.Random(seed)  # noqa: S311  # nothing here is secret
    corpus = Corpus()
    themes = [term["id"] for term in yaml.safe_load((ROOT / "vocabularies/themes.yml").read_text("utf-8"))["terms"]]
    for name in _names(drawn, max(8, records // 2)):
        country = drawn.choice(list(_COUNTRIES))
        lat, lon = _COUNTRIES[country]
        point = {
            "lat": round(lat + drawn.uniform(-2, 2), 3),
            "lon": round(lon + drawn.uniform(-2, 2), 3),
            "source": "s",
        }
        people = {"value": int(10 ** drawn.uniform(4, 6.2)), "year": 2020, "area": "municipality", "source": "s"}
        corpus.cities[name.lower()] = {
            "name": name, "kind": "city", "country": country, "location": point, "population": [people],
        }  # fmt: skip
    places = list(corpus.cities)
    for number in range(records):
        title = f"{drawn.choice(_WHO).title()} and {drawn.choice(_WHAT)} {drawn.choice(_WHERE)}, no. {number + 1}"
        value = drawn.randrange(10, 5000)
        result = {"what": f"{drawn.choice(_WHAT)} {drawn.choice(_DID)}", "type": "output", "value": value, "year": 2021}
        year = drawn.randrange(2005, 2022)
        corpus.practices[f"practice-{number + 1}"] = {
            "title": title, "tagline": _sentence(drawn)[:150], "kind": "good-practice",
            "cities": [drawn.choice(places)], "themes": drawn.sample(themes, 2),
            "period": {"start": year, "end": year + 3}, "status": {"value": "completed"},
            "results": [{**result, "source": "s"}], "added": "2026-01-01",
        }  # fmt: skip
    ids = list(corpus.practices)
    for number in range(max(2, records // 8)):
        practice = ids[number * 8 % len(ids)]
        lead, *partners = [c for c in drawn.sample(places, 7) if c not in corpus.practices[practice]["cities"]]
        corpus.networks[f"network-{number + 1}"] = {
            "name": f"Network {number + 1}", "kind": "transfer-network", "period": {"start": 2018, "end": 2021},
            "lead": corpus.practices[practice]["cities"][0], "practice": practice, "objective": _sentence(drawn),
            "partners": [{"city": city, "role": "adopter"} for city in partners],
        }  # fmt: skip
        corpus.transfers[f"{practice}--{lead}"] = {"practice": practice, "adopter": lead, "stage": "adapt"}
    for id in ids:
        corpus.stories[id] = _story(drawn, places, list(corpus.networks))
    for id in corpus.transfers:
        corpus.stories[id] = f"## Summary\n\n{_paragraph(drawn)}\n"
    return corpus


def _names(drawn: random.Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        middle = "".join(drawn.choice(_MIDDLE) for _ in range(drawn.randrange(1, 4)))
        names[drawn.choice(_START) + middle + drawn.choice(_END)] = None
    return list(names)


def _sentence(drawn: random.Random) -> str:
    parts = (drawn.randrange(3, 900), *map(drawn.choice, (_WHO, _DID, _WHAT, _WHERE, _WHEN, _WHY)))
    return f"Some {' '.join(map(str, parts))}."


def _paragraph(drawn: random.Random) -> str:
    return " ".join(_sentence(drawn) for _ in range(3))


def _story(drawn: random.Random, places: list[str], networks: list[str]) -> str:
    sections = [f"## {heading}\n\n{_paragraph(drawn)}\n\n{_paragraph(drawn)}\n" for heading in HEADINGS]
    city, network = drawn.choice(places), drawn.choice(networks)
    links = f"More in [{city}](../cities/{city}.yml) and in [this network](../networks/{network}.yml)."
    items = "".join(f"- {drawn.choice(_WHAT)} **{drawn.choice(_DID)}** {drawn.choice(_WHERE)}\n" for _ in range(4))
    return "\n".join([*sections[:3], f"{links}\n\n{items}", *sections[3:]])


def write(corpus: Corpus, target: Path) -> None:
    """The corpus as a base of ours, with all that a build needs."""
    for name in ("hooks", "overrides", "docs", "vocabularies"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (target / "docs").rglob("*.md"):
        path.write_text(f"# {path.stem}\n\nWords.\n", encoding="utf-8")  # these link to records of the real base
    shutil.copy(ROOT / "mkdocs.yml", target)
    (target / "exceptions.yml").write_text("exceptions: []\n", encoding="utf-8")
    for folder in ("practices", "transfers", "cities", "networks", "events"):
        (target / folder).mkdir()
    for folder, records in (("cities", corpus.cities), ("networks", corpus.networks)):
        for id, facts in records.items():
            (target / folder / f"{id}.yml").write_text(_yaml(facts), encoding="utf-8")
    for folder, records in (("practices", corpus.practices), ("transfers", corpus.transfers)):
        for id, facts in records.items():
            text = f"---\n{_yaml(facts)}---\n{corpus.stories[id]}"
            (target / folder / f"{id}.md").write_text(text, encoding="utf-8")


def _yaml(facts: dict[str, Any]) -> str:
    # JSON is YAML too.
    rows = {"added": "2026-01-01", **facts, "sources": [_SOURCE]}
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in rows.items())
