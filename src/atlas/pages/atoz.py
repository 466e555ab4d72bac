"""A to Z: everything by name, other names included."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from atlas import paths
from atlas.pages import country
from atlas.pages.base import Page, PageKind, Site
from atlas.render import local_name
from atlas.vocabulary import fold

# Where names go that do not begin with a letter of the Latin alphabet: digits, other scripts.
_OTHER = "Other"


def _entries(site: Site) -> Iterator[tuple[str, Markup, str]]:
    """(name, link, what it is) of everything that has a page."""
    to = site.links(paths.A_TO_Z)
    kb = site.kb
    for kind, record in kb:
        if kind == "transfer":
            continue
        words = "place" if kind == "city" else kind
        taken = len(site.relations.by_practice.get(record.id, ())) if kind == "practice" else 0
        cities = f", taken up by {taken} {'city' if taken == 1 else 'cities'}" if taken else ""
        yield record.heading, to(kind, record.id), words + cities
    for city in kb.cities.values():
        names = {city.local_name: local_name(city)} if city.local_name else {}
        for name, shown in (names | {name: name for name in city.other_names if name not in names}).items():
            if fold(name) != fold(city.name):
                yield name, Markup("{}: see {}").format(shown, to("city", city.id)), ""
    for network in kb.networks.values():
        for name in (*network.former_names, *([network.full_name] if network.full_name else [])):
            yield name, Markup("{}: see {}").format(name, to("network", network.id)), ""
    for theme in kb.themes:
        yield theme.label, to("theme", theme.id), "theme"
    for code in country.codes(site):
        link = to("country", code)
        yield to.name("country", code), link, "country"


def letter(name: str) -> str:
    """The letter under which a name stands in lists: accents folded, signs before it passed over."""
    first = _word(name)[:1].upper()
    return first if "A" <= first <= "Z" else _OTHER


def order(name: str) -> tuple[bool, str]:
    """By letter, whatever sign stands before it; what has no Latin letter comes last."""
    return letter(name) == _OTHER, _word(name)


def _word(name: str) -> str:
    return fold(name).lstrip("\"'“”„‘’«¿¡([ ")


def page(site: Site, id: str) -> Page:
    """The page A to Z."""
    entries = sorted(_entries(site), key=lambda entry: (order(entry[0]), entry[0], entry[2], entry[1]))
    letters: dict[str, list[tuple[Markup, str]]] = {}
    for name, link, words in entries:
        letters.setdefault(letter(name), []).append((link, words))
    content = site.render("atoz.html", paths.A_TO_Z, letters=letters)
    return Page(
        paths.A_TO_Z, "atoz", "A to Z", "Every practice, place, network, event, theme and country by name.", content
    )


KIND = PageKind("atoz", lambda site: ["a-z"], page, lambda id: paths.A_TO_Z)
