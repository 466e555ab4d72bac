"""What a page is, and what all page kinds share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from atlas import paths
from atlas.exports import Edition
from atlas.issues import Issue
from atlas.model import KnowledgeBase
from atlas.model.values import RecordKind
from atlas.pages.ways import Ways
from atlas.prose import plain
from atlas.relations import Relations
from atlas.render import Links, render


class TocEntry(NamedTuple):
    """A heading in the table of contents: its level (2 or 3), its id and its words."""

    level: int
    id: str
    words: str


class Page(NamedTuple):
    """A finished page.

    `address` is its folder below the site's root; `title` and `description` are plain text; `content` is the HTML
    of the main part, its first-level heading included; `file` is the record to edit (relative to the root), or
    None for pages made from many records.
    """

    address: str
    kind: str
    title: str
    description: str
    content: str
    file: str | None = None

    @property
    def toc(self) -> tuple[TocEntry, ...]:
        """Its headings of the second and third level that have an id, as they stand in the content."""
        return tuple(
            TocEntry(int(level), id, " ".join(plain(words).split()))
            for level, id, words in _HEADING.findall(self.content)
        )


_HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


class Site:
    """A knowledge base with everything that is derived from it, as pages need it."""

    def __init__(
        self, kb: KnowledgeBase, issues: Sequence[Issue] = (), edit_base: str = "", site_url: str = ""
    ) -> None:
        """`issues` are shown to the steward; `edit_base` is the address that files are edited below.

        `site_url` is the address of the finished site. Only exports name it: pages are the same wherever they stand.
        """
        self.kb, self.issues, self.url = kb, issues, site_url
        self.edit_base = edit_base if edit_base.startswith(("https://", "http://")) else ""
        self.ways = Ways.beside(self.edit_base)
        self.relations = Relations(kb)
        self._links: dict[str, Links] = {}

    def renewed(self, kb: KnowledgeBase, issues: Sequence[Issue]) -> Site:
        """The same site with another knowledge base."""
        return Site(kb, issues, self.edit_base, self.url)

    def links(self, address: str) -> Links:
        """The links of a page at `address`."""
        root = paths.to_root(address)
        if root not in self._links:
            self._links[root] = Links(self.kb, root)
        return self._links[root]

    @cached_property
    def edition(self) -> Edition:
        """The same for exports."""
        return Edition(self.relations, self.url)

    @cached_property
    def practice_titles(self) -> frozenset[str]:
        """The titles of all practices."""
        return frozenset(practice.title for practice in self.kb.practices.values())

    @cached_property
    def counts(self) -> dict[str, Any]:
        """How many of each there are."""
        return self.relations.counts

    def changed(self, kind: RecordKind, id: str) -> str:
        """When the record's file last changed, in words."""
        date = self.kb.changed.get(self.kb.file(kind, id))
        return str(date) if date else "not committed yet"

    def render(self, template: str, address: str, **context: Any) -> str:
        """A template filled with what every page has: knowledge base, relations, links, its own address."""
        return render(
            template, site=self, kb=self.kb, rel=self.relations, to=self.links(address), here=address, **context
        )


@dataclass(frozen=True, slots=True)
class PageKind:
    """A kind of page: which there are, how one is made, and its address where that is not a record's."""

    name: str
    ids: Callable[[Site], Sequence[str]]
    page: Callable[[Site, str], Page]
    at: Callable[[str], str] | None = None

    def address(self, id: str) -> str:
        """The address of a page, which is known before the page is made."""
        return self.at(id) if self.at else paths.record(self.name, id)


def record_ids(kind: RecordKind) -> Callable[[Site], list[str]]:
    """The ids of all records of a kind, for kinds with a page each."""
    return lambda site: list(site.kb.of_kind(kind))


def shortened(text: str, most: int = 160) -> str:
    """Plain text cut at a word's end, for descriptions."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
