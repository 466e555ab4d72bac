"""The committed basemaps: complete, matching, without streaks, small."""

import gzip
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from babel import Locale

from atlas.maps import asset_files, viewable
from atlas.maps.basemap import basemap

Point = tuple[int, int]


def codes(text: str) -> set[str]:
    """Codes with spaces between them."""
    return set(text.split())


EUROPE = codes(
    "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GR HR HU IE IM IS IT "  # codespell:ignore fo
    "JE LI LT LU LV MD ME MK MT NL NO PL PT RO RS RU SE SI SK SM TR UA XK"
)
NEIGHBOURS = codes("AM AZ DZ EG GE IL IQ IR JO KZ LB LY MA PS SA SY TN")
# Members of the United Nations that a pixel of the world map can't show.
TOO_SMALL = codes("AD LC LI MC MH MV NR SM TV")
UNITED_NATIONS = codes(
    "AF AL DZ AD AO AG AR AM AU AT AZ BS BH BD BB BY BE BZ BJ BT BO BA BW BR BN BG BF BI CV KH CM CA CF TD CL CN CO "
    "KM CG CD CR CI HR CU CY CZ DK DJ DM DO EC EG SV GQ ER EE SZ ET FJ FI FR GA GM GE DE GH GR GD GT GN GW GY HT HN "
    "HU IS IN ID IR IQ IE IL IT JM JP JO KZ KE KI KP KR KW KG LA LV LB LS LR LY LI LT LU MG MW MY MV ML MT MH MR MU "
    "MX FM MD MC MN ME MA MZ MM NA NR NP NL NZ NI NE NG MK NO OM PK PW PA PG PY PE PH PL PT QA RO RU RW KN LC VC WS "
    "SM ST SA SN RS SC SL SG SK SI SB SO ZA SS ES LK SD SR SE CH SY TJ TZ TH TL TG TO TT TN TR TM TV UG UA AE GB US "
    "UY UZ VU VE VN YE ZM ZW"
)


def rings(name: str) -> dict[str, list[list[Point]]]:
    """Country → rings of points in the file's units."""
    root = ElementTree.fromstring(asset_files()[f"basemap-{name}.svg"])
    shapes = {}
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        shape = []
        for part in path.attrib["d"].removesuffix("z").split("z"):
            numbers = [int(n) for n in re.findall(r"-?\d+", part)]
            x, y = 0, 0
            ring = []
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                ring.append((x, y))
            shape.append(ring)
        shapes[path.get("id", "")] = shape
    return shapes


def test_there_are_two_files_and_they_are_small() -> None:
    files = asset_files()
    assert sorted(files) == ["basemap-region.svg", "basemap-world.svg"]
    for content in files.values():
        assert len(gzip.compress(content, 9, mtime=0)) <= 9400


@pytest.mark.parametrize("name", ["region", "world"])
def test_a_file_has_one_group_of_shapes_without_colours(name: str) -> None:
    root = ElementTree.fromstring(asset_files()[f"basemap-{name}.svg"])
    (land,) = root
    assert land.get("id") == "land"
    assert all(set(shape.attrib) <= {"id", "d"} for shape in land)
    ids = [shape.get("id") for shape in land if shape.get("id")]
    assert len(ids) == len(set(ids))
    assert basemap(name).countries == set(ids)


def test_codes_are_iso_3166_alpha_2() -> None:
    known = {code for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", code)} - {"EU", "UN", "UK", "EL"}
    for name in ("region", "world"):
        assert basemap(name).countries <= known


def test_the_region_has_europe_and_its_neighbours() -> None:
    assert basemap("region").countries >= EUROPE | NEIGHBOURS


def test_the_world_has_all_members_of_the_united_nations_that_can_be_seen() -> None:
    assert len(UNITED_NATIONS) == 193
    assert basemap("world").countries >= UNITED_NATIONS - TOO_SMALL
    assert basemap("world").countries >= {"XK", "PS", "TW", "EH", "GL", "PR", "HK"}


@pytest.mark.parametrize(
    ("name", "landlocked"),
    [("region", "CZ SK HU AT CH LU MK RS BY XK AM"), ("world", "ML TD BO PY MN LA CZ UG ZM CF")],
)
def test_borders_of_neighbours_are_the_same_line(name: str, landlocked: str) -> None:
    shapes = rings(name)
    edges = {edge for shape in shapes.values() for ring in shape for edge in pairwise([*ring, ring[0]])}
    for code in landlocked.split():
        for ring in shapes[code]:
            alone = [edge for edge in pairwise([*ring, ring[0]]) if edge[::-1] not in edges]
            # A neighbour too small to draw may leave a gap.
            assert len(alone) <= len(ring) * 0.05, code


def test_nothing_streaks_across_the_world() -> None:
    _, _, width, _ = basemap("world").frame
    for code, shape in rings("world").items():
        for ring in shape:
            for (ax, _), (bx, _) in pairwise([*ring, ring[0]]):
                assert abs(ax - bx) < width / 10, code


def test_the_far_side_of_the_world_is_cut_through_the_bering_strait() -> None:
    shapes = rings("world")
    assert all(x > 0 for ring in shapes["FJ"] for x, _ in ring)
    assert all(x > 0 for ring in shapes["RU"] for x, _ in ring)
    mainland = max(shapes["US"], key=len)
    assert all(x < 0 for x, _ in mainland)


@pytest.mark.parametrize("name", ["region", "world"])
def test_shapes_lie_in_or_just_beyond_the_frame(name: str) -> None:
    left, top, width, height = basemap(name).frame
    for shape in rings(name).values():
        for ring in shape:
            assert all(left - 21 <= x <= left + width + 21 and top - 21 <= y <= top + height + 21 for x, y in ring)


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (40.4, -3.7, "ES"),
        (48.9, 2.35, "FR"),
        (52.2, 21.0, "PL"),
        (35.1, 33.4, "CY"),
        (45.0, 34.1, "UA"),
        (42.6, 21.1, "XK"),
    ],
)
def test_a_capital_lies_in_its_country(lat: float, lon: float, code: str) -> None:
    for name in ("region", "world"):
        x, y = basemap(name).point(lat, lon)
        assert sum(crossings(ring, x, y) for ring in rings(name)[code]) % 2 == 1


def crossings(ring: list[Point], x: float, y: float) -> int:
    """How often a ray to the right crosses a ring."""
    edges = pairwise([*ring, ring[0]])
    return sum((ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax) for (ax, ay), (bx, by) in edges)


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [
        (28.1, -15.4, True),
        (37.7, -25.7, True),
        (64.1, -21.9, True),
        (40.4, 49.9, True),
        (36.8, 10.2, True),
        (35.2, 33.4, True),
        (14.7, -17.4, False),
        (40.7, -74.0, False),
        (-33.9, 151.2, False),
    ],
)
def test_the_region_reaches_from_the_azores_to_the_caspian(lat: float, lon: float, name: bool) -> None:
    assert basemap("region").shows(lat, lon) is name


@pytest.mark.parametrize(
    ("lat", "lon", "seen"),
    [
        (53.76, -2.7, True),
        (-54.8, -68.3, True),
        (78.2, 15.6, True),
        (0, 180, True),
        (0, -180, True),
        (-77.8, 166.7, False),
        (90.1, 0, False),
        (0, 180.1, False),
        (float("nan"), 0, False),
        (0, float("inf"), False),
        (None, 0, False),
        (0, None, False),
    ],
)
def test_viewable(lat: float | None, lon: float | None, seen: bool) -> None:
    assert viewable(lat, lon) is seen
