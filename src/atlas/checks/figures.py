"""A figure that nobody can look up is worth little: it has a source and a year. A source can be found."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.checks.rule import Bench, Finding, rule
from atlas.issues import Level, quote
from atlas.model import Figure, RecordKind
from atlas.model.common import Money
from atlas.model.practice import Cost


@rule("C540", Level.ERROR, "Figure without a source")
def sourced(kb: Bench) -> Iterator[Finding]:
    """Every figure says who gives it: results, inhabitants, members, money and other figures have a `source` with
    the id of one of the record's sources.
    """
    for kind, record, path, part, value in kb.figures:
        if not part.source:
            own = [source.id for source in record.sources]
            hint = f"Add `source:` with the id of one: {', '.join(own)}." if own else "List its source under `sources`."
            yield Finding(kind, record.id, path, f"The figure {quote(value)} has no source.", hint)


@rule("C541", Level.NOTE, "Figure without a year")
def dated(kb: Bench) -> Iterator[Finding]:
    """A figure without a year can't be compared with others. Where the source gives none, `year: unknown` is
    right; the note stays for the stewards, who may find it elsewhere. Told once a record.
    """
    without: dict[tuple[RecordKind, str], list[str]] = {}
    for kind, record, _, part, value in kb.figures:
        if part.year in (None, "unknown"):
            without.setdefault((kind, record.id), []).append(str(value))
    for (kind, id), values in without.items():
        noun = "1 figure" if len(values) == 1 else f"{len(values)} figures"
        yield Finding(kind, id, (), f"No year is recorded for {noun}: {', '.join(values[:8])}.")


@rule("C542", Level.WARNING, "Source without address")
def addresses(kb: Bench) -> Iterator[Finding]:
    """A source has a `url`, so that readers can look it up. Founding documents of this knowledge base, marked
    with `founding: true`, need none.
    """
    for kind, record in kb:
        for number, source in enumerate(record.sources):
            if source.url is None and not source.founding:
                words = f"The source {quote(source.id)} has no address."
                hint = "Add `url`; for what is only in print, accept the warning in exceptions.yml, with the reason."
                yield Finding(kind, record.id, ("sources", number), words, hint)


@rule("C543", Level.ERROR, "Range that does not fit")
def ranges(kb: Bench) -> Iterator[Finding]:
    """A range has its lower end in `value` (of money: `amount`) and its upper end, the larger one, in `to`. A figure
    that went from one to another has `from` and `value`, and no `to`.
    """
    for kind, record, path, part in kb.cited:
        if isinstance(part, _RANGES) and part.to is not None:
            lower, name = (part.value, "value") if isinstance(part, Figure) else (part.amount, "amount")
            fault = _range_fault(part.to, lower, name, before=getattr(part, "from_", None))
            if fault:
                yield Finding(kind, record.id, (*path, "to"), *fault)


_RANGES = (Figure, Money, Cost)


def _range_fault(
    upper: int | float, lower: int | float | None, name: str, *, before: int | float | None
) -> tuple[str, str] | None:
    """Message and hint for a range that does not fit, or None."""
    if before is not None:
        words = f"The figure has “from”, {before}, and “to”, {upper}, so that nobody can tell what was measured."
        return words, "Keep `from` and `value` for before and after, or `value` and `to` for a range."
    if lower is None:
        return f"The range ends at {upper}, but has no lower end.", f"Write the lower end as `{name}`."
    if lower >= upper:
        return f"The range ends at {upper}, but begins at {lower}.", f"The smaller number is `{name}`, the larger `to`."
    return None
