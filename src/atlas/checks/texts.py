"""What no text of a record may hold: HTML and scripts, e-mail addresses, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pydantic.fields import FieldInfo

from atlas.checks.rule import Bench, Finding, rule
from atlas.documents import FieldPath
from atlas.issues import Level, quote
from atlas.loader.fields import field_at, holds_text
from atlas.model import KINDS, Body, RecordKind
from atlas.model.values import says_nothing


def strings(value: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """Every text in a record's values, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from strings(inner, (*path, number))


def _suspects(kb: Bench, maybe: Callable[[bytes], bool]) -> Iterator[tuple[RecordKind, str, FieldPath, str]]:
    """The texts of every record whose facts, asked as a whole file, may hold what is looked for. That spares most
    of the walk. A backslash may hide anything in a "quoted" text.
    """
    for kind, id, document, facts in kb.facts:
        if maybe(facts) or b"\\" in facts:
            for path, text in strings(document.data):
                yield kind, id, path, text


def _suspect_stories(kb: Bench, maybe: Callable[[bytes], bool]) -> Iterator[tuple[RecordKind, str, Body, str]]:
    """The stories that, asked as bytes, may hold what is looked for, and their text."""
    for kind, id, body, story in kb.stories:
        if maybe(story):
            yield kind, id, body, body.text


def place_in(body: Body, text: str, index: int) -> tuple[int, int]:
    """Line and column, in the file, of a place in a story whose text is at hand."""
    return body.first_line + text.count("\n", 0, index), index - text.rfind("\n", 0, index)


# A tag (bare, or with at least one attribute and its =), a comment, a declaration; or the start of a tag that does
# harm, closed or not. Not "a < b", "<5 km" or "x <y and z> w". No part can match in two ways: the patterns here
# meet hostile text and must stay linear.
TAG = re.compile(
    r"</?[a-z][\w:-]*(?:\s[^<>=]*=[^<>]*|\s*/?)>|<[!?][^<>]*>|<!--|"
    r"</?(?:script|style|iframe|object|embed|svg|math|img|form|base|meta|link)\b",
    re.IGNORECASE,
)
SCRIPT = re.compile(r"\b(?:java|vb|live)script\s*:|\bdata:(?:[a-z]+/[a-z0-9.+-]+)?[;,]", re.IGNORECASE)


def _maybe_code(facts: bytes) -> bool:
    return b"<" in facts or b"data:" in facts or b"script" in facts


@rule("C560", Level.ERROR, "HTML or script in a fact", partly=True)
def html(kb: Bench) -> Iterator[Finding]:
    """Facts are plain text: no HTML tags or comments, no `javascript:` or `data:` addresses. They would be shown
    as they stand and never be obeyed; refusing them keeps the data clean for everybody who uses it.
    """
    for kind, id, path, text in _suspects(kb, _maybe_code):
        found = TAG.search(text) or SCRIPT.search(text)
        if found:
            words = f"HTML or script stands in this text: {quote(found[0])}."
            yield Finding(kind, id, path, words, "Write plain words; for “smaller than”, put a space after <.")


# The limits are those of RFC 5321: 64 characters before the @, 63 in each part of the domain.
EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@| ?[\[(](?:at|@)[\])] ?)((?:[\w-]{1,63}(?:\.| ?[\[(](?:dot|\.)[\])] ?)){1,9}[a-z]{2,63})\b",
    re.IGNORECASE,
)


def _maybe_email(text: bytes) -> bool:
    return b"@" in text or b"(at)" in text or b"[at]" in text


@rule("C561", Level.ERROR, "E-mail address", partly=True, words="own")
def emails(kb: Bench) -> Iterator[Finding]:
    """No e-mail addresses stand in a record, neither of persons nor of offices: they are collected for spam, and
    they go out of date. A contact is an organisation and a role; readers find the address on its website.
    """
    hint = "Delete it; name the organisation and the role, and give its website."
    for kind, id, path, text in _suspects(kb, _maybe_email):
        found = EMAIL.search(text)
        if found:
            yield Finding(kind, id, path, f"An e-mail address stands here (…@{found[1]}).", hint)
    for kind, id, body, text in _suspect_stories(kb, _maybe_email):
        for found in EMAIL.finditer(text):
            words = f"An e-mail address stands here (…@{found[1]})."
            yield Finding(kind, id, (), words, hint, at=place_in(body, text, found.start()))


# Three ways of writing a telephone number that no figure, year, ISBN or coordinate is written in: with + and a
# country code (9 to 15 digits in all; ITU-T E.164 allows 15), with a leading 0 in groups (9 to 11 digits, and no
# date), or behind a word for telephone. A sign and single spaces may stand between digits.
_JOIN = r"(?:[ \u00a0\n]?[().\-/][ \u00a0\n]?|[ \u00a0\n])?"
_INTERNATIONAL = re.compile(rf"\+(?<![\w.,=/]\+)(?:{_JOIN}\d){{9,15}}(?!\d)")
_ZERO = r"0(?<![\w.,:/-]0)(?<!\d[ \u00a0]0)"
_NATIONAL = re.compile(
    rf"{_ZERO}(?!\d{{1,2}}[ ./-]\d{{1,2}}[ ./-]\d{{2,4}}\b)(?:0[1-9](?:{_JOIN}\d){{7,13}}|"
    rf"\d{{1,4}}\)?[ \u00a0./-]\(?\d{{2,4}}(?:{_JOIN}\d){{4,7}})(?!\d)"
)
_NAMED = re.compile(
    rf"\b(?:tel|tele(?:fon|phon)[eo]?|phone|fax)\b[ .:]*(?!(?:1[89]|20)\d\d\b)\(?\d(?:{_JOIN}\d){{5,14}}(?!\d)",
    re.IGNORECASE,
)
_GROUP = re.compile(rb"0(?<![\w.,:/-]0)(?:0[1-9]|\d{1,4}[)\s./\xc2-])")
_TELEPHONE = re.compile(rb"tel(?:[.:\s]|e?fon)")


def phone(text: str, content: bytes) -> re.Match[str] | None:
    """The first telephone number in a text, or None; the address of a page holds none.

    `content` is the text in UTF-8; most texts are told apart by it, which is quicker.
    """
    if text.startswith(("https://", "http://")):
        return None
    found = _INTERNATIONAL.search(text) or _NATIONAL.search(text)
    return found or (_NAMED.search(text) if _names_telephone(content.lower()) else None)


def _names_telephone(small: bytes) -> bool:
    return b"phone" in small or b"fax" in small or _TELEPHONE.search(small) is not None


def _maybe_phone(facts: bytes) -> bool:
    return b"+" in facts or _GROUP.search(facts) is not None or _names_telephone(facts)


@rule("C562", Level.ERROR, "Telephone number", partly=True, words="own")
def phones(kb: Bench) -> Iterator[Finding]:
    """No telephone numbers stand in a record, neither of persons nor of offices. A contact is an organisation and
    a role; readers find the number on its website.
    """
    hint = "Delete it; if it is a figure, write it without + and without a leading 0, or in words: 3.2 million."
    for kind, id, path, text in _suspects(kb, _maybe_phone):
        found = phone(text, text.encode())
        if found:
            yield Finding(kind, id, path, f"A telephone number stands here ({_start(found)}).", hint)
    for kind, id, body, text in _suspect_stories(kb, lambda story: _maybe_phone(story.lower())):
        found = phone(text, body.content)
        if found:
            words = f"A telephone number stands here ({_start(found)})."
            yield Finding(kind, id, (), words, hint, at=place_in(body, text, found.start()))


def _start(found: re.Match[str]) -> str:
    """Enough of a number to find it: the log of a check is no place for it either."""
    return f"{found[0][:6]}…"


# What may be such a text, among facts in small letters; years and statuses that are unknown are many, and right.
_NOTHING = re.compile(
    rb"(?:\[|[:,-][ \n])[\s\"']*(?:tb[acdn]\b|to be [acd]|to ?do\b|n\.? ?[/.]|not (?:appl|avai|known|rec)|xxx|"
    rb"unknown(?<!year: unknown)(?<!value: unknown)(?<!value\": \"unknown)|(?:[-?._/~*=]|\xe2\x80.)+[\"']?\s*[,\]}\n])"
)


@rule("C563", Level.ERROR, "Text that says nothing", partly=True)
def placeholders(kb: Bench) -> Iterator[Finding]:
    """No text only holds a place, such as TBC, n/a, unknown, - or ?. A field whose value is not known is left out:
    the page then says “not recorded”, and the stewards see what is missing.
    """
    for kind, id, path, text in _suspects(kb, lambda facts: _NOTHING.search(facts) is not None):
        if says_nothing(text):
            info = field_at(KINDS[kind].model, path)
            if info and holds_text(info):
                yield Finding(kind, id, path, f"{quote(text)} says nothing to readers.", _instead(info, path))


def _instead(info: FieldInfo, path: FieldPath) -> str:
    if isinstance(path[-1], int):
        return "Delete the entry."
    leave_out = "Leave the field out: the page then says “not recorded”."
    return "Write it; this field is needed." if info.is_required() else leave_out
