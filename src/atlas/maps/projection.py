"""From degrees to the plane: two projections, both equal-area: no country looks larger than it is.

Results are kilometres east and *south* of the projection's centre: SVG's y axis points down.
"""

from collections.abc import Callable
from functools import lru_cache
from math import asin, cos, log, radians, sin, sqrt

Projection = Callable[[float, float], tuple[float, float]]
"""Latitude and longitude in degrees → kilometres east and south of the centre."""

# GRS 80, the ellipsoid of ETRS89 (EPSG:7019).
_MAJOR_AXIS_KM = 6378.137
_E2 = 0.00669438002290
_E = sqrt(_E2)

# Centre of ETRS89-LAEA Europe (EPSG:3035).
_CENTRE_LAT = 52.0
_CENTRE_LON = 10.0

# Radius of the sphere with the Earth's surface (IUGG R2).
_SPHERE_KM = 6371.0072

WORLD_CENTRE_LON = 11.0
"""Central meridian of the world map. Its far side, 169° W, is the Bering Strait: no mainland is cut."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796


def _authalic_q(sin_lat: float) -> float:
    """q of Snyder (1987), eq. 3-12, from the sine of the latitude."""
    es = _E * sin_lat
    return (1 - _E2) * (sin_lat / (1 - es * es) - log((1 - es) / (1 + es)) / (2 * _E))


_Q_POLE = _authalic_q(1.0)
_RADIUS_Q = _MAJOR_AXIS_KM * sqrt(_Q_POLE / 2)
_BETA_1 = asin(_authalic_q(sin(radians(_CENTRE_LAT))) / _Q_POLE)
_SIN_BETA_1, _COS_BETA_1 = sin(_BETA_1), cos(_BETA_1)
_D = (
    _MAJOR_AXIS_KM
    * cos(radians(_CENTRE_LAT))
    / (sqrt(1 - _E2 * sin(radians(_CENTRE_LAT)) ** 2) * _RADIUS_Q * _COS_BETA_1)
)


@lru_cache(maxsize=8192)
def lambert_europe(lat: float, lon: float) -> tuple[float, float]:
    """Lambert azimuthal equal-area around 52° N 10° E, as in EPSG:3035 without its false origin.

    Formulas: J. P. Snyder, Map Projections: A Working Manual (1987), eq. 24-17 to 24-20, oblique, ellipsoid.
    """
    q = _authalic_q(sin(radians(lat)))
    sin_beta = q / _Q_POLE
    cos_beta = sqrt(max(0.0, 1 - sin_beta * sin_beta))
    delta = radians(lon - _CENTRE_LON)
    towards = cos_beta * cos(delta)
    # At the antipode of the centre the scale has no bound; nothing is drawn there.
    b = _RADIUS_Q * sqrt(2 / max(1e-9, 1 + _SIN_BETA_1 * sin_beta + _COS_BETA_1 * towards))
    x = b * _D * cos_beta * sin(delta)
    y = b / _D * (_COS_BETA_1 * sin_beta - _SIN_BETA_1 * towards)
    return x, -y


def equal_earth(lat: float, lon: float) -> tuple[float, float]:
    """Equal Earth on the sphere, centred on `WORLD_CENTRE_LON`.

    Longitudes are taken as they come: 195° E lies beyond the map's eastern edge. `wrapped` gives the one that
    lies on the map.
    Formulas: B. Šavrič, T. Patterson and B. Jenny, The Equal Earth map projection (2018), eq. 9 and 10.
    """
    theta = asin(sqrt(3) / 2 * sin(radians(lat)))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    slope = 9 * _A4 * t6 * t2 + 7 * _A3 * t6 + 3 * _A2 * t2 + _A1
    x = 2 * sqrt(3) * radians(lon - WORLD_CENTRE_LON) * cos(theta) / (3 * slope)
    y = theta * (_A4 * t6 * t2 + _A3 * t6 + _A2 * t2 + _A1)
    return _SPHERE_KM * x, -_SPHERE_KM * y


def wrapped(lon: float) -> float:
    """The same meridian within 180° of the world map's centre."""
    return (lon - WORLD_CENTRE_LON + 180) % 360 - 180 + WORLD_CENTRE_LON
