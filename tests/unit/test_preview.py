"""A preview shows after any changes what a full build of the same files shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.base import Base, checked, read
from atlas.generate import assets
from atlas.pages import Page, Site, all_pages
from atlas.preview import Preview, Shown
from support import bases
from support.bases import city, event, network, practice, transfer

FILES = bases.buyers()
# Good and bad: another story, other facts, links, a reference that leads elsewhere or nowhere, faults of every sort.
TEXTS = {
    "practices/fair.md": [
        practice("Fair buying", "ada", story="Told in other words, and longer than before."),
        practice("Fairer buying", "ada, bela", "sdgs: [11]"),
        practice("Fair buying", "ada", story="See [Kind](kind.md) and [Cela](../cities/cela.yml)."),
        practice("Fair buying", "nowhere"),
        practice("Fair buying", "ada", "themes: [no-such-theme]"),
        practice("Fair buying", "ada", "adapted_from: kind"),
        "---\ntitle: [\n---\n",
        "",
    ],
    "practices/kind.md": [practice("Kind buying", "ada", "adapted_from: fair", "themes: [food]"), "\x00"],
    "practices/new.md": [practice("New buying", "cela", "related: [kind]"), practice("New", "cela")],
    "cities/ada.yml": [
        city("Ada on the Tisza", "RS", "location: {lat: 45.8, lon: 20.1}"),
        city("Ada", "SK"),
        city("Ada", "RS", "population: [{value: 17000, year: 2011, area: municipality, source: s}]"),
    ],
    "cities/dora.yml": [city("Dora", "GR", "location: {lat: 38.0, lon: 23.7}")],
    "networks/buyers.yml": [
        network("Buyers", "practice: fair", "lead: ada", "partners: [{city: cela, role: adopter}]"),
        network("Buyers of old", "practice: kind", "lead: bela"),
    ],
    "transfers/fair--cela.md": [transfer("fair", "cela", "stage: in-use", story="It is in use.")],
    "events/fair-day.yml": [event("Fair day", "date: 2026-03-02", "cities: [bela]")],
}


class Shop:
    """A preview of a small base, and what a full build of the same files gives."""

    def __init__(self, folder: Path) -> None:
        self.root = bases.write(folder / "base", FILES)
        self.target = folder / "site"
        self.preview = Preview(self.root)
        self.indexed = 0
        assert self.build()

    def build(self) -> bool:
        """A full build; False where there are errors."""
        base = checked(self.preview.load())
        if base.errors:
            return False
        site = Site(base.kb, base.issues)
        files = {f"{page.address}index.html": framed(page) for page in all_pages(site)}
        for name, content in (files | {asset.path: asset.content for asset in assets(self.root, site)}).items():
            file = self.target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        self.preview.show(Shown(site, self.target, framed, [""], self._index))
        return True

    def _index(self, site: Site) -> None:
        self.indexed += 1

    def save(self, file: str, text: str | None) -> None:
        path = self.root / file
        path.parent.mkdir(exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")

    def taken_up(self) -> bool:
        """As the server does it; True where pages are shown."""
        return self.preview.renew() or self.build()

    def finish(self) -> None:
        for _ in self.preview.idle():
            pass
        if self.preview.faulty:
            self.build()


def framed(page: Page) -> bytes:
    return f"<title>{page.title}</title>{page.content}".encode()


def expected(base: Base) -> dict[str, bytes]:
    return {page.address: framed(page) for page in all_pages(Site(base.kb, base.issues))}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


Edit = tuple[str, str | None]
EDITS = st.lists(
    st.sampled_from([(file, text) for file, texts in TEXTS.items() for text in [*texts, FILES.get(file), None]]),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_after_any_edits_pages_are_those_of_a_full_build(
    tmp_path_factory: pytest.TempPathFactory, edits: list[Edit]
) -> None:
    shop = Shop(tmp_path_factory.mktemp("shop"))
    for file, text in edits:
        shop.save(file, text)
        shop.taken_up()
    shop.finish()
    base = read(shop.root)
    if base.errors:
        assert shop.preview.page("") is None, "nothing is shown that a full build would refuse"
        return
    pages = expected(base)
    for address, content in pages.items():
        assert shop.preview.page(address) == content, address
    on_disk = {str(file.parent.relative_to(shop.target)) for file in shop.target.rglob("index.html")}
    assert on_disk == {address.rstrip("/") or "." for address in pages}
    for asset in assets(shop.root, Site(base.kb, base.issues)):
        assert (shop.target / asset.path).read_bytes() == asset.content, asset.path


def test_pages_are_made_when_asked_for_and_the_rest_in_idle_time(shop: Shop) -> None:
    shop.save("practices/fair.md", practice("Fair buying", "ada", story="Told in other words."))
    assert shop.preview.renew()
    other = shop.target / "practices/kind/index.html"
    other.write_bytes(b"old")
    assert b"Told in other words." in (shop.preview.page("practices/fair/") or b"")
    assert other.read_bytes() == b"old"
    assert shop.preview.behind
    shop.finish()
    assert other.read_bytes() != b"old"
    assert not shop.preview.behind
    assert shop.indexed == 1


def test_files_for_those_who_take_the_data_are_renewed_when_asked_for(shop: Shop) -> None:
    shop.save("cities/ada.yml", city("Ada on the Tisza", "RS"))
    assert shop.preview.renew()
    shop.preview.refresh("data/cities.csv")
    assert "Ada on the Tisza" in (shop.target / "data/cities.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [practice("Fair buying", "nowhere"), practice("Fair buying", "ada", "kind: none"), "---\ntitle: [\n---\n"],
)
def test_an_error_wants_a_full_build(shop: Shop, text: str) -> None:
    shop.save("practices/fair.md", text)
    assert not shop.preview.renew()


def test_an_error_that_only_rules_across_records_see_is_found_in_idle_time(shop: Shop) -> None:
    shop.save("practices/fair.md", practice("Fair buying", "ada", story="Write to town.hall@example.org today."))
    assert shop.preview.renew()
    assert not shop.preview.faulty
    assert list(shop.preview.idle())
    assert shop.preview.faulty


def test_warnings_of_what_was_saved_are_told_once_the_rules_have_run(shop: Shop) -> None:
    said = "Some people who live here mended the old bridge over the river together."
    shop.save("practices/fair.md", practice("Fair buying", "ada", story=f"{said} They did it. {said}"))
    assert shop.preview.renew()
    assert shop.preview.warnings == []
    shop.finish()
    assert {(issue.file, issue.code) for issue in shop.preview.warnings} == {("practices/fair.md", "C570")}


@pytest.mark.parametrize("change", ["delete", "rename"])
def test_a_page_that_is_gone_is_gone(shop: Shop, change: str) -> None:
    old = shop.root / "events/fair-day.yml"
    do: dict[str, Callable[[], object]] = {
        "delete": old.unlink,
        "rename": lambda: old.rename(old.with_stem("fair-days")),
    }
    do[change]()
    assert shop.preview.renew()
    assert shop.preview.page("events/fair-day/") is None
    assert not (shop.target / "events/fair-day/index.html").exists()
    assert (shop.preview.page("events/fair-days/") is not None) == (change == "rename")


def test_before_a_full_build_nothing_is_shown(tmp_path: Path) -> None:
    preview = Preview(bases.write(tmp_path, FILES))
    assert preview.page("") is None
    assert not preview.renew()
    assert not preview.behind
