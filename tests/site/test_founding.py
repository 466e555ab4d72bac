"""The founding practices, networks and events as a reader finds them: every figure, component, adopter and line."""

from __future__ import annotations

import re

import pytest

from atlas.relations import Relations
from support.bases import real
from support.web import Page, Site, elements, none_of, tag, words

pytestmark = pytest.mark.site

ADOPTERS = {
    "practices/preston-spend-analysis/": {
        "pamplona",
        "kavala",
        "bistrita",
        "koszalin",
        "vila-nova-de-famalicao",
        "schaerbeek",
    },
    "practices/groningen-internationalisation/": {
        "magdeburg",
        "parma",
        "bielsko-biala",
        "debrecen",
        "zlin",
        "leuven",
    },
    "practices/use-it-birmingham/": {"poznan", "rotterdam", "trapani"},
    "practices/as-fabrik-bilbao/": {"timisoara", "tartu", "bielsko-biala"},
    "practices/koszalin-procurement-spend/": {"gdansk-gdynia-sopot"},
}
CARRIERS = {
    "practices/preston-spend-analysis/": "networks/making-spend-matter/",
    "practices/groningen-internationalisation/": "networks/welcoming-international-talent/",
    "practices/use-it-birmingham/": "networks/use-it-utm/",
    "practices/as-fabrik-bilbao/": "networks/as-transfer/",
}
# Figures as their pages must show them, with the words that make them mean something.
FIGURES = {
    "practices/preston-spend-analysis/": ["143,135", "from 14 to 28 %", "1 billion EUR", "7 institutions", "9495"],
    "practices/groningen-internationalisation/": ["235,000", "2017 to 2021", "9507"],
    "practices/koszalin-procurement-spend/": ["107,000", "more than 100 million EUR", "83 %", "91 %", "16266"],
    "practices/use-it-birmingham/": [
        "1,073,045",
        "250 people",
        "5 consortia",
        "36 enterprises",
        "39 enterprises",
        "240,000 GBP",
        "85 people",
        "24 projects",
        "more than 300,000 GBP",
    ],
    "practices/as-fabrik-bilbao/": [
        "345,821",
        "more than 70",
        "32 collaborations",
        "36 ventures",
        "12 ventures",
        "more than 500 people",
    ],
    "practices/amb-internationalisation-plan/": [
        "2021 to 2025",
        "27 July 2021, Metropolitan Council",
        "no budget of its own",
        "more than 30",
        "about 100 institutions",
        "17 councils",
        "more than 20",
    ],
}


def headed(page: Page) -> list[set[str]]:
    """The rows of the tables of a page that have links, as sets of addresses."""
    return [set(row) for row in page.rows if row]


def matrix(page: Page) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The matrix of components and adopters: addresses of the columns, and (component, cells) of the rows."""
    for table in elements(page.content, "table"):
        rows = list(elements(table, "tr"))
        columns = [target for target, _ in page.links(rows[0])]
        if columns and all(target.startswith("cities/") for target in columns):
            body = [[cell for cell in row if tag(cell) in ("th", "td")] for row in rows[1:]]
            return columns, [(words(cells[0]), [words(cell) for cell in cells[1:]]) for cells in body]
    raise AssertionError(f"{page!r} has no matrix")


@pytest.mark.parametrize("address", ADOPTERS)
def test_adopters_stand_in_the_table_and_have_the_practice_on_their_page(site: Site, address: str) -> None:
    page = site[address]
    adopters = {f"cities/{id}/" for id in ADOPTERS[address]}
    origin = next(target for target, _ in page.links() if target.startswith("cities/"))
    assert adopters <= set().union(*headed(page))
    for adopter in adopters:
        assert any({address, origin} <= row for row in headed(site[adopter])), adopter


@pytest.mark.parametrize("address", CARRIERS)
def test_the_network_that_carried_a_practice_lists_its_adopters(site: Site, address: str) -> None:
    network = site[CARRIERS[address]]
    adopters = {f"cities/{id}/" for id in ADOPTERS[address]}
    assert {address} | adopters <= network.targets
    assert CARRIERS[address] in site[address].targets
    assert all(any({address, adopter} <= row for row in headed(network)) for adopter in adopters)


@pytest.mark.parametrize("address", FIGURES)
def test_every_figure_of_the_founding_documents_is_there(site: Site, address: str) -> None:
    text = site[address].text
    none_of(f"/{address}: {figure}" for figure in FIGURES[address] if figure not in text)


@pytest.mark.parametrize("address", FIGURES)
def test_results_name_their_type_year_and_source(site: Site, address: str) -> None:
    """Of a results table: every row has a type, a year or the words that it is not recorded, and a source."""
    page = site[address]
    table = next(t for t in elements(page.content, "table") if "Results" in words(next(elements(t, "caption"))))
    heads, *rows = elements(table, "tr")
    names = [words(cell) for cell in heads if tag(cell) == "th"]
    assert {"Type", "Year"} <= set(names)
    for row in rows:
        cells = dict(zip(names, (words(cell) for cell in row if tag(cell) in ("th", "td")), strict=True))
        assert cells["Type"].lower() in {"context", "input", "output", "outcome"}, cells
        assert re.fullmatch(r"[12]\d{3}|year not recorded", cells["Year"]), cells
        assert any(link.get("href", "").startswith("#source-") for link in elements(row, "a")), cells


def test_prestons_four_components_are_the_rows_of_its_matrix(site: Site) -> None:
    columns, rows = matrix(site["practices/preston-spend-analysis/"])
    names = [
        "Advanced spend analysis",
        "Business database development",
        "SME capacity building",  # codespell:ignore sme
        "Social and environmental criteria",
    ]
    assert [component.startswith(name) for (component, _), name in zip(rows, names, strict=False)] == [True] * 4
    assert set(columns) == {f"cities/{id}/" for id in ADOPTERS["practices/preston-spend-analysis/"]}
    by_city = dict(zip(columns, zip(*(cells for _, cells in rows[:4]), strict=True), strict=True))
    assert by_city["cities/kavala/"] == ("not recorded",) * 4
    assert by_city["cities/koszalin/"][0].startswith("kept")
    assert by_city["cities/koszalin/"][1] == "not recorded"


def test_groningens_five_components_are_not_its_four_dimensions(site: Site) -> None:
    columns, rows = matrix(site["practices/groningen-internationalisation/"])
    starts = ["Cross-cutting", "Facilities", "Branding and marketing", "Integration", "Labour market"]
    assert [component.startswith(start) for (component, _), start in zip(rows, starts, strict=True)] == [True] * 5
    assert set(columns) == {f"cities/{id}/" for id in ADOPTERS["practices/groningen-internationalisation/"]}
    assert {cell for _, cells in rows for cell in cells} == {"not recorded"}


def test_the_chain_from_preston_over_koszalin_is_told(site: Site) -> None:
    preston, koszalin = site["practices/preston-spend-analysis/"], site["practices/koszalin-procurement-spend/"]
    assert {"practices/koszalin-procurement-spend/", "cities/gdansk-gdynia-sopot/"} <= preston.targets
    assert "practices/preston-spend-analysis/" in koszalin.targets
    told = site["transfers/preston-spend-analysis--koszalin/"]
    assert "practices/koszalin-procurement-spend/" in told.targets
    onward = site["transfers/koszalin-procurement-spend--gdansk-gdynia-sopot/"]
    assert "outside a network" in onward.text
    assert {"cities/koszalin/", "cities/gdansk-gdynia-sopot/"} <= onward.targets


def test_debrecens_practice_goes_back_to_groningen(site: Site) -> None:
    page = site["practices/debrecen-global-talents/"]
    assert {"practices/groningen-internationalisation/", "cities/groningen/"} <= page.targets
    assert "practices/debrecen-global-talents/" in site["practices/groningen-internationalisation/"].targets
    assert "practices/debrecen-global-talents/" in site["transfers/groningen-internationalisation--debrecen/"].targets


def test_what_no_source_says_is_said_to_be_not_recorded(site: Site) -> None:
    """A practice without results, difficulties, cost or evaluation says so where the reader looks for them."""
    kb = real().kb
    for id, practice in kb.practices.items():
        body = kb.body("practice", id)
        for heading, facts in (("Results", practice.results), ("Difficulties", practice.difficulties)):
            if not facts and not body.section(heading):
                assert "not recorded" in site[f"practices/{id}/"].section(heading.lower()), id
    groningen = site["practices/groningen-internationalisation/"].text
    assert "Cost not recorded" in groningen
    assert "Whether it was evaluated is not recorded." in groningen
    assert "No city that took it up is recorded." in site["practices/debrecen-global-talents/"].text
    assert "no date" in site["events/opencities-annual-forum/"].text
    assert "Outcome not recorded" in site["transfers/koszalin-procurement-spend--gdansk-gdynia-sopot/"].text


def test_evidence_is_said_in_words_with_its_reason(site: Site) -> None:
    preston = site["practices/preston-spend-analysis/"].section("evidence")
    assert re.search(r"level [345] of 5\)\. (An outcome is recorded|Others than those)", preston)
    groningen = site["practices/groningen-internationalisation/"].section("evidence")
    assert "level 1 of 5). Results are described, but none says what changed" in groningen
    assert "level 0 of 5" not in site["practices/use-it-birmingham/"].section("evidence")


def test_sources_that_disagree_are_shown_side_by_side(site: Site) -> None:
    preston = site["practices/preston-spend-analysis/"].section("conflicts")
    assert "143,135" in preston and "140,800" in preston
    amb = site["practices/amb-internationalisation-plan/"].section("conflicts")
    assert "Approved" in amb and "Initially approved" in amb
    assert len(re.findall(r"\bTen\b", site["networks/opencities/"].section("conflicts"))) >= 3


def test_the_metropolitan_strategy_has_five_lines_and_eight_challenges(site: Site) -> None:
    page = site["practices/amb-internationalisation-plan/"]
    lists = {
        heading: [words(item) for item in list_items(page, heading)] for heading in ("strategic-lines", "challenges")
    }
    assert [len(items) for items in lists.values()] == [5, 8]
    assert lists["strategic-lines"][0].startswith("Impact on the EU and international political agenda")
    assert lists["strategic-lines"][4].startswith("International cooperation")
    assert lists["challenges"][0].startswith("Sustainable policies")
    assert "not published" in page.text
    assert "interim evaluation" in page.text


def list_items(page: Page, heading: str) -> list:
    """The items of the first ordered list after a heading."""
    found = False
    for element in elements(page.content):
        found = found or element.get("id") == heading
        if found and tag(element) == "ol":
            return [item for item in element if tag(item) == "li"]
    raise AssertionError(f"{page!r}: no list under {heading}")


def test_the_strategy_works_through_the_networks_it_names(site: Site) -> None:
    networks = {
        f"networks/{id}/"
        for id in ("metropolis", "uclg", "ema", "medcities", "eit-urban-mobility", "iclei", "uitp", "acr-plus")
    }
    page = site["practices/amb-internationalisation-plan/"]
    assert networks <= page.targets
    for network in networks:
        assert page.address in site[network].targets, network


def test_the_strategys_relations_stand_by_area_with_their_intensity(site: Site) -> None:
    page = site["practices/amb-internationalisation-plan/"]
    rows = {
        words(cells[0]): [words(cell) for cell in cells[1:]]
        for table in elements(page.content, "table")
        if "Relations" in words(next(elements(table, "caption")))
        for row in list(elements(table, "tr"))[1:]
        if (cells := [cell for cell in row if tag(cell) in ("th", "td")])
    }
    names = {re.sub(r"\s*\[\d.*", "", name): cells for name, cells in rows.items()}
    for name, area, intensity, country in (
        ("Greater Manchester", "A. Europe", "priority", "United Kingdom"),
        ("Metropolis GZM-Katowice", "A. Europe", "priority", "Poland"),
        ("The Hague", "A. Europe", "intensify", "Netherlands"),
        ("Tangier-Tetouan", "B. Mediterranean and Latin America", "priority", "Morocco"),
        ("Thessaloniki", "B. Mediterranean and Latin America", "encourage", "Greece"),
        ("Metropolitan Area of the Aburrá Valley", "B. Mediterranean and Latin America", "priority", "Colombia"),
        ("Seoul", "C. Asia, the United States and Canada", "priority", "South Korea"),
        ("Montreal", "C. Asia, the United States and Canada", "consolidate", "Canada"),
        ("metropolises in the United States", "C. Asia, the United States and Canada", "seek", "not recorded"),
        ("Gauteng", "D. Africa", "cooperate", "South Africa"),
    ):
        shown = names[name]
        assert shown[0] == area, name
        assert shown[1] == real().kb.label("intensities", intensity), name
        assert shown[2] == country, name
    assert len(names) == 32


def test_a_named_metropolis_has_a_record_of_its_own(site: Site) -> None:
    page = site["practices/amb-internationalisation-plan/"]
    named = {target for row in page.rows for target in row}
    metropolises = {"grand-lyon", "gauteng", "greater-manchester", "metropolitan-city-of-milan", "grand-paris"}
    assert {f"cities/{id}/" for id in metropolises} <= named
    for core in ("lyon", "johannesburg", "manchester", "milan", "paris"):
        assert f"cities/{core}/" not in named, core


def test_opencities_has_its_tiers_and_carries_nothing(site: Site) -> None:
    page = site["networks/opencities/"]
    tiers = {
        "Belfast, Bilbao, Bucharest, Cardiff, Dublin, Düsseldorf, Madrid, Nitra, Poznań, Sofia, Vienna",
        "Edinburgh, London, Manchester, Nottingham, Newcastle",
        "Toronto, Rotterdam, New York, São Paulo",
    }
    for names in tiers:
        none_of(name for name in names.split(", ") if name not in page.text)
    text = page.section("partners")
    tier_counts = [int(count) for count in re.findall(r"\((\d+)\)", " ".join(t for _, t in page.headings))]
    assert tier_counts == [10, 5, 4]  # Belfast leads
    assert "nearly 20 more" in text
    assert "no practice" in page.text
    assert [line for map in page.maps for line in map.lines if line.headed] == []
    assert "Openness is the capacity of a city to attract international populations" in page.section("definition")
    assert "draft" in page.section("definition")


def test_learning_and_membership_networks_make_no_transfers(site: Site) -> None:
    for id in ("procure", "in-focus", "opencities", "metropolis", "uclg", "ema", "medcities", "iclei", "uitp"):
        page = site[f"networks/{id}/"]
        assert "no practice" in page.text, id
        assert page.address not in site["transfers/"].targets, id
        assert not any(line.headed for map in page.maps for line in map.lines), id


def test_the_webinar_of_the_founding_documents_is_told_with_its_programme(site: Site) -> None:
    page = site["events/metropolis-allas-webinar-2020/"]
    assert "3 April 2020" in page.text
    assert "online" in page.text
    minutes = [int(row) for row in re.findall(r"\b(\d+)(?= *$)", "\n".join(table_rows(page)), re.MULTILINE)]
    assert minutes, "its programme has minutes"
    assert f"{sum(minutes)} minutes in all" in page.text


def table_rows(page: Page) -> list[str]:
    return [words(row) for table in elements(page.content, "table") for row in list(elements(table, "tr"))[1:]]


def test_no_page_shows_a_mail_address_or_a_telephone_number(site: Site) -> None:
    mail = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}|mailto:|\+\d{2}[ ()\d-]{7,}")
    none_of(f"{page!r}: {hit[0]}" for page in site for hit in mail.finditer(page.text))


def test_home_leads_to_practices_that_travelled_and_three_ways_in(site: Site) -> None:
    page = site[""]
    shown = {target.split("/")[1] for target in page.targets if re.fullmatch(r"practices/[^/]+/", target)}
    assert len(shown & Relations(real().kb).by_practice.keys()) >= 3
    assert {"themes/", "cities/", "transfers/", "contribute/"} <= page.targets
    assert len(page.maps) == 1
