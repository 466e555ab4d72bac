"""Codes, English names and boxes of countries."""

from __future__ import annotations

import re

import pytest

from atlas.countries import COUNTRIES, Country, slug


def test_codes_are_those_of_iso_3166_with_kosovo() -> None:
    assert 249 <= len(COUNTRIES) <= 251
    assert {"GB", "GR", "XK", "CZ", "TW", "PS"} <= COUNTRIES.keys()
    assert {"UK", "EL", "EU"} & COUNTRIES.keys() == set()
    assert all(re.fullmatch("[A-Z]{2}", code) and country.code == code for code, country in COUNTRIES.items())


@pytest.mark.parametrize(
    ("code", "name"),
    [("GB", "United Kingdom"), ("NL", "Netherlands"), ("CZ", "Czechia"), ("KR", "South Korea"), ("XK", "Kosovo")],
)
def test_names_are_english(code: str, name: str) -> None:
    assert COUNTRIES[code].name == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Bosnia & Herzegovina", "bosnia-herzegovina"), ("Åland Islands", "aland-islands"), ("St. Lucia", "st-lucia")],
)
def test_slugs_are_ascii(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("code", "lat", "lon", "inside"),
    [
        ("NL", 53.22, 6.57, True),
        ("NL", 6.57, 53.22, False),
        ("FJ", -16.5, 179.9, True),
        ("FJ", -16.5, -179.9, True),
        ("FJ", -16.5, 0.0, False),
        ("NZ", -36.8, 174.8, True),
        ("US", 40.7, -74.0, True),
        ("RU", 64.7, 177.5, True),
        ("RU", 66.2, -170.0, True),
        ("RU", 64.7, -147.7, False),
        ("XK", 42.66, 21.16, True),
        ("XK", 21.16, 42.66, False),
        # Between a country and its islands far away lies nothing of it.
        ("FR", 48.85, 2.35, True),
        ("FR", 2.35, 48.85, False),
        ("FR", -20.88, 55.45, True),
        ("FR", 4.93, -52.33, True),
        ("NL", 12.15, -68.27, True),
        ("NL", 40.0, -30.0, False),
        ("PT", 37.74, -25.67, True),
        ("PT", 41.1, -20.0, False),
    ],
)
def test_boxes_hold_their_points_across_the_date_line_too(code: str, lat: float, lon: float, inside: bool) -> None:
    assert COUNTRIES[code].holds(lat, lon) is inside


def test_a_country_without_a_box_holds_every_point() -> None:
    assert Country("QQ", "Nowhere", "nowhere", None, ()).holds(89, 179)
