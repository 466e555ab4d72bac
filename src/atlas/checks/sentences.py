"""Nothing is said twice: a sentence stands in one record, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from atlas.checks.rule import Finding, file_of, rule
from atlas.checks.texts import place_in, strings
from atlas.documents import Document, FieldPath
from atlas.issues import Level, quote
from atlas.model import Body, KnowledgeBase, RecordKind

_FEWEST_WORDS = 8
# The facts that are told in sentences. Titles of sources, names, notes on a figure repeat for good reasons.
_TELLING = (
    "tagline",
    "difficulties",
    "preconditions",
    "components",
    "strategic_lines",
    "challenges",
    "areas",
    "objective",
    "aims",
    "topic",
    "points",
)
_BLOCK = re.compile(r"\n[ \t]*(?:\n|[-*+] |[>#|]|\d+[.)] )")
_ADDRESS = re.compile(r"\]\([^)\s]*\)")


def sentences(text: str) -> list[str]:
    """The sentences of at least eight words in a Markdown text, without marks, links and capitals, so that they
    compare. Table rows and footnotes are left out: they repeat by their nature.
    """
    if "](" in text:
        text = _ADDRESS.sub("", text)
    text = _BLOCK.sub(". ", text).replace("[", "").replace("*", "").replace("_", "").lower()
    text = " ".join(text.split()).replace("! ", ". ").replace("? ", ". ")
    return [
        sentence.rstrip(".!?")
        for sentence in text.split(". ")
        if sentence.count(" ") >= _FEWEST_WORDS - 1 and " | " not in sentence and not sentence.startswith("^")
    ]


def _told(document: Document) -> Iterator[tuple[FieldPath, str]]:
    """The facts of a record that are told in sentences."""
    for field in _TELLING:
        if field in document.data:
            yield from strings(document.data[field], (field,))


@rule("C570", Level.WARNING, "Sentence that stands elsewhere too")
def repeated(kb: KnowledgeBase) -> Iterator[Finding]:
    """A sentence of eight words or more stands in one place only: not in two records, not in two parts of one,
    and not in the facts and in the story. Readers notice copies; editors correct one and forget the other. It is
    told in the later record. Say it once and link to it, or say what is different here.
    """
    first: dict[str, tuple[RecordKind, str]] = {}
    for key, document in kb.documents.items():
        body = kb.bodies.get(key, _NO_STORY)
        texts: list[tuple[FieldPath, str]] = [*_told(document), ((), body.text)]
        for path, text in texts:
            for sentence in sentences(text):
                known = len(first)
                other = first.setdefault(sentence, key)
                if len(first) == known:
                    yield _finding(key, other, path, sentence, body)


_NO_STORY = Body()


def _finding(
    key: tuple[RecordKind, str], other: tuple[RecordKind, str], path: FieldPath, sentence: str, body: Body
) -> Finding:
    where = "in this record twice" if other == key else f"in {file_of(*other)} too"
    hint = "Say it in one place, or say what is different here."
    at = None if path else _place(body, sentence)
    return Finding(*key, path, f"This sentence stands {where}: {quote(sentence)}.", hint, at=at)


def _place(body: Body, sentence: str) -> tuple[int, int]:
    """Where a sentence last begins in a story, by its first words; links and marks may stand between them."""
    gap = r"[\W_]*(?:\]\([^)\s]*\))?[\W_]+"
    pattern = gap.join(re.escape(word) for word in sentence.split()[:6])
    places = [found.start() for found in re.finditer(pattern, body.text, re.IGNORECASE)]
    return place_in(body, places[-1]) if places else (body.first_line, 1)
