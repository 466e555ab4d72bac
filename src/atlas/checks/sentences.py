"""Nothing is said twice: a sentence stands in one record, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from atlas.checks.rule import Bench, Finding, file_of, rule
from atlas.checks.texts import place_in
from atlas.documents import Document, FieldPath
from atlas.issues import Level, quote
from atlas.model import Body, RecordKind

_FEWEST_WORDS = 8
# The facts that are told in sentences, and in which of their own fields. Titles of sources, names, notes on a figure
# repeat for good reasons.
_TELLING = {
    "tagline": "",
    "difficulties": "",
    "preconditions": "what",
    "components": "text",
    "strategic_lines": "text",
    "challenges": "text",
    "areas": "text",
    "objective": "",
    "aims": "",
    "topic": "",
    "points": "",
}
_BLOCK = re.compile(rb"\n[ \t]*(?:\n|[-*+] |[>#|]|\d+[.)] )")
_ADDRESS = re.compile(rb"\]\([^)\s]{0,500}\)")
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_PLAIN = bytes.maketrans(b"!?\n" + _CAPITALS, b".. " + _CAPITALS.lower())
_MARKS = b"*_[]"
_SHORTEST = 4 * _FEWEST_WORDS


def sentences(content: bytes) -> list[bytes]:
    """The sentences of a Markdown text, in UTF-8, that are long enough to be compared; without marks, links, line
    ends and ASCII capitals.
    """
    if b"](" in content:
        content = _ADDRESS.sub(b"", content)
    content = _BLOCK.sub(b". ", b"\n" + content).translate(_PLAIN, _MARKS)
    return [sentence.strip(b" .") for sentence in content.split(b". ") if len(sentence) >= _SHORTEST]


def counts(sentence: bytes) -> bool:
    """Whether a sentence that stands twice is one too many: with eight words or more, no table row, no footnote."""
    return len(sentence.split()) >= _FEWEST_WORDS and b" | " not in sentence and not sentence.startswith(b"^")


def _told(document: Document) -> Iterator[tuple[FieldPath, bytes]]:
    """The facts of a record that are told in sentences, but for words and names."""
    for field in _TELLING.keys() & document.data.keys():
        value, inner = document.data[field], _TELLING[field]
        entries = [((field,), value)] if isinstance(value, str) else [((field, n), v) for n, v in enumerate(value)]
        for path, entry in entries:
            text: str = entry.get(inner, "") if isinstance(entry, dict) else entry
            if len(text) >= _SHORTEST:
                yield (*path, *filter(None, [inner])), text.encode()


@rule("C570", Level.WARNING, "Sentence that stands elsewhere too")
def repeated(kb: Bench) -> Iterator[Finding]:
    """A sentence of eight words or more stands in one place only: not in two records, not in two parts of one,
    and not in the facts and in the story. Readers notice copies; editors correct one and forget the other. It is
    told in the later record. Say it once and link to it, or say what is different here.
    """
    first: dict[bytes, _Key] = {}
    stories = {(kind, id): (body, content) for kind, id, body, content in kb.stories}
    for key, document in kb.documents.items():
        body, story = stories.get(key, (Body(), b""))
        told = sorted(_told(document))
        again: dict[bytes, _Key] = {}
        for sentence in sentences(b"\n\n".join([*(text for _, text in told), story])):
            known = len(first)
            other = first.setdefault(sentence, key)
            if len(first) == known and counts(sentence):
                again.setdefault(sentence, other)
        if again:
            yield from _findings(key, again, told, body)


_Key = tuple[RecordKind, str]


def _findings(
    key: _Key, again: dict[bytes, _Key], told: list[tuple[FieldPath, bytes]], body: Body
) -> Iterator[Finding]:
    """A finding for each sentence of a record that stood before, in the order of the record."""
    paths = {sentence: path for path, text in told for sentence in sentences(text)}
    story = frozenset(sentences(body.text.encode()))
    index = 0
    for sentence, other in again.items():
        twice = other == key
        words = f"This sentence stands {'in this record twice' if twice else f'in {file_of(*other)} too'}"
        path, at = paths.get(sentence, ()), None
        if sentence in story:
            index = _index(body.text, sentence.decode(), index, second=twice and not path)
            at = place_in(body, index)
        hint = "Say it in one place, or say what is different here."
        yield Finding(*key, path, f"{words}: {quote(sentence.decode())}.", hint, at=at)


def _index(text: str, sentence: str, start: int, *, second: bool) -> int:
    """Where a sentence begins in a story, by its first words; links and marks may stand between them.

    Sentences are looked for in their order, each behind the one before, so that many take no longer than one.
    """
    gap = r"[\W_]{0,9}(?:\]\([^)\s]{0,500}\))?[\W_]{1,9}"
    pattern = re.compile(gap.join(re.escape(word) for word in sentence.split()[:6]), re.IGNORECASE)
    found = pattern.search(text, start) or pattern.search(text)
    if found and second:
        found = pattern.search(text, found.end()) or found
    return found.start() if found else 0
