"""Hostile text made harmless: what goes into markup, into an id, into an address, and how wide a label gets."""

import re
import unicodedata
from functools import lru_cache
from html import escape

# Control characters, bidirectional marks and overrides, invisible fillers, tags, and what is no character at all.
# The zero-width joiners stay: Persian, Indic scripts and emoji need them.
_REFUSED = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
# More accents on one letter than any script has, to run over what lies above and below.
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = re.compile(f"({_MARKS}{{3}}){_MARKS}+")
_SCHEME = re.compile(r"\s*([^/?#]*):", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

# Advance widths in thousandths of the font size, rounded up over common sans-serif fonts.
_WIDTHS = {
    **dict.fromkeys("iljI|!.,:;'’·ìíîïıłļĺľ", 310),
    **dict.fromkeys(' frt()[]/-‐ţțťŕř"', 400),
    **dict.fromkeys("mwMWŵŴ@%&œæŒÆ—…", 950),
    **dict.fromkeys("ABCDEGHKNOPQRSTUVXYZÀÁÂÃÄÅÇÈÉÊËĄĆČĎĐĘĚŁŃŇÑÒÓÔÕÖØŐŘŚŠȘŤȚÙÚÛÜŮŰÝŹŻŽ", 730),
}
_OTHER, _WIDE, _BOLD = 600, 1050, 1.08


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """One line without control characters, bidirectional overrides, piled accents and whatever XML refuses."""
    return _PILED.sub(r"\1", _REFUSED.sub("", " ".join(text.split())))


@lru_cache(maxsize=8192)
def markup(text: str) -> str:
    """Text as it stands in an element or in a quoted attribute."""
    return escape(clean(text), quote=True)


def token(text: str) -> str:
    """An id as an XML and CSS name without white space; different ids stay different."""
    return re.sub(r"[^A-Za-z0-9-]", lambda m: f"_{ord(m[0]):x}_", text) or "_"


@lru_cache(maxsize=8192)
def address(href: str | None) -> str | None:
    """A relative, http or https address, escaped; None for any other."""
    if href is None:
        return None
    href = clean(href)
    scheme = _SCHEME.match(href)
    return None if scheme and scheme[1].lower() not in {"http", "https"} else escape(href, quote=True)


def language(tag: str | None) -> str | None:
    """The language tag if it looks like one."""
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


@lru_cache(maxsize=8192)
def width(text: str, bold: bool = False) -> float:
    """How wide a text gets, in font sizes; rather too much than too little."""
    total = sum(_WIDTHS.get(c, 0) or _unlisted(c) for c in text)
    return total * (_BOLD if bold else 1) / 1000


def _unlisted(char: str) -> int:
    if char.isascii():
        return _OTHER
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    wide = unicodedata.east_asian_width(char) in "WF" or unicodedata.category(char) in {"So", "Sk"}
    return _WIDE if wide else 730 if char.isupper() else _OTHER


@lru_cache(maxsize=8192)
def shortened(text: str, limit: float) -> str:
    """The text, cut at the end with an ellipsis where it would get wider than `limit` font sizes."""
    # Marks that take no width must not make a label of any length.
    head = text[: int(limit * 6)]
    if head == text and width(text) <= limit:
        return text
    kept, room = 0, limit - width("…")
    for char in head:
        room -= width(char)
        if room < 0:
            break
        kept += 1
    return head[:kept].rstrip(" \u200c\u200d-") + "…"
