"""What follows from records: transfers, lineages, evidence, sizes, who is where and with whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.loader.lists import REQUIRED
from atlas.model import City, KnowledgeBase
from atlas.relations import LEAD, Relations, size_of
from atlas.relations.sizes import BANDS
from support import bases
from support.bases import city, event, network, practice, transfer

CITIES = {f"cities/{id}.yml": city(id.capitalize()) for id in ("ada", "bela", "cela", "dora", "ema", "fara")}
ADOPTERS = (
    "partners: [{city: bela, role: adopter}, {city: cela, role: adopter, left: 2019}, {city: dora, role: partner}]"
)


def relations(folder: Path, files: dict[str, str]) -> Relations:
    return Relations(bases.good(folder, {**CITIES, **files}).kb)


def pairs(rel: Relations) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(t.practice, t.adopter, t.networks, t.stage) for t in rel.transfers]


def test_a_network_with_a_practice_gives_a_transfer_to_every_adopter_that_stayed(tmp_path: Path) -> None:
    rel = relations(
        tmp_path,
        {
            "practices/fair.md": practice("Fair", "ada"),
            "networks/net.yml": network("Net", "practice: fair", "lead: ada", ADOPTERS),
        },
    )
    assert pairs(rel) == [("fair", "bela", ("net",), "partner")]
    assert not rel.transfers[0].told
    assert rel.transfers[0].id == "fair--bela"


def test_a_network_without_a_practice_gives_none(tmp_path: Path) -> None:
    rel = relations(
        tmp_path, {"networks/net.yml": network("Net", "lead: ada", "partners: [{city: bela, role: member}]")}
    )
    assert rel.transfers == ()


def test_a_file_adds_to_the_transfer_of_a_network(tmp_path: Path) -> None:
    rel = relations(
        tmp_path,
        {
            "practices/fair.md": practice("Fair", "ada", "components: [{id: x, title: X}]"),
            "networks/net.yml": network("Net", "practice: fair", "lead: ada", ADOPTERS),
            "transfers/fair--bela.md": transfer("fair", "bela", "network: net", "stage: re-use"),
        },
    )
    assert pairs(rel) == [("fair", "bela", ("net",), "re-use")]


def test_a_file_alone_is_a_transfer_outside_networks(tmp_path: Path) -> None:
    rel = relations(
        tmp_path,
        {
            "practices/fair.md": practice("Fair", "ada"),
            "transfers/fair--ema.md": transfer("fair", "ema", "stage: shared"),
        },
    )
    assert pairs(rel) == [("fair", "ema", (), "shared")]
    assert rel.by_network == {}


def test_two_networks_of_one_practice_are_one_transfer(tmp_path: Path) -> None:
    rel = relations(
        tmp_path,
        {
            "practices/fair.md": practice("Fair", "ada"),
            "networks/one.yml": network(
                "One", "practice: fair", "lead: ada", "partners: [{city: bela, role: adopter}]"
            ),
            "networks/two.yml": network(
                "Two", "practice: fair", "lead: ada", "partners: [{city: bela, role: adopter}]"
            ),
        },
    )
    assert pairs(rel) == [("fair", "bela", ("one", "two"), "partner")]
    assert [t.id for t in rel.by_network["one"]] == [t.id for t in rel.by_network["two"]] == ["fair--bela"]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ([], False),
        (["outcome: too-early"], True),
        (["components: [{id: x, fate: kept}]"], True),
        (["results: [{what: w, type: outcome, value: 1, unit: '%', year: 2020, source: s}]"], True),
        (["results: [{what: w, type: output, value: 1, unit: x, year: 2020, source: s}]"], False),
        (["degree: copied", "told_by: adopter"], False),
    ],
)
def test_told_is_what_says_more_than_that_a_city_was_a_partner(tmp_path: Path, facts: list[str], told: bool) -> None:
    rel = relations(
        tmp_path,
        {
            "practices/fair.md": practice("Fair", "ada", "components: [{id: x, title: X}]"),
            "transfers/fair--bela.md": transfer("fair", "bela", *facts),
        },
    )
    assert rel.transfers[0].told is told
    assert rel.counts["transfers"] == {"total": 1, "told": int(told)}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Relations:
    """Fair went from Ada to Bela and Cela; Bela made Better of it, which went to Dora, who made Best of that."""
    return relations(
        tmp_path_factory.mktemp("chain"),
        {
            "practices/fair.md": practice("Fair", "ada, fara"),
            "practices/better.md": practice("Better", "bela", "adapted_from: fair"),
            "practices/best.md": practice("Best", "dora", "adapted_from: better", "related: [other]"),
            "practices/other.md": practice("Other", "ada"),
            "transfers/fair--bela.md": transfer("fair", "bela"),
            "transfers/fair--cela.md": transfer("fair", "cela"),
            "transfers/better--dora.md": transfer("better", "dora"),
            "transfers/best--ema.md": transfer("best", "ema"),
        },
    )


def test_lineages_go_on_over_what_adopters_made(chain: Relations) -> None:
    bela, cela = chain.lineage("fair")
    assert (bela.transfer.adopter, bela.became and bela.became.id) == ("bela", "better")
    assert (cela.transfer.adopter, cela.became, cela.onward) == ("cela", None, ())
    (dora,) = bela.onward
    assert dora.became and dora.became.id == "best"
    assert [step.transfer.adopter for step in dora.onward] == ["ema"]


def test_ancestors_stand_nearest_first(chain: Relations) -> None:
    assert [p.id for p in chain.ancestors(chain.kb.practices["best"])] == ["better", "fair"]
    assert chain.ancestors(chain.kb.practices["fair"]) == []


def test_related_practices_know_each_other_both_ways(chain: Relations) -> None:
    assert {id: {p.id for p in found} for id, found in chain.related.items()} == {
        "fair": {"better"},
        "better": {"fair", "best"},
        "best": {"better", "other"},
        "other": {"best"},
    }


def test_a_practice_of_two_cities_belongs_to_both(chain: Relations) -> None:
    assert [p.id for p in chain.by_city["fara"]] == ["fair"]
    assert {p.id for p in chain.by_city["ada"]} == {"fair", "other"}


RESULT = "results: [{{what: share, type: {type}, value: 28, unit: '%', year: 2017, source: s{more}}}]"


@pytest.mark.parametrize(
    ("facts", "story", "told", "level", "reason"),
    [
        ([], "", [], 0, "No result is recorded."),
        ([RESULT.format(type="output", more="")], "", [], 1, "Results are described"),
        ([], "## Results\n\nIt went well.", [], 1, "Results are described"),
        ([RESULT.format(type="outcome", more="")], "", [], 2, "without the figure before: share"),
        ([RESULT.format(type="outcome", more=", from: 14")], "", [], 3, "with the figure before: share"),
        ([RESULT.format(type="outcome", more=", from: 0")], "", [], 3, "with the figure before: share"),
        (["evaluation: {type: independent, source: s}"], "", [], 4, "Others than those who run it"),
        (["evaluation: {type: self, source: s}"], "", [], 0, "No result"),
        (
            [RESULT.format(type="outcome", more="")],
            "",
            [RESULT.format(type="outcome", more="")],
            5,
            "in another city that took it up: Bela.",
        ),
        ([RESULT.format(type="outcome", more="")], "", ["outcome: not-achieved"], 2, "without the figure before"),
        ([RESULT.format(type="outcome", more="")], "", ["outcome: achieved"], 2, "without the figure before"),
        ([RESULT.format(type="output", more="")], "", ["outcome: achieved"], 1, "Results are described"),
    ],
)
def test_evidence_follows_from_what_is_recorded(
    tmp_path: Path, facts: list[str], story: str, told: list[str], level: int, reason: str
) -> None:
    files = {"practices/fair.md": practice("Fair", "ada", *facts, story=f"What it was.\n\n{story}")}
    if told:
        files["transfers/fair--bela.md"] = transfer("fair", "bela", *told)
    rel = relations(tmp_path, files)
    found = rel.evidence(rel.kb.practices["fair"])
    assert found.level == level
    assert reason in found.reason


def place(**fields: object) -> City:
    return City.model_validate({"id": "x", "name": "X", "kind": "city", "country": "PL", **fields})


@pytest.mark.parametrize(
    ("population", "size"),
    [
        ([], None),
        ([{"value": 9496, "source": "geonames"}], ("under-20000", 9496, True)),
        ([{"value": 9496}], ("under-20000", 9496, False)),
        ([{"value": 30000, "source": "urbact"}, {"value": 9496, "source": "geonames"}], ("under-20000", 9496, True)),
        (
            [{"value": 9496, "source": "geonames"}, {"value": 133534, "area": "municipality"}],
            ("100000-250000", 133534, False),
        ),
        (
            [
                {"value": 10, "area": "municipality", "year": 2011},
                {"value": 20000, "area": "municipality", "year": 2021},
            ],
            ("20000-50000", 20000, False),
        ),
        (
            [{"value": 19999, "area": "municipality", "year": 2011}, {"value": 5, "area": "region", "year": "unknown"}],
            ("under-20000", 19999, False),
        ),
        ([{"value": 1_000_000, "area": "municipality"}], ("over-1000000", 1_000_000, False)),
        ([{"value": 999_999.5, "area": "municipality"}], ("500000-1000000", 999_999.5, False)),
        ([{"value": 0, "area": "municipality"}], ("under-20000", 0, False)),
    ],
)
def test_the_size_of_a_place(population: list[dict[str, object]], size: tuple[str, float, bool] | None) -> None:
    """A figure whose area is named goes before GeoNames' count of the settlement, which is marked as such."""
    found = size_of(place(population=population))
    assert (found and (found.band, found.inhabitants, found.settlement)) == size


def test_the_bands_of_sizes_are_those_of_the_list_and_can_not_be_lost() -> None:
    listed = list(bases.real().kb.vocabularies["size-bands"].terms)
    assert [band for _, band in reversed(BANDS)] == listed
    assert set(listed) <= REQUIRED["size-bands"], "without them no page of a city could be made"


def sized(name: str, country: str, inhabitants: int) -> str:
    return city(
        name, country, f"population: {{value: {inhabitants}, year: 2020, area: municipality, source: g}}", SOURCE
    )


SOURCE = "sources: [{id: g, title: Register, publisher: Office, url: 'https://example.org/'}]"


def test_cities_like_one_are_of_its_size_and_took_part(tmp_path: Path) -> None:
    """Those of its country first, then the nearest in size; never itself, nor one that did nothing."""
    files = {
        "cities/ada.yml": sized("Ada", "PL", 100_000),
        "cities/bela.yml": sized("Bela", "SK", 101_000),
        "cities/cela.yml": sized("Cela", "PL", 240_000),
        "cities/dora.yml": sized("Dora", "SK", 180_000),
        "cities/ema.yml": sized("Ema", "PL", 120_000),
        "cities/fara.yml": sized("Fara", "PL", 90_000),
        "practices/fair.md": practice("Fair", "ada"),
        **{f"transfers/fair--{id}.md": transfer("fair", id) for id in ("bela", "cela", "dora", "fara")},
    }
    rel = relations(tmp_path, files)
    assert [peer.id for peer in rel.like(rel.kb.cities["ada"])] == ["cela", "bela", "dora"]
    assert [peer.id for peer in rel.like(rel.kb.cities["ada"], 1)] == ["cela"]
    assert [peer.id for peer in rel.like(rel.kb.cities["ema"])] == ["ada", "cela", "bela", "dora"]
    assert rel.like(place()) == []


def test_places_in_places_are_known_from_either_side(tmp_path: Path) -> None:
    rel = relations(
        tmp_path,
        {
            "cities/ada.yml": city("Ada", "PL", "within: [area]"),
            "cities/area.yml": city("Area", "PL", "members: [bela, ada]", "seat: seat").replace(
                "kind: city", "kind: association"
            ),
            "cities/seat.yml": city("Seat", "PL", "location: {lat: 50, lon: 20}"),
        },
    )
    assert sorted(inner.id for inner in rel.inside["area"]) == ["ada", "bela"]
    assert [outer.id for outer in rel.around["ada"]] == ["area"]
    assert [area.id for area in rel.seated_areas["seat"]] == ["area"]
    kb = rel.kb
    assert rel.point(kb.cities["area"]) is kb.cities["seat"]
    assert rel.point(kb.cities["seat"]) is kb.cities["seat"]
    assert rel.point(kb.cities["ada"]) is None


def test_memberships_name_the_lead_and_every_role(tmp_path: Path) -> None:
    rel = relations(
        tmp_path,
        {"networks/net.yml": network("Net", "lead: ada", "seat: ema", "partners: [{city: bela, role: observer}]")},
    )
    assert [(m.network.id, m.role) for m in rel.memberships["ada"]] == [("net", LEAD)]
    assert [(m.role, m.partner and m.partner.city) for m in rel.memberships["bela"]] == [("observer", "bela")]
    assert [n.id for n in rel.seats["ema"]] == ["net"]
    assert "ema" not in rel.memberships


def test_networks_before_and_after_are_known_from_either_side(tmp_path: Path) -> None:
    rel = relations(
        tmp_path,
        {
            "networks/one.yml": network("One", "followed_by: [two]"),
            "networks/two.yml": network("Two", "preceded_by: [one]", "part_of: whole"),
            "networks/three.yml": network("Three", "preceded_by: [two]"),
            "networks/whole.yml": network("Whole", "kind: programme"),
        },
    )
    assert {id: [n.id for n in found] for id, found in rel.networks_before.items()} == {
        "two": ["one"],
        "three": ["two"],
    }
    assert {id: [n.id for n in found] for id, found in rel.networks_after.items()} == {"one": ["two"], "two": ["three"]}
    assert {id: [n.id for n in found] for id, found in rel.networks_inside.items()} == {"whole": ["two"]}


def test_events_stand_latest_first_and_undated_last(tmp_path: Path) -> None:
    rel = relations(
        tmp_path,
        {
            "events/a.yml": event("A", "undated: not given", "cities: [ada]"),
            "events/b.yml": event("B", "date: 2017-05", "cities: [ada]"),
            "events/c.yml": event(
                "C", "date: 2019-01-02", "agenda: [{item: talk, city: ada}, {item: more, city: ada}]"
            ),
            "events/d.yml": event("D", "date: 2017-05-20", "cities: [bela]"),
        },
    )
    assert [found.id for found in rel.events] == ["c", "d", "b", "a"]
    assert [found.id for found in rel.events_by_city["ada"]] == ["c", "b", "a"]


def test_themes_count_for_their_broader_theme_too(tmp_path: Path) -> None:
    narrow = next(term for term in bases.real().kb.themes if term.broader)
    rel = relations(tmp_path, {"practices/fair.md": practice("Fair", "ada", f"themes: [{narrow.id}]")})
    assert [p.id for p in rel.practices_by_theme[narrow.id]] == ["fair"]
    assert [p.id for p in rel.practices_by_theme[str(narrow.broader)]] == ["fair"]


def test_a_practice_with_both_levels_of_a_theme_is_counted_once(tmp_path: Path) -> None:
    narrow = next(term for term in bases.real().kb.themes if term.broader)
    rel = relations(
        tmp_path, {"practices/fair.md": practice("Fair", "ada", f"themes: [{narrow.id}, {narrow.broader}]")}
    )
    assert len(rel.practices_by_theme[str(narrow.broader)]) == 1


def test_mentions_are_turned_round_without_those_of_itself(tmp_path: Path) -> None:
    story = "[Ada](../cities/ada.yml), [Ada](../cities/ada.yml) and [itself](./fair.md)."
    rel = relations(tmp_path, {"practices/fair.md": practice("Fair", "ada", story=story)})
    assert rel.mentioned_by == {("city", "ada"): [("practice", "fair")]}


def test_an_empty_base_has_no_relations(tmp_path: Path) -> None:
    kb: KnowledgeBase = bases.good(tmp_path, {}).kb
    rel = Relations(kb)
    assert (rel.transfers, list(rel.events), rel.by_city, rel.memberships) == ((), [], {}, {})
    assert rel.counts["practices"] == 0
