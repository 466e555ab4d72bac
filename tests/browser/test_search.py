"""Search as readers use it: what it costs, what it finds, and that it works without a mouse."""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from atlas.searching import FOLDER, index
from support.bases import ROOT
from support.build import real_site

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("ATLAS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Servers compress these; what Pagefind writes is compressed already.
COMPRESSED = {".css", ".html", ".js", ".json", ".svg", ".txt"}
MOST = 150_000


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Nothing: a server that talks hides what a test says."""


class Published:
    """A folder behind a web server; `base` is the address of the site in it."""

    def __init__(self, folder: Path, site: str = "") -> None:
        handler = functools.partial(_Quiet, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.folder = folder
        self.base = f"http://127.0.0.1:{self.server.server_port}/{site}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def size(self, url: str) -> int:
        """Bytes of a file as a server sends it."""
        file = self.folder / urlsplit(url).path.lstrip("/")
        content = (file / "index.html" if file.is_dir() else file).read_bytes()
        return len(gzip.compress(content)) if file.suffix in COMPRESSED else len(content)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "no Chromium: `make test` finds or installs one"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The real site under a sub-path."""
    site = real_site(tmp_path_factory).folder
    served = Published(site.parent, f"{site.name}/")
    yield served
    served.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 800})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, published: Published) -> Page:
    """A page without a map, ready."""
    made = context.new_page()
    made.goto(f"{published.base}about/")
    return made


def ask(page: Page, query: str) -> None:
    """Open search, type, wait for the answer."""
    page.keyboard.press("/")
    field = page.get_by_role("textbox", name="Search the atlas")
    expect(field).to_be_focused()
    field.fill(query)
    expect(page.get_by_role("status")).to_contain_text(re.compile("result|Nothing|not available"))


def titles(page: Page) -> list[str]:
    return page.locator("dialog li > a").all_inner_texts()


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent || document.activeElement.tagName")


# ---------- What it costs ----------


def test_nothing_is_fetched_before_it_is_opened(context: BrowserContext, published: Published) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{published.base}practices/")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Search").first.hover()
    page.wait_for_timeout(200)
    assert [url for url in asked if re.search("pagefind|search", url.removeprefix(published.base))] == []
    (opener,) = (url for url in asked if url.endswith("/opener.js"))
    assert published.size(opener) <= 1000


@pytest.mark.parametrize("query", ["zlin", "procurement", "sao paulo", "bistirta", "preston"])
def test_a_first_query_stays_small(context: BrowserContext, published: Published, query: str) -> None:
    page = context.new_page()
    page.goto(f"{published.base}about/")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page, query)
    page.wait_for_load_state("networkidle")
    assert any(url.endswith("/pagefind.js") for url in asked)
    assert sum(map(published.size, asked)) <= MOST, [(url, published.size(url)) for url in asked]


def test_no_other_host_is_asked(context: BrowserContext, published: Published) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{published.base}about/")
    ask(page, "zlin")
    assert [url for url in asked if not url.startswith(published.base)] == []


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
def test_places_are_found_in_any_spelling(page: Page, query: str, title: str) -> None:
    ask(page, query)
    expect(page.get_by_role("status")).to_contain_text(f"for “{query}”")
    assert titles(page)[0] == title


def test_another_name_is_shown_where_it_is_why(page: Page) -> None:
    ask(page, "corunna")
    expect(page.locator("dialog li").first).to_contain_text("Spain · also Corunna")


@pytest.mark.parametrize(
    ("query", "part"),
    [("procurment", "procurement"), ("prucurement", "procurement"), ("bistirta", "Bistrița"), ("poznamn", "Poznań")],
)
def test_a_slip_is_forgiven(page: Page, query: str, part: str) -> None:
    ask(page, query)
    assert any(part in title for title in titles(page)[:3])


def test_a_slip_is_told(page: Page) -> None:
    ask(page, "bistirta")
    told = re.compile(r"Nothing for “bistirta”\. \d+ results? for “Bistrița”\.")
    expect(page.get_by_role("status")).to_have_text(told)


def test_a_word_that_is_nowhere_finds_nothing(page: Page) -> None:
    ask(page, "xylophonist")
    expect(page.get_by_role("status")).to_have_text("Nothing found for “xylophonist”.")
    assert page.get_by_role("dialog").get_by_role("link", name="A to Z").get_attribute("href").endswith("/a-z/")


def test_a_word_half_typed_is_no_slip(page: Page) -> None:
    ask(page, "procur")
    expect(page.get_by_role("status")).to_contain_text("results for “procur”")


def test_results_stand_in_groups_with_city_country_and_year(page: Page) -> None:
    ask(page, "procurement")
    groups = page.locator("dialog section")
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
    field = page.get_by_role("textbox", name="Search the atlas")
    field.fill("poz")
    field.fill("mantova")
    expect(page.get_by_role("status")).to_contain_text("“mantova”")
    page.wait_for_timeout(500)
    assert titles(page)[0] == "Mantua"


# ---------- Keys, focus, screen readers ----------


@pytest.mark.parametrize("key", ["/", "f", "s"])
def test_a_key_opens_it(page: Page, key: str) -> None:
    page.keyboard.press(key)
    expect(page.get_by_role("dialog", name="Search the atlas")).to_be_visible()
    expect(page.get_by_role("textbox", name="Search the atlas")).to_be_focused()
    assert page.get_by_role("textbox", name="Search the atlas").input_value() == ""


def test_keys_can_be_switched_off(page: Page) -> None:
    page.keyboard.press("s")
    page.get_by_role("checkbox", name="/ f s open search").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("s")
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Search").first.click()
    expect(page.get_by_role("checkbox", name="/ f s open search")).not_to_be_checked()


def test_keys_are_left_alone_with_others_and_in_fields(page: Page) -> None:
    page.evaluate("document.querySelector('main').insertAdjacentHTML('afterbegin', '<input id=field>')")
    page.focus("#field")
    page.keyboard.press("s")
    assert page.input_value("#field") == "s"
    page.evaluate("document.activeElement.blur()")
    for keys in ("Control+s", "Alt+f", "Meta+f"):
        page.keyboard.press(keys)
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("key", ["Enter", " "])
def test_focus_goes_back_to_what_opened_it(page: Page, key: str) -> None:
    opener = page.get_by_role("button", name="Search").first
    opener.focus()
    page.keyboard.press(key)
    expect(page.get_by_role("textbox", name="Search the atlas")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    expect(opener).to_be_focused()


def test_it_opens_again_at_once(page: Page) -> None:
    for _ in range(5):
        page.keyboard.press("f")
        expect(page.get_by_role("textbox", name="Search the atlas")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).not_to_be_visible()


def test_focus_stays_inside(page: Page) -> None:
    ask(page, "zlin")
    inside = "document.querySelector('dialog').contains(document.activeElement)"
    seen = set()
    for key in ["Tab"] * 25 + ["Shift+Tab"] * 25:
        page.keyboard.press(key)
        assert page.evaluate(inside)
        seen.add(focused(page))
    assert {"Zlín", "Close", "Clear"} <= seen


def test_arrows_move_through_results_and_back(page: Page) -> None:
    ask(page, "zlin")
    found = titles(page)
    page.keyboard.press("ArrowDown")
    assert focused(page) == found[0]
    page.keyboard.press("ArrowDown")
    assert focused(page) == found[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("textbox", name="Search the atlas")).to_be_focused()


def test_typing_goes_on_from_a_result(page: Page) -> None:
    ask(page, "zli")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("n")
    expect(page.get_by_role("textbox", name="Search the atlas")).to_have_value("zlin")


def test_enter_on_a_result_opens_it(page: Page, published: Published) -> None:
    ask(page, "zlin")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{published.base}cities/zlin/")


def test_enter_in_the_field_opens_the_first_even_before_it_is_there(page: Page, published: Published) -> None:
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search the atlas").fill("zlin")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{published.base}cities/zlin/")


def test_the_number_of_results_is_announced(page: Page) -> None:
    ask(page, "zlin")
    status = page.get_by_role("status")
    expect(status).to_have_text(re.compile(r"^\d+ results for “zlin”\.$"))
    assert len(titles(page)) <= int(status.inner_text().split()[0])


def test_a_press_beside_it_closes_it(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.mouse.click(10, 400)
    expect(page.get_by_role("dialog")).not_to_be_visible()


# ---------- Small, dark, still, without ----------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_and_can_be_pressed(browser: Browser, published: Published, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 600}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{published.base}about/")
    ask(page, "procurement")
    box = page.get_by_role("dialog").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (
        page.evaluate("(results => results.scrollWidth - results.clientWidth)(document.querySelector('dialog div'))")
        == 0
    )
    small = page.evaluate(
        """[...document.querySelectorAll("dialog :is(a, button, input)")].filter(e => e.checkVisibility())
        .map(e => [e.textContent, e.getBoundingClientRect()]).filter(([, b]) => b.width < 24 || b.height < 24)
        .map(([text]) => text)"""
    )
    assert small == []
    context.close()


def test_nothing_moves_for_those_who_want_it_still(browser: Browser, published: Published) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{published.base}about/")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    context.close()


def test_without_scripts_the_link_leads_to_the_list_by_name(browser: Browser, published: Published) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{published.base}about/")
    page.locator("a.atlas-open-search").first.click()
    page.wait_for_url(f"{published.base}a-z/")
    context.close()


# ---------- A site of its own ----------

HOSTILE = "<img src=x onerror=window.hit=1><mark>bold</mark>"


@pytest.fixture
def little(tmp_path: Path) -> Iterator[Published]:
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
    served = Published(tmp_path)
    yield served
    served.close()


@pytest.mark.parametrize("query", ["widget", "gadget", "onerror", "<img src=x onerror=window.hit=1>"])
def test_texts_of_pages_are_never_markup(context: BrowserContext, little: Published, query: str) -> None:
    page = context.new_page()
    page.goto(little.base)
    ask(page, query)
    expect(page.locator("dialog li > a")).to_contain_text("<img src=x")
    assert page.locator("dialog img").count() == 0
    assert "<mark>" in page.locator("dialog li").inner_text()
    assert page.evaluate("window.hit") is None


def test_without_an_index_it_says_so_and_leads_to_the_list(context: BrowserContext, little: Published) -> None:
    shutil.move(little.folder / FOLDER, little.folder / "away")
    page = context.new_page()
    page.goto(little.base)
    page.keyboard.press("/")
    expect(page.get_by_role("status")).to_have_text("Search is not available.")
    expect(page.get_by_role("dialog").get_by_role("link", name="A to Z")).to_be_visible()
    shutil.move(little.folder / "away", little.folder / FOLDER)
    page.get_by_role("textbox").fill("widget")
    expect(page.get_by_role("status")).to_contain_text("1 result for “widget”")


@pytest.mark.parametrize(
    ("left", "right", "most", "far"),
    [
        ("zlin", "zlin", 1, 0),
        ("bistirta", "bistrita", 1, 1),
        ("poznann", "poznan", 1, 1),
        ("oznan", "poznan", 1, 1),
        ("prague", "prahue", 2, 1),
        ("abcdef", "badcfe", 3, 3),
        ("preston", "boston", 2, 3),
        ("a", "abcdef", 2, 3),
        ("", "ab", 2, 2),
    ],
)
def test_distance(context: BrowserContext, little: Published, left: str, right: str, most: int, far: int) -> None:
    page = context.new_page()
    page.goto(little.base)
    measured = page.evaluate(
        "async ([left, right, most]) => (await import('./assets/atlas/search-engine.js')).distance(left, right, most)",
        [left, right, most],
    )
    assert measured == far
