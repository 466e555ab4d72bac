"""The tables: one row a practice, city, network, partner, transfer, component, result, event and source, as CSV.

RFC 4180 in UTF-8. Columns are the fields of the models, under their names, with what follows from the records
beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from atlas.countries import COUNTRIES
from atlas.exports.edition import Edition
from atlas.exports.flat import IDS, TEXTS, Column, Flat, Row, cell
from atlas.model import (
    KINDS,
    City,
    ComponentFate,
    Event,
    Network,
    Partner,
    Population,
    Practice,
    Result,
    Source,
    TransferRecord,
)
from atlas.model.values import RecordKind
from atlas.relations import LEAD, Transfer, size_of


@dataclass(frozen=True, slots=True)
class Derived:
    """A column that is no field of the row's record."""

    name: str
    words: str
    get: Callable[[Edition, Any], Any]
    between: str = IDS


class Fields:
    """The columns of a model, and which part of an item they are read from."""

    def __init__(
        self,
        model: type[BaseModel],
        prefix: str = "",
        of: Callable[[Any], BaseModel | None] = lambda item: item,
        without: Collection[str] = (),
    ) -> None:
        """`of` gives the part to read, or None for blank cells."""
        self.flat, self.of = Flat(model, prefix, without), of


class Table:
    """A table: the name of its file, what a row is, and its columns."""

    def __init__(
        self, name: str, holds: str, items: Callable[[Edition], Sequence[Any]], *parts: Derived | Fields
    ) -> None:
        """`items` gives what the rows are made from, one a row."""
        self.name, self.holds, self.items, self._parts = name, holds, items, parts

    @property
    def columns(self) -> list[Column]:
        """Its columns, in order."""
        found: list[Column] = []
        for part in self._parts:
            found += part.flat.columns if isinstance(part, Fields) else [Column(part.name, part.words)]
        return found

    def rows(self, edition: Edition) -> Iterator[Row]:
        """Its rows, without the head."""
        for item in self.items(edition):
            row: Row = []
            for part in self._parts:
                if isinstance(part, Fields):
                    part.flat.write(part.of(item), row)
                else:
                    row.append(cell(part.get(edition, item), part.between))
            yield row

    def content(self, edition: Edition) -> bytes:
        """The file."""
        return as_csv([column.name for column in self.columns], self.rows(edition))


def as_csv(head: Row, rows: Iterable[Row]) -> bytes:
    """A file as RFC 4180 has it: CRLF after each row."""
    return "".join(f"{','.join(row)}\r\n" for row in (head, *rows)).encode()


def dictionary() -> list[Row]:
    """Every column of every table: table, column, what it holds."""
    return [[f"{table.name}.csv", column.name, cell(column.words)] for table in TABLES for column in table.columns]


def _page(kind: RecordKind) -> Derived:
    return Derived("page", "Address of its page", lambda edition, record: edition.page(kind, record.id))


def _population(city: City) -> Population | None:
    """The figure that the city's size band rests on."""
    size = size_of(city)
    rests = (
        figure for figure in city.population if size and (figure.value, figure.area) == (size.inhabitants, size.area)
    )
    return next(rests, None)


def _band(city: City) -> str:
    size = size_of(city)
    return size.band if size else ""


def _places(edition: Edition) -> list[tuple[str, Partner]]:
    """(network, place in it): the lead, which stands in a field of its own, as a partner with that role."""
    found = []
    for network in edition.kb.networks.values():
        if network.lead:
            found.append((network.id, Partner(city=network.lead, role=LEAD, named=network.lead_named)))
        found += [(network.id, partner) for partner in network.partners]
    return found


def _fates(edition: Edition) -> list[tuple[Transfer, ComponentFate]]:
    told = [transfer for transfer in edition.rel.transfers if transfer.record]
    return [(transfer, fate) for transfer in told for fate in (transfer.record.components if transfer.record else ())]


def _component_title(edition: Edition, transfer: Transfer, fate: ComponentFate) -> str:
    known = edition.kb.practices[transfer.practice].components
    return fate.title or next((component.title for component in known if component.id == fate.id), "")


def _components(transfer: Transfer) -> list[str]:
    """`id=fate`; of an added component, which has no id, the title without the signs that separate."""
    fates = transfer.record.components if transfer.record else ()
    return [f"{fate.id or (fate.title or '').replace(';', ',').replace('=', ':')}={fate.fate}" for fate in fates]


_KIND = Derived("record_kind", f"Kind of the record: {', '.join(KINDS)}", lambda edition, row: row[0])
_RECORD = Derived("record", "Id of the record", lambda edition, row: row[1])

TABLES: tuple[Table, ...] = (
    Table(
        "practices",
        "Practices, with countries, evidence and adopters",
        lambda edition: list(edition.kb.practices.values()),
        Fields(Practice),
        Derived(
            "labels",
            "Labels and awards, with the year where it is known",
            lambda edition, practice: [
                f"{label.name} ({label.year})" if label.year else label.name for label in practice.labels
            ],
            TEXTS,
        ),
        Derived(
            "components",
            "Its parts, where a source names them",
            lambda edition, practice: [component.title for component in practice.components],
            TEXTS,
        ),
        Derived(
            "countries",
            "Country codes of its cities",
            lambda edition, practice: list(dict.fromkeys(edition.rel.countries(practice))),
        ),
        Derived(
            "evidence_level",
            "Evidence that it works, 0 to 5, computed from what is recorded",
            lambda edition, practice: edition.evidence(practice).level,
        ),
        Derived("evidence_reason", "Why that level", lambda edition, practice: edition.evidence(practice).reason),
        Derived(
            "adopters",
            "Ids of the cities that took it up",
            lambda edition, practice: [t.adopter for t in edition.rel.by_practice.get(practice.id, ())],
        ),
        _page("practice"),
    ),
    Table(
        "cities",
        "Cities and areas, with points, inhabitants and size",
        lambda edition: list(edition.kb.cities.values()),
        Fields(City),
        Derived("country_name", "English name of the country", lambda edition, city: COUNTRIES[city.country].name),
        Derived("size_band", "Size band, by the figure in the columns after this", lambda edition, city: _band(city)),
        Fields(Population, "population_", _population),
        Derived(
            "practices",
            "Ids of the practices that come from it",
            lambda edition, city: [practice.id for practice in edition.rel.by_city.get(city.id, ())],
        ),
        Derived(
            "taken_up",
            "Ids of the practices that it took up",
            lambda edition, city: [transfer.practice for transfer in edition.rel.by_adopter.get(city.id, ())],
        ),
        _page("city"),
    ),
    Table(
        "networks",
        "Networks and programmes",
        lambda edition: list(edition.kb.networks.values()),
        Fields(Network),
        _page("network"),
    ),
    Table(
        "partners",
        "Places in networks, one a row, leads included",
        _places,
        Derived("network", "Id of the network", lambda edition, row: row[0]),
        Fields(Partner, of=lambda row: row[1]),
    ),
    Table(
        "transfers",
        "Transfers: which practice went to which city",
        lambda edition: edition.rel.transfers,
        Derived("id", "Its id: that of the practice, two hyphens, that of the adopter", lambda edition, t: t.id),
        Derived("practice", "Id of the practice", lambda edition, t: t.practice),
        Derived("origin", "Id of the city that the practice comes from", lambda edition, t: edition.origin(t)),
        Derived("adopter", "Id of the city that takes it up", lambda edition, t: t.adopter),
        Derived("networks", "Ids of the networks through which it came", lambda edition, t: t.networks),
        Derived("stage", "How far it has come; `partner` where nothing else is known", lambda edition, t: t.stage),
        Derived("told", "Whether a component, an outcome or a result is recorded", lambda edition, t: t.told),
        Derived("components", "What became of each component: id=fate", lambda edition, t: _components(t)),
        Fields(
            TransferRecord,
            of=lambda transfer: transfer.record,
            without=("id", "practice", "adopter", "network", "stage", "components"),
        ),
        Derived("page", "Address of its page or row", lambda edition, t: edition.transfer_page(t)),
    ),
    Table(
        "components",
        "What became of components of a practice in an adopting city",
        _fates,
        Derived("transfer", "Id of the transfer", lambda edition, row: row[0].id),
        Derived("practice", "Id of the practice", lambda edition, row: row[0].practice),
        Derived("adopter", "Id of the city that takes it up", lambda edition, row: row[0].adopter),
        Derived("component", "Id of the component; blank for one that was added", lambda edition, row: row[1].id),
        Derived("title", "Name of the component", lambda edition, row: _component_title(edition, *row)),
        Fields(ComponentFate, of=lambda row: row[1], without=("id", "title")),
    ),
    Table(
        "results",
        "Results of practices and of transfers",
        lambda edition: edition.results,
        _KIND,
        _RECORD,
        Fields(Result, of=lambda row: row[2]),
    ),
    Table(
        "events",
        "Events, those without a full date too",
        lambda edition: list(edition.kb.events.values()),
        Fields(Event),
        _page("event"),
    ),
    Table(
        "sources",
        "Sources that records cite",
        lambda edition: edition.sources,
        _KIND,
        _RECORD,
        Fields(Source, of=lambda row: row[2]),
    ),
)
