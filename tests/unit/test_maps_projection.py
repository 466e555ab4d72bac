"""The projections against published values, and against what equal-area means."""

from math import cos, radians

import pytest

from atlas.maps.basemap import basemap
from atlas.maps.projection import WORLD_CENTRE_LON, Projection, equal_earth, lambert_europe, wrapped


def epsg_3035(lat: float, lon: float) -> tuple[float, float]:
    """Easting and northing in metres, with the false origin that the maps leave out."""
    x, y = lambert_europe(lat, lon)
    return 4321000 + 1000 * x, 3210000 - 1000 * y


def test_lambert_gives_the_example_of_the_epsg_guidance_note() -> None:
    # IOGP Geomatics Guidance Note 7, part 2, Lambert Azimuthal Equal Area: 50° N 5° E in EPSG:3035.
    assert epsg_3035(50, 5) == pytest.approx((3962799.45, 2999718.85), abs=0.01)


def test_lambert_has_its_centre_where_epsg_3035_has_it() -> None:
    assert epsg_3035(52, 10) == pytest.approx((4321000, 3210000), abs=0.001)


def test_lambert_stays_finite_everywhere() -> None:
    for lat, lon in [(-52, -170), (-90, 0), (90, 0), (0, -170)]:
        x, y = lambert_europe(lat, lon)
        assert abs(x) < 1e9
        assert abs(y) < 1e9


@pytest.mark.parametrize(
    ("lat", "lon", "x", "y"),
    [
        # Extent of the projection on a sphere of radius 1: 2.7066299836960748 and 1.3173627591574 (Šavrič et al.).
        (0, 180, 2.7066299836960748, 0),
        (90, 0, 0, -1.3173627591574),
        (-90, 0, 0, 1.3173627591574),
        (0, 0, 0, 0),
    ],
)
def test_equal_earth_has_the_published_extent(lat: float, lon: float, x: float, y: float) -> None:
    got = equal_earth(lat, lon + WORLD_CENTRE_LON)
    assert got == pytest.approx((6371.0072 * x, 6371.0072 * y), abs=1e-6)


def test_the_pole_of_equal_earth_is_a_line_0_59_of_the_equator() -> None:
    # Šavrič et al. (2018): "a pole line to equator ratio of 0.59".
    pole, equator = equal_earth(90, 180)[0], equal_earth(0, 180)[0]
    assert pole / equator == pytest.approx(0.59, abs=0.005)


@pytest.mark.parametrize("projection", [lambert_europe, equal_earth])
@pytest.mark.parametrize("lat", [-40.0, 10.0, 35.0, 52.0, 65.0])
@pytest.mark.parametrize("lon", [-60.0, 0.0, 25.0, 100.0])
def test_a_small_field_keeps_its_area(projection: Projection, lat: float, lon: float) -> None:
    step = 0.01
    corners = [projection(lat + a * step, lon + b * step) for a, b in ((0, 0), (0, 1), (1, 1), (1, 0))]
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    area = abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2
    # On the ellipsoid a degree of latitude varies by about 1 %, hence the tolerance.
    sphere = 6371.0072**2 * radians(step) ** 2 * cos(radians(lat + step / 2))
    assert area == pytest.approx(sphere, rel=0.012)


@pytest.mark.parametrize(("lon", "turn"), [(11, 11), (-170, 190), (-168, -168), (180, 180), (-180, 180)])
def test_longitudes_turn_at_the_bering_strait(lon: float, turn: float) -> None:
    assert wrapped(lon) == pytest.approx(turn)


def test_north_is_up_and_east_is_right() -> None:
    for name in ("region", "world"):
        base = basemap(name)
        (rome_x, rome_y), (oslo_x, oslo_y), (kyiv_x, _) = (
            base.point(*p) for p in [(41.9, 12.5), (59.9, 10.7), (50.5, 30.5)]
        )
        assert oslo_y < rome_y
        assert kyiv_x > max(rome_x, oslo_x)
