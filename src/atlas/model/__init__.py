"""The records and the knowledge base: frozen types, no reading, no writing.

Folders, file endings and models of the kinds of records stand in `KINDS`; everything that lists kinds uses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from atlas.documents import Document
from atlas.model.body import Body
from atlas.model.city import City
from atlas.model.common import Conflict, Figure, Period, Population, Record, Result, Source
from atlas.model.event import Event
from atlas.model.network import Network, Partner
from atlas.model.practice import Practice, Relation
from atlas.model.transfer import ComponentFate, TransferRecord
from atlas.model.values import PartialDate, RecordKind
from atlas.vocabulary import Term, Vocabulary


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its folder, the ending of its files, its model, whether a story follows the facts."""

    name: RecordKind
    folder: str
    suffix: Literal[".md", ".yml"]
    model: type[Record]

    @property
    def has_body(self) -> bool:
        """Markdown files have a story after the facts."""
        return self.suffix == ".md"


KINDS: dict[RecordKind, Kind] = {
    kind.name: kind
    for kind in (
        Kind("practice", "practices", ".md", Practice),
        Kind("city", "cities", ".yml", City),
        Kind("network", "networks", ".yml", Network),
        Kind("transfer", "transfers", ".md", TransferRecord),
        Kind("event", "events", ".yml", Event),
    )
}


def file_of(kind: RecordKind, id: str) -> str:
    """The file that a record has, or would have, relative to the root."""
    return f"{KINDS[kind].folder}/{id}{KINDS[kind].suffix}"


@dataclass(frozen=True, slots=True)
class Exemption:
    """An accepted warning: an entry of exceptions.yml."""

    code: str
    record: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Remnant:
    """What can be used of a record some of whose fields have faults: enough for some rules, never for a page.

    Fields and list entries with a fault are not in `record`, nor in `document`; required fields are then as good as
    empty. `lost` are the names of the record's own fields that are missing or not whole, `file` is all that stands
    in the file.
    """

    record: Record
    document: Document
    body: Body | None
    file: Document
    lost: frozenset[str]


@dataclass(frozen=True)
class KnowledgeBase:
    """All records that could be read, and what is known of their files. Nothing in it changes once it is made.

    `documents` has the values and positions of every record's file, by (kind, id); `bodies` the stories of those
    that have one; `changed` the date of the last commit of each file, where git knows it; `today` the day that
    counts as today. `unread` are records whose files exist but could not be read, `remnants` what is left of those that
    can be used in part.
    """

    practices: Mapping[str, Practice]
    cities: Mapping[str, City]
    networks: Mapping[str, Network]
    transfers: Mapping[str, TransferRecord]
    events: Mapping[str, Event]
    vocabularies: Mapping[str, Vocabulary]
    documents: Mapping[tuple[RecordKind, str], Document]
    bodies: Mapping[tuple[RecordKind, str], Body]
    exemptions: tuple[Exemption, ...]
    changed: Mapping[str, PartialDate]
    today: PartialDate
    unread: frozenset[tuple[RecordKind, str]] = frozenset()
    remnants: Mapping[tuple[RecordKind, str], Remnant] = field(default_factory=dict)

    @property
    def themes(self) -> Vocabulary:
        """The vocabulary of themes."""
        return self.vocabularies["themes"]

    def of_kind(self, kind: RecordKind) -> Mapping[str, Record]:
        """The records of a kind, by id."""
        by_kind: dict[RecordKind, Mapping[str, Record]] = {
            "practice": self.practices,
            "city": self.cities,
            "network": self.networks,
            "transfer": self.transfers,
            "event": self.events,
        }
        return by_kind[kind]

    def __iter__(self) -> Iterator[tuple[RecordKind, Record]]:
        """Every record with its kind, in the order of KINDS and ids."""
        for kind in KINDS:
            for record in self.of_kind(kind).values():
                yield kind, record

    def file(self, kind: RecordKind, id: str) -> str:
        """The record's file, relative to the root."""
        return self.documents[kind, id].file

    def body(self, kind: RecordKind, id: str) -> Body:
        """The record's story; an empty one where it has none."""
        return self.bodies.get((kind, id), _NO_BODY)

    def label(self, vocabulary: str, term: str) -> str:
        """The words that readers see for a term."""
        return self.vocabularies[vocabulary].label(term)


_NO_BODY = Body()

__all__ = [
    "KINDS",
    "Body",
    "City",
    "ComponentFate",
    "Conflict",
    "Document",
    "Event",
    "Exemption",
    "Figure",
    "Kind",
    "KnowledgeBase",
    "Network",
    "PartialDate",
    "Partner",
    "Period",
    "Population",
    "Practice",
    "Record",
    "RecordKind",
    "Relation",
    "Remnant",
    "Result",
    "Source",
    "Term",
    "TransferRecord",
    "Vocabulary",
    "file_of",
]
