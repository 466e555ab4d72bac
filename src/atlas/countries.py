"""Countries: ISO 3166-1 codes (and XK), English names, addresses, boxes. Data made by tools/make_countries.py."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files

from atlas.vocabulary import fold


@dataclass(frozen=True, slots=True)
class Country:
    """A country; `boxes` around its landmasses are (south, west, north, east) in degrees, none where none is known."""

    code: str
    name: str
    slug: str
    language: str | None
    boxes: tuple[tuple[float, float, float, float], ...]

    def holds(self, lat: float, lon: float) -> bool:
        """True where the point lies in one of the boxes, or none is known."""
        return not self.boxes or any(
            south <= lat <= north and any(west <= turned <= east for turned in (lon - 360, lon, lon + 360))
            for south, west, north, east in self.boxes
        )


def slug(name: str) -> str:
    """A name as the end of an address: `Bosnia and Herzegovina` → `bosnia-and-herzegovina`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def _load() -> dict[str, Country]:
    rows = json.loads((files("atlas") / "data" / "countries.json").read_text(encoding="utf-8"))
    return {
        code: Country(code, row["name"], slug(row["name"]), row["language"], tuple(map(tuple, row["boxes"])))
        for code, row in rows.items()
    }


COUNTRIES: dict[str, Country] = _load()
