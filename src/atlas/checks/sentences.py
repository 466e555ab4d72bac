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
# Stories are compared as bytes: tens of megabytes of them take a third of the time that text takes.
_BLOCK = re.compile(rb"\n[ \t]*(?:\n|[-*+] |[>#|]|\d+[.)] )")
_ADDRESS = re.compile(rb"\]\([^)\s]{0,500}\)")
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_PLAIN = bytes.maketrans(b"!?\n" + _CAPITALS, b".. " + _CAPITALS.lower())
_MARKS = b"*_[]"
_SHORTEST = 2 * _FEWEST_WORDS


def sentences(text: str) -> list[bytes]:
    """The sentences of a Markdown text that are long enough to be compared, in UTF-8, without marks, links,
    line ends and ASCII capitals.
    """
    content = text.encode()
    if b"](" in content:
        content = _ADDRESS.sub(b"", content)
    content = _BLOCK.sub(b". ", content).translate(_PLAIN, _MARKS)
    return [sentence.strip(b" .") for sentence in content.split(b". ") if len(sentence) >= _SHORTEST]


def counts(sentence: bytes) -> bool:
    """Whether a sentence that stands twice is one too many: with eight words or more, no table row, no footnote."""
    return len(sentence.split()) >= _FEWEST_WORDS and b" | " not in sentence and not sentence.startswith(b"^")


def _told(document: Document) -> Iterator[tuple[FieldPath, str]]:
    """The facts of a record that are told in sentences, but for words and names."""
    for field in _TELLING:
        if field in document.data:
            for path, text in strings(document.data[field], (field,)):
                if len(text) >= _SHORTEST:
                    yield path, text


@rule("C570", Level.WARNING, "Sentence that stands elsewhere too")
def repeated(kb: KnowledgeBase) -> Iterator[Finding]:
    """A sentence of eight words or more stands in one place only: not in two records, not in two parts of one,
    and not in the facts and in the story. Readers notice copies; editors correct one and forget the other. It is
    told in the later record. Say it once and link to it, or say what is different here.
    """
    first: dict[bytes, tuple[RecordKind, str]] = {}
    for key, document in kb.documents.items():
        story = kb.body(*key).text
        told = list(_told(document))
        for sentence in sentences("\n\n".join([*(text for _, text in told), story])):
            known = len(first)
            other = first.setdefault(sentence, key)
            if len(first) == known and counts(sentence):
                words = sentence.decode()
                where = "in this record twice" if other == key else f"in {file_of(*other)} too"
                hint = "Say it in one place, or say what is different here."
                path = next((path for path, text in told if sentence in sentences(text)), ())
                in_story = not path or sentence in sentences(story)
                at = _place(kb.body(*key), words) if in_story else None
                yield Finding(*key, path, f"This sentence stands {where}: {quote(words)}.", hint, at=at)


def _place(body: Body, sentence: str) -> tuple[int, int]:
    """Where a sentence last begins in a story, by its first words; links and marks may stand between them."""
    gap = r"[\W_]{0,9}(?:\]\([^)\s]{0,500}\))?[\W_]{1,9}"
    pattern = gap.join(re.escape(word) for word in sentence.split()[:6])
    places = [found.start() for found in re.finditer(pattern, body.text, re.IGNORECASE)]
    return place_in(body, places[-1]) if places else (body.first_line, 1)
