"""Hostile words in every text field of every record never become markup, in no output.

The records are made without any check, so this holds even where a rule of the reader failed. The measure: a page of
hostile records has the very elements and attributes of the same page made of harmless ones.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import yaml

from atlas.generate import generate, markdown
from atlas.model import KINDS
from atlas.pages import Page, Site, all_pages
from support import hostile
from support.bases import ROOT
from support.build import environment
from support.hostile import WORDS
from support.web import Page as Read
from support.web import Site as Folder
from support.web import elements, fragment, none_of, parse, tag, words

# One page of each kind that has most of a record.
FRAMED = [
    "practices/p1/",
    "cities/c1/",
    "networks/n1/",
    "transfers/p1--c2/",
    "events/e1/",
    "themes/",
    "",
    "contribute/steward/",
]
LONG = "W" * 10_000
HARMLESS = "Harmless words of about the same length, so that nothing is cut at another place than before; and no more."
# Drawn by the maps room: whether a name has room decides on a few elements.
DRAWN = {"svg", "g", "a", "path", "circle", "text", "title", "desc", "defs", "use", "marker", "rect", "line"}


@dataclass(frozen=True)
class Made:
    """All pages of a hostile, a harmless and an overlong base."""

    hostile: dict[str, Page]
    harmless: dict[str, Page]
    long: dict[str, Page]


def pages(text: str) -> dict[str, Page]:
    """Pages of records that all hold `text` and the name of the field, by address."""
    kb = hostile.knowledge_base(lambda name: f"{text} {name}")
    return {
        page.address: page
        for page in all_pages(Site(kb, hostile.issues(lambda name: f"{text} {name}"), "https://example.org/edit/"))
    }


@pytest.fixture(scope="module")
def made() -> Made:
    long = pages(LONG)
    return Made(pages(WORDS), pages(HARMLESS), {address: long[address] for address in FRAMED})


@cache
def read(markup: str) -> Element:
    """A page's content as a browser reads it; each is read once."""
    return fragment(markup)


def shape(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes, maps left out."""
    body = read(markup)
    drawn = {id(part) for svg in elements(body, "svg") for part in elements(svg)}
    return [(tag(e), tuple(sorted(map(str, e.attrib)))) for e in elements(body) if id(e) not in drawn]


def test_the_measure_knows_markup_from_text() -> None:
    assert shape(f"<p>{WORDS}</p>") != shape("<p>words</p>")
    assert shape("<p>a &lt;b&gt;</p>") == shape("<p>words</p>")


def test_every_page_has_the_elements_of_a_harmless_one(made: Made) -> None:
    assert made.hostile.keys() == made.harmless.keys()
    none_of(
        f"/{address}"
        for address in made.hostile
        if shape(made.hostile[address].content) != shape(made.harmless[address].content)
    )


def test_nothing_can_run(made: Made) -> None:
    faults = []
    for address, page in made.hostile.items():
        for element in elements(read(page.content)):
            if tag(element) in ("script", "iframe", "object", "embed", "style", "base", "form", "link", "meta"):
                faults.append(f"/{address}: <{tag(element)}>")
            faults += [f"/{address}: {name}" for name in element.attrib if str(name).lower().startswith("on")]
            for name in ("href", "src", "action", "formaction"):
                value = element.get(name) or ""
                if ":" in value and not value.startswith(("https://", "http://")):
                    faults.append(f"/{address}: {name}={value}")
            if tag(element) == "img" and not (element.get("src") or "").endswith("images/a.png"):
                faults.append(f"/{address}: <img src={element.get('src')}>")
    none_of(faults)


def test_maps_hold_nothing_but_what_they_draw(made: Made) -> None:
    drawn = [svg for page in made.hostile.values() for svg in elements(read(page.content), "svg")]
    assert drawn
    assert {tag(part) for svg in drawn for part in elements(svg)} <= DRAWN


def test_browsers_have_nothing_to_mend(made: Made) -> None:
    faults = []
    for all in (made.hostile, made.harmless, made.long):
        for address, page in all.items():
            errors = parse(
                f"<!doctype html><html><head><title>x</title></head><body>{page.content}</body></html>"
            ).errors
            faults += [f"/{address}: {errors[0]}"] if errors else []
    none_of(faults)


def test_the_words_are_there_to_be_read(made: Made) -> None:
    """What was written is shown as it was written: not swallowed, not computed, not decoded twice."""
    title = " ".join(f"{WORDS} practice.title".split())
    assert title in words(next(elements(read(made.hostile["practices/p1/"].content), "h1")))
    for page in made.hostile.values():
        text = words(read(page.content))
        assert "{{ 7*7 }}" in text or WORDS[:8] not in text
        assert "49" not in re.sub(r"\d{3,}", "", text), page.address
        assert "&lt;" not in text, f"{page.address} shows an entity: escaped twice"


def test_every_text_of_a_record_is_shown_to_readers(made: Made) -> None:
    """A field that no page shows is a field that editors fill in for nobody."""
    bodies = [read(page.content) for page in made.harmless.values()]
    shown = "\n".join([*map(words, bodies), *(img.get("alt", "") for body in bodies for img in elements(body, "img"))])
    asked = {name for kind in KINDS.values() for name in hostile.used_fields(kind.model, kind.name)}
    assert len(asked) > 100
    shown = shown.replace("_", " ")
    none_of(sorted(name for name in asked if f"no more. {name.replace('_', ' ')}" not in shown))


def test_titles_and_descriptions_are_plain_text_for_whoever_frames_the_page(made: Made) -> None:
    page = made.hostile["practices/p1/"]
    assert page.title == f"{WORDS} practice.title"
    assert all(len(page.description) <= 400 for page in made.harmless.values())
    assert all(len(page.description) <= 10_400 for page in made.long.values())
    assert [entry for entry in page.toc if WORDS[:8] in entry.words]


def test_overlong_words_stay_one_word_and_harm_nothing(made: Made) -> None:
    none_of(f"/{a}" for a in made.long if shape(made.long[a].content) != shape(made.harmless[a].content))
    for page in made.long.values():
        for svg in elements(read(page.content), "svg"):
            assert all(len(words(label)) < 60 for label in elements(svg, "text")), page.address
        assert all(len(e.attrib["id"]) < 250 for e in elements(read(page.content)) if "id" in e.attrib), page.address


def test_markdown_files_hold_title_and_description_and_finished_html(made: Made) -> None:
    for address, page in made.hostile.items():
        _, facts, body = markdown(page).split("---\n", 2)
        assert yaml.safe_load(facts) == {"title": page.title, "description": page.description}, address
        assert shape(body) == shape(page.content), address
        assert words(read(body)).split() == words(read(page.content)).split(), address
        assert "\n\n" not in body.strip(), address


@pytest.mark.parametrize(
    "text", ["\x7f \x85 \u2028 \u2029 \x0b \x0c \x1c tail", "emoji 🏙 and \ud7ff", "tab\there", '"quotes" \\n']
)
def test_markdown_files_survive_every_sign(text: str) -> None:
    page = Page("a/", "practice", text, text, f"<p>{text}</p>\n\n<p>after</p>")
    _, facts, body = markdown(page).split("---\n", 2)
    assert yaml.safe_load(facts) == {"title": text, "description": text}
    assert body.strip() == f"<p>{text}</p>\n<p>after</p>"


def test_markdown_files_keep_the_blank_lines_of_code() -> None:
    """A blank line would end the HTML for most readers of Markdown; in code it must come out as one."""
    page = Page("a/", "practice", "t", "d", "<pre><code>one\n\n    two\n\n\nthree\n</code></pre>\n\n<p>after</p>")
    body = markdown(page).split("---\n", 2)[2]
    assert "\n\n" not in body.strip()
    assert "".join(next(elements(read(body), "code")).itertext()) == "one\n\n    two\n\n\nthree\n"


def test_generate_writes_hostile_pages_without_a_fault(tmp_path: Path) -> None:
    kb = hostile.knowledge_base(lambda name: f"{WORDS} {name}")
    (tmp_path / "images").mkdir()
    (tmp_path / "images/a.png").write_bytes(b"x")
    count = generate(tmp_path, Site(kb), tmp_path / "out")
    assert count == len(list((tmp_path / "out").rglob("index.md")))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A site that MkDocs and our hooks made of hostile records."""
    target = tmp_path_factory.mktemp("hostile") / "site"
    command = [sys.executable, "-m", "support.hostile", str(target)]
    variables = environment(PYTHONPATH=f"{ROOT / 'tests'}")
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return Folder(target)


@pytest.mark.parametrize("address", FRAMED)
def test_the_frame_makes_no_markup_of_titles_descriptions_and_contents(site: Folder, address: str) -> None:
    page: Read = site[address]
    assert page.errors == []
    assert "alert(1)" not in "".join(words(script, without=()) for script in elements(page.root, "script"))
    assert not [e for e in elements(page.root, "img") if e.get("src") == "x"]
    assert not [name for e in elements(page.root) for name in e.attrib if str(name).lower().startswith("onerror")]


@pytest.mark.parametrize("address", FRAMED[:5])
def test_the_frame_shows_title_and_description_as_they_are(site: Folder, address: str, made: Made) -> None:
    page, ours = site[address], made.hostile[address]
    assert " ".join(ours.title.split()) in words(next(elements(page.head, "title")))
    described = {meta.get("content") for meta in elements(page.head, "meta") if meta.get("name") == "description"}
    assert described == {ours.description}
    cards = [m.get("content") for m in elements(page.head, "meta") if (m.get("property") or "").startswith("og:")]
    assert not [text for text in cards if text and "&lt;" in text]
    headed = {h.get("id"): words(h) for h in elements(page.content, "h2", "h3")}
    links = [link for nav in elements(page.root, "nav") for link in elements(nav, "a")]
    listed = {link.attrib["href"][1:]: words(link) for link in links if link.get("href", "").startswith("#")}
    assert listed.keys() & headed.keys()
    assert {id: text for id, text in listed.items() if id in headed and text != headed[id]} == {}
