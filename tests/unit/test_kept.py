"""A build after another leaves the bytes of a build of everything, and makes little where little changed."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas import kept
from atlas.base import checked, load_base, read
from atlas.checks import RULES, WORDS, asked
from atlas.exports import exports
from atlas.frames import Frame, specimens
from atlas.generate import assets
from atlas.kept import Kept, storage, traces
from atlas.leaves import LEAF_KINDS
from atlas.loader import Reader
from atlas.model import Body, KnowledgeBase
from atlas.model.body import Mention
from atlas.pages import KINDS, Page, Site, all_pages
from atlas.paths import FOLDERS
from support import bases
from support.bases import city, practice, transfer

TOLD = "The town buys more of its bread from bakers of the region than it did in the years before."
FILES = bases.buyers() | {
    "practices/fair.md": practice("Fair buying", "ada", story=TOLD),
    "exceptions.yml": "exceptions: []\n",
}
# Words that change nothing else; words that rules object to, or take note of; headings, links, facts; faults.
TEXTS: dict[str, list[str | None]] = {
    "practices/fair.md": [
        practice("Fair buying", "ada", story="Told in other words, and longer than before."),
        practice("Fair buying", "ada", story=f"Told anew.\n\n{TOLD}"),
        practice("Fair buying", "ada", story="In the end Cela wanted it too."),
        practice("Fair buying", "ada", story="\nIn the end Cela wanted it too."),
        practice("Fair buying", "ada", story="Told.\n\n## Results\n\nMore bread."),
        practice("Fair buying", "ada", story="Told.\n\n## Results\n\nMore and better bread."),
        practice("Fair buying", "ada", story="See [Kind](kind.md)."),
        practice("Fair buying", "ada", story="Do see [Kind](kind.md)."),
        practice("Fair buying", "ada", story="Write to buy@example.org."),
        practice("Fair buying", "ada", story="Bought\r\nin two lines."),
        practice("Fair buying", "ada", story="Bought in <b>bold</b>."),
        practice("Fairer buying", "ada, bela", "sdgs: [11]", story=TOLD),
        practice("Fair buying", "nowhere"),
        "",
    ],
    "practices/kind.md": [practice("Kind buying", "bela", "related: [fair]", "themes: [food]", story=TOLD)],
    "transfers/kind--cela.md": [
        transfer("kind", "cela", story="How it really went, in [Ada](../cities/ada.yml)."),
        transfer("kind", "cela"),
        None,
    ],
    "cities/ada.yml": [city("Ada on the Tisza", "RS", "location: {lat: 45.8, lon: 20.1}")],
    "cities/dora.yml": [city("Dora", "GR"), None],
    "exceptions.yml": ["exceptions: [{code: C570, record: practices/kind, reason: Both were told it.}]\n"],
    "docs/notes.md": ["# Notes\n", "# Other notes\n", None],
    "vocabularies/themes.yml": ["", (bases.ROOT / "vocabularies/themes.yml").read_text(encoding="utf-8") + "\n"],
}


def frame(kind: str) -> Frame:
    def rendered(page: Page, toc: Any) -> str:
        entries = "".join(f'<a href="#{entry.id}">{entry.words}</a>' for entry in toc)
        return f"<title>{page.title}</title>{entries}{page.content}"

    return Frame([rendered(specimen.page, specimen.toc) for specimen in specimens(FOLDERS[kind], kind)])


FRAMES = {kind: frame(kind) for kind in LEAF_KINDS}


def expected(root: Path) -> dict[str, bytes] | None:
    """Every file of the site, made anew; None where the records have errors."""
    base = read(root)
    if base.errors:
        return None
    site = Site(base.kb, base.issues)
    pages = {f"{page.address}index.html": framed(page) for page in all_pages(site)}
    return pages | {asset.path: asset.content for asset in assets(root, site)}


def framed(page: Page) -> bytes:
    return (FRAMES[page.kind].fill(page) if page.kind in FRAMES else page.content).encode()


class Shop:
    """A base, its finished site, and what is kept between builds."""

    def __init__(self, folder: Path) -> None:
        self.root, self.target = bases.write(folder / "base", FILES), folder / "base/site"
        self.settings, self.also = "plain", list[Path]()
        self.build()

    def build(self) -> list[str] | None:
        """As the hooks do it: what was made anew where little was, None where everything was, or nothing could be."""
        keeps = Kept(self.root, self.target, self.settings, self.also)
        done = keeps.site("", "")
        if done:
            if done[1]:
                keeps.renewed(done[1])
            return done[1]
        reader = Reader(self.root)
        base = checked(load_base(self.root, reader))
        if not base.errors:
            keeps.records(reader)
            shutil.rmtree(self.target, ignore_errors=True)
            for name, content in (expected(self.root) or {}).items():
                self.put(self.target / name, content)
            keeps.built(reader, FRAMES, base.issues)
        return None

    def put(self, path: Path, content: bytes | None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)

    def save(self, file: str, text: str | None) -> None:
        self.put(self.root / file, None if text is None else text.encode())

    @property
    def shown(self) -> dict[str, bytes]:
        files = (path for path in self.target.rglob("*") if path.is_file())
        return {path.relative_to(self.target).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module", autouse=True)
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A key of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("key")))
        yield


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def spoil(file: Path, how: str) -> None:
    content = file.read_bytes() if file.is_file() else b""
    if how == "gone":
        file.unlink(missing_ok=True)
    elif how == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif how == "turned":
        file.write_bytes(content[:-3] + bytes(255 - byte for byte in content[-3:]))


Step = Callable[[Shop], None]
EDITS = [
    (lambda shop, file=file, text=text: shop.save(file, text))
    for file, texts in TEXTS.items()
    for text in [
        *texts,
        FILES.get(file) or (bases.ROOT / file).read_text(encoding="utf-8")
        if file in FILES or (bases.ROOT / file).is_file()
        else None,
    ]
]
DAMAGES = [
    (lambda shop, file=file, how=how: spoil(shop.root / file, how))
    for file in (f"{kept.FOLDER}/state", f"{kept.FOLDER}/records", "site/practices/fair/index.html")
    for how in ("gone", "cut", "turned")
]
OTHERS: list[Step] = [
    lambda shop: shop.put(shop.target / "left/over.html", b"Left over."),
    lambda shop: setattr(shop, "settings", "other"),
    lambda shop: setattr(shop, "settings", "plain"),
    lambda shop: None,
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(*(st.sampled_from(steps) for steps in (EDITS, EDITS, DAMAGES, OTHERS))), max_size=6))
def test_after_any_changes_the_site_is_that_of_a_build_of_everything(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    shop = Shop(tmp_path_factory.mktemp("shop"))
    for step in steps:
        step(shop)
        before = shop.shown
        shop.build()
        wanted = expected(shop.root)
        assert shop.shown == (before if wanted is None else wanted)


def story(words: str) -> str:
    return practice("Fair buying", "ada", story=words)


def test_where_words_changed_only_their_page_and_the_file_of_all_data_are_made(shop: Shop) -> None:
    for words in ("Told in other words.", "Told in other words again."):
        shop.save("practices/fair.md", story(words))
        assert shop.build() == ["data/practice-atlas.json", "practices/fair/index.html"]
        assert words in (shop.target / "practices/fair/index.html").read_text(encoding="utf-8")
        assert shop.shown == expected(shop.root)
    shop.save("transfers/kind--cela.md", transfer("kind", "cela", story="It went well in [Ada](../cities/ada.yml)."))
    assert shop.build() == ["data/practice-atlas.json", "transfers/kind--cela/index.html"]
    assert shop.build() == []
    assert shop.shown == expected(shop.root)


@pytest.mark.parametrize(
    "words",
    [
        "Told.\n\n## Results\n\nMore bread.",  # a heading
        "See [Kind](kind.md).",  # a link
        "In the end Cela wanted it too.",  # a note
        "Write to buy@example.org.",  # an error
    ],
)
def test_what_shows_elsewhere_takes_a_build_of_everything(shop: Shop, words: str) -> None:
    shop.save("practices/fair.md", story(words))
    assert shop.build() is None


def test_a_sentence_that_now_stands_twice_takes_a_build_of_everything(shop: Shop) -> None:
    shop.save("practices/kind.md", practice("Kind buying", "bela", "related: [fair]", "themes: [food]", story=TOLD))
    assert shop.build() is None


def test_an_accepted_warning_that_is_none_any_more_takes_a_build_of_everything(shop: Shop) -> None:
    shop.save("practices/kind.md", practice("Kind buying", "bela", "related: [fair]", "themes: [food]", story=TOLD))
    shop.save("exceptions.yml", "exceptions: [{code: C570, record: practices/kind, reason: Both were told it.}]\n")
    shop.build()
    assert shop.build() == []
    shop.save("practices/fair.md", story("Told in other words."))
    assert shop.build() is None
    assert expected(shop.root) is None


@pytest.mark.parametrize(("file", "was"), [("state", b"<title>"), ("records", b"Kind buying")])
def test_damage_that_can_still_be_read_is_noticed(shop: Shop, file: str, was: bytes) -> None:
    path = shop.root / kept.FOLDER / file
    assert was in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(was, was[:-2] + b"0>"))
    assert shop.build() is None


def test_a_file_with_another_seal_is_not_even_read(shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As one is that came with a pull request."""
    assert shop.build() == []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    monkeypatch.setattr(storage, "_Safe", None)
    assert storage.stored(shop.root / kept.FOLDER / "state") is None
    assert shop.build() is None


@pytest.mark.parametrize("home", ["/dev/null", "/proc"])
def test_where_no_key_can_lie_everything_is_built(shop: Shop, home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    shop.save("practices/fair.md", story("Told in other words."))
    for _ in range(2):
        assert shop.build() is None
        assert shop.shown == expected(shop.root)


def test_a_key_is_ones_own_and_whole(shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shop.build()
    key = tmp_path / "practice-atlas/key"
    assert key.stat().st_mode & 0o077 == 0
    key.write_bytes(b"")
    assert shop.build() is None


@pytest.mark.parametrize("how", [lambda text: text.replace("\n", "\r\n"), lambda text: f"\ufeff{text}"])
@pytest.mark.parametrize("file", ["cities/ada.yml", "networks/buyers.yml", "practices/fair.md"])
def test_bytes_that_mean_the_same_are_read_again(shop: Shop, file: str, how: Callable[[str], str]) -> None:
    shop.save(file, how(FILES[file]))
    shop.build()
    assert shop.shown == expected(shop.root)


@pytest.mark.parametrize("stopped", [True, False])
def test_what_another_build_has_read_is_not_taken_for_ones_own(shop: Shop, stopped: bool) -> None:
    """One that did not end well, or one that could not store what it read."""
    records = shop.root / kept.FOLDER / "records"
    before = records.read_bytes()
    keeps = Kept(shop.root, shop.target, shop.settings)
    shop.save("cities/ada.yml", city("Ada on the Tisza", "RS"))
    reader = Reader(shop.root)
    base = checked(load_base(shop.root, reader))
    keeps.records(reader)
    if not stopped:
        records.write_bytes(before)
        keeps.built(reader, FRAMES, base.issues)
    shop.save("cities/ada.yml", FILES["cities/ada.yml"])
    assert shop.build() is None
    assert shop.shown == expected(shop.root)


def test_a_page_with_the_old_time_and_size_is_not_the_old_page(shop: Shop) -> None:
    page = shop.target / "practices/fair/index.html"
    status = page.stat()
    page.write_bytes(page.read_bytes().replace(b"Fair", b"Foul"))
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert shop.build() is None
    assert shop.shown == expected(shop.root)


def test_what_cannot_be_looked_at_stops_no_build(shop: Shop) -> None:
    (shop.root / "loop").symlink_to("loop")
    (shop.root / "gone").symlink_to("nowhere")
    (shop.root / "odd").symlink_to("/dev/null")
    os.mkfifo(shop.root / "pipe")
    shop.build()
    assert shop.build() == []


def test_hidden_files_within_folders_are_looked_at(shop: Shop) -> None:
    shop.save("overrides/.icons/mine.svg", "<svg/>")
    shop.save("pyvenv.cfg", "")
    shop.build()
    assert shop.build() == []
    shop.save("overrides/.icons/mine.svg", "<svg></svg>")
    assert shop.build() is None


def test_a_link_that_leads_elsewhere_now_is_noticed(shop: Shop) -> None:
    for name in ("a", "z"):
        shop.save(f"{name}/words.md", f"Words of {name}.")
    (shop.root / "linked").symlink_to("a")
    shop.build()
    assert shop.build() == []
    (shop.root / "linked").unlink()
    (shop.root / "linked").symlink_to("z")
    assert shop.build() is None


def test_files_elsewhere_are_looked_at_where_a_build_reads_them(shop: Shop, tmp_path: Path) -> None:
    shop.also = [tmp_path / "elsewhere"]
    shop.put(tmp_path / "elsewhere/page.md", b"Words.")
    shop.build()
    assert shop.build() == []
    shop.put(tmp_path / "elsewhere/page.md", b"Other words.")
    assert shop.build() is None


@pytest.mark.parametrize("change", ["mkdocs.yml", "docs/new.md", "overrides/main.html", "hooks/atlas_site.py"])
def test_whatever_else_changes_takes_a_build_of_everything(shop: Shop, change: str) -> None:
    shop.save("practices/fair.md", story("Told in other words."))
    shop.save(change, "x")
    assert shop.build() is None


@pytest.mark.parametrize("what", ["version", "_PACKAGE"])
def test_another_version_takes_a_build_of_everything(
    shop: Shop, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shop.build() == []
    if what == "version":
        monkeypatch.setattr("sys.version", "4.0")
    else:
        monkeypatch.setattr(traces, "_PACKAGE", tmp_path)
    assert shop.build() is None


def test_another_day_takes_a_build_of_everything(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shop.build() == []
    monkeypatch.setenv("ATLAS_TODAY", "2026-12-24")
    assert shop.build() is None


class Harmful:
    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("harmed"),)


def text(words: str) -> bytes:
    return b"\x8c" + bytes([len(words)]) + words.encode()


# What a module of ours imports, by a name with dots: `os.mkdir("harmed")`.
DOTTED = b"\x80\x04" + text("atlas.loader.history") + text("os.mkdir") + b"\x93" + text("harmed") + b"\x85R."


def test_the_pickle_with_dots_would_do_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pickle.loads(DOTTED)
    assert (tmp_path / "harmed").exists()


@pytest.mark.parametrize("file", ["state", "records"])
@pytest.mark.parametrize("content", [pickle.dumps(Harmful()), DOTTED], ids=["plain", "dotted"])
def test_what_somebody_else_put_there_is_not_run(
    shop: Shop, file: str, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content = len(content).to_bytes(8, "little") + content
    # Even if somebody had come by the key.
    seal = storage._sealing()
    seal.update(content)
    (shop.root / kept.FOLDER / file).write_bytes(seal.digest() + content)
    assert shop.build() is None
    assert not (tmp_path / "harmed").exists()


def test_a_base_that_nothing_can_be_written_beside_is_built(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(shop.root / kept.FOLDER)
    (shop.root / kept.FOLDER).write_text("In the way.", encoding="utf-8")
    shop.save("practices/fair.md", story("Told in other words."))
    assert shop.build() is None
    assert shop.shown == expected(shop.root)


def test_links_in_circles_and_installed_packages_take_no_time(shop: Shop) -> None:
    (shop.root / "docs").mkdir()
    for name in "abc":
        (shop.root / "docs" / name).symlink_to(shop.root, target_is_directory=True)
    shop.save("venv/pyvenv.cfg", "home = /usr/bin\n")
    shop.save("venv/lib/module.py", "")
    shop.build()
    shop.save("venv/lib/module.py", "1\n")
    assert shop.build() == []
    shop.save("docs/real.md", "Words.\n")
    assert shop.build() is None


class Wordless:
    """A story of which nothing may be asked but headings, links and where it begins."""

    def __init__(self, body: Body) -> None:
        self.sections = tuple(Headed(section.heading) for section in body.sections)
        self.mentions: tuple[Mention, ...] = body.mentions
        self.first_line = body.first_line

    section = Body.section


class Headed:
    def __init__(self, heading: str) -> None:
        self.heading = heading


def wordless(kb: KnowledgeBase, *but: tuple[str, str]) -> KnowledgeBase:
    bodies: Any = {key: body if key in but else Wordless(body) for key, body in kb.bodies.items()}
    return replace(kb, bodies=bodies)


def test_rules_that_do_not_say_so_read_no_words() -> None:
    of = asked(wordless(bases.real().kb))
    for place, (code, _) in enumerate(RULES):
        if code.code not in WORDS:
            of(place)
        else:
            with pytest.raises(AttributeError):
                of(place)


def shown_alone(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    yield from sorted(kb.bodies)[::20]


def test_pages_show_no_words_of_other_stories() -> None:
    kb = bases.real().kb
    site = Site(wordless(kb), bases.real().issues)
    for kind in KINDS:
        for id in list(kind.ids(site))[::10]:
            if (kind.name, id) not in kb.bodies:
                kind.page(site, id)
    for key in shown_alone(kb):
        LEAF_KINDS[key[0]].page(Site(wordless(kb, key)), key[1])


def test_files_that_do_not_say_so_hold_no_words() -> None:
    for export in exports(Site(wordless(bases.real().kb)).edition):
        if not export.retold:
            export.content()
        else:
            with pytest.raises(AttributeError):
                export.content()
