"""Search by keyboard, for screen readers, on small screens, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from support.searching import ask, field, titles

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    """The words of what has the focus."""
    return page.evaluate("document.activeElement.textContent || document.activeElement.tagName")


# ---------- Keys, focus, screen readers ----------


@pytest.mark.parametrize("key", ["/", "f", "s"])
def test_a_key_opens_it(page: Page, key: str) -> None:
    page.keyboard.press(key)
    expect(page.get_by_role("dialog", name="Search the atlas")).to_be_visible()
    expect(field(page)).to_be_focused()
    assert field(page).input_value() == ""


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
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    expect(opener).to_be_focused()


def test_it_opens_again_at_once(page: Page) -> None:
    for _ in range(5):
        page.keyboard.press("f")
        expect(field(page)).to_be_focused()
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
    expect(field(page)).to_be_focused()


def test_typing_goes_on_from_a_result(page: Page) -> None:
    ask(page, "zli")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("n")
    expect(field(page)).to_have_value("zlin")


def test_enter_on_a_result_opens_it(page: Page, base: str) -> None:
    ask(page, "zlin")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}cities/zlin/")


def test_enter_in_the_field_opens_the_first_even_before_it_is_there(page: Page, base: str) -> None:
    page.keyboard.press("/")
    field(page).fill("zlin")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}cities/zlin/")


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
def test_it_fits_and_can_be_pressed(browser: Browser, base: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 600}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{base}about/")
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


def test_nothing_moves_for_those_who_want_it_still(browser: Browser, base: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{base}about/")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    context.close()


def test_without_scripts_the_link_leads_to_the_list_by_name(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}about/")
    page.locator("a.atlas-open-search").first.click()
    page.wait_for_url(f"{base}a-z/")
    context.close()
