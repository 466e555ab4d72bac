"""Search in a browser, as a reader uses it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

# Servers compress these; what Pagefind writes is compressed already.
COMPRESSED = {".css", ".html", ".js", ".json", ".svg", ".txt"}


def field(page: Page) -> Locator:
    """Where the query is typed."""
    return page.get_by_role("textbox", name="Search the atlas")


def ask(page: Page, query: str) -> None:
    """Open search by key, type, wait for the answer."""
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    field(page).fill("")
    expect(page.get_by_role("status")).to_be_empty()
    field(page).fill(query)
    expect(page.get_by_role("status")).to_contain_text(re.compile("result|Nothing"))


def titles(page: Page) -> list[str]:
    """The titles of the results that are shown."""
    return page.locator("dialog li > a").all_inner_texts()


def size(url: str, base: str, site: Path) -> int:
    """Bytes of what stands at `url`, as a server that compresses sends it; `site` is served at `base`."""
    file = site / urlsplit(url.removeprefix(base)).path
    file = file / "index.html" if file.is_dir() else file
    content = file.read_bytes()
    return len(gzip.compress(content)) if file.suffix in COMPRESSED else len(content)
