"""Write every page as a Markdown file whose body is the finished HTML, so that any site generator can frame it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

from atlas import maps
from atlas.exports import exports
from atlas.pages import Page, Site, all_pages
from atlas.pages.maps import BASEMAPS

MARKER = ".practice-atlas"
STYLES = "overrides/assets"


class NotOurs(Exception):
    """A folder holds files that were not generated; it is left as it is."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the site publishes as it is; `path` is relative to the site's root. It is made when asked for."""

    path: str
    make: Callable[[], bytes]

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.make()


class SameAddress(Exception):
    """Two pages or files want one address; the message names it."""


def assets(root: Path, site: Site) -> Iterator[Asset]:
    """The base maps, the pictures that practices show, and the files for those who take the data."""
    for name, content in maps.asset_files().items():
        yield Asset(f"{BASEMAPS}/{name}", partial(bytes, content))
    pictures = {image.file for practice in site.kb.practices.values() for image in practice.images}
    for file in sorted(pictures):
        yield Asset(file, (root / file).read_bytes)
    for export in exports(site.edition):
        yield Asset(export.path, export.content)


def collect(site: Site) -> list[Page]:
    """All pages; raises SameAddress where two share an address, since one would overwrite the other unseen."""
    pages: dict[str, Page] = {}
    for page in all_pages(site):
        if page.address in pages:
            raise SameAddress(f"two pages want the address /{page.address}")
        pages[page.address] = page
    return list(pages.values())


# Signs that JSON leaves as they are and YAML refuses, or takes for the end of a line.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)


def markdown(page: Page) -> str:
    """The page as a Markdown file: title and description in front, HTML as its body.

    The body has no blank line, since that would end the HTML for readers of CommonMark.
    """
    facts = f"title: {_quoted(page.title)}\ndescription: {_quoted(page.description)}\n"
    content = _CODE.sub(lambda code: code[0].replace("\n", "&#10;"), page.content)
    body = "\n".join(line for line in content.split("\n") if line.strip())
    return f"---\n{facts}---\n\n{body}\n"


def _quoted(text: str) -> str:
    """The text in double quotes, as JSON and YAML both read it."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", quoted)


def source_file(address: str) -> str:
    """The Markdown file of the page at an address, relative to the folder of sources."""
    return f"{address}index.md"


def written(docs: Path) -> Iterator[tuple[str, str]]:
    """(address, file below `docs`) of the hand-written pages; MkDocs takes README.md for index.md."""
    for path in sorted(docs.rglob("*.md")):
        file = path.relative_to(docs).as_posix()
        folder, _, name = file.removesuffix(".md").rpartition("/")
        steps = [*([folder] if folder else []), *([] if name in ("index", "README") else [name])]
        yield "".join(f"{step}/" for step in steps), file


def refuse_clashes(docs: Path, addresses: Iterable[str]) -> None:
    """Raise SameAddress where a hand-written page wants an address that is taken: one would hide the other unseen."""
    taken = dict.fromkeys(addresses, "a generated page")
    for address, file in written(docs):
        if address in taken:
            raise SameAddress(f"docs/{file} and {taken[address]} want one address, /{address}; rename the former")
        taken[address] = f"docs/{file}"


def generate(root: Path, site: Site, target: Path) -> int:
    """Write all pages and assets into `target`, with what stands in docs/ and overrides/assets/; the number of pages.

    What an earlier run wrote there goes. Raises NotOurs where the folder holds anything else or lies in docs/,
    SameAddress where two pages share an address.
    """
    if (root / "docs").resolve() in (target.resolve(), *target.resolve().parents):
        raise NotOurs(f"{target} lies in docs/, which is copied; name a folder elsewhere")
    if target.exists() and (not target.is_dir() or (any(target.iterdir()) and not (target / MARKER).exists())):
        raise NotOurs(f"{target} holds files that were not generated; name an empty or a new folder")
    pages = collect(site)
    refuse_clashes(root / "docs", (page.address for page in pages))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / MARKER).write_text("Written by `atlas generate`; replaced by the next run.\n", encoding="utf-8")
    if (root / "docs").is_dir():
        shutil.copytree(root / "docs", target, dirs_exist_ok=True)
    if (root / STYLES).is_dir():
        # Notes for coders that stand beside fonts are no pages.
        ignored = shutil.ignore_patterns("*.md")
        shutil.copytree(root / STYLES, target / "assets", dirs_exist_ok=True, ignore=ignored)
    for page in pages:
        file = target / source_file(page.address)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(markdown(page), encoding="utf-8")
    for asset in assets(root, site):
        path = target / asset.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(asset.content)
    return len(pages)


def sitemap(site_url: str, changed: Mapping[str, str]) -> str:
    """A sitemap (sitemaps.org, 0.9) of all addresses, with the day of the last change where it is known."""
    rows = []
    for address in sorted(changed):
        day = f"<lastmod>{changed[address]}</lastmod>" if changed[address] else ""
        rows.append(f"<url><loc>{escape(site_url.rstrip('/') + '/' + address)}</loc>{day}</url>\n")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{''.join(rows)}</urlset>\n"
