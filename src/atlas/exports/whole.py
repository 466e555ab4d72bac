"""Everything in one file: records with what follows from them, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from atlas.exports.edition import AUTHOR, CREDIT, LICENCE, LICENCE_URL, TITLE, WORDS, Edition
from atlas.exports.facts import array, compact, facts, joined
from atlas.model import City, Practice
from atlas.model.values import RecordKind
from atlas.relations import Transfer, size_of
from atlas.vocabulary import Term, Vocabulary

SCHEMA_VERSION = "1.0"
"""Of the file's shape. The second number grows with what is added, the first with what readers must change for."""


def count(edition: Edition) -> int:
    """The records in the file, derived transfers included."""
    kb = edition.kb
    return sum(map(len, (kb.practices, kb.cities, kb.networks, kb.events, edition.rel.transfers)))


def content(edition: Edition) -> bytes:
    """The file: a head, the closed lists, then one record a line."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "title": TITLE,
        "description": WORDS,
        "generated_for": edition.kb.today.iso,
        **({"url": edition.url("")} if edition.absolute else {}),
        "creator": AUTHOR,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "credit": CREDIT,
        "counts": edition.rel.counts,
        "vocabularies": {id: _terms(known) for id, known in edition.kb.vocabularies.items()},
    }
    pieces = [b"{"]
    for key, value in head.items():
        pieces += [compact(key), b":", compact(value), b",\n"]
    for name, rows in _records(edition).items():
        pieces += [compact(name), b":", *array(rows), b",\n"]
    return b"".join([*pieces[:-1], b"}\n"])


def retold(edition: Edition, before: bytes, records: Iterable[tuple[RecordKind, str]]) -> bytes:
    """The file, from what it was before nothing but words of these records' stories changed."""
    for kind, id in records:
        # Within a text, quotation marks have a backslash before them: this stands nowhere else.
        file = b'"file":' + compact(edition.kb.file(kind, id))
        start = before.index(file) + len(file)
        end = before.rindex(b"}", start, before.index(b"\n", start))
        story = compact(_story(edition, kind, id))[1:-1]
        before = before[:start] + (b"," + story if story else b"") + before[end:]
    return before


def _terms(vocabulary: Vocabulary) -> dict[str, Any]:
    return {"title": vocabulary.title, "terms": [_term(term) for term in vocabulary]}


def _term(term: Term) -> dict[str, Any]:
    known = {field.name: getattr(term, field.name) for field in fields(term)}
    return {key: dict(value) if key == "mappings" else value for key, value in known.items() if value}


def _records(edition: Edition) -> dict[str, Iterator[bytes]]:
    kb = edition.kb
    return {
        "practices": (_practice(edition, practice) for practice in kb.practices.values()),
        "cities": (_city(edition, city) for city in kb.cities.values()),
        "networks": (
            joined(facts(network), _shown(edition, "network", network.id)) for network in kb.networks.values()
        ),
        "transfers": (_transfer(edition, transfer) for transfer in edition.rel.transfers),
        "events": (joined(facts(event), _shown(edition, "event", event.id)) for event in kb.events.values()),
    }


def _shown(edition: Edition, kind: RecordKind, id: str, **more: Any) -> bytes:
    """What follows from the records, where this one is shown and kept, and its story as Markdown."""
    more |= {"page": edition.page(kind, id), "file": edition.kb.file(kind, id)}
    return compact(more | _story(edition, kind, id))


def _story(edition: Edition, kind: RecordKind, id: str) -> dict[str, str]:
    """The last member of a record's row, which it may lack."""
    story = edition.kb.body(kind, id).text.strip()
    return {"story": story} if story else {}


def _practice(edition: Edition, practice: Practice) -> bytes:
    evidence = edition.evidence(practice)
    shown = _shown(
        edition,
        "practice",
        practice.id,
        countries=list(dict.fromkeys(edition.rel.countries(practice))),
        evidence={"level": evidence.level, "reason": evidence.reason},
    )
    return joined(facts(practice), shown)


def _city(edition: Edition, city: City) -> bytes:
    size = size_of(city)
    more = {"size": {"band": size.band, "inhabitants": size.inhabitants}} if size else {}
    return joined(facts(city), _shown(edition, "city", city.id, **more))


def _transfer(edition: Edition, transfer: Transfer) -> bytes:
    """What follows from networks and files stands first; a transfer without a file has nothing else."""
    derived = {
        "id": transfer.id,
        "practice": transfer.practice,
        "origin": edition.origin(transfer),
        "adopter": transfer.adopter,
        "networks": list(transfer.networks),
        "stage": transfer.stage,
        "told": transfer.told,
    }
    if transfer.record is None:
        return compact(derived | {"page": edition.transfer_page(transfer)})
    told = facts(transfer.record, without=derived)
    return joined(compact(derived), told, _shown(edition, "transfer", transfer.record.id))
