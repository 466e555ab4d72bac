"""Nothing is said twice: a sentence stands in one record, in one place."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from zlib import crc32

from atlas.checks.rule import Bench, Finding, rule
from atlas.checks.texts import place_in
from atlas.documents import Document, FieldPath
from atlas.issues import Level, quote
from atlas.model import Body, RecordKind, file_of

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


@rule("C570", Level.WARNING, "Sentence that stands elsewhere too", partly=True, words="all")
def repeated(kb: Bench) -> Iterator[Finding]:
    """A sentence of eight words or more stands in one place only: not in two records, not in two parts of one,
    and not in the facts and in the story. Readers notice copies; editors correct one and forget the other. It is
    told in the record that was added later. Say it once and link to it, or say what is different here.
    """
    first: dict[bytes, _Key] = {}
    stories = {(kind, id): (body, content) for kind, id, body, content in kb.stories}
    for key in sorted(kb.documents, key=lambda key: kb.age(key[0], kb.of_kind(key[0])[key[1]])):
        document = kb.documents[key]
        body, story = stories.get(key, (Body(), b""))
        told = sorted(_told(document))
        found = sentences(_joined(told, story))
        own = dict.fromkeys(found, key)
        again: dict[bytes, _Key] = {}
        if len(own) == len(found):
            # Nearly always: nothing stands in this record twice, and mostly nothing in another.
            known = first.keys() & own.keys()
            again = {one: first[one] for one in found if one in known and counts(one)} if known else {}
            for sentence in known:
                del own[sentence]
            first |= own
        else:
            for sentence in found:
                before = len(first)
                other = first.setdefault(sentence, key)
                if len(first) == before and counts(sentence):
                    again.setdefault(sentence, other)
        if again:
            yield from _findings(key, again, told, body)


def _joined(told: list[tuple[FieldPath, bytes]], story: bytes) -> bytes:
    return b"\n\n".join([*(text for _, text in told), story])


def marks(document: Document, body: Body | None) -> bytes:
    """What tells the sentences that are compared in a record from others: the CRC-32 of each, four bytes each.

    Different sentences rarely have the same one, the same sentence always has.
    """
    found = sentences(_joined(sorted(_told(document)), body.content if body else b""))
    return array("I", map(crc32, found)).tobytes()


def apart(some: Iterable[bytes], others: Iterable[bytes]) -> bool:
    """True where no sentence of some records stands twice among them, nor in any other, by the `marks` of all."""
    those = memoryview(b"".join(some)).cast("I")
    return len(single := set(those)) == len(those) and single.isdisjoint(memoryview(b"".join(others)).cast("I"))


_Key = tuple[RecordKind, str]


def _findings(
    key: _Key, again: dict[bytes, _Key], told: list[tuple[FieldPath, bytes]], body: Body
) -> Iterator[Finding]:
    """A finding for each sentence of a record that stood before, in the order of the record."""
    paths = {sentence: path for path, text in told for sentence in sentences(text)}
    told_twice = frozenset(sentences(body.content)) if paths.keys() & again.keys() else frozenset()
    text = body.text
    flat = text.lower().replace("\n", " ")
    for sentence, other in again.items():
        twice = other == key
        words = f"This sentence stands {'in this record twice' if twice else f'in {file_of(*other)} too'}"
        path, at = paths.get(sentence, ()), None
        if not path or sentence in told_twice:
            at = place_in(body, text, _index(flat, sentence.decode(), second=twice and not path))
        hint = "Say it in one place, or say what is different here."
        yield Finding(*key, path, f"{words}: {quote(sentence.decode())}.", hint, at=at)


def _index(flat: str, sentence: str, *, second: bool) -> int:
    """Where a sentence begins in a story, by its first words: the second time it stands there, or the first."""
    start = " ".join(sentence.split(" ", 6)[:6]).lower()
    first = flat.find(start)
    # Marks or a link among the first words: then word by word, which takes a hundred times as long.
    if first < 0:
        return _Words(flat).index(sentence, second=second)
    return max(first, flat.find(start, first + 1)) if second else first


class _Words:
    """The words of a story and where each begins; addresses of links are no words."""

    def __init__(self, text: str) -> None:
        """`text` is in small letters."""
        blank = _LINK.sub(lambda found: " " * len(found[0]), text)
        found = list(_WORD.finditer(blank))
        self._starts = [word.start() for word in found]
        self._line = " " + "".join(f"{word[0]} " for word in found)
        self._places = list(accumulate((len(word[0]) + 1 for word in found), initial=0))

    def index(self, sentence: str, *, second: bool) -> int:
        """Where a sentence begins, by its first six words: the second time it stands there, or the first."""
        wanted = f" {' '.join(_WORD.findall(sentence.lower())[:6])} "
        first = self._line.find(wanted)
        again = self._line.find(wanted, first + 1) if second else -1
        place = again if again >= 0 else first
        return self._starts[bisect_left(self._places, place)] if place >= 0 else 0


_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"\]\([^)\s]{0,500}\)")
