"""A figure that nobody can look up is worth little: it has a source and a year. A source can be found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from atlas.checks.rule import Bench, Finding, rule
from atlas.documents import FieldPath
from atlas.issues import Level, quote
from atlas.model import Figure, RecordKind
from atlas.model.common import Money
from atlas.model.practice import Cost


@rule("C540", Level.ERROR, "Figure without a source", partly=True)
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


@rule("C542", Level.WARNING, "Source without address", partly=True)
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


@rule("C543", Level.ERROR, "Range that does not fit", partly=True)
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


@rule("C544", Level.WARNING, "Unit with stray signs", partly=True)
def units(kb: Bench) -> Iterator[Finding]:
    """A unit or currency is plain: single spaces between its words, no quotation marks around it. Otherwise the same
    unit is written in two ways, and figures can't be put side by side.
    """
    for kind, record, path, part in kb.cited:
        field = "unit" if isinstance(part, Figure) else "currency"
        unit = getattr(part, field, None) if isinstance(part, _RANGES) else None
        stray = _STRAY.search(unit) if unit else None
        if unit and stray:
            what = "a space too many, or one of another kind" if stray[0].isspace() else "a quotation mark"
            plain = " ".join(_STRAY.sub(" ", unit).split())
            yield Finding(kind, record.id, (*path, field), f"The unit {quote(unit)} holds {what}.", f"Write {plain}.")


_STRAY = re.compile(r"\s{2,}|[^\S ]|[“”„‟\"«»]|^['’‘‚`´]|['’‘`´]$")


@rule("C545", Level.WARNING, "Figure that may be in thousands", partly=True)
def thousands(kb: Bench) -> Iterator[Finding]:
    """A point stands before decimals, never between thousands. 4.210 is read as a little more than four; the rule asks
    where a figure has exactly three decimals.
    """
    for kind, record, path, part, _ in kb.figures:
        if not any(isinstance(getattr(part, name, None), float) for name in _HELD):
            continue
        given = raw(kb.documents[kind, record.id].data, path)
        for field in sorted(_NUMBERS & given.keys()):
            found = _THREE_DECIMALS.fullmatch(str(given[field]))
            if found:
                less = float(given[field])
                words = f"{quote(given[field])} is read as {less:g}, with decimals after the point."
                hint = f"For thousands write {found[1]}{found[2]}; for decimals round it, or write {found[0]}0."
                yield Finding(kind, record.id, (*path, field), words, hint)


_NUMBERS = {"from", "value", "to", "amount"}
_HELD = ("from_", "value", "to", "amount")
_THREE_DECIMALS = re.compile(r"([+-]?[1-9]\d{0,2})\.(\d{3})")


def raw(data: Any, path: FieldPath) -> dict[str, Any]:
    """The fields at a path as they were written; one entry may stand where a list was possible."""
    for step in path:
        if isinstance(step, str) or isinstance(data, list):
            data = data[step]
    return data if isinstance(data, dict) else {}
