"""Maps of finished pages: which dots and arcs an SVG of the maps room shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from support.tree import elements, resolve, tag, words


@dataclass(frozen=True)
class Dot:
    """A place on a map: where, what it is called, and where it leads."""

    x: float
    y: float
    name: str
    href: str


@dataclass(frozen=True)
class Line:
    """An arc, or one half of an arc across the world's edge; `headed` where it ends in an arrow."""

    start: tuple[float, float]
    end: tuple[float, float]
    headed: bool


@dataclass(frozen=True)
class Map:
    """A map of a page, read from its SVG."""

    svg: Element
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    box: tuple[float, float, float, float]

    def at(self, point: tuple[float, float]) -> Dot:
        """The place next to a point."""
        return min(self.dots, key=lambda dot: (dot.x - point[0]) ** 2 + (dot.y - point[1]) ** 2)

    @cached_property
    def arcs(self) -> dict[tuple[str, str], bool]:
        """(address of the source, address of the target) → whether it ends in an arrow."""
        return {(self.at(line.start).href, self.at(line.end).href): line.headed for line in self.lines}


def read_map(svg: Element, page: str) -> Map:
    """What an SVG of the maps room shows: places have a transform and a circle, arcs stand in groups of paths."""
    dots, lines = [], []
    for group in elements(svg, "g", "a"):
        if "transform" in group.attrib:
            x, y = (float(number) for number in re.findall(r"-?[\d.]+", group.attrib["transform"]))
            title = next(elements(group, "title"), None)
            label = next(elements(group, "text"), None)
            name = words(title if title is not None else label) if title is not None or label is not None else ""
            href = group.get("href") or group.get("{http://www.w3.org/1999/xlink}href") or ""
            dots.append(Dot(x, y, name, resolve(page, href) if href else ""))
        elif len(group) and all(tag(child) == "path" for child in group):
            for path in group:
                numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.attrib["d"])]
                headed = any(name.startswith("marker") for name in (*group.attrib, *path.attrib))
                lines.append(Line((numbers[0], numbers[1]), (numbers[-2], numbers[-1]), headed))
    x, y, width, height = (float(number) for number in svg.attrib["viewBox"].split())
    return Map(svg, tuple(dots), tuple(lines), (x, y, width, height))
