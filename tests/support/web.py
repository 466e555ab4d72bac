"""Finished pages as browsers read them: links, ids, words, tables and maps, without regard to classes or layout."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, TreeBuilder

import html5lib

# What stands on a line, or in a cell, of its own.
_BLOCKS = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "caption",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
        "section",
        "blockquote",
        "br",
        "text",
    ]
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def parse(markup: str) -> html5lib.HTMLParser:
    """The parser after it has read a whole document; its `errors` are what a browser would have to mend."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(markup)
    return parser


def fragment(markup: str) -> Element:
    """A piece of HTML as a browser reads it inside a body."""
    return html5lib.parse(f"<!doctype html><body>{markup}", namespaceHTMLElements=False).find("body")


def tag(element: Element) -> str:
    """The name of an element, without the namespace of SVG; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# Attributes of SVG whose capitals HTML's parser of the standard library makes small.
_CAPITALS = {"viewbox": "viewBox", "refx": "refX", "refy": "refY", "preserveaspectratio": "preserveAspectRatio"}


class _Tree(HTMLParser):
    """The elements of a document whose every tag is closed in its place; three times as fast as html5lib."""

    def __init__(self) -> None:
        super().__init__()
        self._builder = TreeBuilder()
        self._open: list[str] = []

    def read(self, markup: str) -> Element:
        self.feed(markup)
        self.close()
        assert not self._open, f"not closed: {self._open}"
        return self._builder.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {_CAPITALS.get(name, name): value or "" for name, value in attrs})
        if tag in _VOID:
            self._builder.end(tag)
        else:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _VOID or "svg" in self._open, f"<{tag}/> closes nothing"
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self._open and self._open.pop() == tag, f"</{tag}> is out of place"
            self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._builder.data(data)


def elements(root: Element, *names: str) -> Iterator[Element]:
    """All elements below and including `root`, in order; only those with one of the names, where some are given."""
    for element in root.iter():
        if isinstance(element.tag, str) and (not names or tag(element) in names):
            yield element


def words(root: Element, *, without: tuple[str, ...] = ("script", "style")) -> str:
    """The text of an element with single spaces, as it is read."""
    return " ".join("".join(_texts(root, without)).split())


def _texts(element: Element, without: tuple[str, ...]) -> Iterator[str]:
    if isinstance(element.tag, str) and tag(element) not in without:
        around = " " if tag(element) in _BLOCKS else ""
        yield around
        yield element.text or ""
        for child in element:
            yield from _texts(child, without)
            yield child.tail or ""
        yield around


def internal(address: str) -> bool:
    """True for an address on the same host."""
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def resolve(page: str, href: str) -> str:
    """Where a relative link of a page leads: a path below the site's root; `..` beyond the root stays visible."""
    path = urlsplit(href).path
    if not path:
        return page
    joined = posixpath.normpath(posixpath.join(page, path))
    address = "" if joined == "." else joined
    is_folder = path.endswith(("/", "/.", "/..")) or path in (".", "..")
    return f"{address}/" if is_folder and address else address


@dataclass(frozen=True)
class Dot:
    """A place on a map: where, what it is called, and where it leads."""

    x: float
    y: float
    name: str
    href: str


@dataclass(frozen=True)
class Line:
    """An arc, or one half of an arc across the world's edge; `headed` where it ends in an arrow."""

    start: tuple[float, float]
    end: tuple[float, float]
    headed: bool


@dataclass(frozen=True)
class Map:
    """A map of a page, read from its SVG."""

    svg: Element
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    box: tuple[float, float, float, float]

    def at(self, point: tuple[float, float]) -> Dot:
        """The place next to a point."""
        return min(self.dots, key=lambda dot: (dot.x - point[0]) ** 2 + (dot.y - point[1]) ** 2)

    @cached_property
    def arcs(self) -> dict[tuple[str, str], bool]:
        """(address of the source, address of the target) → whether it ends in an arrow."""
        return {(self.at(line.start).href, self.at(line.end).href): line.headed for line in self.lines}


def read_map(svg: Element, page: str) -> Map:
    """What an SVG of the maps room shows: places have a transform and a circle, arcs stand in groups of paths."""
    dots, lines = [], []
    for group in elements(svg, "g", "a"):
        if "transform" in group.attrib:
            x, y = (float(number) for number in re.findall(r"-?[\d.]+", group.attrib["transform"]))
            title = next(elements(group, "title"), None)
            label = next(elements(group, "text"), None)
            name = words(title if title is not None else label) if title is not None or label is not None else ""
            href = group.get("href") or group.get("{http://www.w3.org/1999/xlink}href") or ""
            dots.append(Dot(x, y, name, resolve(page, href) if href else ""))
        elif len(group) and all(tag(child) == "path" for child in group):
            for path in group:
                numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.attrib["d"])]
                headed = any(name.startswith("marker") for name in (*group.attrib, *path.attrib))
                lines.append(Line((numbers[0], numbers[1]), (numbers[-2], numbers[-1]), headed))
    x, y, width, height = (float(number) for number in svg.attrib["viewBox"].split())
    return Map(svg, tuple(dots), tuple(lines), (x, y, width, height))


class Page:
    """One HTML file of a site; `address` is its folder below the root, with a slash at its end."""

    def __init__(self, address: str, markup: str) -> None:
        self.address, self.markup = address, markup
        try:
            self.root = _Tree().read(markup)
        except AssertionError as error:
            raise AssertionError(f"/{address}: {error}") from error

    def __repr__(self) -> str:
        return f"/{self.address}"

    @cached_property
    def strict(self) -> tuple[Element, list[str]]:
        """The document as a browser reads it, and what it had to mend."""
        parser = parse(self.markup)
        document = parser.tree.getDocument()
        root = document if tag(document) == "html" else next(elements(document, "html"))
        return root, [f"{error[1]} {error[2]}" for error in parser.errors]

    @property
    def errors(self) -> list[str]:
        """What a browser has to mend."""
        return self.strict[1]

    @cached_property
    def head(self) -> Element:
        found = self.root.find("head")
        assert found is not None
        return found

    @cached_property
    def content(self) -> Element:
        """The part that is this page's own: the first article of the main part."""
        main = next(elements(self.root, "main"))
        return next(elements(main, "article"), main)

    @cached_property
    def ids(self) -> list[str]:
        return [element.attrib["id"] for element in elements(self.root) if "id" in element.attrib]

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """(level, words) of the headings of the page's own part."""
        return [(int(tag(heading)[1]), words(heading)) for heading in elements(self.content, *_HEADINGS)]

    @cached_property
    def text(self) -> str:
        """The words of the page's own part, those on maps included."""
        return words(self.content)

    def heading(self, id: str) -> Element:
        """The heading with that id."""
        return next(element for element in elements(self.root, *_HEADINGS) if element.get("id") == id)

    def section(self, id: str) -> str:
        """The words under a heading, up to the next heading of its level or above; its maps left out."""
        level = tag(self.heading(id))
        parts: list[str] = []
        inside = False

        def walk(element: Element) -> None:
            nonlocal inside
            name = tag(element)
            if not name or name in ("svg", "script", "style"):
                return
            if name in _HEADINGS and name <= level:
                inside = element.get("id") == id
            if inside:
                parts.append(f" {element.text or ''}" if name in _BLOCKS else element.text or "")
            for child in element:
                walk(child)
                if inside:
                    parts.append(child.tail or "")

        walk(self.content)
        return " ".join("".join(parts).split())

    def links(self, root: Element | None = None) -> list[tuple[str, str]]:
        """(address that it leads to, words) of every internal link of the page's own part, or of a part of it."""
        found = []
        for link in elements(self.content if root is None else root, "a"):
            href = link.get("href") or link.get("{http://www.w3.org/1999/xlink}href")
            if href and internal(href):
                found.append((resolve(self.address, href), words(link)))
        return found

    @cached_property
    def targets(self) -> frozenset[str]:
        """Where the links of the page's own part lead, maps left out: a link only on a map is no mention."""
        mapped = {id(link) for svg in elements(self.content, "svg") for link in elements(svg, "a")}
        return frozenset(
            resolve(self.address, link.attrib["href"])
            for link in elements(self.content, "a")
            if id(link) not in mapped and "href" in link.attrib and internal(link.attrib["href"])
        )

    @cached_property
    def maps(self) -> list[Map]:
        """Its maps: what is drawn with places on it, no icons."""
        return [
            read_map(svg, self.address)
            for svg in elements(self.content, "svg")
            if next(elements(svg, "circle"), None) is not None
        ]

    @cached_property
    def rows(self) -> list[list[str]]:
        """The addresses that each table row links to."""
        return [[target for target, _ in self.links(row)] for row in elements(self.content, "tr")]


class Site:
    """All HTML pages of a folder, read once each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pages: dict[str, Page] = {}

    @cached_property
    def addresses(self) -> list[str]:
        """The addresses of all pages in folders of their own; 404.html is none."""
        files = sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("index.html"))
        return [file.removesuffix("index.html") for file in files]

    def __getitem__(self, address: str) -> Page:
        if address not in self._pages:
            markup = (self.folder / f"{address}index.html").read_text(encoding="utf-8")
            self._pages[address] = Page(address, markup)
        return self._pages[address]

    def __iter__(self) -> Iterator[Page]:
        return (self[address] for address in self.addresses)


def none_of(faults: Iterable[str]) -> None:
    """Fail with the faults, each on a line, where there are any."""
    found = list(faults)
    assert not found, f"{len(found)} found:\n" + "\n".join(found[:30])
