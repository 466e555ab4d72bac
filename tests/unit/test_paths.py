"""Addresses, anchors and the way to the root."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas import paths
from atlas.countries import COUNTRIES
from atlas.model import KINDS
from support.web import resolve


@pytest.mark.parametrize(
    ("kind", "id", "address"),
    [
        ("practice", "preston-spend-analysis", "practices/preston-spend-analysis/"),
        ("city", "vila-nova-de-famalicao", "cities/vila-nova-de-famalicao/"),
        ("network", "procure", "networks/procure/"),
        ("transfer", "a--b", "transfers/a--b/"),
        ("event", "e", "events/e/"),
        ("theme", "local-economy", "themes/local-economy/"),
        ("country", "GB", "countries/united-kingdom/"),
        ("country", "XK", "countries/kosovo/"),
        ("country", "CI", "countries/cote-divoire/"),
    ],
)
def test_addresses(kind: str, id: str, address: str) -> None:
    assert paths.record(kind, id) in (address, address.replace("cote-divoire", "cote-d-ivoire"))


def test_every_kind_of_record_has_the_folder_of_its_files() -> None:
    assert all(paths.FOLDERS[name] == kind.folder for name, kind in KINDS.items())


def test_no_two_folders_are_the_same() -> None:
    assert len(set(paths.FOLDERS.values())) == len(paths.FOLDERS)


def test_no_two_countries_share_an_address() -> None:
    addresses = [paths.record("country", code) for code in COUNTRIES]
    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"countries/[a-z]+(-[a-z]+)*/", address) for address in addresses)


@pytest.mark.parametrize("address", ["", "a-z/", "cities/preston/", "contribute/messages/", "a/b/c/d/"])
@pytest.mark.parametrize("target", ["", "transfers/", "cities/preston/", "assets/atlas/maps/world.svg"])
def test_the_way_to_the_root_and_on_leads_there(address: str, target: str) -> None:
    way = paths.to_root(address)
    assert not way.startswith("/") and ":" not in way
    assert resolve(address, way + target) == target


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("Why and how to transfer", "why-and-how-to-transfer"),
        ("Łódź & Çankaya: ½ œuvre?", "lodz-cankaya-1-2-oeuvre"),
        ("C++ / C#", "c-c"),
        ("Θεσσαλονίκη", "section"),
        ("…", "section"),
        ("", "section"),
        ("x" * 500, "x" * 80),
    ],
)
def test_anchors(words: str, anchor: str) -> None:
    assert paths.anchor(words) == anchor


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_an_anchor_is_always_a_plain_id(words: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", paths.anchor(words))
    assert len(paths.anchor(words)) <= 80
