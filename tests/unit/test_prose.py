"""Stories: CommonMark to safe HTML in sections, with every fault at its line."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atlas.issues import Issue
from atlas.model.body import PRACTICE_HEADINGS, Body, Mention
from atlas.prose import locate, parse


def story(text: str, *, strategy: bool = False, summary: bool = False, first_line: int = 1) -> tuple[Body, list[Issue]]:
    return parse("practices/x.md", text, first_line, "practices", PRACTICE_HEADINGS, strategy=strategy, summary=summary)


def html(text: str) -> str:
    body, issues = story(text)
    assert issues == []
    return "".join(section.html for section in body.sections)


def codes(text: str, **options: bool) -> list[tuple[str, int, int]]:
    return [(issue.code, issue.line, issue.column) for issue in story(text, **options)[1]]


def test_commonmark_with_tables_and_footnotes() -> None:
    assert html("A *b* `c`\n") == "<p>A <em>b</em> <code>c</code></p>"
    table = html("| a |\n| --- |\n| b |\n")
    assert table.startswith('<div class="atlas-scroll" tabindex="0"><table>') and table.endswith("</table></div>")
    body, issues = story("Won.[^1]\n\n[^1]: Page *12*.\n")
    assert issues == []
    assert 'href="#fn-1" id="fnref-1"' in body.sections[0].html
    assert '<li id="fn-1">' in body.footnotes and "<em>12</em>" in body.footnotes


def test_tables_are_named_after_the_heading_above_and_their_heads_have_a_scope() -> None:
    table = "| a | b |\n| --- | :-: |\n| c | `<th` |\n\n"
    body, issues = story(f"{table}## Summary\n\n{table}### Costs & *gains*\n\n{table}{table}## The problem\n\n{table}")
    shown = "".join(section.html for section in body.sections)
    assert issues == []
    captions = re.findall(r'<table><caption class="atlas-said">(.*?)</caption>', shown)
    assert captions == ["Table", "Summary", "Costs &amp; gains", "Costs &amp; gains", "The problem"]
    assert shown.count('<th scope="col">a</th>') == shown.count('<th scope="col" align="center">b</th>') == 5
    assert shown.count("<thead>") == 5 and shown.count("&lt;th") == 5


def test_what_stands_before_the_first_heading_has_no_lower_ones() -> None:
    """They would skip a level, from the page's title to the third."""
    assert codes("### Why\n\nBecause.\n") == [("P209", 1, 1)]
    assert codes("## Summary\n\n### Why\n\nBecause.\n") == []


def test_sections_have_headings_and_anchors() -> None:
    body, issues = story("Before.\n\n## Summary\n\nA.\n\n### Why *so*\n\n### Why so\n\n## The problem\n\nB.\n")
    assert issues == []
    assert [(section.heading, section.anchor) for section in body.sections] == [
        ("", ""),
        ("Summary", "summary"),
        ("The problem", "the-problem"),
    ]
    assert body.sections[1].subheadings == (("summary-why-so", "Why so"), ("summary-why-so-2", "Why so"))
    assert '<h3 id="summary-why-so-2">' in body.sections[1].html
    summary = body.section("Summary")
    assert summary is not None and summary.html.startswith("<p>A.</p>")
    assert body.section("Context") is None


def test_subheadings_never_share_an_id() -> None:
    words = ("a", "a 2", "a", "a", "a 2", "ł", "—", "—")
    body, _ = story("## Summary\n\n" + "".join(f"### {heading}\n\n" for heading in words))
    ids = re.findall(r'id="([^"]*)"', body.sections[0].html)
    assert len(ids) == len(set(ids)) == 8


def test_links_to_files_become_addresses() -> None:
    text = "[a](../cities/preston.yml) [b](./x.md) [c](x.md) [d](https://a.example/?b=1&c=2 'T')"
    body, issues = story(text)
    assert issues == []
    assert re.findall(r'href="([^"]*)"', body.sections[0].html) == [
        "../../cities/preston/",
        "../../practices/x/",
        "../../practices/x/",
        "https://a.example/?b=1&amp;c=2",
    ]
    assert body.mentions == (Mention("city", "preston"), Mention("practice", "x"), Mention("practice", "x"))


def test_links_are_found_again_at_their_places() -> None:
    text = "## Summary\n\nTo [a](../cities/a.yml).\n\n> and [b](../networks/b.yml)[^1]\n\n[^1]: [c](../events/c.yml)\n"
    body, _ = story(text, first_line=10)
    assert [mention.id for mention in body.mentions] == ["a", "b", "c"]
    assert locate(body, "practices") == ((12, 4), (14, 7), (16, 7))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#115;cript:alert(1)",  # codespell:ignore cript
        "data:text/html,x", "vbscript:x", "mailto:a@b.eu", "//evil.example", "ftp://a.example", "file:///etc/passwd",
        "#summary", "#fn-1", "#fnref-1", "tel:+441632960000",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(address: str) -> None:
    for text in (f"A [b]({address}) c", f"A [b][1] c\n\n[1]: {address}", f"A [b](<{address}> 'title') c"):
        body, issues = story(text)
        assert [issue.code for issue in issues] == ["P206"], text
        assert 'href="#"' in body.sections[0].html


@pytest.mark.parametrize(
    "address",
    [
        "../cities/preston.md",
        "../cities/preston",
        "cities/preston/",
        "../../etc/passwd",
        "../docs/x.md",
        "x",
        "www.a.example",
        "../cities/..%2fx.yml",
    ],
)
def test_links_that_lead_to_no_file(address: str) -> None:
    assert codes(f"A [b]({address})") == [("P207", 1, 3)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<b>x</b>", [("P205", 1, 1), ("P205", 1, 4 + 1)]),
        ("Some\ntext <b>x\n", [("P205", 2, 6)]),
        ("A\n\n<div>\nb\n</div>\n", [("P205", 3, 1)]),
        ("A <!-- b --> c", [("P205", 1, 3)]),
        ("`<b>` and <i>", [("P205", 1, 11)]),
        ("## The <b>problem</b>\n", [("P205", 1, 8), ("P205", 1, 18)]),
        ("a<br><b><i>b</i></b><!-- > --><u>", [("P205", 1, at) for at in (2, 6, 9, 13, 17, 21, 31)]),
        ("a < b and 3 <5, \\<b>, `<b>`\n\n    <div>\n", []),
    ],
)
def test_html_is_refused_where_it_stands(text: str, found: list[tuple[str, int, int]]) -> None:
    assert [row for row in codes(text) if row[0] == "P205"] == found


def test_html_is_quoted_even_where_tags_touch() -> None:
    _, issues = story("a <b>b</b><i><u title='>'>c</u></i>\n")
    said = [issue.message for issue in issues if issue.code == "P205"]
    assert [re.findall("“(.*)”", words) for words in said] == [["<b"], ["</b"], ["<i"], ["<u"], ["</u"], ["</i"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# The problem\n", [("P209", 1, 1)]),
        ("## The problem\n\n#### Deep\n", [("P209", 3, 1)]),
        ("> ## The problem\n", [("P209", 1, 3)]),
        ("- ## The problem\n", [("P209", 1, 3)]),
        ("1. a\n\n   The problem\n   ---\n", [("P209", 3, 4)]),
        ("> a\n\n## The problem\n", []),
        ("The problem\n---\n", []),
        ("## Results\n\n## The problem\n\n## Context\n", [("P202", 3, 1)]),
        ("## Results\n\n## Results\n", [("P203", 3, 1)]),
        ("## Monitoring\n", [("P201", 1, 1)]),
        ("![a](https://a.example/b.png)\n", [("P208", 1, 1)]),
        ("a[^1]\n\n[^1]: ## Results\n", [("P209", 3, 7)]),
    ],
)
def test_headings_and_pictures(text: str, found: list[tuple[str, int, int]]) -> None:
    """That nothing stands below most of these headings is told too."""
    assert [row for row in codes(text) if row[0] != "P212"] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## Results\n\n## Context\n\nWords.\n", [("P212", 1, 1)]),
        ("## Results\n\n### What\n\n#### Where\n", [("P212", 1, 1)]),
        ("## Results\n\n**n/a**\n\n## Context\n\n- tbd\n", [("P212", 1, 1), ("P212", 5, 1)]),
        ("## Results\n\n-\n", [("P212", 1, 1)]),
        ("## Results\n\n5 %\n", []),
        ("## Results\n\nNone, and nothing is known.\n", []),
        ("##Results\n\nWords.\n", [("P211", 1, 1)]),
        ("a\n  ###Results ##\nb\n", [("P211", 2, 3)]),
        ("~~~\n##a\n```\n##b\n~~~~\n##c\n", [("P211", 6, 1)]),
        (
            "    ##code\n\n#hashtag\n\n`##` is a sign, \\##so is this, and ## alone\n\n##\n",
            [("P201", 7, 1), ("P212", 7, 1)],
        ),
    ],
)
def test_headings_have_a_space_before_and_text_below(text: str, found: list[tuple[str, int, int]]) -> None:
    assert codes(text) == found


def test_a_strategy_has_headings_of_its_own() -> None:
    assert codes("## Monitoring\n\nYearly.\n", strategy=True) == []


@pytest.mark.parametrize(
    ("text", "faults"), [("", 1), ("Text\n", 1), ("Text\n\n## Summary\n\nA.\n", 1), ("## Summary\n\nA.\n", 0)]
)
def test_a_practice_starts_with_its_summary(text: str, faults: int) -> None:
    assert len(codes(text, summary=True)) == faults


class Balance(HTMLParser):
    """Collects what is not closed, and tags and attributes that nothing here may write."""

    ALLOWED = frozenset(
        re.findall(r"\w+", "a blockquote br code del div em h3 h4 h5 h6 hr img li ol p pre section strong sup")
        + re.findall(r"\w+", "caption table tbody td th thead tr ul")
    )

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.ALLOWED or any(name.startswith("on") or name == "style" for name, _ in attrs):
            self.wrong.append(tag)
        addresses = [value or "" for name, value in attrs if name in ("href", "src")]
        self.wrong += [address for address in addresses if not address.startswith(("http", "../", "#"))]
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")


def troubles(rendered: str) -> list[str]:
    balance = Balance()
    balance.feed(rendered)
    balance.close()
    return balance.wrong + balance.open


def pieces(body: Body) -> Iterator[str]:
    yield from (section.html for section in body.sections)
    yield body.footnotes


MARKDOWN = st.lists(
    st.sampled_from(
        [
            *"*_`~[]()<>!#-+>|\\&:^ \n\t1.a", "\n\n", "## Summary\n", "### a\n", "> ", "- ", "1. ", "[^1]", "\n[^1]: ",
            "](", "<b>", "</b>", "<script>", "<!--", "-->", "javascript:", "[a](../cities/b.yml)", "![a](b)", "&lt;",
            "&#106;", "```\n", "|a|\n|-|\n", "é", "\u202e",
        ]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@settings(max_examples=300)
@given(MARKDOWN)
@example("[^1]\n\n[^1]: - ## Summary\n")
@example("> ## Summary\n")
@example("- a\n\n  ## Summary\n\n  ### b\n")
def test_whatever_is_written_the_html_is_safe_and_faults_are_in_the_file(text: str) -> None:
    body, issues = story(text, summary=True)
    lines = text.split("\n")
    for issue in issues:
        assert 1 <= issue.line <= len(lines) and 1 <= issue.column <= len(lines[issue.line - 1]) + 1, issue
    if not any(issue.code == "P209" for issue in issues):
        for piece in pieces(body):
            assert troubles(piece) == [], piece
    assert len(locate(body, "practices")) == len(body.mentions)


LONG = 190_000
HEAVY = {
    "quotes": "> " * (LONG // 2),
    "brackets": "[" * LONG,
    "open links": "[a](" * (LONG // 4),
    "stars": "*a " * (LONG // 3),
    "lists": "".join(" " * depth + "- a\n" for depth in range(600)),
    "ticks": "".join("`" * number + " " for number in range(600)),
    "wide table": "|".join("a" * 30_000) + "\n" + "|".join("-" * 30_000) + "\n" + "a\n" * 30_000,
    "footnotes": "[^a]" * 40_000 + "\n\n[^a]: x\n",
    "one heading": "## Summary\n\n" + "### b\n\n" * 20_000,
    "tags": "<b>" * (LONG // 3),
    "half tags": "<a " * (LONG // 3),
    "entities": "&" * LONG,
    "reference": "[a]: /" + "u" * 90_000 + "\n\n" + "[a]" * 30_000,
}


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_a_hostile_story_is_read_quickly(text: str) -> None:
    begin = time.process_time()
    body, _ = story(text)
    assert time.process_time() - begin < 5
    assert sum(len(piece) for piece in pieces(body)) < 20_000_000
