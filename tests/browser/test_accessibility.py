"""Every page kind for every reader: axe-core, narrow screens, large text, print, and what a first view costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from browsing import FLAGS, KINDS
from support.browser import chromium
from support.searching import size
from support.web import Site, none_of

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (320, 768, 1280)
HEIGHT = 800

MOST = 120_000  # bytes of a first view of a practice, compressed, fonts included
MOST_SHIFT = 0.02  # of layout, while a page loads
MOST_SHEETS = 3  # of A4, for a practice as a handout


def form(address: str) -> str:
    """What kind of page stands at an address: one of a record's kind, or the address itself."""
    return re.sub(r"^(?!about/|contribute/)([a-z-]+)/[^/]+/$", r"\1/*", address)


def test_no_kind_of_page_is_forgotten(site: Site) -> None:
    known = {form(address) for address in KINDS.values()}
    assert sorted({form(address) for address in site.addresses} - known) == []


# ---------- axe-core ----------

# How many rules axe-core knows for the tags, and what it says of the page.
RUN = """async tags => {
  const {violations, passes} = await axe.run(document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], elementRef: false,
  });
  return {passed: passes.length, wrong: violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id} (${rule.help}): ${node.target.flat().join(' ')}: ${node.html.slice(0, 120)}`))};
}"""
# Of what comes a hundred times alike in one list or table, the first of each are read in every case, all in the first.
SHORTEN = """most => document.querySelectorAll('main :is(tbody, ul, ol, dl)').forEach(
  list => [...list.children].slice(most).forEach(item => item.remove()))"""
ALIKE = 24
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(page: Page, width: int) -> list[str]:
    """What axe-core finds at a width, and whether the page scrolls sideways there."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    # Two frames: the one that lays out anew, and the one after it.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    said = page.evaluate(RUN, TAGS)
    assert said["passed"] > 10, "axe-core looked at nothing"
    return [*said["wrong"], *(["scrolls sideways"] if page.evaluate(WIDER) else [])]


@pytest.fixture(scope="module", params=["light", "dark"])
def axed(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """One page a scheme, with axe-core in whatever it opens."""
    context = browser.new_context(color_scheme=request.param, reduced_motion="reduce")
    context.add_init_script(AXE)
    yield context.new_page()
    context.close()


def test_axe_knows_the_rules_that_are_asked_for(axed: Page, base: str) -> None:
    axed.goto(f"{base}about/")
    for tag in TAGS:
        assert axed.evaluate("tag => axe.getRules([tag]).length", tag), f"no rule has the tag {tag}"


@pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(axed: Page, base: str, address: str) -> None:
    axed.goto(f"{base}{address}")
    found = []
    for width in WIDTHS:
        if width > WIDTHS[0] or axed.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"):
            axed.evaluate(SHORTEN, ALIKE)
        found += [f"/{address} at {width} px: {fault}" for fault in faults(axed, width)]
    none_of(found)


# ---------- Large text, less motion, print ----------


@pytest.fixture(scope="module")
def enlarged(browser: Browser) -> Iterator[Browser]:
    """A browser whose settings ask for text of twice the usual size."""
    flags = [*FLAGS, "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"]
    made = browser.browser_type.launch(executable_path=chromium(), args=flags)
    yield made
    made.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_text_of_twice_the_size_needs_no_sideways_scrolling(enlarged: Browser, base: str, width: int) -> None:
    page = enlarged.new_page(viewport={"width": width, "height": HEIGHT})
    wrong = []
    for kind in ("home", "practice", "strategy", "transfer", "city", "network", "theme", "all-cities", "fields"):
        page.goto(f"{base}{KINDS[kind]}")
        assert page.locator("main p").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 28
        if page.evaluate(WIDER):
            wrong.append(f"{kind} scrolls sideways")
    page.close()
    none_of(wrong)


MOVES = """() => [...document.querySelectorAll('*')].filter(element => {
  const style = getComputedStyle(element);
  const lasts = times => times.split(',').some(time => parseFloat(time) > 0);
  return style.scrollBehavior === 'smooth' || lasts(style.transitionDuration)
    || (style.animationName !== 'none' && lasts(style.animationDuration));
}).map(element => `${element.tagName} ${element.getAttribute('class')}`)"""


@pytest.mark.parametrize("kind", ["home", "practice"])
def test_who_asks_for_less_motion_gets_none(browser: Browser, base: str, kind: str) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{base}{KINDS[kind]}")
    none_of(page.evaluate(MOVES))
    page.close()


@pytest.mark.parametrize("kind", ["practice", "strategy"])
def test_a_practice_prints_as_a_handout(browser: Browser, base: str, tmp_path: Path, kind: str) -> None:
    page = browser.new_page()
    page.goto(f"{base}{KINDS[kind]}")
    printed = page.pdf(path=tmp_path / "practice.pdf", format="A4", prefer_css_page_size=True)
    page.close()
    sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 1 <= sheets <= MOST_SHEETS


# ---------- What a first view costs ----------

SHIFT = """
  window.shift = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", ["home", "practice"])
def test_a_first_view_is_small_and_stays_where_it_is(
    browser: Browser, base: str, site: Site, kind: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": HEIGHT})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(SHIFT)
    page.goto(f"{base}{KINDS[kind]}")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    shift = page.evaluate("window.shift")
    context.close()
    assert [url for url in asked if not url.startswith((base, "data:"))] == []
    assert [url for url in asked if re.search("pagefind|search", urlsplit(url).path)] == []
    costs = {url.removeprefix(base): size(url, base, site.folder) for url in asked if url.startswith(base)}
    assert any(url.endswith(".css") for url in costs) and any(url.endswith(".woff2") for url in costs)
    assert kind != "practice" or sum(costs.values()) <= MOST, costs
    assert shift <= MOST_SHIFT
