"""What names another record, a source, an area or a component must find it."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.checks.nearby import Nearby
from atlas.checks.rule import Bench, Finding, rule
from atlas.issues import Level, quote
from atlas.model import KINDS, RecordKind, file_of
from atlas.model.references import references, written_references
from atlas.prose import locate
from atlas.vocabulary import suggestion


def _words(nearby: Nearby, kind: RecordKind, id: str) -> tuple[str, str]:
    """Message and hint for an id that no record has."""
    current = nearby.renamed(kind, id)
    if current:
        return f"The {kind} {quote(id)} is now called {quote(current)}.", f"Write {current}."
    meant = nearby.meant(kind, id)
    hint = f"Did you mean “{meant}”? " if meant else ""
    return f"There is no {kind} {quote(id)}.", f"{hint}A new {kind} needs a file: {file_of(kind, id)}."


@rule("R401", Level.ERROR, "No such record", partly=True)
def known_records(kb: Bench) -> Iterator[Finding]:
    """A field that names a city, a practice or a network holds the id of a record: the name of its file without
    the ending. If the record is new, add its file in the same proposal. If a record was renamed, use its new id.
    """
    for kind, record in kb:
        rest = kb.remnants.get((kind, record.id))
        for path, wanted, id in written_references(type(record), rest.file.data) if rest else references(record):
            if not _known(kb, wanted, id):
                at = rest.file.place(path) if rest else None
                yield Finding(kind, record.id, path, *_words(kb.nearby, wanted, id), at=at)


@rule("R402", Level.ERROR, "Link to no record", partly=True)
def known_links(kb: Bench) -> Iterator[Finding]:
    """A link in a story that leads to a record's file, such as ../cities/preston.yml, finds that file."""
    for (kind, id), body in kb.bodies.items():
        lost = [number for number, to in enumerate(body.mentions) if not _known(kb, to.kind, to.id)]
        places = locate(body, KINDS[kind].folder) if lost else ()
        for number in lost:
            to = body.mentions[number]
            yield Finding(kind, id, (), *_words(kb.nearby, to.kind, to.id), at=places[number])


def _known(kb: Bench, kind: RecordKind, id: str) -> bool:
    return id in kb.of_kind(kind) or (kind, id) in kb.unread


@rule("R403", Level.ERROR, "No such source", partly=True)
def known_sources(kb: Bench) -> Iterator[Finding]:
    """`source:` holds the id of one of the record's own sources, or a list of such ids. A source that another
    record cites is listed again in this one, so that each record can be read by itself.
    """
    for kind, record, path, part in kb.cited:
        for number, id in enumerate(part.source if kb.whole(kind, record.id, "sources") else ()):
            if not any(source.id == id for source in record.sources):
                own = sorted(source.id for source in record.sources)
                hint = suggestion(id, own, what="Its sources") if own else "List it under `sources`."
                words = f"This record has no source {quote(id)}."
                yield Finding(kind, record.id, (*path, "source", number), words, hint)


@rule("R404", Level.ERROR, "No such area", partly=True)
def known_areas(kb: Bench) -> Iterator[Finding]:
    """The `area` of a strategy's relation is the id of one of its own areas."""
    for practice in kb.practices.values():
        areas = [area.id for area in practice.areas]
        for number, relation in enumerate(practice.relations if kb.whole("practice", practice.id, "areas") else ()):
            if relation.area not in areas:
                hint = suggestion(relation.area, areas, what="Its areas") if areas else "List it under `areas`."
                words = f"This strategy has no area {quote(relation.area)}."
                yield Finding("practice", practice.id, ("relations", number, "area"), words, hint)


@rule("R405", Level.ERROR, "No such component")
def known_components(kb: Bench) -> Iterator[Finding]:
    """A transfer says what became of each component by the id that the component has in the practice's own
    file. What the city added by itself has a title instead, and the fate `added`.
    """
    for transfer in kb.transfers.values():
        practice = kb.practices.get(transfer.practice)
        known = [component.id for component in practice.components] if practice else []
        for number, component in enumerate(transfer.components if practice else ()):
            if component.id and component.id not in known:
                words = f"The practice {quote(transfer.practice)} has no component {quote(component.id)}."
                none = f"It names none yet: add it to {file_of('practice', transfer.practice)}."
                hint = suggestion(component.id, known, what="Its components") if known else none
                yield Finding("transfer", transfer.id, ("components", number, "id"), words, hint)
