"""The two basemaps of the package: what they cover, and where a point lies on them.

Their files are made by tools/make_basemap.py and read once.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Literal

from atlas.maps.projection import Projection, equal_earth, lambert_europe, wrapped

Name = Literal["region", "world"]

_KM_PER_UNIT: dict[Name, float] = {"region": 4, "world": 20}
_PROJECTIONS: dict[Name, Projection] = {"region": lambert_europe, "world": equal_earth}
_SOUTHERNMOST = -60.0
_LEAST_WIDTH_KM: dict[Name, float] = {"region": 1300, "world": 5000}


@dataclass(frozen=True, slots=True)
class Basemap:
    """One basemap. Lengths are in units of its file, y down."""

    name: Name
    frame: tuple[float, float, float, float]
    """x, y, width and height of all that a map may show."""
    least_width: float
    """The narrowest view that still looks like a map."""
    countries: frozenset[str]
    """Alpha-2 codes with a shape of their own."""

    @property
    def file(self) -> str:
        """Name of the asset that pages refer to."""
        return f"basemap-{self.name}.svg"

    @property
    def turns(self) -> bool:
        """Whether its left edge is its right edge."""
        return self.name == "world"

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies."""
        x, y = _PROJECTIONS[self.name](lat, wrapped(lon) if self.turns else lon)
        return x / _KM_PER_UNIT[self.name], y / _KM_PER_UNIT[self.name]

    def shows(self, lat: float, lon: float) -> bool:
        """Whether a point lies on the map, clear of its edges."""
        if self.turns:
            return True
        x, y = self.point(lat, lon)
        left, top, width, height = self.frame
        margin = width / 80
        return margin <= x - left <= width - margin and margin <= y - top <= height - margin


def viewable(lat: float | None, lon: float | None) -> bool:
    """Whether a place can be put on a map: it has a point on Earth, and not in Antarctica, which isn't drawn."""
    if lat is None or lon is None or not (isfinite(lat) and isfinite(lon)):
        return False
    return _SOUTHERNMOST <= lat <= 90 and abs(lon) <= 180


@cache
def basemap(name: Name) -> Basemap:
    """The basemap of that name."""
    text = _content(name).decode()
    box = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', text)
    if box is None:
        raise ValueError(f"basemap-{name}.svg has no viewBox")
    x, y, width, height = map(float, box.groups())
    return Basemap(
        name,
        (x, y, width, height),
        _LEAST_WIDTH_KM[name] / _KM_PER_UNIT[name],
        frozenset(re.findall(r'id="([A-Z]{2})"', text)),
    )


def in_region(lat: float, lon: float) -> bool:
    """Whether the map of Europe and its neighbours shows a point."""
    return basemap("region").shows(lat, lon)


def asset_files() -> dict[str, bytes]:
    """The files that a site must publish for its maps: name → content."""
    return {f"basemap-{name}.svg": _content(name) for name in _KM_PER_UNIT}


@cache
def _content(name: Name) -> bytes:
    return (files("atlas.maps") / "data" / f"basemap-{name}.svg").read_bytes()
