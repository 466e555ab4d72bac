"""Sizes of what lies over the basemap, in pixels. The stylesheet atlas-map.css has the same numbers.

The stylesheet multiplies each by --px, the basemap units in a pixel, which it works out from --u (units in a pixel
of a map `NOMINAL_WIDTH` wide) and the width of the map's container. So lines, dots and names keep their size.
"""

from typing import NamedTuple

from atlas.maps.types import ArcKind, Role

NOMINAL_WIDTH = 800


class Layout(NamedTuple):
    """How names are set for a range of container widths."""

    least_width: float
    """The narrowest container for which names are sure not to touch."""
    font: float
    dots: float
    """Radius of dots, in shares of `RADII`."""


WIDE, NARROW = Layout(640, 13.0, 1.0), Layout(300, 12.0, 0.8)


class Density(NamedTuple):
    """How quiet the lines and dots are; `name` is the class of the SVG."""

    name: str
    places: float
    arcs: float
    """Up to how many places and arcs."""
    line: float
    dots: float
    """Radius of dots, in shares of `RADII`."""


DENSITIES = (
    Density("", 20, 16, 1.7, 1.0),
    Density("many", 120, 80, 1.1, 0.75),
    Density("most", float("inf"), float("inf"), 0.8, 0.6),
)

RADII: dict[Role, float] = {"origin": 6.5, "adopter": 4.5, "member": 4.0, "quiet": 3.0}
RING = 1.0
"""Half the line around a dot: what it adds to the radius."""

RANKS: dict[Role, int] = {"origin": 0, "adopter": 1, "member": 2, "quiet": 3}
"""Whose name is set first."""

LONGEST_NAME = 17.0
"""Font sizes after which a drawn name is cut."""

TIP, HEAD = 7.0, 8.5
"""How far before the dot's centre an arrow ends, and its length."""

HEADED: frozenset[ArcKind] = frozenset({"transfer", "shared"})
"""Kinds of arcs that end in an arrow."""

HOP = 22.0
"""Dots nearer than this are joined by a loop."""

FEW = 6
"""With more origins than this, lines to names set apart would be one muddle more."""

LIT_PLACES = 64
"""The stylesheet can light up the arcs of this many places."""


def density(places: int, arcs: int) -> Density:
    """The loudest that suits so many places and arcs."""
    return next(one for one in DENSITIES if places <= one.places and arcs <= one.arcs)


# With more places than this, a map is no way to step through with a keyboard: its table is.
CROWDED = 40
