"""Faults: how they are declared and how they print."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import atlas.cli  # noqa: F401  # declares every code there is
from atlas.issues import CODES, FORMATS, Issue, Level, as_github, as_json, as_text, declare, quote, visible

ISSUE = Issue("cities/a.yml", 3, 7, "R401", Level.ERROR, "There is no city.", "Did you mean “b”?")


def test_a_code_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare("R401", Level.ERROR, "Again", "Again")


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_every_code_has_a_title_and_a_rule_in_words(code: object) -> None:
    declared = CODES[str(getattr(code, "code"))]  # noqa: B009
    assert declared.title[0].isupper() and not declared.title.endswith(".")
    assert declared.explanation.endswith(".") and len(declared.explanation.split()) >= 6
    assert "  " not in declared.explanation


def test_text_is_one_line_a_fault_in_the_form_that_editors_jump_to() -> None:
    warning = Issue("cities/a.yml", 1, 1, "C542", Level.WARNING, "No address.")
    assert as_text([ISSUE, warning]) == (
        "cities/a.yml:3:7 R401 There is no city. Did you mean “b”?\ncities/a.yml:1:1 C542 warning: No address.\n"
    )


def test_json_has_all_parts() -> None:
    assert json.loads(as_json([ISSUE])) == [
        {
            "file": "cities/a.yml",
            "line": 3,
            "column": 7,
            "code": "R401",
            "level": "error",
            "message": "There is no city.",
            "hint": "Did you mean “b”?",
        }
    ]


def test_github_annotations_are_escaped() -> None:
    issue = Issue("cities/a,b:c.yml", 3, 7, "C541", Level.NOTE, "100 % of\n::error::", "")
    assert as_github([issue]) == (
        "::notice file=cities/a%2Cb%3Ac.yml,line=3,col=7,title=C541::100 %25 of\\u000a::error::\n"
    )


@pytest.mark.parametrize("form", FORMATS)
@given(text=st.text(st.characters(), max_size=40))
def test_nothing_in_a_fault_breaks_the_output(form: str, text: str) -> None:
    """Whatever a file's name or a value holds: one line a fault, and UTF-8 can write it."""
    printed = FORMATS[form]([Issue(text, 1, 1, "R401", Level.ERROR, text, text)])
    printed.encode("utf-8")
    assert len(printed.splitlines()) == (1 if form != "json" else 11)


def test_faults_are_told_in_the_order_of_files_and_lines() -> None:
    others = [
        Issue("b", 1, 1, "X", Level.ERROR, ""),
        Issue("a", 2, 1, "X", Level.ERROR, ""),
        Issue("a", 1, 9, "X", Level.ERROR, ""),
    ]
    assert [(i.file, i.line) for i in sorted(others, key=lambda i: i.sort_key)] == [("a", 1), ("a", 2), ("b", 1)]


def test_what_a_terminal_would_obey_is_written_out() -> None:
    assert visible("a\x1b[31m\u202eb\ud800") == "a\\u001b[31m\\u202eb\\ud800"
    assert quote("x" * 90) == "“" + "x" * 80 + "…”"
