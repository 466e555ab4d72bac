"""The real site: every page is whole, in order, and says what it is; nothing unfinished shows."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest

from support.bases import ROOT
from support.web import Page, Site, elements, none_of, tag, words

pytestmark = pytest.mark.site

# The limits of what search engines and link previews show.
LONGEST_DESCRIPTION = 200
# Words that stand on a page only where a template was filled with nothing, or not filled at all.
UNFILLED = re.compile(
    r"^None$|[:(=,;·] None\b(?! of)|\bNone[,;)]|\bUndefined\b|\{\{|\}\}|\{%|%\}"
    r"|<built-in|object at 0x|\bMarkup\(|\bnan\b|\[\]|\(\)"
)


def meta(page: Page, name: str) -> str | None:
    return next((item.get("content") for item in elements(page.head, "meta") if item.get("name") == name), None)


def tree(root: Element) -> list[tuple[str, dict[str, str]]]:
    return [(tag(e), {str(name).rpartition("}")[2]: value for name, value in e.attrib.items()}) for e in elements(root)]


def test_pages_are_well_formed(site: Site) -> None:
    """Every tag is closed in its place (else a page could not be read here); browsers, too, have nothing to mend.

    Pages of one kind come from one template, so every list and every tenth page of a record is read as browsers do.
    """
    some = [page for number, page in enumerate(site) if page.address.count("/") != 2 or number % 10 == 0]
    none_of(f"{page!r}: {page.errors[:3]}" for page in some if page.errors)
    none_of(repr(page) for page in some if tree(page.root) != tree(page.strict[0]))


def test_every_page_names_its_language(site: Site) -> None:
    none_of(repr(page) for page in site if page.root.get("lang") != "en")


def test_every_page_has_one_heading_of_the_first_level(site: Site) -> None:
    found = {page: [words(heading) for heading in elements(page.root, "h1")] for page in site}
    none_of(f"{page!r}: {titles}" for page, titles in found.items() if len(titles) != 1 or not titles[0])


def test_headings_skip_no_level_and_are_not_empty(site: Site) -> None:
    faults = []
    for page in site:
        before = 0
        for level, text in page.headings:
            if level > before + 1 or not text:
                faults.append(f"{page!r}: h{level} {text!r} after h{before}")
            before = level
        if page.headings[0][0] != 1:
            faults.append(f"{page!r} does not start with its title")
    none_of(faults)


def test_second_level_headings_can_be_linked_to(site: Site) -> None:
    bare = [f"{page!r}: {words(h)}" for page in site for h in elements(page.content, "h2") if not h.get("id")]
    none_of(bare)


def test_no_two_headings_of_a_page_share_their_words(site: Site) -> None:
    """Those of the second level; readers and screen readers choose sections by their words."""
    second = {page: [text for level, text in page.headings if level == 2] for page in site}
    none_of(f"{page!r}: {texts}" for page, texts in second.items() if len(set(texts)) < len(texts))


def test_contents_name_the_headings_of_the_page(site: Site) -> None:
    """The table of contents of the frame leads to every second-level heading, in its order."""
    for page in site:
        wanted = [h.attrib["id"] for h in elements(page.content, "h2") if h.get("id")]
        own = set(page.ids)
        listed = [
            link.attrib["href"][1:]
            for nav in elements(page.root, "nav")
            for link in elements(nav, "a")
            if link.get("href", "").startswith("#")
        ]
        assert set(listed) <= own, page
        order = list(dict.fromkeys(id for id in listed if id in wanted))
        assert order == wanted, page


def test_tables_have_a_caption_and_heads_with_a_scope(site: Site) -> None:
    faults = []
    for page in site:
        for table in elements(page.content, "table"):
            caption = next(elements(table, "caption"), None)
            heads = list(elements(table, "th"))
            if caption is None or not words(caption):
                faults.append(f"{page!r}: a table without caption")
            if not heads or any(head.get("scope") not in ("col", "row", "rowgroup") for head in heads):
                faults.append(f"{page!r}: {words(caption) if caption is not None else '?'}: a head without scope")
    none_of(faults)


def test_table_rows_have_as_many_cells_as_heads(site: Site) -> None:
    for page in site:
        for table in elements(page.content, "table"):
            widths = {
                sum(int(cell.get("colspan", "1")) for cell in row if tag(cell) in ("td", "th"))
                for row in elements(table, "tr")
            }
            assert len(widths) == 1, f"{page!r}: {words(table)[:60]}"


def test_pictures_have_words(site: Site) -> None:
    none_of(f"{page!r}: {img.attrib}" for page in site for img in elements(page.root, "img") if "alt" not in img.attrib)


def test_titles_and_descriptions_say_what_a_page_is(site: Site) -> None:
    faults = []
    for page in site:
        title, description = words(next(elements(page.head, "title"))), meta(page, "description")
        if not title or "Practice Atlas" not in title:
            faults.append(f"{page!r}: title {title!r}")
        if not description or len(description) > LONGEST_DESCRIPTION:
            faults.append(f"{page!r}: description {description!r}")
    none_of(faults)


def test_titles_begin_with_the_name_of_the_page(site: Site) -> None:
    for page in site:
        title = words(next(elements(page.head, "title")))
        heading = next(text for level, text in page.headings if level == 1)
        if page.address:
            assert title.startswith(heading), f"{page!r}: {title!r}, {heading!r}"


def test_nothing_unfilled_shows(site: Site) -> None:
    found = []
    for page in site:
        if page.address.startswith("contribute/"):
            continue  # these quote what editors write
        shown = [
            text for e in elements(page.root) if tag(e) not in ("script", "style") for text in (e.text, e.tail) if text
        ]
        shown += [value for e in elements(page.root) for value in e.attrib.values()]
        found += [f"{page!r}: {hit[0]} in {text[:80]!r}" for text in shown for hit in UNFILLED.finditer(text.strip())]
    none_of(found)


def test_no_empty_parts_are_left_behind(site: Site) -> None:
    """A list, paragraph, table or section without anything in it is a template that forgot the empty case."""
    empty = []
    for page in site:
        for element in elements(
            page.content, "ul", "ol", "dl", "dd", "dt", "p", "section", "caption", "figcaption", "li"
        ):
            if not words(element) and not any(tag(child) in ("img", "svg") for child in elements(element)):
                empty.append(f"{page!r}: <{tag(element)} {element.attrib}>")
    none_of(empty)


def test_scripts_are_not_needed_for_the_content(site: Site) -> None:
    """What a page is about stands in its HTML: no element of its own part waits for a script."""
    for page in site:
        assert not list(elements(page.content, "script", "template", "noscript", "iframe", "object", "embed")), page
        assert len(page.text) > 40, page


def test_every_page_leads_home_and_to_all_lists(site: Site) -> None:
    lists = {"", "practices/", "cities/", "networks/", "transfers/", "themes/", "countries/", "events/", "a-z/"}
    for page in site:
        missing = lists - {target for target, _ in page.links(page.root)}
        assert missing == set(), page
