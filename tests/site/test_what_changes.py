"""Removing one partner or one transfer changes exactly the pages that used it, and nothing else.

The expected pages are worked out here by hand from the records; `may` holds lists and overviews that are free to
show a figure which changes along, such as the number of a network's places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from atlas import paths
from atlas.base import read
from atlas.pages import Site, all_pages
from atlas.relations import Relations, size_of
from atlas.vocabulary import Vocabulary
from support import bases

pytestmark = pytest.mark.site

PRESTON, KOSZALIN = "preston-spend-analysis", "koszalin-procurement-spend"
OVERVIEWS = {"networks/", "practices/", "cities/", "countries/", "themes/", "sizes/", "about/coverage/", "data/"}
Contents = dict[str, tuple[str, str, str]]


def contents(root: Path) -> Contents:
    base = read(root)
    return {
        page.address: (page.title, page.description, page.content) for page in all_pages(Site(base.kb, base.issues))
    }


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    return contents(bases.copy(tmp_path_factory.mktemp("before") / "base"))


def changed(before: Contents, root: Path, change: Callable[[Path], None]) -> set[str]:
    change(bases.copy(root))
    after = contents(root)
    return {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}


def without(file: str, pattern: str) -> Callable[[Path], None]:
    """Take out of a file what stands there once."""

    def change(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        shorter, count = re.subn(pattern, "", text, flags=re.MULTILINE)
        assert count == 1, f"{file} holds {pattern} {count} times"
        (root / file).write_text(shorter, encoding="utf-8")

    return change


def delete(file: str) -> Callable[[Path], None]:
    return lambda root: (root / file).unlink()


def themes_of(practice: str) -> set[str]:
    vocabulary: Vocabulary = bases.real().kb.themes
    themes = bases.real().kb.practices[practice].themes
    broader = [vocabulary[theme].broader for theme in themes]
    return {f"themes/{theme}/" for theme in [*themes, *broader] if theme}


def size(city: str) -> str:
    """The page of places of that size, which tells what they gave and took up."""
    found = size_of(bases.real().kb.cities[city])
    assert found, f"{city} has no figure of inhabitants"
    return paths.record("size", found.band)


def naming_as_peer(before: Contents, city: str, without: str) -> set[str]:
    """Pages that list a city among cities of the same size.

    It stands there while it gave or took up a practice, so nothing changes where it did so beside what is removed.
    """
    relations = Relations(bases.real().kb)
    if city in relations.by_city or any(t.practice != without for t in relations.by_adopter.get(city, ())):
        return set()
    link = f'cities/{city}/"'
    return {
        a
        for a, (_, _, content) in before.items()
        if link in content.partition('id="peers"')[2].partition("</section>")[0]
    }


def cards_of(before: Contents, practice: str) -> set[str]:
    """Pages with a card of the practice, which tells how many cities took it up, and the A to Z, which does too."""
    card = re.compile(rf'class="atlas-card-title"><a href="[./]*practices/{practice}/"')
    return {"a-z/", *(address for address, (_, _, content) in before.items() if card.search(content))}


def expect(found: set[str], must: Iterable[str], may: Iterable[str] = ()) -> None:
    must, may = set(must), set(may)
    assert must - found == set(), "did not change"
    assert found - must - may == set(), "should not have changed"


def test_without_one_partner(before: Contents, tmp_path: Path) -> None:
    remove = without("networks/making-spend-matter.yml", r"^ *- \{city: kavala,[^\n]*\n")
    found = changed(before, tmp_path / "base", remove)
    must = {
        "networks/making-spend-matter/",
        f"practices/{PRESTON}/",
        "cities/kavala/",
        "cities/preston/",
        "countries/greece/",
        "transfers/",
        "cities/",
        "",
        *themes_of(PRESTON),
        size("kavala"),
        *naming_as_peer(before, "kavala", PRESTON),
        *cards_of(before, PRESTON),
    }
    expect(found, must, OVERVIEWS | {"contribute/steward/"})


def test_without_one_member_of_a_network_that_carries_nothing(before: Contents, tmp_path: Path) -> None:
    remove = without("networks/opencities.yml", r"^ *- \{city: nitra,[^\n]*\n")
    found = changed(before, tmp_path / "base", remove)
    expect(found, {"networks/opencities/", "cities/nitra/", "cities/"}, OVERVIEWS | {"contribute/steward/"})


def test_without_the_file_of_a_transfer_that_a_network_carried(before: Contents, tmp_path: Path) -> None:
    """The transfer stays, as one of a partner; what its file told is gone."""
    transfer = f"{PRESTON}--koszalin"
    mentioned = bases.real().kb.bodies["transfer", transfer].mentions
    must = {
        f"transfers/{transfer}/",
        f"practices/{PRESTON}/",
        "cities/preston/",
        "cities/koszalin/",
        "countries/poland/",
        "networks/making-spend-matter/",
        "transfers/",
        "",
        size("koszalin"),
        *themes_of(PRESTON),
        *(paths.record(mention.kind, mention.id) for mention in mentioned),
    }
    found = changed(before, tmp_path / "base", delete(f"transfers/{transfer}.md"))
    expect(found, must, OVERVIEWS | {"contribute/steward/"})


def test_without_the_file_of_a_transfer_outside_networks(before: Contents, tmp_path: Path) -> None:
    """It is gone altogether, from the page of the practice before it in the chain too."""
    transfer = f"{KOSZALIN}--gdansk-gdynia-sopot"
    must = {
        f"transfers/{transfer}/",
        f"practices/{KOSZALIN}/",
        f"practices/{PRESTON}/",
        "cities/koszalin/",
        "cities/gdansk-gdynia-sopot/",
        "countries/poland/",
        "transfers/",
        "cities/",
        "",
        *themes_of(KOSZALIN),
        size("gdansk-gdynia-sopot"),
        *naming_as_peer(before, "gdansk-gdynia-sopot", KOSZALIN),
        *cards_of(before, KOSZALIN),
    }
    found = changed(before, tmp_path / "base", delete(f"transfers/{transfer}.md"))
    expect(found, must, OVERVIEWS | {"contribute/steward/"})


def test_another_name_changes_only_the_pages_that_show_it(before: Contents, tmp_path: Path) -> None:
    def rename(root: Path) -> None:
        file = root / "events/opencities-annual-forum.yml"
        file.write_text(
            re.sub(r"(?m)^title: .*$", "title: Another name", file.read_text(encoding="utf-8")), encoding="utf-8"
        )

    event = bases.real().kb.events["opencities-annual-forum"]
    must = {"events/opencities-annual-forum/", "events/", "a-z/"}
    must |= {f"networks/{id}/" for id in event.networks} | {f"cities/{id}/" for id in event.cities}
    must |= {f"themes/{theme}/" for theme in event.themes}
    broader = {bases.real().kb.themes[theme].broader for theme in event.themes}
    must |= {f"themes/{theme}/" for theme in broader if theme}
    expect(changed(before, tmp_path / "base", rename), must, {"", "data/", "contribute/steward/"})
