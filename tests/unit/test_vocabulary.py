"""Closed lists and near matches."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.vocabulary import Term, Vocabulary, allowed_words, fold, nearest, suggestion


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Łódź", "lodz"),
        ("Düsseldorf", "dusseldorf"),
        ("Århus", "arhus"),
        ("Ærø", "aero"),
        ("Şişli", "sisli"),
        ("ẞ", "ss"),
    ],
)
def test_fold(typed: str, plain: str) -> None:
    assert fold(typed) == plain


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("prestn", "preston"),
        ("Łodz", "lodz"),
        ("PRESTON", "preston"),
        ("graz", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_nearest(word: str, near: str | None) -> None:
    assert nearest(word, ["preston", "lodz"]) == near


def test_spaces_and_hyphens_between_words_are_the_same() -> None:
    kinds = ["good-practice", "innovative-action", "adapted-practice", "strategy", "guidance"]
    assert nearest("best practice", kinds) == "good-practice"
    assert nearest("innovative_Action", kinds) == "innovative-action"
    assert nearest("the-problem", ["The solution", "The problem"]) == "The problem"


def test_nearest_is_quick_for_a_hostile_word() -> None:
    begin = time.process_time()
    nearest("ab" * 100_000, [f"city-{n}" for n in range(2000)])
    assert time.process_time() - begin < 1


def test_allowed_words_are_cut() -> None:
    assert allowed_words(["a", "b"]) == "a, b"
    assert allowed_words([str(n) for n in range(20)], limit=3) == "0, 1, 2 and 17 more"


def test_a_suggestion_names_the_nearest_first() -> None:
    assert suggestion("kep", ["kept", "dropped"]) == "Did you mean “kept”? Allowed: kept, dropped."
    assert suggestion("xyz", ["kept", "dropped"], what="Fates") == "Fates: kept, dropped."


def test_a_vocabulary_keeps_its_order() -> None:
    terms = {id: Term(id, id.upper(), "…") for id in ("b", "a")}
    vocabulary = Vocabulary("letters", "Letters", terms)
    assert [term.id for term in vocabulary] == ["b", "a"]
    assert "a" in vocabulary and "c" not in vocabulary
    assert vocabulary["a"].label == vocabulary.label("a") == "A"
    with pytest.raises(KeyError):
        vocabulary.label("c")
