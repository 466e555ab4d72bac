"""No two records are the same thing, and nothing has two names or one name twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from atlas.checks.rule import Bench, Finding, rule
from atlas.issues import Level, quote
from atlas.model import KINDS, City, Record, RecordKind, TransferRecord, file_of

_R = TypeVar("_R", bound=Record)


@rule("C501", Level.ERROR, "Alias that is taken", partly=True)
def aliases(kb: Bench) -> Iterator[Finding]:
    """An alias is an earlier id of a record, and its old address leads to the record still. So it can be neither
    the id nor an alias of another record of the same kind, nor the record's own id.
    """
    for kind in KINDS:
        records = kb.of_kind(kind)
        owners: dict[str, str] = {}
        for record in records.values():
            for number, alias in enumerate(record.aliases):
                owner = alias if alias in records else owners.setdefault(alias, record.id)
                again = alias in record.aliases[:number]
                if owner == record.id and alias != record.id and not again:
                    continue
                taken = "is this record's own id" if alias == record.id else f"belongs to {file_of(kind, owner)}"
                words = f"The alias {quote(alias)} {'stands here twice' if again else taken}."
                yield Finding(kind, record.id, ("aliases", number), words, "Delete it here, or there.")


@rule("C502", Level.ERROR, "Transfer's file name")
def transfer_names(kb: Bench) -> Iterator[Finding]:
    """The file of a transfer is named after the practice and the city that takes it up, with two hyphens between
    them: PRACTICE--ADOPTER.md.
    """
    for transfer in kb.transfers.values():
        if transfer.id != _pair(transfer) and _pair(transfer) not in kb.transfers:
            words = f"The file is named {quote(transfer.id)}, but it tells of {quote(_pair(transfer))}."
            hint = f"Rename it to {file_of('transfer', _pair(transfer))}, or correct `practice` or `adopter`."
            yield Finding("transfer", transfer.id, ("practice",), words, hint)


@rule("C503", Level.ERROR, "Transfer told twice")
def transfer_pairs(kb: Bench) -> Iterator[Finding]:
    """One practice taken up by one city is one file, even where the city took it up through two networks."""
    named = sorted(kb.transfers.values(), key=lambda record: (record.id != _pair(record), record.id))
    for transfer, other in _twins(named, _pair):
        words = f"{file_of('transfer', other.id)} tells of the same practice and the same city."
        yield Finding("transfer", transfer.id, ("practice",), words, "Join the two files.")


def _twins(records: Iterable[_R], key: Callable[[_R], object]) -> Iterator[tuple[_R, _R]]:
    """Each record with the first before it that has the same key; those without a key are nobody's twin."""
    first: dict[object, _R] = {}
    for record in records:
        value = key(record)
        other = first.setdefault(value, record) if value else record
        if other is not record:
            yield record, other


def _pair(transfer: TransferRecord) -> str:
    return f"{transfer.practice}--{transfer.adopter}"


@rule("C504", Level.ERROR, "Id of another database, twice", partly=True)
def external_ids(kb: Bench) -> Iterator[Finding]:
    """Two practices with the same number in the same database are probably one practice told twice. The
    record that was added later is told of it.
    """
    first: dict[tuple[str, str], str] = {}
    for practice in kb.by_age(kb.practices):
        for database, number in practice.external_ids.items():
            other = first.setdefault((database, number), practice.id)
            if other != practice.id:
                words = f"{file_of('practice', other)} has {database} {quote(number)} too."
                hint = "Correct the number, or join the two records and keep the other id under `aliases`."
                yield Finding("practice", practice.id, ("external_ids", database), words, hint)


@rule("C505", Level.ERROR, "Practice told twice")
def titles(kb: Bench) -> Iterator[Finding]:
    """Two practices with the same title that start in the same city are probably one. The record that was
    added later is told of it.
    """
    twins = _twins(kb.by_age(kb.practices), lambda practice: (practice.title.casefold(), practice.cities[0]))
    for practice, other in twins:
        words = f"{file_of('practice', other.id)} has the same title and the same first city."
        hint = "Give this one a title of its own, or join the two records."
        yield Finding("practice", practice.id, ("title",), words, hint)


@rule("C506", Level.ERROR, "Id twice in one record", partly=True)
def own_ids(kb: Bench) -> Iterator[Finding]:
    """Sources, components and areas each have an id of their own within the record, so that one knows which is
    meant. In a transfer, each component of the practice stands once.
    """
    for kind, record in kb:
        for field, noun in _LISTS[kind]:
            entries = getattr(record, field)
            ids = [entry.id or "" for entry in entries] if len(entries) > 1 else []
            if len(ids) == len(set(ids)):
                continue
            for number, id in enumerate(ids):
                if id and id in ids[:number]:
                    words = f"The {noun} {quote(id)} stands in this record twice."
                    hint = "Join the two entries, or give this one another id."
                    yield Finding(kind, record.id, (field, number, "id"), words, hint)


_SOURCES = ("sources", "source")
_COMPONENTS = ("components", "component")
_LISTS: dict[RecordKind, tuple[tuple[str, str], ...]] = {
    "practice": (_SOURCES, _COMPONENTS, ("areas", "area")),
    "city": (_SOURCES,),
    "network": (_SOURCES,),
    "transfer": (_SOURCES, _COMPONENTS),
    "event": (_SOURCES,),
}


@rule("C507", Level.ERROR, "GeoNames id twice", partly=True)
def geonames(kb: Bench) -> Iterator[Finding]:
    """A GeoNames id stands for one place, so two records with the same one are probably one place told twice, or one
    of the two was copied. The record that was added later is told of it.
    """
    for city, other in _twins(kb.by_age(kb.cities), _geonames):
        words = f"{file_of('city', other.id)} has the GeoNames id {quote(_geonames(city))} too."
        hint = "Look the place up on geonames.org and correct the id, or join the two records."
        yield Finding("city", city.id, ("ids", "geonames"), words, hint)


def _geonames(city: City) -> int | None:
    return city.ids.geonames if city.ids else None


@rule("C508", Level.WARNING, "Name of another place", partly=True)
def names(kb: Bench) -> Iterator[Finding]:
    """Two places of the same kind and country with the same name are probably one. Where they are two, their names say
    which is which: Frankfurt (Oder). A city and the district, region or area named after it may share a name, because
    pages show the kind. The record that was added later is told of it.
    """
    for city, other in _twins(kb.by_age(kb.cities), _named):
        words = f"{file_of('city', other.id)} has the same name, kind and country."
        hint = "Join the two records, or write what tells them apart: Frankfurt (Oder)."
        yield Finding("city", city.id, ("name",), words, hint)


def _named(city: City) -> tuple[str, str, str] | None:
    # This much may be missing where the record has other faults.
    whole = city.name and city.country and city.kind
    return (city.name.casefold(), city.country, city.kind) if whole else None


@rule("C509", Level.WARNING, "Title of another practice", partly=True)
def same_titles(kb: Bench) -> Iterator[Finding]:
    """Practices of different cities have different titles: in lists and in search the title is all that readers see
    first. The record that was added later is told of it.
    """
    # This much may be missing where the record has other faults.
    whole = [practice for practice in kb.by_age(kb.practices) if practice.title and practice.cities]
    for practice, other in _twins(whole, lambda practice: practice.title.casefold()):
        if other.cities[0] != practice.cities[0]:
            words = f"{file_of('practice', other.id)} has the same title."
            hint = "Say in the title what is this city's own, or name the city."
            yield Finding("practice", practice.id, ("title",), words, hint)
