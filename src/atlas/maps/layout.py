"""Where everything on a map comes to lie: the crop, the dots, the curves and the names. No markup."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import hypot
from typing import NamedTuple

from atlas.maps.arcs import Curve, bows, curve
from atlas.maps.basemap import Basemap, viewable
from atlas.maps.labels import Box, Seat, Spot, place
from atlas.maps.projection import wrapped
from atlas.maps.sizes import (
    CROWDED,
    FEW,
    HEAD,
    HEADED,
    HOP,
    LONGEST_NAME,
    NARROW,
    NOMINAL_WIDTH,
    RADII,
    RANKS,
    RING,
    TIP,
    WIDE,
    Density,
    Layout,
    density,
)
from atlas.maps.spread import apart
from atlas.maps.text import clean, shortened, width
from atlas.maps.types import Arc, MapError, MapSpec, Place
from atlas.maps.view import View, choose, fit

Point = tuple[float, float]


class Drawn(NamedTuple):
    """An arc's curves: one, or two where it leaves the world at one edge and comes in at the other."""

    arc: Arc
    halves: tuple[Curve, ...]
    hops: bool
    """Whether it is a loop between dots that all but touch."""


class Named(NamedTuple):
    """A place's dot in basemap units, and its name as drawn on wide and on narrow maps."""

    place: Place
    x: float
    y: float
    radius: float
    name: str
    label: str
    wide: Seat | None
    narrow: Seat | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A map ready to be written."""

    base: Basemap
    view: View
    density: Density
    places: list[Named]
    arcs: list[Drawn]


def plan(spec: MapSpec) -> Plan:
    """Lay a map out. Raises MapError where `draw` does."""
    _check(spec)
    if len(spec.places) <= CROWDED:
        return _laid_out(spec)
    # The same crowd stands on several pages, with other words and links.
    bare = MapSpec("", "", "", tuple(one._replace(href=None) for one in spec.places), spec.arcs)
    made = _laid_out_before(bare)
    places = [named._replace(place=one) for one, named in zip(spec.places, made.places, strict=True)]
    return replace(made, places=places)


def _laid_out(spec: MapSpec) -> Plan:
    base = choose([(one.lat, one.lon) for one in spec.places])
    points = [base.point(one.lat, one.lon) for one in spec.places]
    dense = density(len(spec.places), len(spec.arcs))
    radii = [RADII[one.role] * dense.dots for one in spec.places]
    bends = [one.halves[0].between(2)[0] for one in _drawn(spec, base, points, 0) if len(one.halves) == 1]
    view = fit([*points, *bends], base)
    dots = apart(points, [0.9 * radius * view.width / WIDE.least_width for radius in radii])
    arcs = _drawn(spec, base, dots, HOP * view.width / NOMINAL_WIDTH)
    return Plan(base, view, dense, _named(spec, view, dots, radii, arcs), arcs)


_laid_out_before = lru_cache(maxsize=1)(_laid_out)


def _check(spec: MapSpec) -> None:
    """Raise MapError for a map without places, a place without a point or there twice, an arc that leads nowhere."""
    name = clean(spec.id)
    if not spec.places:
        raise MapError(f"The map {name!r} has no place to show.")
    ids = set()
    for one in spec.places:
        if not viewable(one.lat, one.lon):
            raise MapError(
                f"The map {name!r} can't show {clean(one.name)!r} ({clean(one.id)}): there is no point on it for "
                f"latitude {one.lat}, longitude {one.lon}. List the place beside the map instead."
            )
        if one.id in ids:
            raise MapError(f"The map {name!r} has the place {clean(one.id)!r} twice.")
        ids.add(one.id)
    for arc in spec.arcs:
        for end in (arc.source, arc.target):
            if end not in ids:
                raise MapError(f"The map {name!r} has an arc from or to {clean(end)!r}, which is none of its places.")


def _drawn(spec: MapSpec, base: Basemap, dots: Sequence[Point], hop: float) -> list[Drawn]:
    """The curves of all arcs, those of one source fanned out."""
    index = {one.id: i for i, one in enumerate(spec.places)}
    fans: dict[int, list[Arc]] = {}
    for arc in spec.arcs:
        if arc.source != arc.target:
            fans.setdefault(index[arc.source], []).append(arc)
    drawn = []
    for i, fan in fans.items():
        x, y = dots[i]
        targets = [index[arc.target] for arc in fan]
        turns = [_turn(base, spec.places[i], spec.places[j]) for j in targets]
        ends = [(dots[j][0] + turn, dots[j][1]) for j, turn in zip(targets, turns, strict=True)]
        fanned = bows([(end_x - x, end_y - y) for end_x, end_y in ends])
        for arc, end, turn, bow in zip(fan, ends, turns, fanned, strict=True):
            whole = curve((x, y), end, bow, hop)
            halves = (whole, whole.moved(-turn)) if turn else (whole,)
            drawn.append(Drawn(arc, halves, hypot(end[0] - x, end[1] - y) < hop))
    return drawn


def _turn(base: Basemap, source: Place, target: Place) -> float:
    """How far right of its dot the target's nearest turn lies, seen from the source; 0 but across the world's edge."""
    if not base.turns:
        return 0.0
    return -round((wrapped(target.lon) - wrapped(source.lon)) / 360) * base.frame[2]


def _named(
    spec: MapSpec, view: View, dots: Sequence[Point], radii: Sequence[float], arcs: Sequence[Drawn]
) -> list[Named]:
    names = [clean(one.name) or clean(one.id) for one in spec.places]
    labels = [shortened(name, LONGEST_NAME) for name in names]
    widths = [width(label, one.role == "origin") for label, one in zip(labels, spec.places, strict=True)]
    outlying = sum(one.role == "origin" for one in spec.places) <= FEW
    spots = [
        Spot(x, y, radius, wide, RANKS[one.role], outlying and one.role == "origin")
        for (x, y), radius, wide, one in zip(dots, radii, widths, spec.places, strict=True)
    ]
    lines = _lines(arcs, 12 * view.width / WIDE.least_width)
    wide = _seats(WIDE, view, spots, arcs, lines)
    # What has no room on a wide map has none on a narrow one, nor is there any for lines to names set apart.
    kept = [
        spot._replace(width=spot.width if seat and not any(seat.away) else None, outlying=False)
        for spot, seat in zip(spots, wide, strict=True)
    ]
    narrow = _seats(NARROW, view, kept, arcs, lines)
    rows = zip(spec.places, dots, radii, names, labels, wide, narrow, strict=True)
    return [Named(one, x, y, r, name, label, w, n) for one, (x, y), r, name, label, w, n in rows]


def _seats(
    layout: Layout, view: View, spots: Sequence[Spot], arcs: Sequence[Drawn], lines: Sequence[Point]
) -> list[Seat | None]:
    """Set the names on the narrowest map of a layout."""
    scale = layout.least_width / view.width
    left, top = view.x, view.y
    shown = [
        Spot((x - left) * scale, (y - top) * scale, radius * layout.dots + RING, room, rank, outlying)
        for x, y, radius, room, rank, outlying in spots
    ]
    shown_lines = [((x - left) * scale, (y - top) * scale) for x, y in lines]
    heads = [_head(half, view, scale) for one in arcs if one.arc.kind in HEADED for half in one.halves]
    return place(shown, (layout.least_width, view.height * scale), layout.font, heads, shown_lines)


def _lines(arcs: Sequence[Drawn], step: float) -> list[Point]:
    """Points on all curves, about a step apart."""
    points = []
    for one in arcs:
        for half in one.halves:
            steps = min(60, int(hypot(half.x1 - half.x0, half.y1 - half.y0) / step) + 2)
            points += half.between(steps)
    return points


def _head(half: Curve, view: View, scale: float) -> Box:
    """The room that an arrowhead takes."""
    dx, dy = half.bx - half.x1, half.by - half.y1
    back = (TIP + HEAD / 2) / (hypot(dx, dy) or 1)
    x, y = (half.x1 - view.x) * scale + dx * back, (half.y1 - view.y) * scale + dy * back
    return Box(x - HEAD / 2, y - HEAD / 2, x + HEAD / 2, y + HEAD / 2)
