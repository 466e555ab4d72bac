"""Take a picture of every page kind of the finished site, for reviewers: light, dark, on a phone, and as printed.

Usage: screenshots.py [FOLDER]            into FOLDER, or .cache/screenshots
       screenshots.py --readme [FILE]     the picture of README, into FILE where one is named

`make screenshots` builds the site first. Needs a Chromium: ATLAS_CHROMIUM, else one that is on this machine.
A printed page is a PDF.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from browsing import FLAGS, KINDS, ROOT, SITE, chromium, served

FOLDER = ROOT / ".cache" / "screenshots"
README = ROOT / ".github" / "images" / "practice-atlas.jpg"
README_MOST = 150_000  # bytes
MARGIN = 12  # CSS pixels below the map

# Name → scheme and size of the window in CSS pixels.
LOOKS: dict[str, tuple[Literal["light", "dark"], int, int]] = {
    "light": ("light", 1280, 900),
    "dark": ("dark", 1280, 900),
    "phone": ("light", 390, 844),
}


@contextmanager
def opened(browser: Browser, look: str) -> Iterator[Page]:
    """A page of the size and the scheme of a look; nothing on it moves."""
    scheme, width, height = LOOKS[look]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def show(page: Page, address: str) -> None:
    """Open an address and wait until its typefaces are there."""
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => true)")


def pictures(browser: Browser, base: str, folder: Path) -> Iterator[Path]:
    """Take all pictures into `folder`; yield each file."""
    for look in LOOKS:
        with opened(browser, look) as page:
            for name, address in KINDS.items():
                show(page, f"{base}{address}")
                file = folder / f"{name}-{look}.png"
                page.screenshot(path=file, full_page=True)
                yield file
    with opened(browser, "light") as page:
        for name, address in KINDS.items():
            show(page, f"{base}{address}")
            file = folder / f"{name}-print.pdf"
            page.pdf(path=file, format="A4", prefer_css_page_size=True)
            yield file


def readme(browser: Browser, base: str, file: Path) -> None:
    """Take the picture of README: the top of a practice, with its map. Raises SystemExit if it is too large a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with opened(browser, "light") as page:
        show(page, f"{base}{KINDS['practice']}")
        box = page.locator("main figure svg[role=group]").first.bounding_box()
        if box is None:
            sys.exit("The practice shows no map.")
        frame: FloatRect = {"x": 0, "y": 0, "width": LOOKS["light"][1], "height": box["y"] + box["height"] + MARGIN}
        page.screenshot(path=file, type="jpeg", quality=72, full_page=True, clip=frame)
    if file.stat().st_size > README_MOST:
        sys.exit(f"{file} has more than {README_MOST} bytes.")


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description="Take a picture of every page kind of the finished site.")
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help="where to")
    parser.add_argument("--readme", type=Path, nargs="?", const=README, help="only the picture of README")
    parser.add_argument("--site", type=Path, default=SITE, help="the finished site")
    wanted = parser.parse_args()
    if not (wanted.site / "index.html").is_file():
        sys.exit(f"There is no site in {wanted.site}: `make build` writes it.")
    with served(wanted.site) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, "--hide-scrollbars"])
        if wanted.readme:
            readme(browser, base, wanted.readme)
            print(wanted.readme)
        else:
            wanted.folder.mkdir(parents=True, exist_ok=True)
            count = sum(1 for _ in pictures(browser, base, wanted.folder))
            print(f"{count} pictures in {wanted.folder}")
        browser.close()


if __name__ == "__main__":
    main()
