"""Search: what it costs, what it finds, and that texts of pages stay texts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from atlas.searching import FOLDER, index
from support.bases import ROOT
from support.browser import served
from support.searching import ask, field, size, titles
from support.web import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def finder(browser: Browser, base: str) -> Iterator[Page]:
    """A page that many queries are put to, one after the other."""
    made = browser.new_page()
    made.goto(f"{base}about/")
    yield made
    made.close()


MOST = 150_000  # bytes of a first query, from nothing
OPENER = 1_000  # bytes of what every page loads, so that search can be opened

# ---------- What it costs ----------


def test_nothing_is_fetched_before_it_is_opened(page: Page, base: str, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{base}practices/")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Search").first.hover()
    page.wait_for_timeout(200)
    assert [url for url in asked if re.search("pagefind|search", url.removeprefix(base))] == []
    (opener,) = (url for url in asked if url.endswith("/opener.js"))
    assert size(opener, base, site.folder) <= OPENER


@pytest.mark.parametrize(
    "query", ["zlin", "procurement", "sao paulo", "bistirta", "preston", "urban regeneration in small towns"]
)
def test_a_first_query_stays_small(page: Page, base: str, site: Site, query: str) -> None:
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page, query)
    page.wait_for_load_state("networkidle")
    assert any(url.endswith("/pagefind.js") for url in asked)
    sizes = {url: size(url, base, site.folder) for url in asked}
    assert sum(sizes.values()) <= MOST, sizes


def test_no_other_host_is_asked(page: Page, base: str, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{base}about/")
    ask(page, "zlin")
    assert [url for url in asked if not url.startswith(base)] == []


# ---------- What it finds ----------


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("zlin", "Zlín"),
        ("Zlín", "Zlín"),
        ("poznan", "Poznań"),
        ("bistrita", "Bistrița"),
        ("famalicao", "Vila Nova de Famalicão"),
        ("duesseldorf", "Düsseldorf"),
        ("dusseldorf", "Düsseldorf"),
        ("sao paulo", "São Paulo"),
        ("lodz", "Łódź"),
        ("Mantova", "Mantua"),
        ("Corunna", "A Coruña"),
        ("koebenhavn", "Copenhagen"),
        ("gdansk", "Gdańsk"),
    ],
)
def test_places_are_found_in_any_spelling(finder: Page, query: str, title: str) -> None:
    ask(finder, query)
    expect(finder.get_by_role("status")).to_contain_text(f"for “{query}”")
    assert titles(finder)[0] == title


def test_a_practice_is_found_by_what_its_theme_is_about(finder: Page) -> None:
    """Preston's own words are others: procurement, spend, nearby."""
    ask(finder, "keep money local")
    assert "Progressing procurement practice through spend analysis" in titles(finder)[:3]


def test_another_name_is_shown_where_it_is_why(finder: Page) -> None:
    ask(finder, "corunna")
    expect(finder.locator("dialog li").first).to_contain_text("Spain · also Corunna")


@pytest.mark.parametrize(
    ("query", "part"),
    [("procurment", "procurement"), ("prucurement", "procurement"), ("bistirta", "Bistrița"), ("poznamn", "Poznań")],
)
def test_a_slip_is_forgiven(finder: Page, query: str, part: str) -> None:
    ask(finder, query)
    assert any(part in title for title in titles(finder)[:3])


def test_a_slip_is_told(finder: Page) -> None:
    ask(finder, "bistirta")
    told = re.compile(r"Nothing for “bistirta”\. \d+ results? for “Bistrița”\.")
    expect(finder.get_by_role("status")).to_have_text(told)


def test_a_word_that_is_nowhere_finds_nothing(finder: Page) -> None:
    ask(finder, "xylophonist")
    expect(finder.get_by_role("status")).to_have_text("Nothing found for “xylophonist”.")
    assert finder.get_by_role("dialog").get_by_role("link", name="A to Z").get_attribute("href").endswith("/a-z/")


def test_a_word_half_typed_is_no_slip(finder: Page) -> None:
    ask(finder, "procur")
    expect(finder.get_by_role("status")).to_contain_text("results for “procur”")


def test_results_stand_in_groups_with_city_country_and_year(finder: Page) -> None:
    ask(finder, "procurement")
    groups = finder.locator("dialog section")
    names = groups.get_by_role("heading", level=3).all_inner_texts()
    assert len(names) >= 4
    assert names[0].startswith("Practices")
    facts = groups.first.locator("li").first.locator("p").first
    expect(facts).to_have_text(re.compile(r"^\w[^·]*, \w[^·]* · .*\d{4}"))


def test_more_results_come_at_a_press(page: Page) -> None:
    ask(page, "procurement")
    group = page.get_by_role("region", name=re.compile("^Cities and areas"))
    before = group.get_by_role("listitem").count()
    group.get_by_role("button", name=re.compile(r"^\d+ more of \d+ cities and areas$")).focus()
    page.keyboard.press("Enter")
    added = group.get_by_role("listitem").nth(before)
    expect(added).to_be_visible()
    expect(added.get_by_role("link")).to_be_focused()


def test_the_answer_is_that_to_the_last_query(page: Page) -> None:
    ask(page, "zlin")
    field(page).fill("poz")
    field(page).fill("mantova")
    expect(page.get_by_role("status")).to_contain_text("“mantova”")
    page.wait_for_timeout(500)
    assert titles(page)[0] == "Mantua"


# ---------- A site of its own ----------

HOSTILE = "<img src=x onerror=window.hit=1><mark>bold</mark>"


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """One page, whose texts look like markup, with our scripts and an index."""
    shutil.copytree(ROOT / "overrides" / "assets", tmp_path / "assets")
    text = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    data = "".join(f' data-{name}="{text} gadget"' for name in ("title", "lead", "city", "year"))
    (tmp_path / "index.html").write_text(
        f"""<!doctype html><html lang="en"><title>x</title>
        <a class="atlas-open-search" href="a-z/">Search</a>
        <script type="module" src="assets/atlas/opener.js"></script>
        <article data-pagefind-body data-pagefind-filter="kind:practice"
         data-pagefind-meta="title[data-title], lead[data-lead], city[data-city], year[data-year]"{data}>
        <p>A widget {text} widget.</p></article>"""
    )
    index(tmp_path, ["gadget"])
    return tmp_path


@pytest.fixture
def other(page: Page, little: Path) -> Iterator[Page]:
    """A reader of that site."""
    with served(little) as address:
        page.goto(address)
        yield page


@pytest.mark.parametrize("query", ["widget", "gadget", "onerror", "<img src=x onerror=window.hit=1>"])
def test_texts_of_pages_are_never_markup(other: Page, query: str) -> None:
    ask(other, query)
    expect(other.locator("dialog li > a")).to_contain_text("<img src=x")
    assert other.locator("dialog img").count() == 0
    assert "<mark>" in other.locator("dialog li").inner_text()
    assert other.evaluate("window.hit") is None


def test_without_an_index_it_says_so_and_leads_to_the_list(other: Page, little: Path) -> None:
    shutil.move(little / FOLDER, little / "away")
    other.keyboard.press("/")
    expect(other.get_by_role("status")).to_have_text("Search is not available.")
    expect(other.get_by_role("dialog").get_by_role("link", name="A to Z")).to_be_visible()
    shutil.move(little / "away", little / FOLDER)
    other.get_by_role("button", name="Try again").click()
    expect(other.get_by_role("status")).to_be_empty()
    field(other).fill("widget")
    expect(other.get_by_role("status")).to_contain_text("1 result for “widget”")


DISTANCES = [
    ("zlin", "zlin", 1, 0),
    ("bistirta", "bistrita", 1, 1),
    ("poznann", "poznan", 1, 1),
    ("oznan", "poznan", 1, 1),
    ("prague", "prahue", 2, 1),
    ("abcdef", "badcfe", 3, 3),
    ("preston", "boston", 2, 3),
    ("a", "abcdef", 2, 3),
    ("", "ab", 2, 2),
]


def test_distance(page: Page, base: str) -> None:
    measure = f"""async cases => {{
        const {{ distance }} = await import("{base}assets/atlas/search-engine.js");
        return cases.map(([left, right, most]) => distance(left, right, most));
    }}"""
    assert page.evaluate(measure, [list(case[:3]) for case in DISTANCES]) == [case[3] for case in DISTANCES]
