"""Names, dots and curves: nothing covers what it must not."""

from itertools import combinations, pairwise
from math import atan2, cos, hypot, pi, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.maps import Arc, MapSpec, Place, Role
from atlas.maps.arcs import bows, curve
from atlas.maps.basemap import basemap
from atlas.maps.labels import Box, Spot, place
from atlas.maps.layout import Plan, plan
from atlas.maps.sizes import NARROW, RING, WIDE, Layout
from atlas.maps.spread import apart
from atlas.maps.view import choose, fit

ROLES = st.sampled_from(["origin", "adopter", "member", "quiet"])
NAMES = st.sampled_from(
    ["Ii", "Zlín", "Koszalin", "Vila Nova de Famalicão", "東京都", "Ł" * 60, "Santa Coloma de Gramenet"]
)


def spec_of(points: list[tuple[str, float, float, Role]], arcs: list[tuple[int, int]]) -> MapSpec:
    places = [Place(f"p{n}", name, lat, lon, "PL", None, role) for n, (name, lat, lon, role) in enumerate(points)]
    return MapSpec("m", "", "", tuple(places), tuple(Arc(f"p{i}", f"p{j}", "transfer") for i, j in arcs))


def in_pixels(ready: Plan, layout: Layout) -> tuple[list[Box], list[Box]]:
    """Dots and set names on the narrowest map of a layout."""
    scale = layout.least_width / ready.view.width
    dots = []
    for one in ready.places:
        x, y, r = (one.x - ready.view.x) * scale, (one.y - ready.view.y) * scale, one.radius * layout.dots + RING
        dots.append(Box(x - r, y - r, x + r, y + r))
    seats = [one.wide if layout is WIDE else one.narrow for one in ready.places]
    return dots, [seat.box for seat in seats if seat]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(NAMES, st.floats(36, 64), st.floats(-9, 40), ROLES), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=20),
)
def test_names_touch_neither_each_other_nor_dots_nor_the_edge(
    points: list[tuple[str, float, float, Role]], arcs: list[tuple[int, int]]
) -> None:
    ready = plan(spec_of(points, [(i, j) for i, j in arcs if max(i, j) < len(points)]))
    for layout in (WIDE, NARROW):
        dots, names = in_pixels(ready, layout)
        height = ready.view.height * layout.least_width / ready.view.width
        assert not any(a.meets(b) for a, b in combinations(names, 2))
        assert not any(name.meets(dot) for name in names for dot in dots)
        assert all(b.x0 >= 0 and b.y0 >= 0 and b.x1 <= layout.least_width and b.y1 <= height for b in names)
    # A name hidden on wide maps isn't shown on narrow ones.
    assert not any(one.narrow and not one.wide for one in ready.places)


def test_a_name_keeps_off_an_obstacle() -> None:
    spot = Spot(100, 100, 5, 4, 0)
    (free,) = place([spot], (300, 200), 12)
    assert free is not None
    assert free.side.name == "e"
    (moved,) = place([spot], (300, 200), 12, [free.box])
    assert moved is not None
    assert not moved.box.meets(free.box)


def test_a_name_makes_room_for_one_that_has_no_other() -> None:
    # The second can only go east, where the first would like to be.
    wall = Box(0, 0, 130, 300)
    spots = [Spot(140, 100, 5, 6, 0), Spot(150, 118, 5, 6, 1)]
    assert all(place(spots, (300, 300), 12, [wall]))


def test_a_crowded_origin_is_named_at_a_distance() -> None:
    ring = [Spot(150 + 14 * cos(n * pi / 6), 150 + 14 * sin(n * pi / 6), 4, None, 1) for n in range(12)]
    spot = Spot(150, 150, 5, 5, 0)
    assert place([spot, *ring], (300, 300), 12)[0] is None
    far = place([spot._replace(outlying=True), *ring], (300, 300), 12)[0]
    assert far is not None
    assert hypot(*far.away) > 14


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 40), st.floats(0, 40)), min_size=2, max_size=12))
def test_dots_are_moved_apart(points: list[tuple[float, float]]) -> None:
    moved = apart(points, [3.0] * len(points))
    assert len(set(moved)) == len(points)
    for (ax, ay), (bx, by) in combinations(moved, 2):
        assert hypot(ax - bx, ay - by) > 2


def test_dots_in_one_place_become_two() -> None:
    (ax, ay), (bx, by) = apart([(10, 10), (10, 10)], [3, 4])
    assert hypot(ax - bx, ay - by) == pytest.approx(7)


def test_dots_with_room_stay() -> None:
    points = [(0.0, 0.0), (20.0, 0.0), (0.0, 20.0)]
    assert apart(points, [3, 3, 3]) == points


@settings(deadline=None)
@given(st.lists(st.integers(-179, 179), min_size=2, max_size=30, unique=True))
def test_curves_of_a_fan_keep_their_order(bearings: list[int]) -> None:
    chords = [(sin(radians(b)), -cos(radians(b))) for b in bearings]
    leaving = sorted((atan2(dx, -dy), atan2(dx, -dy) - bow) for (dx, dy), bow in zip(chords, bows(chords), strict=True))
    assert all(b >= a - 1e-9 for (_, a), (_, b) in pairwise(leaving))


def test_curves_of_a_fan_do_not_coincide() -> None:
    near = bows([(100, 0), (200, 1), (300, -1)])
    assert len({round(bow, 2) for bow in near}) == 3


def test_there_and_back_are_two_curves() -> None:
    (out,), (back,) = bows([(100, 0)]), bows([(-100, 0)])
    there = curve((0, 0), (100, 0), out, 0).between(2)[0]
    again = curve((100, 0), (0, 0), back, 0).between(2)[0]
    assert abs(there[1] - again[1]) > 1


def test_curves_bow_upwards() -> None:
    for dx in (100, -100):
        (bow,) = bows([(dx, 0)])
        assert curve((0, 0), (dx, 0), bow, 0).between(2)[0][1] < -3


def test_close_dots_are_joined_by_a_loop() -> None:
    x, y = curve((0, 0), (5, 0), 0.3, 20).between(2)[0]
    assert x == pytest.approx(2.5)
    assert 15 < -y < 30


LONDON, ROME, LIMA = (51.5, -0.1), (41.9, 12.5), (-12.0, -77.0)


def test_the_region_is_used_where_it_shows_all() -> None:
    assert choose([LONDON, ROME]).name == "region"
    assert choose([LONDON, LIMA]).name == "world"


@pytest.mark.parametrize("points", [[LONDON], [LONDON, (51.55, -0.1)], [ROME, ROME]])
def test_two_close_cities_are_not_absurdly_near(points: list[tuple[float, float]]) -> None:
    base = choose(points)
    view = fit([base.point(*point) for point in points], base)
    # 4 km a unit.
    assert view.width * 4 == pytest.approx(1300)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-59, 83), st.floats(-180, 180)), min_size=1, max_size=9))
def test_a_view_shows_all_points_and_nothing_beyond_the_map(points: list[tuple[float, float]]) -> None:
    base = choose(points)
    flat = [base.point(*point) for point in points]
    view = fit(flat, base)
    left, top, width, height = base.frame
    near = 1e-6
    assert view.x >= left - near
    assert view.y >= top - near
    assert view.x + view.width <= left + width + near
    assert view.y + view.height <= top + height + near
    for x, y in flat:
        assert -near <= x - view.x <= view.width + near
        assert -near <= y - view.y <= view.height + near
    assert 1.2 < view.width / view.height < 2.1


PACIFIC = {
    "Tokyo": (35.7, 139.7),
    "San Francisco": (37.8, -122.4),
    "Auckland": (-36.8, 174.8),
    "Honolulu": (21.3, -157.9),
    "Suva": (-18.1, 178.4),
    "Apia": (-13.8, -171.8),
}


@pytest.mark.parametrize(
    ("source", "target", "halves"),
    [("Tokyo", "San Francisco", 2), ("San Francisco", "Tokyo", 2), ("Auckland", "Honolulu", 2), ("Suva", "Apia", 1)],
)
def test_arcs_cross_the_edge_of_the_world_and_not_all_of_it(source: str, target: str, halves: int) -> None:
    ends: list[tuple[str, float, float, Role]] = [(name, *PACIFIC[name], "member") for name in (source, target)]
    ready = plan(spec_of(ends, [(0, 1)]))
    (drawn,) = ready.arcs
    assert len(drawn.halves) == halves
    _, _, around, _ = basemap("world").frame
    assert all(abs(half.x1 - half.x0) < around / 2 for half in drawn.halves)
    # The first leaves from the source's dot, the last comes to the target's.
    start, end = ready.places
    assert drawn.halves[0][:2] == pytest.approx((start.x, start.y))
    assert drawn.halves[-1][6:] == pytest.approx((end.x, end.y))
    if halves == 2:
        # Both cut the picture's edges at one height.
        assert drawn.halves[1] == pytest.approx(drawn.halves[0].moved(drawn.halves[1].x0 - drawn.halves[0].x0))
        left, right = ready.view.x, ready.view.x + ready.view.width
        assert not left < drawn.halves[0].x1 < right
        assert not left < drawn.halves[1].x0 < right
