"""What no text may hold, and what looks like it but may: addresses, numbers, tags, repeated sentences."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.base import read
from atlas.checks import sentences as repeated
from atlas.checks import texts
from atlas.model.values import says_nothing
from support import bases
from support.bases import city, practice


def phone(text: str) -> re.Match[str] | None:
    return texts.phone(text, text.encode())


def email(text: str) -> re.Match[str] | None:
    return texts.EMAIL.search(text)


def code(text: str) -> re.Match[str] | None:
    return texts.TAG.search(text) or texts.SCRIPT.search(text)


PHONES = [
    "+44 1772 906000",
    "call (01772) 906 000 today",
    "01772 906000",
    "0121 303 1111",
    "+34 93 223 51 51",
    "0034 93 223 51 51",
    "+48 (94) 348 86 00",
    "Tel. 93 223 51 51",
    "tel: 985 18 11 11",
    "phone 932235151",
    "Fax: +34 932 23 51 51",
    "+31(0)50 367 91 11",
    "+351-253-410-444",
    "030/9018-20000",
    "0049-30-901820",
    "050 367 9111",
    "+40.263.223.923",
    "Telephone 985181111",
    "T +44-20-7946-0123",
    "ring +44 20\n7946 0123",
    "telefon 22 27 56 80",
    "00351 253 410 444",
]
NO_PHONES = [
    "143135 inhabitants",
    "2013-2017",
    "2007-2013, 2014-2020",
    "ISBN 978-3-16-148410-0",
    "ISBN 0-19-852663-6",
    "ISBN 0198526636",
    "53.7632, -2.7031",
    "lat 041.385, lon 002.173",
    "04/05/2018 to 06/04/2021",
    "04.05.2018-06.04.2021",
    "from 09:30 to 10:45",
    "16:30-17:30 CET",
    "more than 300 000 people",
    "240 000 GBP",
    "1 000 000 000",
    "+28 %",
    "growth of +240,000 people",
    "+1.5 to +2.0 degrees",
    "+12 345 678 people",
    "0.25 to 0.75",
    "01 02 2017",
    "doi 10.1016/j.cities.2019.05.001",
    "ISSN 0264-2751",
    "2004/18/EC and 2014/24/EU",
    "https://a.example/x+441772906000",
    "Q128147",
    "GeoNames 2639912",
    "UIA01-052",
    "URB 0123",
    "R2 0.95, n = 1000",
    "in 2008 09 10 cities",
    "(2017) 03 2018",
    "Hotel 2013-2017 Barcelona",
    "phone 2013-2017 survey",
    "fax 12",
    "tel 20 cities",
    "the hotel. 1000 2000 3000",
    "tel. 2018-2021 programme",
    "COM(2014) 0013 final",
    "10 000-100 000 inhabitants",
    "telephone 2018 2019 2020",
]
EMAILS = [
    "a.b@preston.gov.uk",
    "Info@Gdansk.PL",
    "x (at) y.eu",
    "x [at] y [dot] eu",
    "mailto:a_b+c@d-e.museum",
    "ż@łódź.pl",
]
NO_EMAILS = [
    "@preston",
    "https://medium.com/@city/foo",
    "https://maps.example/@53.7,-2.7,15z",
    "flickr.com/photos/1234@N05/",
    "5 @ 3.20",
    "at the (at) centre",
    "a@b",
    "[at] the end.",
]
CODE = [
    "<script",
    "<b>",
    "</p>",
    "<!-- x -->",
    "a <img src=x onerror=y> b",
    "<SCRIPT src=//x>",
    "<br/>",
    "<svg onload=x",
    "<!DOCTYPE html>",
    "<?php x ?>",
    "<x-y a=b>",
    "<a\nhref=x>",
    "javascript:alert(1)",
    "JavaScript :x",
    "data:text/html;base64,xx",
    "data:,x",
    "vbscript:x",
]
NO_CODE = [
    "a < b",
    "a<b and c>d",
    "p<0.05",
    "<5 km and >3",
    "x <y z",
    "5 < 6 > 4",
    "<- arrow ->",
    "<3",
    "if a <b then c> d",
    "cities <100,000 and >50,000",
    "open data: a portal",
    "metadata:text",
    "JavaScript and data",
    "Data: the city's, and more",
]


@pytest.mark.parametrize("text", PHONES)
def test_telephone_numbers(text: str) -> None:
    assert phone(text) and phone(f"Ring {text}, or not.")


@pytest.mark.parametrize("text", NO_PHONES)
def test_what_is_no_telephone_number(text: str) -> None:
    assert phone(text) is None and (text.startswith("http") or phone(f"({text})") is None)


@pytest.mark.parametrize("text", EMAILS)
def test_email_addresses(text: str) -> None:
    assert email(text) and email(f"Write to {text}.")


@pytest.mark.parametrize("text", NO_EMAILS)
def test_what_is_no_email_address(text: str) -> None:
    assert email(text) is None


@pytest.mark.parametrize("text", CODE)
def test_html_and_scripts(text: str) -> None:
    assert code(text)


@pytest.mark.parametrize("text", NO_CODE)
def test_what_is_neither_html_nor_script(text: str) -> None:
    assert code(text) is None


LONG = 90_000
HOSTILE = [
    "@" * LONG,
    "a@" * (LONG // 2),
    "a" * LONG + "@",
    "a@" + "a." * (LONG // 2),
    "x@" + ".a" * (LONG // 2),
    "+1 " * (LONG // 3),
    "+" + "1" * LONG,
    "+1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 " * 5000,
    "0" * LONG,
    "01 " * (LONG // 3),
    " 01-" * (LONG // 4),
    "tel " * (LONG // 4),
    "tel 1 2 3 4 5 " * (LONG // 14),
    "tel" + "." * LONG,
    "a (at) " * (LONG // 7),
    "a@" + "b[dot]" * (LONG // 6),
    "<a " * (LONG // 3),
    "<a " + "=" * LONG,
    "<a x=" * (LONG // 5),
    "<!" * (LONG // 2),
    "data:a/" * (LONG // 7),
    "](a" * (LONG // 3),
    "](" + "a" * LONG,
    "\n " * (LONG // 2),
    "\n" + " " * LONG + "x",
    "a b c d e f g h i. " * (LONG // 19),
]


@pytest.mark.parametrize("look", [phone, email, code, lambda text: repeated.sentences(text.encode())])
def test_no_text_takes_long(look: Callable[[str], object]) -> None:
    for text in HOSTILE:
        begin = time.process_time()
        look(text)
        assert time.process_time() - begin < 3, text[:30]


def found(text: str) -> list[str]:
    return [sentence.decode() for sentence in repeated.sentences(text.encode()) if repeated.counts(sentence)]


SENTENCE = "They showed the result to the hospital and the college"


@pytest.mark.parametrize(
    "text",
    [
        f"{SENTENCE}.",
        f"Before. {SENTENCE}. After.",
        f"## Results\n\n{SENTENCE}!\n",
        f"- one\n- {SENTENCE}\n- two",
        f"1. {SENTENCE}\n2. two",
        f"> {SENTENCE}?",
        SENTENCE.replace(" to ", "\nto ").replace("result", "**result**").upper(),
        SENTENCE.replace("hospital", "[hospital](../cities/a.yml)"),
    ],
)
def test_a_sentence_is_the_same_however_it_is_written(text: str) -> None:
    assert found(text) == [SENTENCE.lower()]


@pytest.mark.parametrize(
    "text",
    [
        "They showed the result to the hospital.",  # seven words
        f"| {SENTENCE} | 12 |",
        f"A.[^1]\n\n[^1]: {SENTENCE}",
        "## They showed it\n\nAnd the hospital\n\nand the college",
    ],
)
def test_what_may_stand_twice(text: str) -> None:
    assert found(text) == []


NOTHING = [
    "TBC", "tbd", " n/a ", "N.A.", "n. a.", "-", "–", "?", "??", "...", "…", "Unknown", "not known", "to do", "todo",
    "TODO", "xxx", "To be confirmed", "not available", "___",
]  # fmt: skip
SOMETHING = [
    "%", "€", "m²", "°C", "‰", "none", "A", "7", "Na", "Todor", "unknown before 1990", "not available in English",
    "TBC Bank", "to be confirmed in 2026", "+", "&", "№",
]  # fmt: skip
WAYS = ["staff: {}", "staff: '{}'", 'partners: ["{}"]', "labels: [{{name: '{}'}}]", "staff: >-\n  {}"]
# Signs that YAML keeps for itself where they stand alone.
PLAIN = [(text, way) for text in NOTHING for way in WAYS if text not in ("-", "?") or way != WAYS[0]]


@pytest.mark.parametrize(("text", "way"), PLAIN)
def test_a_text_that_says_nothing_is_found_however_it_is_written(tmp_path: Path, text: str, way: str) -> None:
    files = {"practices/fair.md": practice("Fair", "ada", way.format(text)), "cities/ada.yml": city("Ada")}
    assert [issue.code for issue in read(bases.write(tmp_path, files)).errors] == ["C563"]


@pytest.mark.parametrize("text", SOMETHING)
def test_what_is_short_may_say_something(text: str) -> None:
    assert not says_nothing(text)
