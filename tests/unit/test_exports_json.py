"""JSON, GeoJSON, JSON-LD and the feed: every record is in them, whatever words it holds."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atlas.exports import Edition, feed, geojson, linked, whole
from atlas.model import KINDS, KnowledgeBase, PartialDate, Record
from atlas.relations import Relations
from support import bases, hostile
from support.bases import city, network, practice, transfer

SITE = "https://atlas.example/"
ATOM = "{http://www.w3.org/2005/Atom}"
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1)


def edition(kb: KnowledgeBase, site_url: str = SITE) -> Edition:
    return Edition(Relations(kb), site_url)


def strict(content: bytes) -> Any:
    """JSON as others read it: no name twice, no NaN."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs), pairs
        return dict(pairs)

    def refuse(word: str) -> None:
        raise AssertionError(word)

    return json.loads(content.decode(), object_pairs_hook=once, parse_constant=refuse)


@pytest.fixture(scope="module")
def real() -> Edition:
    return edition(bases.real().kb)


@pytest.fixture(scope="module")
def everything(real: Edition) -> dict[str, Any]:
    found: dict[str, Any] = strict(whole.content(real))
    return found


def test_the_whole_says_what_it_is(everything: dict[str, Any], real: Edition) -> None:
    asked = {"schema_version": "1.0", "licence": "CC BY 4.0", "url": SITE, "generated_for": real.kb.today.iso}
    assert everything | asked == everything
    assert "GeoNames" in everything["credit"] and everything["counts"] == real.rel.counts


def test_the_whole_names_no_address_where_none_is_known(real: Edition) -> None:
    assert "url" not in strict(whole.content(edition(real.kb, "")))


@pytest.mark.parametrize("kind", ["practice", "city", "network", "event"])
def test_a_record_can_be_made_again_from_the_whole(kind: str, everything: dict[str, Any], real: Edition) -> None:
    """Nothing is lost or bent: read back by its model, each is what it was."""
    known = KINDS[kind]  # type: ignore[index]
    records = real.kb.of_kind(known.name)
    rows = everything[known.folder]
    assert [row["id"] for row in rows] == list(records)
    fields = {info.alias or name for name, info in known.model.model_fields.items()}
    context = {"vocabularies": real.kb.vocabularies}
    for row in rows:
        held = {name: value for name, value in row.items() if name in fields}
        assert known.model.model_validate(held, context=context) == records[row["id"]], row["id"]
        assert row["page"] == f"{SITE}{known.folder}/{row['id']}/"
        assert row["file"] == real.kb.file(known.name, row["id"])


def test_transfers_hold_what_follows_and_what_is_told(everything: dict[str, Any], real: Edition) -> None:
    rows = {row["id"]: row for row in everything["transfers"]}
    model = KINDS["transfer"].model
    assert list(rows) == [derived.id for derived in real.rel.transfers]
    for derived in real.rel.transfers:
        row = rows[derived.id]
        asked = {"practice": derived.practice, "adopter": derived.adopter, "stage": derived.stage, "told": derived.told}
        assert row | asked | {"networks": list(derived.networks)} == row
        assert row["origin"] == real.kb.practices[derived.practice].cities[0]
        if derived.record:
            held = {name: value for name, value in row.items() if name in model.model_fields}
            context = {"vocabularies": real.kb.vocabularies}
            made: Record = model.model_validate(held | {"network": derived.record.network}, context=context)
            assert made == derived.record


def test_practices_have_evidence_countries_and_stories(everything: dict[str, Any], real: Edition) -> None:
    for row in everything["practices"]:
        known = real.kb.practices[row["id"]]
        evidence = real.rel.evidence(known)
        assert row["evidence"] == {"level": evidence.level, "reason": evidence.reason}
        assert row["countries"] == list(dict.fromkeys(real.rel.countries(known)))
        assert row["story"].startswith("## Summary") and row["story"] in real.kb.body("practice", known.id).text


def test_the_closed_lists_are_there(everything: dict[str, Any], real: Edition) -> None:
    lists = everything["vocabularies"]
    assert lists.keys() == real.kb.vocabularies.keys()
    terms = {term["id"]: term for term in lists["themes"]["terms"]}
    assert terms.keys() == real.kb.themes.terms.keys()
    assert all(terms[term.id].get("broader") == term.broader for term in real.kb.themes)
    assert all(terms[term.id]["definition"] == term.definition for term in real.kb.themes)


def test_a_line_is_a_record(real: Edition) -> None:
    lines = whole.content(real).decode().split("\n")
    assert len([line for line in lines if line.startswith('{"id":')]) == whole.count(real)


FILES = {
    "practices/fair.md": practice("Fair", "suva", story="What it was."),
    "practices/kind.md": practice("Kind", "apia"),
    "cities/suva.yml": city("Suva", "FJ", "location: {lat: -18, lon: 178}"),
    "cities/apia.yml": city("Apia", "WS", "location: {lat: -14, lon: -172}"),
    "cities/seated.yml": city("Seated", "FJ", "seat: suva").replace("kind: city", "kind: region"),
    "cities/nowhere.yml": city("Nowhere", "FJ"),
    "transfers/fair--apia.md": transfer("fair", "apia"),
    "transfers/kind--nowhere.md": transfer("kind", "nowhere"),
    "transfers/kind--seated.md": transfer("kind", "seated"),
    "networks/n.yml": network("N"),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return edition(bases.good(tmp_path_factory.mktemp("base"), FILES).kb)


def features(content: bytes) -> dict[str, dict[str, Any]]:
    found = strict(content)
    assert found["type"] == "FeatureCollection" and found["licence"] == "CC BY 4.0"
    for feature in found["features"]:
        assert feature.keys() == {"type", "id", "geometry", "properties"} and feature["type"] == "Feature"
    return {feature["id"]: feature for feature in found["features"]}


def test_cities_are_points_longitude_first(small: Edition) -> None:
    found = features(geojson.cities(small))
    assert found["suva"]["geometry"] == {"type": "Point", "coordinates": [178, -18]}
    assert found["nowhere"]["geometry"] is None
    assert found["seated"]["geometry"] == found["suva"]["geometry"]
    assert found["seated"]["properties"]["point_of"] == "suva" and "point_of" not in found["suva"]["properties"]
    assert (
        found["apia"]["properties"] | {"name": "Apia", "country": "WS", "practices": 1, "taken_up": 1}
        == (found["apia"]["properties"])
    )


def test_a_transfer_across_the_antimeridian_is_cut_there(small: Edition) -> None:
    found = features(geojson.transfers(small))
    assert found["fair--apia"]["geometry"] == {
        "type": "MultiLineString",
        "coordinates": [[[178, -18], [180, -17.2]], [[-180, -17.2], [-172, -14]]],
    }
    assert found["kind--seated"]["geometry"]["coordinates"][0] == [[-172, -14], [-180, -17.2]]
    assert found["kind--nowhere"]["geometry"] is None
    asked = {"origin": "suva", "adopter": "apia", "stage": "adapt", "told": False, "networks": []}
    assert found["fair--apia"]["properties"] | asked == found["fair--apia"]["properties"]


@pytest.mark.parametrize("degrees", [(180, -170), (170, -180), (-180, 170), (-170, 180), (180, -180), (180, 180)])
def test_an_end_on_the_antimeridian_is_on_the_side_of_the_other(degrees: tuple[float, float]) -> None:
    west, east = degrees
    drawn = geojson.line((west, 1.123456789), (east, 2))
    assert drawn["type"] == "LineString"
    (x0, y0), (x1, y1) = drawn["coordinates"]
    assert (abs(x0), abs(x1), y0, y1) == (abs(west), abs(east), 1.123456789, 2)
    assert abs(x0 - x1) <= 10


DEGREES = st.floats(-180, 180, allow_nan=False).map(lambda value: round(value, 5))


@given(DEGREES, st.floats(-90, 90), DEGREES, st.floats(-90, 90))
def test_lines_take_the_short_way_and_stay_on_the_globe(west: float, south: float, east: float, north: float) -> None:
    drawn = geojson.line((west, south), (east, north))
    parts = [drawn["coordinates"]] if drawn["type"] == "LineString" else drawn["coordinates"]
    for (x0, y0), (x1, y1) in parts:
        assert abs(x1 - x0) <= 180 and max(abs(x0), abs(x1)) <= 180 and max(abs(y0), abs(y1)) <= 90.000001
    assert sum(abs(x1 - x0) for (x0, _), (x1, _) in parts) <= 180 + 1e-9
    if len(parts) == 2:
        (_, before), (after, _) = parts
        assert before[0] == -after[0] and abs(before[0]) == 180 and before[1] == after[1]


def test_every_city_and_transfer_is_on_the_maps(real: Edition) -> None:
    assert features(geojson.cities(real)).keys() == real.kb.cities.keys()
    assert list(features(geojson.transfers(real))) == [derived.id for derived in real.rel.transfers]


def test_linked_data_names_everything_by_its_page(real: Edition) -> None:
    found = strict(linked.content(real, []))
    assert found["@context"] == "https://schema.org/"
    nodes = {node["@id"]: node for node in found["@graph"]}
    assert len(nodes) == len(found["@graph"]) == linked.count(real) + 1
    dataset = nodes[f"{SITE}data/#dataset"]
    assert dataset["@type"] == "Dataset" and dataset["license"] == "https://creativecommons.org/licenses/by/4.0/"
    for kind, types in (("practices", {"CreativeWork"}), ("cities", {"City", "AdministrativeArea", "Place"})):
        asked = {f"{SITE}{kind}/{id}/" for id in getattr(real.kb, kind)}
        assert asked <= nodes.keys() and {nodes[id]["@type"] for id in asked} <= types
    for node in nodes.values():
        named = [*node.get("spatialCoverage", []), *([node["isBasedOn"]] if "isBasedOn" in node else [])]
        assert {place["@id"] for place in named} <= nodes.keys()


def test_linked_data_of_a_practice_and_a_city(small: Edition) -> None:
    nodes = {node.get("identifier"): node for node in strict(linked.content(small, []))["@graph"]}
    fair, suva = nodes["fair"], nodes["suva"]
    assert fair["temporalCoverage"] == "2013/.." and fair["citation"] == [
        "Report. Town hall. https://example.org/report"
    ]
    assert fair["spatialCoverage"] == [{"@id": f"{SITE}cities/suva/"}]
    assert suva["geo"] == {"@type": "GeoCoordinates", "latitude": -18, "longitude": 178}
    assert suva["containedInPlace"] == [{"@type": "Country", "name": "Fiji", "identifier": "FJ"}]


def test_linked_data_without_an_address_is_relative_to_its_file(small: Edition) -> None:
    nodes = strict(linked.content(edition(small.kb, ""), []))["@graph"]
    assert {node["@id"] for node in nodes} >= {"../practices/fair/", "../cities/suva/", "../data/#dataset"}


def test_the_feed_has_the_newest_first(real: Edition) -> None:
    root = ElementTree.fromstring(feed.content(real))
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == min(feed.MOST, len(real.kb.practices))
    moments = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
    assert moments == sorted(moments, reverse=True) and root.findtext(f"{ATOM}updated") == moments[0]
    ids = [entry.findtext(f"{ATOM}id", "") for entry in [root, *entries]]
    assert len(set(ids)) == len(ids)
    assert all(UUID(id.removeprefix("urn:uuid:")).version == 5 for id in ids)
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None and link.attrib["href"].startswith(f"{SITE}practices/")
        assert entry.findtext(f"{ATOM}title") and entry.findtext(f"{ATOM}summary")


def test_ids_in_the_feed_outlive_the_address(real: Edition) -> None:
    one, other = (ElementTree.fromstring(feed.content(edition(real.kb, site))) for site in (SITE, ""))
    ids = [[element.text for element in root.iter(f"{ATOM}id")] for root in (one, other)]
    assert ids[0] == ids[1]
    assert {link.attrib["href"] for link in other.iter(f"{ATOM}link")} > {"feed.xml", "practices/"}


def test_the_newest_are_few_and_in_order(small: Edition) -> None:
    kb = small.kb
    practices = {
        f"p{number}": kb.practices["fair"].model_copy(
            update={"id": f"p{number}", "added": PartialDate(2026, 1, number % 28 + 1)}
        )
        for number in range(60)
    }
    found = feed.newest(edition(KnowledgeBase(**(kb.__dict__ | {"practices": practices}))))
    assert [practice.id for practice in found[:4]] == ["p27", "p55", "p26", "p54"]
    assert len(found) == feed.MOST


@settings(max_examples=15)
@given(TEXTS)
@example("\x00\x01\x0b\x85\u2028\ufffe\uffff")
@example("</feed>]]>&amp;")
@example(hostile.WORDS)
def test_hostile_records_stay_text(text: str) -> None:
    made = edition(hostile.knowledge_base(lambda name: text))
    found = strict(whole.content(made))
    assert {row["title"] for row in found["practices"]} == {text}
    assert {source["title"] for row in found["events"] for source in row["sources"]} == {text}
    assert {row["properties"]["name"] for row in features(geojson.cities(made)).values()} == {text}
    nodes = strict(linked.content(made, []))["@graph"]
    assert {node["name"] for node in nodes if node["@type"] == "CreativeWork"} == {text}
    entries = ElementTree.fromstring(feed.content(made)).findall(f"{ATOM}entry")
    assert len(entries) == 2
    allowed = {f"{ATOM}{name}" for name in ("id", "title", "published", "updated", "link", "summary", "category")}
    assert {element.tag for entry in entries for element in entry} == allowed


def test_the_feed_shows_words_as_they_are() -> None:
    made = edition(hostile.knowledge_base(lambda name: hostile.WORDS))
    title = ElementTree.fromstring(feed.content(made)).findtext(f"{ATOM}entry/{ATOM}title")
    assert title == hostile.WORDS
