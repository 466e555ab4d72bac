"""A Chromium, for tests; the web server beside it is the one that tools use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from browsing import FLAGS, served

__all__ = ["chromium", "opened", "served"]


def chromium() -> str:
    """The program: ATLAS_CHROMIUM, else one on PATH. Where there is none the test fails; it is never passed over."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("ATLAS_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found or not Path(found).is_file():
        pytest.fail("There is no Chromium: `make test` finds or installs one; ATLAS_CHROMIUM names one.", pytrace=False)
    return found


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser, closed at the end."""
    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
