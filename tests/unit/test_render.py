"""Figures, periods and dates in words; links; the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from atlas import render
from atlas.model import Figure, PartialDate, Period, Result
from atlas.model.common import Location, Money
from atlas.model.practice import Cost
from support import bases

NARROW = "\u202f"


def date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (7, "7"),
        (1_073_045, "1,073,045"),
        (2.5, "2.5"),
        (3.640, "3.64"),
        (1234.5, "1,234.5"),
        (28.0, "28"),
        (0.000000001, "0.000000001"),
        (-3, "-3"),
        (100.0, "100"),
        (None, "not recorded"),
    ],
)
def test_numbers(value: Any, words: str) -> None:
    assert render.number(value) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": 250, "unit": "people"}, f"250{NARROW}people"),
        ({"value": 300000, "unit": "GBP", "qualifier": "more than"}, f"more than 300,000{NARROW}GBP"),
        ({"value": 28, "unit": "%", "from": 14, "type": "outcome"}, f"from 14 to 28{NARROW}%"),
        ({"value": 0, "unit": "%", "from": 0, "type": "outcome"}, f"from 0 to 0{NARROW}%"),
        ({"value": 10, "to": 30, "unit": "%"}, f"10 to 30{NARROW}%"),
        ({"value": 3.23, "to": 4.26, "unit": "USD", "qualifier": "about"}, f"about 3.23 to 4.26{NARROW}USD"),
        ({"value": 0, "to": 0.5}, "0 to 0.5"),
        ({"value": 5}, "5"),
        ({}, ""),
    ],
)
def test_figures(fields: dict[str, Any], words: str) -> None:
    model = Result if "from" in fields else Figure
    assert render.figure(model.model_validate({"what": "what", **fields})) == words


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (
            Money(amount=3.64, currency="million EUR", qualifier="more than", year=2021),
            "more than 3.64 million EUR (2021)",
        ),
        (Money(amount=75000, currency="EUR", year="unknown"), "75,000 EUR (year not recorded)"),
        (Money(amount=75000, currency="EUR"), "75,000 EUR"),
        (Money(what="from the city"), "amount not recorded"),
        (Cost(amount=2_000_000, to=4_000_000, currency="EUR"), "2,000,000 to 4,000,000 EUR"),
        (Cost(none=True), "no budget of its own"),
        (Cost(amount=0, currency="EUR"), "0 EUR"),
    ],
)
def test_money(item: Money | Cost, words: str) -> None:
    assert render.money(item) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2021", "2025", "2021 to 2025"),
        ("2013", None, "since 2013"),
        (None, "2017", "until 2017"),
        ("2017", "2017", "2017"),
        (None, None, "dates not recorded"),
        ("2018-04-04", "2021-06", "4 April 2018 to June 2021"),
    ],
)
def test_periods(start: str | None, end: str | None, words: str) -> None:
    assert render.span(Period(start=date(start), end=date(end))) == words


def test_no_period_is_said() -> None:
    assert render.span(None) == "dates not recorded"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2017-10-03", "2017-10-05", "3 to 5 October 2017"),
        ("2017-10-30", "2017-11-01", "30 October 2017 to 1 November 2017"),
        ("2017-10-03", None, "3 October 2017"),
        ("2017-10-03", "2017-10-03", "3 October 2017"),
        ("2017-10", "2017-11", "October 2017 to November 2017"),
        ("2017-10", "2017-10", "October 2017"),
        ("2017", None, "2017"),
        (None, None, "date not recorded"),
    ],
)
def test_days(start: str | None, end: str | None, words: str) -> None:
    assert render.days(date(start), date(end)) == words


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        (53.76, -2.7, "53.76° N, 2.70° W"),
        (-33.45694, -70.64827, "33.46° S, 70.65° W"),
        (37.566, 126.9784, "37.57° N, 126.98° E"),
        (0, 0, "0.00° N, 0.00° E"),
    ],
)
def test_points_say_north_or_south_and_east_or_west(lat: float, lon: float, words: str) -> None:
    assert render.point(Location(lat=lat, lon=lon)) == words


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> render.Links:
    files = {
        "practices/fair.md": bases.practice("Fair <b>& square", "ada"),
        "cities/ada.yml": bases.city("'Ada \"&\" Söhne'", "CI"),
        "cities/bela.yml": bases.city("Bela", "SK"),
        "transfers/fair--bela.md": bases.transfer("fair", "bela"),
    }
    base = bases.read(bases.write(tmp_path_factory.mktemp("base"), files))
    return render.Links(base.kb, "../../")


def test_links_name_what_they_lead_to_and_escape_it(links: render.Links) -> None:
    assert links("city", "bela") == Markup('<a href="../../cities/bela/">Bela</a>')
    assert links("practice", "fair") == Markup('<a href="../../practices/fair/">Fair &lt;b&gt;&amp; square</a>')
    assert links("city", "ada") == Markup('<a href="../../cities/ada/">Ada &#34;&amp;&#34; Söhne</a>')
    assert "Côte d" in links("country", "CI") and "<" not in str(links.name("country", "CI"))
    assert links("theme", "public-procurement").startswith('<a href="../../themes/public-procurement/">')
    assert links.name("transfer", "fair--bela") == "Fair <b>& square: Bela"


def test_links_with_other_words_escape_them_and_mark_their_language(links: render.Links) -> None:
    made = links.text("city", "bela", "<i>Belá</i>", lang="sk")
    assert made == Markup('<a href="../../cities/bela/" lang="sk">&lt;i&gt;Belá&lt;/i&gt;</a>')


def test_a_transfer_without_a_file_is_a_row_of_the_page_of_all(links: render.Links) -> None:
    assert 'href="../../transfers/fair--bela/"' in links.transfer("fair--bela", "x", told_in_file=True)
    assert 'href="../../transfers/#fair--bela"' in links.transfer("fair--bela", "x", told_in_file=False)


def test_nothing_undefined_passes_and_everything_is_escaped() -> None:
    environment = render.environment()
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nothing }}").render()
    with pytest.raises(AttributeError):
        environment.from_string("{{ known.nothing }}").render(known=object())
    assert environment.from_string("{{ words }}").render(words="<b>\"'&") == "&lt;b&gt;&#34;&#39;&amp;"


def test_every_template_can_be_compiled_and_none_turns_escaping_off() -> None:
    environment = render.environment()
    names = environment.list_templates(extensions=["html"])
    assert len(names) > 15
    for name in names:
        source = Path(str(environment.get_template(name).filename)).read_text(encoding="utf-8")
        assert "autoescape" not in source, name


def test_only_finished_stories_are_put_in_unescaped() -> None:
    """`| safe` stands behind what the prose room has made, and nothing else."""
    environment = render.environment()
    for name in environment.list_templates(extensions=["html"]):
        source = Path(str(environment.get_template(name).filename)).read_text(encoding="utf-8")
        unescaped = {
            part.partition("|")[0].strip() for part in source.replace("{{", "\n{{").splitlines() if "| safe" in part
        }
        assert {word.removeprefix("{{").strip() for word in unescaped} <= {
            "part.html",
            "section.html",
            "body.footnotes",
        }, name
