"""CommonMark with GitHub's tables and footnotes → safe HTML in sections, with the faults and the links in it.

comrak renders: raw HTML never comes out, unsafe addresses come out empty. What this room adds: headings from a
closed list, links between records, and the line and column of everything that is refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

import comrak

from atlas import paths
from atlas.issues import Code, Issue, quote
from atlas.model import KINDS
from atlas.model.body import STRATEGY_HEADINGS, Body, Mention, Section
from atlas.model.values import says_nothing
from atlas.prose.faults import (
    EMPTY,
    IMAGE,
    JOINED,
    LEVEL,
    LINK_SHAPE,
    NO_SUMMARY,
    OUT_OF_ORDER,
    RAW_HTML,
    TWICE,
    UNKNOWN_HEADING,
    UNSAFE_LINK,
    WIDE_TABLE,
)
from atlas.vocabulary import suggestion

_MOST_COLUMNS = 40
_WIDE = re.compile(rf"^(?:[^|\n]*\|){{{_MOST_COLUMNS + 2}}}", re.MULTILINE)
_EXTENSIONS = comrak.ExtensionOptions()
_EXTENSIONS.table = True
_EXTENSIONS.footnotes = True
# Positions are asked for only where there is something to point at: taking them out again costs more than rendering.
_PLAIN = comrak.RenderOptions()
_LOCATED = comrak.RenderOptions()
_LOCATED.sourcepos = True
_WITH_HTML = comrak.RenderOptions()
_WITH_HTML.unsafe_ = True
_RAW = "<!-- raw HTML omitted -->"
_ADDRESS = r'(?: (href|src)="([^"]*)")?'
_TAG = re.compile(rf"{re.escape(_RAW)}|<(a|img)(?= )()()(){_ADDRESS}")
_LOCATED_TAG = re.compile(rf'{re.escape(_RAW)}|<(/?[a-z]\w*)( data-sourcepos="(\d+):(\d+)-[\d:]+")?{_ADDRESS}')
_POSITION = re.compile(r' data-sourcepos="[\d:-]+"')
_HEADING = re.compile(r'<h([1-6])(?: data-sourcepos="(\d+):(\d+)-[\d:]+")?>(.*?)</h\1>', re.DOTALL)
# A fence of code, or a heading without its space; in code, #words mean something else.
_FENCE_OR_JOINED = re.compile(r"^ {0,3}(?:(`{3,}|~{3,})|(#{2,6})(?=[^#\s])(.*))", re.MULTILINE)
_NUMBERED = re.compile(r'<h[3-6] id="[^"]*">(.*?)</h[3-6]>', re.DOTALL)
_HEAD, _SCOPED = re.compile(r"<th(?=[ >])"), '<th scope="col"'
_RECORD_LINK = re.compile(r"(?:\.\./([a-z]+)|\.)?/?([a-z0-9][a-z0-9-]*)\.(md|yml)")
# What comrak writes behind the address of its own links to and from footnotes.
_FOOTNOTE = (' id="fnref-', ' class="footnote-')
_BY_FOLDER = {kind.folder: kind for kind in KINDS.values()}


class _Story:
    """One story while it is read: collects faults and links. Without `located` all stand at the story's start."""

    def __init__(self, file: str, first_line: int, folder: str, *, located: bool) -> None:
        self.file, self.first_line, self.folder = file, first_line, folder
        self.tag = _LOCATED_TAG if located else _TAG
        self.issues: list[Issue] = []
        self.mentions: list[Mention] = []
        self.places: list[tuple[int, int]] = []
        self.position = (first_line, 1)
        self.html: Iterator[tuple[str, tuple[int, int]]] = iter(())

    def fault(self, code: Code, message: str, hint: str = "", at: tuple[int, int] | None = None) -> None:
        line, column = at or self.position
        self.issues.append(Issue(self.file, line, column, code.code, code.level, message, hint))

    def at(self, heading: re.Match[str]) -> tuple[int, int]:
        """Line and column of a heading in the file."""
        return (int(heading[2]) + self.first_line - 1, int(heading[3])) if heading[2] else (self.first_line, 1)

    def links(self, rendered: str) -> str:
        """Rendered text with its addresses checked and turned into links of the site, without source positions."""
        linked = self.tag.sub(self._rewrite, rendered)
        return _POSITION.sub("", linked) if self.tag is _LOCATED_TAG else linked

    def _rewrite(self, found: re.Match[str]) -> str:
        """A tag without its source position; its address checked and turned into a link of the site."""
        if found[0] == _RAW:
            tag, at = next(self.html, ("HTML", self.position))
            words = "Write it in Markdown; to show a < put a backslash before it."
            self.fault(RAW_HTML, f"HTML stands here: {quote(tag)}.", words, at)
            return ""
        if found[3]:
            self.position = (int(found[3]) + self.first_line - 1, int(found[4]))
        if found[1] == "img":
            self.fault(IMAGE, "A picture stands here.", "Put it into `images:` with alt, credit and licence.")
        if found[5] != "href":
            return f"<{found[1]}" if found[1] else found[0]
        if found.string.startswith(_FOOTNOTE, found.end()):
            return f'<{found[1]} href="{found[6]}"'
        return f'<{found[1]} href="{self._address(html.unescape(found[6]))}"'

    def _address(self, url: str) -> str:
        """The address that a reader gets, escaped for an attribute."""
        if url.startswith(("https://", "http://")):
            return html.escape(url)
        if found := _linked(self.folder, url):
            self.mentions.append(found)
            self.places.append(self.position)
            return html.escape("../../" + paths.record(*found))
        if not url or ":" in url or url.startswith(("//", "#")):
            words = f"The address {quote(url)}" if url else "An empty address, or one such as javascript: or data:,"
            self.fault(UNSAFE_LINK, f"{words} is not allowed.", "Allowed: https://…, http://…, or a record's file.")
        else:
            self.fault(LINK_SHAPE, f"{quote(url)} is no record's file.", _meant(url))
        return "#"


@lru_cache(maxsize=4096)
def _linked(folder: str, url: str) -> Mention | None:
    """The record that an address in a story leads to, seen from its folder: `../cities/preston.yml`, `x.md`."""
    record = _RECORD_LINK.fullmatch(url)
    kind = _BY_FOLDER.get(record[1] or folder) if record else None
    return Mention(kind.name, record[2]) if record and kind and kind.suffix == f".{record[3]}" else None


class _Anchors:
    """The ids of headings that are taken. It counts, since thousands of headings may say the same."""

    def __init__(self) -> None:
        self._latest: dict[str, int] = {}

    def take(self, stem: str) -> str:
        """`stem`, or `stem-2` and so on where it is taken."""
        number = self._latest.get(stem, 0) + 1
        while number > 1 and f"{stem}-{number}" in self._latest:
            number += 1
        self._latest[stem] = number
        id = stem if number == 1 else f"{stem}-{number}"
        self._latest.setdefault(id, 1)
        return id


def _meant(url: str) -> str:
    """A hint: the record's file that an address probably means."""
    found = re.search(rf"({'|'.join(_BY_FOLDER)})/([a-z0-9][a-z0-9-]*)", url)
    if found:
        return f"Did you mean ../{found[1]}/{found[2]}{_BY_FOLDER[found[1]].suffix}?"
    return "Write it like ../cities/preston.yml; an address elsewhere starts with https://."


def _raw_html(text: str, first_line: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each HTML tag that was left out of a story, with its line and column.

    comrak does not say where they stand. They are what the story rendered with HTML has between the pieces of the
    story rendered without; addresses, which differ too, are taken out of both.
    """
    plain, full = (
        re.sub(r'(href|src)="[^"]*"', "", comrak.render_markdown(text, _EXTENSIONS, None, options))
        for options in (_PLAIN, _WITH_HTML)
    )
    first, *pieces = plain.split(_RAW)
    end, index = len(first), -1
    for piece in pieces:
        tag = (_TAG_NAME.match(full, end) or [""])[0]
        index = max(text.find(tag, index + 1), index)
        start = text.rfind("\n", 0, max(index, 0)) + 1
        yield tag, (first_line + text.count("\n", 0, start), max(index, 0) - start + 1)
        whole = _WHOLE_TAG.match(full, end)
        after = whole.end() if whole else end + 1
        end = max(full.find(piece, after), after) + len(piece)


_TAG_NAME = re.compile(r"<[!?/]?[\w-]*")
_WHOLE_TAG = re.compile(r"""<!--.*?-->|<(?:"[^"]*"|'[^']*'|[^'">])*>""", re.DOTALL)


def parse(
    file: str,
    text: str,
    first_line: int,
    folder: str,
    headings: tuple[str, ...],
    *,
    strategy: bool,
    summary: bool,
) -> tuple[Body, list[Issue]]:
    """The story in `text`, which starts at `first_line` of `file`, and its faults.

    `folder` is where relative links start; `headings` the allowed second-level headings in order; `strategy` lets
    those of strategies through; `summary` asks for `## Summary` first.
    """
    wide = _WIDE.search(text) if text.count("|") > _MOST_COLUMNS else None
    if wide:
        line = first_line + text.count("\n", 0, wide.start())
        words = f"A table has more than {_MOST_COLUMNS} columns."
        fault = Issue(file, line, 1, WIDE_TABLE.code, WIDE_TABLE.level, words, "Turn rows into columns, or split it.")
        return Body(content=text.encode(), first_line=first_line), [fault]
    allowed = tuple(h for h in headings if strategy or h not in STRATEGY_HEADINGS)
    body, issues = _read(_Story(file, first_line, folder, located=False), text, allowed, summary=summary)
    if issues:
        return _read(_Story(file, first_line, folder, located=True), text, allowed, summary=summary)
    return body, issues


def locate(body: Body, folder: str) -> tuple[tuple[int, int], ...]:
    """Line and column in the file of every link to a record, in the order of `body.mentions`."""
    story = _Story("", body.first_line, folder, located=True)
    _read(story, body.text, (), summary=False)
    return tuple(story.places)


def _read(story: _Story, text: str, allowed: tuple[str, ...], *, summary: bool) -> tuple[Body, list[Issue]]:
    located = story.tag is _LOCATED_TAG
    rendered = comrak.render_markdown(text, _EXTENSIONS, None, _LOCATED if located else _PLAIN)
    story.html = _raw_html(text, story.first_line) if located else story.html
    main, _, notes = rendered.partition("\n<section ")
    joined = _joined(story, text)
    sections = tuple(_sections(story, main, allowed, summary=summary and not joined))
    for heading in _HEADING.finditer(notes):
        words = f"The heading {quote(_words(heading))} stands inside a footnote."
        story.fault(LEVEL, words, "Footnotes have no headings.", story.at(heading))
    footnotes = story.links("<section " + notes) if notes else ""
    faults = list(dict.fromkeys(story.issues))
    return Body(sections, footnotes, tuple(story.mentions), text.encode(), story.first_line), faults


def _sections(story: _Story, main: str, allowed: tuple[str, ...], *, summary: bool) -> Iterator[Section]:
    """The sections of the rendered story, with faults for headings."""
    cuts = [found for found in _HEADING.finditer(main) if found[1] in "12"]
    before = main[: cuts[0].start()] if cuts else main
    anchors = _Anchors()
    if before.strip():
        yield _section(story, "", "", before, anchors)
    nested = "<li" in main or "<blockquote" in main
    latest, depth, previous = -1, 0, 0
    seen: set[str] = set()
    for number, cut in enumerate(cuts):
        at = story.at(cut)
        heading = _words(cut)
        if nested:
            depth += _opened(main[previous : cut.start()])
            previous = cut.end()
        end = cuts[number + 1].start() if number + 1 < len(cuts) else len(main)
        if depth:
            story.fault(
                LEVEL,
                f"The heading {quote(heading)} stands inside a quotation or a list.",
                "Put it on a line of its own, with nothing before the ##.",
                at,
            )
        elif cut[1] == "1":
            story.fault(
                LEVEL,
                f"The heading {quote(heading)} has the level of the page's title.",
                "Write ## before it.",
                at,
            )
        elif heading in seen:
            story.fault(TWICE, f"The heading {quote(heading)} stands here again.", "Join the two sections.", at)
        elif heading not in allowed:
            own = f"It is for practices with `kind: strategy`. Headings: {', '.join(allowed)}."
            hint = own if heading in STRATEGY_HEADINGS else suggestion(heading, allowed, what="Headings")
            story.fault(UNKNOWN_HEADING, f"The heading {quote(heading)} is not in the list.", hint, at)
        elif allowed.index(heading) < latest:
            story.fault(
                OUT_OF_ORDER,
                f"The heading {quote(heading)} comes after {quote(allowed[latest])}.",
                f"The order is: {', '.join(allowed)}.",
                at,
            )
        latest = allowed.index(heading) if heading in allowed else latest
        seen.add(heading)
        story.position = at
        if "<" in cut[4]:
            story.links(cut[4])  # a heading shows as plain text; faults in it are told all the same
        below = main[cut.end() : end]
        if not depth and _blank(below):
            story.fault(EMPTY, f"Nothing stands below the heading {quote(heading)}.", _LEAVE_OUT, at)
        yield _section(story, heading, paths.anchor(heading), below, anchors)
    if summary and (before.strip() or not cuts or html.unescape(cuts[0][4]).strip() != "Summary"):
        story.fault(
            NO_SUMMARY,
            "The story does not start with a summary.",
            "Write `## Summary` and two or three sentences: what they did, for whom, what came of it.",
            (story.first_line, 1),
        )


def _joined(story: _Story, text: str) -> bool:
    """Faults for headings without a space before their words; True where there are some."""
    # Nearly always: all stand as they should.
    if text.count("##") == text.count("\n## ") + text.count("\n### ") + text.startswith(("## ", "### ")):
        return False
    fence, some = "", False
    for found in _FENCE_OR_JOINED.finditer(text):
        if found[1]:
            closes = fence and found[1].startswith(fence)
            fence = "" if closes else fence or found[1]
        elif not fence:
            some = True
            at = story.first_line + text.count("\n", 0, found.start()), found.start(2) - found.start() + 1
            words = found[3].strip("# ")
            story.fault(JOINED, f"No space stands before {quote(words)}.", f"Write `{found[2]} {words}`.", at)
    return some


def _words(heading: re.Match[str]) -> str:
    """A heading as plain text."""
    return plain(heading[4]).strip()


def plain(markup: str) -> str:
    """What stands between the tags of finished HTML, as text."""
    return html.unescape(_TAGS.sub("", markup) if "<" in markup else markup)


_TAGS = re.compile(r"<[^>]*>")


_LEAVE_OUT = "Write what is known, or delete the heading; the page then says “not recorded”."


def _blank(below: str) -> bool:
    """Whether what stands below a heading is nothing, only further headings, or a word such as TBC."""
    if len(below) > _LONGEST_BLANK:
        return False
    words = html.unescape(re.sub(r"<(?!!|img)[^>]*>", "", _HEADING.sub("", below))).strip()
    return not words or says_nothing(words)


# Longer ones say something; a story is read more often than it is wrong.
_LONGEST_BLANK = 400


def _opened(rendered: str) -> int:
    """How many quotations and list items are still open at the end of a stretch of HTML."""
    return sum(rendered.count(f"<{tag}") - rendered.count(f"</{tag}") for tag in ("blockquote", "li"))


def _section(story: _Story, heading: str, anchor: str, raw: str, anchors: _Anchors) -> Section:
    """One section: ids on its subheadings, positions taken out, addresses turned into links."""
    anchors.take(anchor)
    subheadings: list[tuple[str, str]] = []
    level = 2 if heading else 1

    def subheading(found: re.Match[str]) -> str:
        nonlocal level
        words = _words(found)
        if int(found[1]) > level + 1:
            hint = f"Write {'#' * (level + 1)} before it." if heading else "Put a heading with ## before it."
            story.fault(LEVEL, f"The heading {quote(words)} skips a level.", hint, story.at(found))
        level = int(found[1])
        id = anchors.take(f"{anchor or 'story'}-{paths.anchor(words)}")
        if found[1] == "3":
            subheadings.append((id, words))
        return f'<h{found[1]} id="{id}">{found[4]}</h{found[1]}>'

    numbered = _HEADING.sub(subheading, raw)
    tidy = _tidy(story.links(numbered), html.escape(heading, quote=False))
    return Section(heading, anchor, tidy.encode(), tuple(subheadings))


def _tidy(rendered: str, heading: str) -> str:
    """HTML with tables in a frame that scrolls by itself, each named after the heading above it."""
    first, *tables = rendered.strip().split("<table>")
    pieces, before = [first], first
    for table in tables:
        above = _NUMBERED.findall(before)
        heading = _TAGS.sub("", above[-1]) if above else heading
        caption = f'<caption class="atlas-said">{heading or "Table"}</caption>'
        pieces.append(f'<div class="atlas-scroll" tabindex="0"><table>{caption}{_HEAD.sub(_SCOPED, table)}')
        before = table
    return "".join(pieces).replace("</table>", "</table></div>")
