"""Hostile text, addresses and ids; widths of names."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.maps.text import address, clean, language, markup, shortened, token, width

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=40)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Vila Nova de Famalicão", "Vila Nova de Famalicão"),
        ("  a \t b\nc\u00a0d ", "a b c d"),
        ("x\u202egnirtS\u202c", "xgnirtS"),
        ("\u2066isolated\u2069", "isolated"),
        ("nul\x00l\x1b[31m", "null[31m"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("\ud800lone", "lone"),
        ("\ufffe\uffff\U0001fffe", ""),
        ("شهر\u200cها", "شهر\u200cها"),
        ("\U000e0041tag", "tag"),
        ("Z" + "\u0335\u0336\u0337\u0338" * 50 + "a", "Z\u0335\u0336\u0337a"),
        ("Việt Trì", "Việt Trì"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@settings(deadline=None)
@given(ANYTHING)
def test_any_text_becomes_well_formed_markup_and_comes_back_clean(text: str) -> None:
    element = ElementTree.fromstring(f'<t a="{markup(text)}">{markup(text)}</t>')
    assert (element.text or "") == element.get("a") == clean(text)


@settings(deadline=None)
@given(ANYTHING, ANYTHING)
def test_ids_are_safe_and_stay_different(one: str, other: str) -> None:
    assert token(one).isascii()
    assert not set(token(one)) & set(" \t\n\"'()<>&#.:")
    assert (token(one) == token(other)) is (one == other or not (one or other))


@pytest.mark.parametrize(
    "href", ["../cities/zlin/", "/a/?q=1#b", "https://example.org/", "http://example.org", "#x", "a/b:c", "?a:b"]
)
def test_ordinary_addresses_pass(href: str) -> None:
    assert address(href) == href


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVa\tScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        " data:text/html,x",
        "vbscript:x",
        "file:///x",
    ],
)
def test_other_addresses_are_no_links(href: str) -> None:
    assert address(href) is None


def test_addresses_are_escaped() -> None:
    assert address('/"><script>') == "/&quot;&gt;&lt;script&gt;"


@pytest.mark.parametrize(
    ("tag", "kept"), [("pt", "pt"), ("sr-Latn", "sr-Latn"), ('pt"x', None), ("", None), (None, None)]
)
def test_language(tag: str | None, kept: str | None) -> None:
    assert language(tag) == kept


def test_widths_are_rather_too_large() -> None:
    # DejaVu Sans, one of the widest text faces, sets these at 7.5, 12.6 and 3.0 font sizes without kerning.
    assert width("Schaerbeek Zlín") > 8
    assert width("Vila Nova de Famalicão") > 12
    assert width("東京都") >= 3
    assert width("🎉🎉") >= 2
    assert width("e\u0301") == width("e")
    assert width("Preston", bold=True) > width("Preston")


def test_short_names_stay_whole() -> None:
    assert shortened("Vila Nova de Famalicão", 17) == "Vila Nova de Famalicão"
    assert shortened("iiiiiiiiiiiiiiiiiiiiiiiiiiiiii", 17) == "iiiiiiiiiiiiiiiiiiiiiiiiiiiiii"


@pytest.mark.parametrize("char", ["x", "W", "東", "م", "🎉", " ", "a\u0301\u0301\u0301"])
def test_long_names_are_cut_with_an_ellipsis(char: str) -> None:
    label = shortened("A" + char * 10_000, 17)
    assert label.endswith("…")
    assert width(label) <= 17
    assert len(label) < 110


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(3, 30))
def test_no_label_is_wider_than_allowed(text: str, limit: float) -> None:
    assert width(shortened(text, limit)) <= limit
