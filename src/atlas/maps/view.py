"""Which basemap, and which part of it: a crop around the points, in one of a few shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from atlas.maps.basemap import Basemap, basemap

# Width to height. The flattest is the whole world's.
_SHAPES = (2.0, 1.6, 1.3)
_USUAL = 1.6
# Room for labels beside and above the outermost points, as a share of the view.
_MARGIN_X, _MARGIN_Y = 0.09, 0.11


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of a basemap, in its units."""

    x: float
    y: float
    width: float
    height: float


def choose(points: Sequence[tuple[float, float]]) -> Basemap:
    """The regional basemap if it shows all points (latitude, longitude), else the world."""
    region = basemap("region")
    return region if all(region.shows(lat, lon) for lat, lon in points) else basemap("world")


def fit(points: Sequence[tuple[float, float]], base: Basemap) -> View:
    """The crop that shows all points of a basemap with a margin, and nothing beyond its frame."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top, most_width, most_height = base.frame
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    roomy_width, roomy_height = width / (1 - 2 * _MARGIN_X), height / (1 - 2 * _MARGIN_Y)
    shape = max(roomy_width, base.least_width) / max(roomy_height, base.least_width / _USUAL)
    wide, high = most_width, most_height
    for candidate in sorted(_SHAPES, key=lambda one: abs(log(one / shape))):
        least = max(roomy_width, roomy_height * candidate, base.least_width)
        crop = min(least, most_width, most_height * candidate)
        if crop >= width and crop / candidate >= height:
            wide, high = crop, crop / candidate
            break
    return View(
        _held((min(xs) + max(xs) - wide) / 2, left, left + most_width - wide),
        _held((min(ys) + max(ys) - high) / 2, top, top + most_height - high),
        wide,
        high,
    )


def _held(value: float, least: float, most: float) -> float:
    return max(least, min(value, most))
