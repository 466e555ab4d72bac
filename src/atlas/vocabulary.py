"""Closed lists of terms, and the nearest match for a word that is in none."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its id as written in records, its label and its definition as shown to readers.

    `broader` is the id of the wider term (SKOS), `mappings` the labels that other schemes use for it.
    """

    id: str
    label: str
    definition: str
    broader: str | None = None
    mappings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    introduction: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """A closed list, in the order that its file gives."""

    id: str
    title: str
    terms: Mapping[str, Term]

    def __contains__(self, term: object) -> bool:
        return term in self.terms

    def __getitem__(self, term: str) -> Term:
        return self.terms[term]

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())

    def label(self, term: str) -> str:
        """The label of a term; raises KeyError where there is none (the model lets none through)."""
        return self.terms[term].label


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Text without accents and capitals, for comparing what people type."""
    if text.isascii():
        return text.lower()
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.translate(_LETTERS).casefold()


# Letters that Unicode does not decompose; as readers without that key on their keyboard type them.
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ı": "i", "ħ": "h", "Ħ": "H",
     "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th"}
)  # fmt: skip


def nearest(word: str, allowed: Collection[str]) -> str | None:
    """The allowed word closest to `word`, or None where none is close (difflib's ratio of 0.6 or more).

    A space, a hyphen and an underscore between words are the same.
    """
    folded: dict[str, str] = {}
    for candidate in allowed:
        folded.setdefault(fold(candidate).translate(_SPACED), candidate)
    match = difflib.get_close_matches(fold(word[:200]).translate(_SPACED), folded, n=1, cutoff=0.6)
    return folded[match[0]] if match else None


_SPACED = str.maketrans("-_", "  ")


def allowed_words(allowed: Collection[str], limit: int = 12) -> str:
    """The allowed words for a message, cut after `limit`."""
    words = list(allowed)
    shown = ", ".join(words[:limit])
    return shown if len(words) <= limit else f"{shown} and {len(words) - limit} more"


def suggestion(word: str, allowed: Collection[str], *, what: str = "Allowed") -> str:
    """A hint: the nearest match first, then what is allowed."""
    near = nearest(word, allowed)
    listed = f"{what}: {allowed_words(sorted(allowed) if len(allowed) > 12 else allowed)}."
    return f"Did you mean “{near}”? {listed}" if near else listed
