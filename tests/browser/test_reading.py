"""The site in a browser: by keyboard, without scripts, in light and dark, and nothing asked of another host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import dist

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from support.web import Site

pytestmark = pytest.mark.browser

PRESTON = "practices/preston-spend-analysis/"
# One page of each kind.
KINDS = [
    "",
    "practices/",
    PRESTON,
    "practices/amb-internationalisation-plan/",
    "cities/preston/",
    "networks/making-spend-matter/",
    "transfers/",
    "transfers/preston-spend-analysis--koszalin/",
    "themes/public-procurement/",
    "countries/poland/",
    "events/metropolis-allas-webinar-2020/",
    "a-z/",
    "contribute/",
    "contribute/steward/",
]
WITH_MAPS = [
    "",
    PRESTON,
    "cities/preston/",
    "networks/making-spend-matter/",
    "transfers/",
    "themes/public-procurement/",
]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield context
    context.close()


def tab_to(page: Page, href: str) -> None:
    """Press Tab until the link with that address has the focus."""
    for _ in range(3000):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.href?.baseVal ?? document.activeElement.href ?? ''").endswith(href):
            return
    raise AssertionError(f"no Tab leads to {href}")


def follow(page: Page, address: str, target: str) -> None:
    """Reach a link by keyboard, see that its focus shows, press Enter, arrive."""
    tab_to(page, target.rpartition("/practice-atlas/")[2] if "://" in target else target)
    assert focus_shows(page), f"the focus on {target} can't be seen"
    page.keyboard.press("Enter")
    page.wait_for_url(address)


# How what has the focus looks, and how without it.
LOOKS = """() => {
  const element = document.activeElement;
  const look = () => [element, ...element.querySelectorAll('*')].map(part => {
    const style = getComputedStyle(part);
    return ['outline', 'boxShadow', 'backgroundColor', 'textDecoration', 'color', 'border'].map(k => style[k]).join();
  }).join(';');
  const on = look();
  element.blur();
  const off = look();
  element.focus({preventScroll: true});
  return on !== off;
}"""


def focus_shows(page: Page) -> bool:
    """An outline, a colour or a line tells where one is."""
    return bool(page.evaluate(LOOKS))


def test_from_home_to_an_adopter_by_keyboard_alone(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.goto(base)
    follow(page, f"{base}practices/", "/practices/")
    expect(page.locator("main h1")).to_have_text("Practices")
    follow(page, f"{base}{PRESTON}", f"/{PRESTON}")
    expect(page.locator("main h1")).to_have_text("Progressing procurement practice through spend analysis")
    follow(page, f"{base}cities/pamplona/", "/cities/pamplona/")
    expect(page.locator("main h1")).to_have_text("Pamplona")
    expect(
        page.locator("main").get_by_role("link", name="Progressing procurement practice through spend analysis").first
    ).to_be_visible()


def test_the_first_tab_leads_past_the_navigation(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.goto(f"{base}{PRESTON}")
    page.keyboard.press("Tab")
    assert "skip" in page.evaluate("document.activeElement.textContent").casefold()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')"), "the next Tab is inside the page's own part"


def test_a_dot_on_a_map_can_be_followed_by_keyboard_and_pointer(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.goto(f"{base}{PRESTON}")
    page.locator("figure svg a").filter(has=page.locator("circle")).first.focus()
    where = page.evaluate("document.activeElement.href.baseVal")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cities/[a-z-]+/$"))
    assert where.strip("./").split("/")[1] in page.url
    page.goto(f"{base}{PRESTON}")
    page.locator('figure svg a[href$="cities/kavala/"] circle').click()
    page.wait_for_url(f"{base}cities/kavala/")


@pytest.mark.parametrize(("scheme", "addresses"), [("light", KINDS), ("dark", WITH_MAPS[:2])])
def test_no_other_host_is_asked_and_nothing_fails(
    browser: Browser, base: str, scheme: str, addresses: list[str]
) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: wrong.append(socket.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on(
        "response",
        lambda response: wrong.append(f"{response.status} {response.url}") if response.status >= 400 else None,
    )
    for address in addresses:
        page.goto(f"{base}{address}")
        page.mouse.wheel(0, 4000)
    page.wait_for_load_state("networkidle")
    context.close()
    assert len(asked) >= len(addresses)
    foreign = [url for url in asked if not url.startswith((base, "data:"))]
    assert foreign == []
    assert wrong == []


def test_no_cookie_is_set(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    for address in ("", PRESTON):
        page.goto(f"{base}{address}")
    assert context.cookies() == []


LUMINANCE = """color => {
  const canvas = document.createElement('canvas').getContext('2d');
  canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""
BACKGROUND = """element => {
  for (let e = element; e; e = e.parentElement) {
    const color = getComputedStyle(e).backgroundColor;
    if (color !== 'transparent' && !/, 0\\)$/.test(color)) return color;
  }
  return getComputedStyle(document.documentElement).colorScheme.includes('dark') ? 'black' : 'white';
}"""


@pytest.mark.parametrize(("scheme", "is_light"), [("light", True), ("dark", False)])
@pytest.mark.parametrize("address", ["", PRESTON])
def test_light_and_dark_follow_the_reader(
    browser: Browser, base: str, scheme: str, is_light: bool, address: str
) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{base}{address}")
    for selector in ("main h1", "main p", "main dd", "main td", "main th"):
        found = page.locator(selector).first
        if found.count() == 0:
            continue
        ground = page.evaluate(LUMINANCE, found.evaluate(BACKGROUND))
        ink = page.evaluate(LUMINANCE, found.evaluate("e => getComputedStyle(e).color"))
        assert (ground > 0.5) is is_light, f"{selector}: ground {ground:.2f}"
        contrast = (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05)
        assert contrast >= 4.5, f"{selector}: contrast {contrast:.1f}"
    context.close()


def test_the_scheme_can_be_switched_and_stays(context: BrowserContext, base: str) -> None:
    """From light, which the reader's settings ask for, to dark; the next page is dark before any script file runs."""
    page = context.new_page()
    page.goto(f"{base}{PRESTON}")
    switch = page.get_by_role("button", name="Dark scheme")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.press("Enter")
    assert switch.get_attribute("aria-pressed") == "true"
    page.route("**/*.js", lambda route: route.abort())
    page.goto(base)
    ground = page.evaluate(LUMINANCE, page.locator("main h1").evaluate(BACKGROUND))
    assert ground < 0.1


def test_the_contents_show_where_the_reader_is(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.goto(f"{base}{PRESTON}")
    page.locator("h2#evidence").scroll_into_view_if_needed()
    page.mouse.wheel(0, 500)
    expect(page.locator("#atlas-contents [aria-current]")).to_have_count(1)


@pytest.mark.parametrize("address", KINDS)
def test_without_scripts_everything_is_there(
    without_scripts: BrowserContext, base: str, site: Site, address: str
) -> None:
    """Words, tables and maps as in the file: nothing is hidden until a script shows it."""
    page = without_scripts.new_page()
    page.goto(f"{base}{address}")
    expect(page.locator("main h1").first).to_be_visible()
    read = site[address]
    for table in page.locator("main table").all():
        box = table.bounding_box()
        assert box and box["width"] > 100 and box["height"] > 20
    maps = page.locator("main figure svg[role=group]")
    assert maps.count() == len(read.maps)
    for drawn in maps.all():
        box = drawn.bounding_box()
        assert box and box["width"] > 250 and box["height"] > 120
    shown = page.locator("main").inner_text()
    headings = [text for level, text in read.headings if level <= 2]
    assert [text for text in headings if text.casefold() not in " ".join(shown.split()).casefold()] == []


# What can be seen of a map: dots and arcs that are drawn, in the colours of ink, inside the frame.
SEEN = """svg => {
  const frame = svg.getBoundingClientRect();
  const width = e => e.getBoundingClientRect().width;
  const seen = e => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    return style.display !== 'none' && style.visibility === 'visible' && +style.opacity > 0
      && (style.stroke !== 'none' || style.fill !== 'none')
      && box.right >= frame.left && box.left <= frame.right && box.bottom >= frame.top && box.top <= frame.bottom;
  };
  const places = [...svg.querySelectorAll('[transform]')];
  const dots = places.filter(p => seen(p.querySelector('circle')) && width(p.querySelector('circle')) >= 2);
  const arcs = [...svg.querySelectorAll('g:not([transform]) > path')].filter(seen);
  const land = [...svg.querySelectorAll('use')].filter(u => width(u) > 0);
  const names = places.map(p => p.querySelector('text')).filter(t => t && seen(t) && width(t) > 0);
  return {dots: dots.map(p => p.getAttribute('href')), arcs: arcs.length, land: land.length, names: names.length};
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("address", WITH_MAPS)
def test_maps_show_what_their_tables_say(browser: Browser, base: str, site: Site, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{base}{address}")
    page.wait_for_function(
        "[...document.querySelectorAll('main figure svg use')].every(use => use.getBoundingClientRect().width > 0)"
    )
    read = site[address]
    drawn = page.locator("main figure svg[role=group]").all()
    assert len(drawn) == len(read.maps) > 0
    for found, map in zip(drawn, read.maps, strict=True):
        seen = found.evaluate(SEEN)
        assert len(seen["dots"]) == len(map.dots)
        # Where there is little room, the loops between dots that all but touch are left out.
        long = [line for line in map.lines if dist(line.start, line.end) > map.box[2] / 30]
        assert len(long) <= seen["arcs"] <= len(map.lines)
        assert width < 640 or seen["arcs"] == len(map.lines)
        assert seen["land"] >= 1
        assert seen["names"] >= min(3, len(map.dots))
    context.close()


@pytest.mark.parametrize("address", KINDS)
def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Browser, base: str, address: str) -> None:
    """Tables scroll in a frame of their own."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{base}{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_a_lost_address_finds_its_way_back_from_any_depth(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    answer = page.goto(f"{base}cities/atlantis/harbour/")
    assert answer and answer.status == 404
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).fontFamily") != page.evaluate("'Times New Roman'")
    page.locator('main a[href$="/practices/"], header a[href$="/practices/"], nav a[href$="/practices/"]').first.click()
    page.wait_for_url(f"{base}practices/")
