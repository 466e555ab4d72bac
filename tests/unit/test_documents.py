"""The reader of files: whatever the bytes are, it gives values with their places, or one located refusal."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atlas.documents import Document, Refused, check_name, parse, read_bytes, suggested_id
from atlas.documents.events import REFUSED_CHARACTERS, maybe_refused

HOSTILE = {
    "alias bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b, *b]\nd: *c\n",
    "nested brackets": b"a: " + b"[" * 100_000,
    "nested braces": b"{a: " * 50_000,
    "nested lists": b"".join(b" " * n + b"-\n" for n in range(500)),
    "nested keys": b"? " * 60_000,
    "open bracket at the end": b"a: [",
    "open quote at the end": b"a: '",
    "tab at the end": b"a:\n\t",
    "only a fence": b"---",
    "NUL": b"a: b\x00c\n",
    "UTF-16": "name: Malmö\n".encode("utf-16"),
    "UTF-32": "name: Malmö\n".encode("utf-32"),
    "Latin-1": "name: Malmö\n".encode("latin-1"),
    "half a character": b"name: Malm\xc3",
    "surrogate": b"name: \xed\xa0\x80\n",
    "escaped NUL": b'name: "a\\0b"\n',
    "escaped direction": b'name: "a\\u202eb"\n',
    "escaped key": b'"a\\u202eb": c\n',
    "escape of half a character": b'name: "\\ud800"\n',
    "tag": b"a: !!python/object/apply:os.system [id]\n",
    "tag of the whole": b"!x {a: b}\n",
    "directive": b"%YAML 1.1\n---\na: b\n",
    "merge": b"a: &a {b: c}\nd: {<<: *a}\n",
    "binary": bytes(range(256)),
    "only quotes": b"'" * 5000,
    "only colons": b":" * 100_000,
    "only bangs": b"!" * 1000,
    "only stars": b"*" * 1000,
    "open fence": b"---\n" * 3,
    "no document": b"",
    "comment only": b"# nothing\n",
    "scalar": b"text\n",
    "list": b"- a\n",
    "two documents": b"a: b\n---\nc: d\n",
    "end of document": b"a: b\n...\nc: d\n",
    "empty key": b": a\n",
    "list as key": b"? [a]\n: b\n",
    "twice": b"a: 1\na: 2\n",
    "twice by escape": b'a: 1\n"\\x61": 2\n',
}


def read(content: bytes, *, front_matter: bool) -> Document | Refused:
    try:
        return parse("practices/x.md", content, front_matter=front_matter)
    except Refused as refused:
        return refused


def within(content: bytes, line: int, column: int) -> bool:
    """Whether a place is in the file, or just behind its last character."""
    lines = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


@given(content=st.binary(max_size=400), front_matter=st.booleans())
@example(content=b"\xef\xbb\xbf---\r\na: b\r\n---\r\nx", front_matter=True)
def test_any_bytes_give_a_document_or_a_refusal(content: bytes, front_matter: bool) -> None:
    outcome = read(content, front_matter=front_matter)
    if isinstance(outcome, Refused):
        assert within(content, outcome.line, outcome.column)


YAML_PIECES = st.lists(
    st.sampled_from(
        [
            *"-:?,[]{}#&*!|>'\"%@`\\ \n\t\r",
            "\n  ",
            "---\n",
            "a",
            "b: c",
            "- ",
            "\\0",
            "\\u202e",
            "é",
            "e\u0301",
            "<<: ",
            "~",
        ]
    ),
    max_size=40,
).map("".join)


@given(text=YAML_PIECES, front_matter=st.booleans())
def test_any_mixture_of_signs_gives_a_document_or_a_refusal(text: str, front_matter: bool) -> None:
    content = text.encode()
    outcome = read(b"---\n" * front_matter + content, front_matter=front_matter)
    if isinstance(outcome, Refused):
        assert within(b"---\n" * front_matter + content, outcome.line, outcome.column)


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("front_matter", [False, True])
def test_hostile_files_are_refused_quickly(content: bytes, front_matter: bool) -> None:
    begin = time.process_time()
    wrapped = b"---\n" + content.replace(b"---", b"-- -") + b"\n---\n" if front_matter else content
    outcome = read(wrapped, front_matter=front_matter)
    assert isinstance(outcome, Refused)
    assert within(wrapped, outcome.line, outcome.column)
    assert time.process_time() - begin < 2


def test_plain_text_stays_text() -> None:
    content = b"a: NO\nb: 1977\nc: 010\nd: 12:30:00\ne: true\nf: 2013-05-04\ng:\nh: ''\ni: ~\n"
    assert parse("x", content, front_matter=False).data == {
        "a": "NO", "b": "1977", "c": "010", "d": "12:30:00", "e": "true", "f": "2013-05-04", "h": "", "i": "~"
    }  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_change_nothing(end: str, mark: str) -> None:
    text = "---\na: b\nc: [d]\n---\n\nThe story.\n"
    document = parse("x", (mark + text.replace("\n", end)).encode(), front_matter=True)
    assert document.data == {"a": "b", "c": ["d"]}
    assert document.body == "\nThe story.\n"
    assert document.body_line == 5
    assert document.place(("c", 0)) == (3, 5)


def test_a_wrong_byte_behind_a_byte_order_mark_is_at_its_place() -> None:
    outcome = read(b"\xef\xbb\xbfa: b\nc: \xf6\n", front_matter=False)
    assert isinstance(outcome, Refused)
    assert (outcome.line, outcome.column, outcome.message) == (2, 4, "The byte 0xf6 is no UTF-8 text.")


def test_text_is_composed_also_where_it_is_escaped() -> None:
    document = parse("x", 'a: e\u0301\nb: "e\\u0301"\n'.encode(), front_matter=False)
    assert document.data == {"a": "é", "b": "é"}


NAMES = st.text("abcxyz", min_size=1, max_size=4)
VALUES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


def paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for name, part in inner for found in paths(part, (*path, name)))]


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_every_value_is_at_its_place(data: dict[str, object]) -> None:
    """JSON is YAML: what was written comes back, and its place is where it stands."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    try:
        document = parse("x", text.encode(), front_matter=False)
    except Refused as refused:
        assert refused.code.code == "D105"  # a character that the reader does not let through
        return
    lines = text.split("\n")
    for path in paths(document.data):
        line, column = document.place(path)
        assert lines[line - 1][column - 1] in '"[{'


def test_the_place_of_what_is_not_there_is_the_nearest_name_above() -> None:
    document = parse("x", b"a: b\nresults:\n  - what: x\n    value: 3\npopulation: {value: 4}\n", front_matter=False)
    assert document.place(("results", 0, "value")) == (4, 12)
    assert document.place(("results", 0, "value"), key=True) == (4, 5)
    assert document.place(("results", 0, "unit")) == (3, 5)
    assert document.place(("results", 7, "value")) == (2, 1)
    assert document.place(("gone",)) == (1, 1)
    assert document.place(("population", 0, "value")) == (5, 21)


def test_a_place_at_the_very_end_is_in_the_file() -> None:
    assert parse("x", b"a: b\nc:\n  -", front_matter=False).place(("c", 0)) == (3, 4)


@pytest.mark.parametrize("name", ["preston.yml", "a--b.yml", "9.yml", "a" * 120 + ".yml"])
def test_good_names(name: str) -> None:
    assert check_name(name, ".yml") == name[:-4]


BAD_NAMES = [
    "", ".yml", "..yml", "Preston.yml", "preston.yaml", "preston.yml.yml", "a b.yml", "a_b.yml", "-a.yml", "a-.yml",
    "a---b.yml", "..%2f.yml", "..%2fetc.yml", "..\\a.yml", "a\n.yml", "a.yml\n", "łódź.yml", "a" * 121 + ".yml",
    "a" * 9999, "con\u202e.yml", os.fsdecode(b"\xff\xfe.yml"), "preston.md",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_names(name: str) -> None:
    with pytest.raises(Refused) as caught:
        check_name(name, ".yml")
    caught.value.message.encode()


@given(st.text(st.characters(), max_size=60))
def test_a_suggested_id_is_a_good_name(name: str) -> None:
    assert check_name(suggested_id(name) + ".yml", ".yml") == suggested_id(name)


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        read_bytes(path)
    return caught.value.code.code


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "lost").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    for name in ("link", "lost", "loop", "folder", "fifo", "missing"):
        assert refusal(tmp_path / name) == "D101", name


def test_large_files_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "line").write_bytes(b"a: " + b"x" * 5_000_000)
    assert refusal(tmp_path / "line") == "D103"
    (tmp_path / "most").write_bytes(b"x" * 200_000)
    assert len(read_bytes(tmp_path / "most")) == 200_000


def test_the_quick_look_misses_no_refused_character() -> None:
    characters = [chr(number) for number in range(0x11000) if not 0xD800 <= number <= 0xDFFF]
    refused = {one for one in characters if REFUSED_CHARACTERS.search(one)}
    assert len(refused) == 29 + 1 + 32 + 7 + 4 + 3
    assert {one for one in characters if maybe_refused(f"é{one}€".encode())} == refused
