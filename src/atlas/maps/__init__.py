"""Static maps: projection, basemap, arcs, names → SVG. Drawn at build time, read without scripts."""

from atlas.maps.basemap import asset_files, in_region, viewable
from atlas.maps.draw import draw
from atlas.maps.types import Arc, ArcKind, MapError, MapSpec, Place, Role

__all__ = ["Arc", "ArcKind", "MapError", "MapSpec", "Place", "Role", "asset_files", "draw", "in_region", "viewable"]
