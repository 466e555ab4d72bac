"""Everything in one file: records with what follows from them, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from atlas.exports.edition import AUTHOR, CREDIT, LICENCE, LICENCE_URL, TITLE, WORDS, Edition
from atlas.exports.facts import compact, facts, lines
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
        "url": edition.url(""),
        "creator": AUTHOR,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "credit": CREDIT,
        "counts": edition.rel.counts,
        "vocabularies": {id: _terms(known) for id, known in edition.kb.vocabularies.items()},
    }
    parts = [compact(key) + b":" + compact(value) for key, value in head.items()]
    parts += [compact(name) + b":" + lines(rows) for name, rows in _records(edition).items()]
    return b"{" + b",\n".join(parts) + b"}\n"


def _terms(vocabulary: Vocabulary) -> dict[str, Any]:
    return {"title": vocabulary.title, "terms": [_term(term) for term in vocabulary]}


def _term(term: Term) -> dict[str, Any]:
    known = {field.name: getattr(term, field.name) for field in fields(term)}
    return {key: dict(value) if key == "mappings" else value for key, value in known.items() if value}


def _records(edition: Edition) -> dict[str, Iterator[dict[str, Any]]]:
    kb = edition.kb
    return {
        "practices": (_practice(edition, id) for id in kb.practices),
        "cities": (_city(edition, id) for id in kb.cities),
        "networks": (facts(network) | _where(edition, "network", id) for id, network in kb.networks.items()),
        "transfers": (_transfer(edition, transfer) for transfer in edition.rel.transfers),
        "events": (facts(event) | _where(edition, "event", id) for id, event in kb.events.items()),
    }


def _where(edition: Edition, kind: RecordKind, id: str) -> dict[str, Any]:
    """Where a record is shown and kept, and its story as Markdown."""
    found: dict[str, Any] = {"page": edition.page(kind, id), "file": edition.kb.file(kind, id)}
    story = edition.kb.body(kind, id).text.strip()
    return found | {"story": story} if story else found


def _practice(edition: Edition, id: str) -> dict[str, Any]:
    practice = edition.kb.practices[id]
    evidence = edition.rel.evidence(practice)
    derived = {
        "countries": list(dict.fromkeys(edition.rel.countries(practice))),
        "evidence": {"level": evidence.level, "reason": evidence.reason},
    }
    return facts(practice) | derived | _where(edition, "practice", id)


def _city(edition: Edition, id: str) -> dict[str, Any]:
    city = edition.kb.cities[id]
    size = size_of(city)
    derived = {"size": {"band": size.band, "inhabitants": size.inhabitants}} if size else {}
    return facts(city) | derived | _where(edition, "city", id)


def _transfer(edition: Edition, transfer: Transfer) -> dict[str, Any]:
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
        return derived | {"page": edition.transfer_page(transfer)}
    return derived | facts(transfer.record) | _where(edition, "transfer", transfer.record.id)
