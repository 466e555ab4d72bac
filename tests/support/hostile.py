"""Records whose every text field holds the same words, made without any check: what may never become markup.

Run as a program, it builds a site with MkDocs and our hooks from such records: `python -m support.hostile TARGET`.
"""

from __future__ import annotations

import re
import sys
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from atlas import paths
from atlas.countries import COUNTRIES
from atlas.documents import Document
from atlas.issues import CODES, Issue
from atlas.model import KINDS, Exemption, KnowledgeBase, Record
from atlas.model.body import PRACTICE_HEADINGS, TRANSFER_HEADINGS, Body
from atlas.model.values import PartialDate, RecordKind, Ref, TermOf
from atlas.prose import parse
from atlas.vocabulary import Term, Vocabulary
from support import bases

Speak = Callable[[str], str]
"""From the name of a field to the words that stand in it."""

# The two records of each kind: enough for lists, links in both directions and a chain.
IDS: dict[str, tuple[str, str]] = {
    "practice": ("p1", "p2"),
    "city": ("c1", "c2"),
    "network": ("n1", "n2"),
    "transfer": ("p1--c2", "p2--c1"),
    "event": ("e1", "e2"),
}
LANGUAGE = "en"
URL = "https://example.org/a?b=1&c='2'"
# A story in which the words stand wherever text can stand.
STORY = """{words}

- {words}

> {words}

### {words}

[{words}](https://example.org/)

| a | b |
| - | - |
| {words} | x |
"""
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")


class _Filler:
    """Fills one record: every field, lists with one entry, references to the records of IDS."""

    def __init__(self, kind: RecordKind, number: int, speak: Speak, vocabularies: dict[str, Vocabulary]) -> None:
        self.kind, self.number, self.speak, self.vocabularies = kind, number, speak, vocabularies

    def record(self, model: type[Record]) -> Record:
        values = self._values(model, self.kind)
        values["id"] = IDS[self.kind][self.number]
        return model.model_construct(**values)

    def _values(self, model: type[BaseModel], path: str) -> dict[str, Any]:
        return {
            name: self._value(info.annotation, tuple(info.metadata), f"{path}.{name}", info)
            for name, info in model.model_fields.items()
        }

    def _value(self, annotation: Any, metadata: tuple[Any, ...], path: str, info: FieldInfo | None = None) -> Any:
        if hasattr(annotation, "__metadata__"):
            return self._value(annotation.__origin__, (*metadata, *annotation.__metadata__), path)
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin in (UnionType, typing.Union):
            wanted = [part for part in arguments if part is not NoneType]
            return self._value(wanted[0], metadata, path)
        if origin is tuple:
            return (self._value(arguments[0], (), path),)
        if origin is dict:
            return {"key": self._value(arguments[1], (), path)}
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return annotation.model_construct(**self._values(annotation, path))
        return self._plain(annotation, metadata, path)

    def _plain(self, annotation: Any, metadata: tuple[Any, ...], path: str) -> Any:
        for mark in metadata:
            if isinstance(mark, Ref):
                return IDS[mark.kind][self.number if mark.kind != self.kind else 1 - self.number]
            if isinstance(mark, TermOf):
                return next(iter(self.vocabularies[mark.vocabulary].terms))
        if annotation is PartialDate:
            return PartialDate(2013, 5, 4)
        if annotation is bool:
            return path.rsplit(".", 1)[-1] not in ("none", "online")
        if annotation in (int, float) or int in typing.get_args(annotation):
            return 7
        return self._text(metadata, path)

    def _text(self, metadata: tuple[Any, ...], path: str) -> str:
        patterns = [m.pattern for m in metadata if isinstance(m, StringConstraints) and m.pattern]
        patterns += [m.pattern for m in metadata if isinstance(getattr(m, "pattern", None), str)]
        form = next((pattern for pattern in patterns if pattern != r"^[^\n]*$"), None)
        if path.endswith(".country"):
            return next(iter(COUNTRIES))
        return self.speak(path) if form is None else _formed(form, path)


def _formed(form: str, path: str) -> str:
    """A text of the form that a field asks for: these fields can't hold other words."""
    if form.startswith("^https?"):
        return URL
    if form.startswith("^images/"):
        return "images/a.png"
    if form.startswith("^Q"):
        return "Q1"
    if form.startswith("^[A-Z]"):
        return "XX1"
    if form.startswith("^([01]"):
        return "16:30"
    return LANGUAGE if path.endswith(("language", "languages")) else "x"


def vocabularies(speak: Speak) -> dict[str, Vocabulary]:
    """The project's lists, every label, definition, introduction and mapping replaced; the ids stay."""
    made = {}
    for id, known in bases.real().kb.vocabularies.items():
        terms = {
            term.id: Term(
                term.id,
                speak(f"{id}.label"),
                speak(f"{id}.definition"),
                term.broader,
                {"scheme": (speak(f"{id}.mappings"),)},
                speak(f"{id}.introduction"),
            )
            for term in known
        }
        made[id] = Vocabulary(id, speak(f"{id}.title"), terms)
    return made


def knowledge_base(speak: Speak) -> KnowledgeBase:
    """Two records of each kind, all fields filled, and lists, stories and exceptions to go with them."""
    lists = vocabularies(speak)
    records: dict[str, dict[str, Any]] = {}
    for kind, known in KINDS.items():
        made = [_Filler(kind, number, speak, lists).record(known.model) for number in (0, 1)]
        records[known.folder] = {record.id: _settled(kind, record) for record in made}
    files = {
        (kind, id): Document(f"{known.folder}/{id}{known.suffix}", {}, "", 1)
        for kind, known in KINDS.items()
        for id in records[known.folder]
    }
    bodies = {key: _story(key[0], speak(f"{key[0]}.story")) for key in files if KINDS[key[0]].has_body}
    exemptions = (Exemption("C570", "practices/p1", speak("exceptions.reason"), 1),)
    return KnowledgeBase(
        **records,
        vocabularies=lists,
        documents=files,
        bodies=bodies,
        exemptions=exemptions,
        changed={},
        today=PartialDate(2026, 1, 2),
    )


def _settled(kind: RecordKind, record: Any) -> Record:
    """What a record needs to make sense with the others: circles opened, an added component beside a kept one."""
    changes: dict[str, Any] = {}
    if kind == "practice":
        changes = {
            "adapted_from": "p1" if record.id == "p2" else None,
            "cities": ("c1",) if record.id == "p1" else ("c2",),
        }
        changes["components"] = tuple(c.model_copy(update={"id": "x"}) for c in record.components)
    elif kind == "city":
        changes = {"within": (), "members": (), "location": record.location if record.id == "c1" else None}
        changes["seat"] = "c1" if record.id == "c2" else None
    elif kind == "network":
        partner = record.partners[0]
        changes["partners"] = tuple(
            partner.model_copy(update={"role": role, "left": left, "city": "c2" if record.id == "n1" else "c1"})
            for role, left in (("adopter", None), ("member", partner.left))
        )
        changes |= {"practice": "p1" if record.id == "n1" else None, "part_of": "n2" if record.id == "n1" else None}
    elif kind == "transfer":
        fate = record.components[0]
        kept = fate.model_copy(update={"id": "x", "title": None, "fate": "kept"})
        added = fate.model_copy(update={"id": None, "fate": "added"})
        changes = {"practice": record.id[:2], "adopter": record.id[-2:], "components": (kept, added)}
    elif kind == "event" and record.id == "e2":
        changes = {"date": None, "end": None, "online": True}
    return record.model_copy(update=changes)


def _story(kind: RecordKind, words: str) -> Body:
    """The words are escaped as Markdown wants it: text is text, and what Markdown makes of marks is another matter."""
    headings = PRACTICE_HEADINGS if kind == "practice" else TRANSFER_HEADINGS
    words = _MARKS.sub(r"\\\1", words)
    text = "\n".join(f"## {heading}\n\n{STORY.format(words=words)}" for heading in headings)
    body, _ = parse(
        f"{kind}.md", text + f"\n[^1]\n\n[^1]: {words}\n", 1, KINDS[kind].folder, headings, strategy=True, summary=False
    )
    return body


def issues(speak: Speak) -> tuple[Issue, ...]:
    """A fault of every code; file, message and hint hold the words."""
    return tuple(
        Issue(speak("issue.file"), 1, 1, code.code, code.level, speak("issue.message"), speak("issue.hint"))
        for code in CODES.values()
    )


def used_fields(model: type[BaseModel], path: str) -> Iterator[str]:
    """The names under which `speak` was asked for the texts of a model."""
    asked: list[str] = []

    def note(name: str) -> str:
        asked.append(name)
        return "x"

    kind = next(kind for kind, known in KINDS.items() if known.model is model)
    _Filler(kind, 0, note, vocabularies(lambda name: "x")).record(KINDS[kind].model)
    yield from dict.fromkeys(name for name in asked if name.startswith(path))


WORDS = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'&amp;{{ 7*7 }}{% raw %}${7*7} \u202e\u200f--> ]]>"


def main(target: str) -> None:
    """Build a site from hostile records into `target`, with the settings and hooks of the project."""
    from mkdocs.__main__ import cli

    import atlas.base

    kb = knowledge_base(lambda name: f"{WORDS} {name}")
    atlas.base.Reader.load = lambda reader: (kb, [])  # type: ignore[method-assign]
    atlas.base.findings = lambda kb: [[issue._replace(level="note") for issue in issues(lambda name: WORDS)]]  # type: ignore
    atlas.base.apply_exemptions = lambda kb, found: found  # type: ignore[assignment]
    folder = Path(target).parent / "base"
    bases.write(folder, {"images/a.png": "x"})
    for name in ("hooks", "overrides", "docs", "mkdocs.yml"):
        (folder / name).symlink_to(bases.ROOT / name)
    cli(["build", "-f", str(folder / "mkdocs.yml"), "-d", target])


if __name__ == "__main__":
    assert paths.HOME == ""
    main(sys.argv[1])
