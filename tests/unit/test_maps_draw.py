"""What a page gets: small, well-formed, accessible, the same every time."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from atlas.maps import Arc, MapError, MapSpec, Place, Role, asset_files, draw
from atlas.maps.labels import GAP, SIDES
from atlas.maps.sizes import DENSITIES, LIT_PLACES, NARROW, RADII, RING, WIDE

STYLES = Path(__file__).parents[2] / "overrides" / "assets" / "atlas" / "atlas-map.css"


def city(name: str, lat: float, lon: float, country: str, role: Role = "adopter") -> Place:
    ascii_id = name.lower().replace(" ", "-")
    return Place(ascii_id, name, lat, lon, country, f"../../cities/{ascii_id}/", role)


PRESTON = city("Preston", 53.76, -2.70, "GB", "origin")
ADOPTERS = (
    city("Pamplona", 42.82, -1.64, "ES"),
    city("Kavala", 40.94, 24.40, "GR"),
    city("Bistrița", 47.13, 24.50, "RO"),
    city("Koszalin", 54.19, 16.17, "PL"),
    city("Vila Nova de Famalicão", 41.41, -8.52, "PT"),
    city("Schaerbeek", 50.87, 4.38, "BE"),
)
SEVEN = MapSpec(
    "preston",
    "Where Preston’s practice went",
    "Arcs from Preston to six cities that took it up.",
    (PRESTON, *ADOPTERS),
    tuple(Arc("preston", one.id, "transfer") for one in ADOPTERS),
)


def parsed(markup: str) -> ElementTree.Element:
    """The map's SVG element."""
    root = ElementTree.fromstring(markup)
    assert root.tag == "div"
    assert root.attrib == {"class": "atlas-map"}
    (svg,) = root
    return svg


def test_a_map_of_seven_cities_and_its_basemap_weigh_at_most_12_kb() -> None:
    markup = draw(SEVEN, "../../assets/maps").encode()
    assert len(markup) < 4000
    assert (
        len(gzip.compress(markup, 9, mtime=0) + gzip.compress(asset_files()["basemap-region.svg"], 9, mtime=0)) < 12_000
    )


def test_the_same_map_is_the_same_bytes() -> None:
    assert draw(SEVEN, "x") == draw(SEVEN._replace(), "x")


def test_a_map_is_a_group_with_title_and_description() -> None:
    svg = parsed(draw(SEVEN, "x"))
    assert svg.get("role") == "group"
    texts = {element.get("id"): element.text for element in svg.iter() if element.get("id")}
    assert texts[svg.get("aria-labelledby")] == SEVEN.title
    assert texts[svg.get("aria-describedby")] == SEVEN.description
    # No pop-up wherever the pointer rests.
    assert svg.find("title") is None


def test_every_city_is_a_link_with_its_name() -> None:
    links = list(parsed(draw(SEVEN, "x")).iter("a"))
    assert [link.get("href") for link in links] == [place.href for place in SEVEN.places]
    assert ["".join(link.find("text").itertext()) for link in links] == [place.name for place in SEVEN.places]


def test_a_place_without_address_is_no_link() -> None:
    svg = parsed(draw(SEVEN._replace(places=(PRESTON._replace(href=None), *ADOPTERS)), "x"))
    assert len(list(svg.iter("a"))) == 6


def test_the_countries_of_the_places_stand_out() -> None:
    markup = draw(SEVEN, "maps")
    active = markup[markup.index('class="active"') :]
    assert re.findall(r"maps/basemap-region\.svg#([A-Z]+)", active) == ["BE", "ES", "GB", "GR", "PL", "PT", "RO"]
    quiet = SEVEN._replace(places=tuple(place._replace(role="quiet") for place in SEVEN.places))
    assert 'class="active"' not in draw(quiet, "maps")


def test_an_unknown_country_does_no_harm() -> None:
    odd = draw(SEVEN._replace(places=(PRESTON._replace(country='"><x'), *ADOPTERS)), "x")
    assert "<x" not in odd


def test_the_address_of_the_basemap() -> None:
    assert 'href="../assets/basemap-region.svg#land"' in draw(SEVEN, "../assets/")
    assert 'href="/v2/basemap-region.svg?1#land"' in draw(SEVEN, lambda name: f"/v2/{name}?1")
    far = SEVEN._replace(places=(*SEVEN.places, city("Lima", -12.0, -77.0, "PE")))
    assert 'href="x/basemap-world.svg#land"' in draw(far, "x")


def test_transfers_have_arrows_and_relations_have_none() -> None:
    svg = parsed(draw(SEVEN, "x"))
    (marker,) = svg.iter("marker")
    (group,) = (g for g in svg.iter("g") if g.get("class") == "transfer")
    assert group.get("marker-end") == f"url(#{marker.get('id')})"
    assert len(group) == 6
    calm = SEVEN._replace(arcs=tuple(Arc(arc.source, arc.target, "relation") for arc in SEVEN.arcs))
    assert "marker" not in draw(calm, "x")
    assert 'class="relation"' in draw(calm, "x")


def test_an_arc_belongs_to_both_its_ends() -> None:
    svg = parsed(draw(SEVEN, "x"))
    numbers = {link.find("text").text: re.search(r"\bp(\d+)", link.get("class"))[1] for link in svg.iter("a")}
    assert sorted(numbers.values()) == [str(n) for n in range(7)]
    (group,) = (g for g in svg.iter("g") if g.get("class") == "transfer")
    for place, path in zip(ADOPTERS, group, strict=True):
        assert path.get("class").split() == [f"a{numbers['Preston']}", f"a{numbers[place.name]}"]


def test_an_arc_to_itself_is_left_out() -> None:
    assert 'class="transfer"' not in draw(SEVEN._replace(arcs=(Arc("preston", "preston", "transfer"),)), "x")


def test_many_places_are_drawn_quietly_and_all_remain_reachable() -> None:
    crowd = tuple(city(f"City {n}", 45 + n % 7 / 10, 10 + n % 11 / 10, "IT") for n in range(150))
    markup = draw(MapSpec("crowd", "", "", crowd, tuple(Arc("city-0", p.id, "transfer") for p in crowd[1:])), "x")
    svg = parsed(markup)
    assert svg.get("class") == "most"
    links = list(svg.iter("a"))
    assert len({link.get("transform") for link in links}) == 150
    hidden = [link for link in links if "no" in link.find("text").get("class").split()]
    assert hidden
    assert all(link.find("title").text == link.find("text").text for link in hidden)
    assert f"p{LIT_PLACES - 1}" in markup
    assert f"p{LIT_PLACES}" not in markup


def test_a_long_name_is_cut_in_the_picture_and_whole_in_the_title() -> None:
    name = "Llanfair" * 1250
    markup = draw(SEVEN._replace(places=(PRESTON._replace(name=name), *ADOPTERS)), "x")
    link = next(parsed(markup).iter("a"))
    assert link.find("title").text == name
    assert len(link.find("text").text) < 40


HOSTILE = (
    '"><script>alert(1)</script>',
    "</text></svg><img src=x onerror=alert(1)>",
    "'-->]]>&amp;&lt;",
    "\u202ereversed\u202c\x00\x0b\ud800",
    "a\nb\tc",
    "{{ 7*7 }}{% raw %}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    place = Place(text, text, 53.7, -2.7, text, "/" + text, "origin", text)
    other = place._replace(id="other", lat=50.0, href="javascript:" + text)
    spec = MapSpec(text, text, text, (place, other), (Arc(text, "other", "transfer"),))
    svg = parsed(draw(spec, text))
    allowed = {"svg", "defs", "title", "desc", "use", "g", "marker", "path", "a", "circle", "text"}
    assert {element.tag for element in svg.iter()} <= allowed
    names = {name for element in svg.iter() for name in element.attrib}
    assert not any(name.startswith("on") for name in names)
    assert "lang" not in names
    assert len(list(svg.iter("a"))) == 1
    ids = [element.get("id") for element in svg.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert set(ids) >= {svg.get("aria-labelledby"), svg.get("aria-describedby")}


def test_the_language_of_a_name_is_marked() -> None:
    assert 'lang="ro"' in draw(SEVEN._replace(places=(PRESTON._replace(lang="ro"), *ADOPTERS)), "x")


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (SEVEN._replace(places=(), arcs=()), "The map 'preston' has no place to show."),
        (
            SEVEN._replace(places=(PRESTON._replace(lat=float("nan")), *ADOPTERS)),
            "The map 'preston' can't show 'Preston' (preston): there is no point on it for latitude nan, "
            "longitude -2.7. List the place beside the map instead.",
        ),
        (
            SEVEN._replace(places=(PRESTON._replace(lat=95.0), *ADOPTERS)),
            "The map 'preston' can't show 'Preston' (preston): there is no point on it for latitude 95.0, "
            "longitude -2.7. List the place beside the map instead.",
        ),
        (SEVEN._replace(places=(PRESTON, *SEVEN.places)), "The map 'preston' has the place 'preston' twice."),
        (
            SEVEN._replace(arcs=(Arc("preston", "prestn", "transfer"),)),
            "The map 'preston' has an arc from or to 'prestn', which is none of its places.",
        ),
    ],
)
def test_a_map_that_cannot_be_drawn_says_why(spec: MapSpec, words: str) -> None:
    with pytest.raises(MapError) as caught:
        draw(spec, "x")
    assert str(caught.value) == words


def value(styles: str, selector: str, name: str) -> str:
    """A property's value in the first rule with a selector."""
    rule = re.search(rf"^\s*{re.escape(selector)} \{{([^}}]*)\}}", styles, re.MULTILINE)
    assert rule, selector
    found = re.search(rf"(?<![\w-]){re.escape(name)}: ([^;]+);", rule[1])
    assert found, (selector, name)
    return found[1]


def test_the_stylesheet_has_the_sizes_that_names_were_set_for() -> None:
    styles = STYLES.read_text(encoding="utf-8")
    wide, narrow = styles.split("@container")
    assert narrow.startswith(f" (max-width: {WIDE.least_width - 0.02:.2f}px)")
    assert value(wide, ".atlas-map text", "font-size") == f"calc({WIDE.font:g} * var(--px))"
    assert value(narrow, ".atlas-map text", "font-size") == f"calc({NARROW.font:g} * var(--px))"
    assert value(narrow, ".atlas-map svg", "--narrow") == f"{NARROW.dots:g}"
    reach = f"calc((var(--r) * var(--many) * var(--narrow) + {RING + GAP:g}) * var(--px))"
    assert value(wide, ".atlas-map text", "--reach") == reach
    for role, radius in RADII.items():
        assert value(wide, f".atlas-map .{role}", "--r") == f"{radius:g}"
    lines = ":is(.transfer, .shared, .relation)"
    for one in DENSITIES:
        within = f".atlas-map .{one.name} " if one.name else ".atlas-map "
        assert value(wide, within + lines, "stroke-width") == f"calc({one.line:g} * var(--px))"
        if one.name:
            assert value(wide, f".atlas-map .{one.name}", "--many") == f"{one.dots:g}"


def test_the_stylesheet_has_a_class_for_every_side_of_a_dot() -> None:
    styles = STYLES.read_text(encoding="utf-8")
    for side in SIDES:
        anchor = {0: "start", 0.5: "middle", 1: "end"}[side.anchor]
        for selector in (f".atlas-map .{side.name}", f".atlas-map .s-{side.name}"):
            assert value(styles, selector, "text-anchor") == anchor
            x, y = value(styles, selector, "transform").removeprefix("translate(").removesuffix(")").split(", ")
            assert evaluated(x) == pytest.approx(1000 * side.x)
            assert evaluated(y) == pytest.approx(1000 * side.y + side.drop)


def evaluated(length: str) -> float:
    """A length with a reach of 1000 and a font size of 1."""
    terms = length.replace("calc", "").replace("var(--reach)", "1000").replace("em", "").strip("()").split(" + ")
    total = 0.0
    for term in terms:
        product = 1.0
        for factor in term.split(" * "):
            product *= float(factor)
        total += product
    return total


@pytest.mark.parametrize(
    ("container", "least"), [(300, 1.0), (400, 1.0), (640, 1.0), (800, 1.0), (1000, 1.0), (250, 0.8)]
)
def test_a_pixel_of_the_stylesheet_is_about_a_pixel(container: float, least: float) -> None:
    styles = STYLES.read_text(encoding="utf-8")
    formula = re.search(
        r"max\(([\d.]+)px, ([\d.]+)px - ([\d.]+)cqw, min\(([\d.]+)px, ([\d.]+)px - ([\d.]+)cqw\)\)", styles
    )
    assert formula
    floor, wide, wide_slope, ceiling, narrow, narrow_slope = map(float, formula.groups())
    cqw = container / 100
    px = max(floor, wide - wide_slope * cqw, min(ceiling, narrow - narrow_slope * cqw))
    # --u is the units in a pixel of an 800 px wide map, so a drawn pixel is px × container / 800 real ones.
    assert least * 0.999 <= px * container / 800 <= 1.16
    # Names were set for the narrowest map of their layout; they may not be larger than there.
    layout = NARROW if container < WIDE.least_width else WIDE
    if container >= layout.least_width:
        assert px <= 800 / layout.least_width * 1.0005


def test_the_stylesheet_lights_up_as_many_places_as_are_numbered() -> None:
    styles = STYLES.read_text(encoding="utf-8")
    lit = re.findall(r"svg:has\(\.p(\d+):is\(:hover, :focus-visible\)\) \.a(\d+)", styles)
    assert lit == [(str(n), str(n)) for n in range(LIT_PLACES)]


def test_all_rules_are_about_maps() -> None:
    styles = re.sub(r"/\*.*?\*/", "", STYLES.read_text(encoding="utf-8"), flags=re.DOTALL)
    for selectors in re.findall(r"([^{}]+)\{", styles):
        for selector in re.split(r",\s*(?![^(]*\))", selectors.strip()):
            assert selector.startswith("@") or ".atlas-map" in selector, selector
