"""Countries: ISO 3166-1 codes (and XK), English names, addresses, boxes. Data made by tools/make_countries.py."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files

from atlas.vocabulary import fold


@dataclass(frozen=True, slots=True)
class Country:
    """A country; `box` is (south, west, north, east) in degrees, west > east where it spans the date line."""

    code: str
    name: str
    slug: str
    language: str | None
    box: tuple[float, float, float, float] | None

    def holds(self, lat: float, lon: float) -> bool:
        """True where the point lies in the box, or no box is known."""
        if self.box is None:
            return True
        south, west, north, east = self.box
        across = west <= lon <= east if west <= east else lon >= west or lon <= east
        return south <= lat <= north and across


def slug(name: str) -> str:
    """A name as the end of an address: `Bosnia and Herzegovina` → `bosnia-and-herzegovina`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def _load() -> dict[str, Country]:
    rows = json.loads((files("atlas") / "data" / "countries.json").read_text(encoding="utf-8"))
    return {
        code: Country(code, row["name"], slug(row["name"]), row["language"], tuple(row["box"]) if row["box"] else None)
        for code, row in rows.items()
    }


COUNTRIES: dict[str, Country] = _load()
