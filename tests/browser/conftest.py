"""What all tests in a browser share: the real site, served under a sub-path, and a Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from support.browser import opened, served
from support.web import Site


@pytest.fixture(scope="module")
def base(site: Site) -> Iterator[str]:
    """The address of the real site, under a sub-path."""
    with served(site.folder) as address:
        assert urlsplit(address).path == "/practice-atlas/"
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of tests."""
    with opened() as made:
        yield made


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    """A page without a map, with nothing kept from before."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    made = context.new_page()
    made.goto(f"{base}about/")
    yield made
    context.close()
