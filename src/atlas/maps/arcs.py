"""Curves between points: bowed upwards, fanned out where they start together, cut where a round map ends."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import atan2, hypot, pi, tan
from typing import NamedTuple

# How far a curve leaves its chord at the start, in radians: upwards, less where it runs north; and a little to the
# left always, so that a way there and a way back do not coincide.
_BOW, _LEAN, _MOST = 0.30, 0.07, 0.75
# Bearings this near to north bow less, so that a fan has no crossings there.
_NORTH = pi / 3
# Curves from one place leave it at least this far apart, where there is room all round.
_FAN = 0.10


class Curve(NamedTuple):
    """A cubic Bézier curve."""

    x0: float
    y0: float
    ax: float
    ay: float
    bx: float
    by: float
    x1: float
    y1: float

    def between(self, steps: int) -> list[tuple[float, float]]:
        """The points between its ends that cut it into so many steps."""
        x0, y0, ax, ay, bx, by, x1, y1 = self
        return [
            (k0 * x0 + ka * ax + kb * bx + k1 * x1, k0 * y0 + ka * ay + kb * by + k1 * y1)
            for k0, ka, kb, k1 in _weights(steps)
        ]

    def moved(self, dx: float) -> "Curve":
        """The same curve further right."""
        return self._replace(x0=self.x0 + dx, ax=self.ax + dx, bx=self.bx + dx, x1=self.x1 + dx)


@lru_cache(maxsize=128)
def _weights(steps: int) -> list[tuple[float, float, float, float]]:
    """What each of a curve's four points counts for on the way (Bernstein's polynomials)."""
    ways = [(1 - n / steps, n / steps) for n in range(1, steps)]
    return [(s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t) for s, t in ways]


def bows(chords: Sequence[tuple[float, float]]) -> list[float]:
    """For each chord from one common point, how far left of it its curve leaves, in radians.

    Curves keep the order of their chords, so that no two of a fan cross.
    """
    bearings = [atan2(dx, -dy) for dx, dy in chords]
    leaving = [b - _BOW * max(-1.0, min(1.0, b / _NORTH)) - _LEAN for b in bearings]
    order = sorted(range(len(chords)), key=leaving.__getitem__)
    gap = min(_FAN, 2 * pi / max(1, len(chords)) * 0.8)
    for _ in range(4 if len(chords) > 1 else 0):
        for i, j in pairwise(order):
            if (missing := gap - leaving[j] + leaving[i]) > 0:
                leaving[i] -= missing / 2
                leaving[j] += missing / 2
    return [max(-_MOST, min(_MOST, b - out)) for b, out in zip(bearings, leaving, strict=True)]


def curve(start: tuple[float, float], end: tuple[float, float], bow: float, hop: float) -> Curve:
    """A curve that leaves its chord by `bow` radians; between ends closer than `hop` a loop about that high."""
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    length = hypot(dx, dy) or 1.0
    # How far the two handles lie apart, and how far left of the chord.
    across, aside = length / 3, length / 3 * tan(bow)
    if length < hop:
        across, aside = 1.8 * hop, 1.4 * hop if bow >= 0 else -1.4 * hop
    mx, my = (x0 + x1) / 2 + aside * dy / length, (y0 + y1) / 2 - aside * dx / length
    hx, hy = across / 2 * dx / length, across / 2 * dy / length
    return Curve(x0, y0, mx - hx, my - hy, mx + hx, my + hy, x1, y1)
