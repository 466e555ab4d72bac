"""A figure that nobody can look up is worth little: it has a source and a year. A source can be found."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.checks.rule import Finding, listed, rule
from atlas.documents import FieldPath
from atlas.issues import Level, quote
from atlas.model import Figure, KnowledgeBase, Population, Record
from atlas.model.common import Members, Money
from atlas.model.practice import Cost
from atlas.model.references import parts

_Part = Figure | Population | Members | Money | Cost


def _figures(record: Record) -> Iterator[tuple[FieldPath, _Part]]:
    """The parts of a record that hold a figure; a result told in words alone is none."""
    for path, part in parts(record, Figure, Population, Members, Money, Cost):
        if _value(part) is not None:
            yield path, part


def _value(part: _Part) -> int | float | None:
    return part.amount if isinstance(part, Money | Cost) else part.value


@rule("C540", Level.ERROR, "Figure without a source")
def sourced(kb: KnowledgeBase) -> Iterator[Finding]:
    """Every figure says who gives it: results, inhabitants, members, money and other figures have a `source` with
    the id of one of the record's sources.
    """
    for kind, record in kb:
        for path, part in _figures(record):
            if not part.source:
                own = [source.id for source in record.sources]
                hint = f"Add `source:` with one of {listed(own)}." if own else "List its source under `sources`."
                words = f"The figure {quote(_value(part))} has no source."
                yield Finding(kind, record.id, path, words, hint)


@rule("C541", Level.NOTE, "Figure without a year")
def dated(kb: KnowledgeBase) -> Iterator[Finding]:
    """A figure without a year can't be compared with others. Where the source gives none, `year: unknown` is
    right; the note stays for the stewards, who may find it elsewhere. Told once a record.
    """
    for kind, record in kb:
        without = [str(_value(part)) for _, part in _figures(record) if part.year in (None, "unknown")]
        if without:
            noun = "1 figure" if len(without) == 1 else f"{len(without)} figures"
            yield Finding(kind, record.id, (), f"No year is recorded for {noun}: {', '.join(without[:8])}.")


@rule("C542", Level.WARNING, "Source without address")
def addresses(kb: KnowledgeBase) -> Iterator[Finding]:
    """A source has a `url`, so that readers can look it up. Founding documents of this knowledge base, marked
    with `founding: true`, need none.
    """
    for kind, record in kb:
        for number, source in enumerate(record.sources):
            if source.url is None and not source.founding:
                words = f"The source {quote(source.id)} has no address."
                hint = "Add `url`; for what is only in print, accept the warning in exceptions.yml, with the reason."
                yield Finding(kind, record.id, ("sources", number), words, hint)
