"""The real site: what a map shows is what the table beside it says, and a map is small."""

from __future__ import annotations

import gzip
import re

import pytest

from atlas.relations import Relations
from support.bases import real
from support.web import Map, Page, Site, elements, none_of, resolve, tag, words

pytestmark = pytest.mark.site

MOST_BYTES = 12_000


def with_maps(site: Site) -> list[tuple[Page, Map]]:
    return [(page, map) for page in site for map in page.maps]


def placed(id: str) -> bool:
    """True for a city with a point on the map, its own or its seat's."""
    return Relations(real().kb).point(real().kb.cities[id]) is not None


def expected(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs of city ids as arcs: both ends with a point, none from a city to itself."""
    return {(f"cities/{a}/", f"cities/{b}/") for a, b in pairs if a != b and placed(a) and placed(b)}


def headed(page: Page) -> set[tuple[str, str]]:
    """The arcs that end in an arrow, over all maps of a page."""
    return {arc for map in page.maps for arc, is_headed in map.arcs.items() if is_headed}


def transfers() -> dict[tuple[str, str], set[str]]:
    """(practice, adopter) → networks, counted here anew: from the partners of networks, and from files."""
    kb = real().kb
    found: dict[tuple[str, str], set[str]] = {}
    for network in kb.networks.values():
        for partner in network.partners:
            if network.practice and partner.role == "adopter" and partner.left is None:
                found.setdefault((network.practice, partner.city), set()).add(network.id)
    for record in kb.transfers.values():
        found.setdefault((record.practice, record.adopter), set()).update([record.network] if record.network else [])
    return found


def origin(practice: str) -> str:
    return real().kb.practices[practice].cities[0]


def test_pages_that_should_have_a_map_have_one(site: Site) -> None:
    wanted = ["", "transfers/"]
    wanted += [f"practices/{id}/" for id, practice in real().kb.practices.items() if placed(practice.cities[0])]
    wanted += [
        f"networks/{id}/" for id, network in real().kb.networks.items() if any(placed(p.city) for p in network.partners)
    ]
    wanted += [f"themes/{theme}/" for practice, _ in transfers() for theme in real().kb.practices[practice].themes]
    wanted += [f"cities/{id}/" for id in real().kb.cities if placed(id)]
    none_of(address for address in wanted if len(site[address].maps) not in (1, 2))
    none_of(repr(page) for page in site if len({map.svg.get("aria-labelledby") for map in page.maps}) < len(page.maps))


def test_every_dot_is_a_link_to_a_city_that_the_page_names_in_words(site: Site) -> None:
    """The home page leaves the words to the page of all transfers, to which it leads."""
    faults = []
    for page, map in with_maps(site):
        named = site["transfers/"].targets if page.address == "" else page.targets | {page.address}
        for dot in map.dots:
            if dot.href not in named:
                faults.append(f"{page!r}: {dot.name} is on the map only")
            if not dot.href.startswith("cities/") or dot.name != real().kb.cities[dot.href.split("/")[1]].name:
                faults.append(f"{page!r}: {dot}")
    none_of(faults)


def test_no_place_stands_on_a_map_twice(site: Site) -> None:
    none_of(repr(page) for page, map in with_maps(site) if len({dot.href for dot in map.dots}) < len(map.dots))


def test_dots_lie_inside_the_map(site: Site) -> None:
    for page, map in with_maps(site):
        x, y, width, height = map.box
        none_of(f"{page!r}: {d.name}" for d in map.dots if not (x <= d.x <= x + width and y <= d.y <= y + height))


def test_arcs_begin_and_end_at_dots(site: Site) -> None:
    """No arc hangs loose; one across the world's edge is in two halves, each of which ends at a dot."""
    faults = []
    for page, map in with_maps(site):
        reach = map.box[2] / 100
        for line in map.lines:
            for point in (line.start, line.end):
                dot = map.at(point)
                if (dot.x - point[0]) ** 2 + (dot.y - point[1]) ** 2 > reach**2:
                    faults.append(f"{page!r}: {point} is far from {dot.name}")
    none_of(faults)


def test_the_map_of_all_transfers_shows_every_row_of_the_table(site: Site) -> None:
    page = site["transfers/"]
    pairs = {(origin(practice), adopter) for practice, adopter in transfers()}
    assert headed(page) == expected(pairs)
    rows = {tuple(target for target in row if target.startswith("cities/"))[:2] for row in page.rows if row}
    assert {row for row in rows if len(row) == 2 and row[0] != row[1]} >= expected(pairs)
    home = headed(site[""])
    assert home and home <= expected(pairs)


def test_every_transfer_has_a_row_that_can_be_linked_to(site: Site) -> None:
    page = site["transfers/"]
    for practice, adopter in transfers():
        row = next(e for e in elements(page.content, "tr") if e.get("id") == f"{practice}--{adopter}")
        linked = {target for target, _ in page.links(row)}
        assert {f"practices/{practice}/", f"cities/{origin(practice)}/", f"cities/{adopter}/"} <= linked


def test_maps_of_practices_show_origin_adopters_and_what_followed(site: Site) -> None:
    kb = real().kb
    for id, practice in kb.practices.items():
        pairs = {(origin(p), adopter) for p, adopter in transfers() if p == id}
        made = [
            p for p in kb.practices.values() if p.adapted_from == id and any((id, c) in transfers() for c in p.cities)
        ]
        pairs |= {(origin(p), adopter) for p, adopter in transfers() if p in {practice.id for practice in made}}
        if practice.adapted_from:
            pairs |= {
                (origin(practice.adapted_from), c) for c in practice.cities if (practice.adapted_from, c) in transfers()
            }
        assert headed(site[f"practices/{id}/"]) == expected(pairs), id


def test_maps_of_networks_show_partners_and_what_was_carried(site: Site) -> None:
    for id, network in real().kb.networks.items():
        page = site[f"networks/{id}/"]
        pairs = {(origin(practice), adopter) for (practice, adopter), through in transfers().items() if id in through}
        assert headed(page) == expected(pairs), id
        places = {p.city for p in network.partners} | ({network.lead} if network.lead else set())
        places |= {city for pair in pairs for city in pair}
        assert {dot.href for map in page.maps for dot in map.dots} == {f"cities/{c}/" for c in places if placed(c)}, id


def test_maps_of_cities_show_what_they_gave_and_took_up(site: Site) -> None:
    kb = real().kb
    for id in kb.cities:
        pairs = {(origin(p), adopter) for p, adopter in transfers() if id == adopter or id in kb.practices[p].cities}
        assert headed(site[f"cities/{id}/"]) == expected(pairs), id


def test_maps_of_themes_show_how_their_practices_travelled(site: Site) -> None:
    kb = real().kb
    for term in kb.themes:
        own = {term.id, *(other.id for other in kb.themes if other.broader == term.id)}
        pairs = {(origin(p), adopter) for p, adopter in transfers() if own & set(kb.practices[p].themes)}
        assert headed(site[f"themes/{term.id}/"]) == expected(pairs), term.id


def test_rows_of_transfers_and_arcs_agree_on_every_page(site: Site) -> None:
    """Read from the page alone: a row with two cities and a stage is an arc of a map, where both have points."""
    faults = []
    for page in site:
        shown = {dot.href for map in page.maps for dot in map.dots}
        drawn = headed(page)
        for table in elements(page.content, "table"):
            heads = [words(cell) for cell in next(elements(table, "tr"))]
            if not shown or not {"From", "To"} <= set(heads):
                continue
            for row in list(elements(table, "tr"))[1:]:
                source, target = [t for t, _ in page.links(row) if t.startswith("cities/")][:2]
                if {source, target} <= shown and source != target and (source, target) not in drawn:
                    faults.append(f"{page!r}: {source} {target}")
    none_of(faults)


def test_relations_of_the_strategy_are_quiet_arcs_without_arrows(site: Site) -> None:
    page = site["practices/amb-internationalisation-plan/"]
    (map,) = page.maps
    practice = real().kb.practices["amb-internationalisation-plan"]
    pairs = {(practice.cities[0], relation.city) for relation in practice.relations if relation.city}
    assert set(map.arcs) == expected(pairs)
    assert len(map.lines) == len(map.arcs)
    assert not any(line.headed for line in map.lines)
    assert len({real().kb.cities[b.split("/")[1]].country for _, b in map.arcs}) >= 15


def test_no_arc_of_the_strategy_runs_across_the_whole_world(site: Site) -> None:
    """Barcelona to Seoul and to Santiago are each less than half the way round."""
    (map,) = site["practices/amb-internationalisation-plan/"].maps
    none_of(str(line) for line in map.lines if abs(line.end[0] - line.start[0]) > 0.6 * map.box[2])
    ends = {dot.href.split("/")[1]: dot for dot in map.dots}
    assert ends["mexico-city"].x < ends["barcelona-metropolitan-area"].x < ends["seoul"].x
    assert ends["gauteng"].y > ends["barcelona-metropolitan-area"].y > ends["greater-manchester"].y


def test_what_has_no_point_is_listed_beside_the_map(site: Site) -> None:
    """A city that a network names but no record places stands in the caption, not on the map."""
    lost = [id for id in real().kb.cities if not placed(id)]
    for id in lost:
        none_of(f"{page!r}: {id}" for page, map in with_maps(site) for dot in map.dots if dot.href == f"cities/{id}/")
    for network in real().kb.networks.values():
        missing = {f"cities/{p.city}/" for p in network.partners if p.city in lost}
        page = site[f"networks/{network.id}/"]
        if missing and page.maps:
            captions = {target for caption in elements(page.content, "figcaption") for target, _ in page.links(caption)}
            assert missing <= captions, page


def test_maps_have_a_name_and_a_description_and_can_be_followed(site: Site) -> None:
    for page, map in with_maps(site):
        assert map.svg.get("role") != "img", "role=img hides the links of a map"
        named = [
            id for attribute in ("aria-labelledby", "aria-describedby") for id in map.svg.get(attribute, "").split()
        ]
        assert named or map.svg.get("aria-label"), page
        texts = [words(e) for e in elements(page.root) if e.get("id") in named]
        assert all(texts) and len(texts) == len(named), page


def test_a_map_with_its_basemap_is_small(site: Site) -> None:
    """The drawing on the page and the shared drawing that it refers to, as a server sends them."""
    sizes = {}
    for page in site:
        for svg in re.findall(r"<svg[^>]*viewBox.*?</svg>", page.markup, re.DOTALL):
            if "<circle" in svg:
                files = {
                    resolve(page.address, href.split("#")[0]) for href in re.findall(r'<use[^>]*href="([^"]+)"', svg)
                }
                drawn = len(gzip.compress(svg.encode()))
                sizes[page.address] = drawn + sum(len(gzip.compress((site.folder / f).read_bytes())) for f in files)
    assert len(sizes) > 100
    none_of(f"/{address}: {size} bytes" for address, size in sizes.items() if size > MOST_BYTES)


def test_captions_say_what_a_map_shows_and_whose_data_it_is(site: Site) -> None:
    for page, map in with_maps(site):
        figures = [figure for figure in elements(page.content, "figure") if map.svg in list(elements(figure, "svg"))]
        assert len(figures) == 1, page
        caption = next(e for e in elements(figures[0]) if tag(e) == "figcaption")
        assert "Natural Earth" in words(caption) and "GeoNames" in words(caption), page
