"""Dates stand in order, and what has happened does not lie in the future."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.checks.rule import Bench, Finding, rule
from atlas.documents import FieldPath
from atlas.issues import Level
from atlas.model import Event, KnowledgeBase, Network, Period, RecordKind
from atlas.model.common import Status
from atlas.model.values import PartialDate

_Dated = tuple[FieldPath, PartialDate | None]


def _order(kind: RecordKind, id: str, first: _Dated, last: _Dated) -> Iterator[Finding]:
    """A finding at `last` where it is before `first`, whatever their unknown parts are."""
    (start_path, start), (end_path, end) = first, last
    if start and end and start.after(end):
        names = f"“{_name(end_path)}” is {end.iso}, before “{_name(start_path)}”, {start.iso}"
        yield Finding(kind, id, end_path, f"{names}.", "Correct one of the two dates.")


def _name(path: FieldPath) -> str:
    return ".".join(str(step) for step in path if isinstance(step, str))


def _with_period(kb: KnowledgeBase) -> Iterator[tuple[RecordKind, str, Period, Status | None]]:
    """The records that have a period, with it and their status; a transfer has a stage instead."""
    for practice in kb.practices.values():
        yield "practice", practice.id, practice.period, practice.status
    for network in kb.networks.values():
        if network.period:
            yield "network", network.id, network.period, network.status
    for transfer in kb.transfers.values():
        if transfer.period:
            yield "transfer", transfer.id, transfer.period, None


def _with_status(kb: KnowledgeBase) -> Iterator[tuple[RecordKind, str, Status]]:
    for practice in kb.practices.values():
        yield "practice", practice.id, practice.status
    for network in kb.networks.values():
        if network.status:
            yield "network", network.id, network.status


@rule("C530", Level.ERROR, "Dates out of order", partly=True)
def order(kb: Bench) -> Iterator[Finding]:
    """The end is not before the start: of a period, of a phase, of an event. The phases of a network, and the
    dates when partners joined and left, lie within the network's period. A date that is known only to the year
    or month fits as soon as it can fit.
    """
    for kind, id, period, _ in _with_period(kb):
        yield from _order(kind, id, (("period", "start"), period.start), (("period", "end"), period.end))
    for network in kb.networks.values():
        yield from _network_dates(network)
    for event in kb.events.values():
        yield from _event_dates(event, days_known=kb.whole("event", event.id, "end"))


def _network_dates(network: Network) -> Iterator[Finding]:
    period, id = network.period, network.id
    opened: _Dated = (("period", "start"), period.start if period else None)
    closed: _Dated = (("period", "end"), period.end if period else None)
    stays: list[tuple[_Dated, _Dated]] = []
    for number, phase in enumerate(period.phases if period else ()):
        place: FieldPath = ("period", "phases", number)
        stays.append((((*place, "start"), phase.start), ((*place, "end"), phase.end)))
    for number, partner in enumerate(network.partners):
        place = ("partners", number)
        stays.append((((*place, "joined"), partner.joined), ((*place, "left"), partner.left)))
    for came, went in stays:
        yield from _order("network", id, came, went)
        for date in (came, went):
            yield from _order("network", id, opened, date)
            yield from _within(id, date, closed)


def _within(id: str, date: _Dated, closed: _Dated) -> Iterator[Finding]:
    """A finding at `date` where it is after the end of the period."""
    (path, day), (_, end) = date, closed
    if day and end and day.after(end):
        words = f"“{_name(path)}” is {day.iso}, after “period.end”, {end.iso}."
        yield Finding("network", id, path, words, "Correct one of the two dates.")


def _event_dates(event: Event, *, days_known: bool) -> Iterator[Finding]:
    yield from _order("event", event.id, (("date",), event.date), (("end",), event.end))
    one_day = days_known and event.end in (None, event.date)
    if one_day and event.start_time and event.end_time and event.end_time < event.start_time:
        words = f"“end_time” is {event.end_time}, before “start_time”, {event.start_time}."
        hint = "Correct one of the two times; for an event past midnight, add `end` with the next day."
        yield Finding("event", event.id, ("end_time",), words, hint)


@rule("C531", Level.ERROR, "Date in the future", partly=True)
def future(kb: Bench) -> Iterator[Finding]:
    """What is completed has its dates behind it, and nobody can have added or checked a record tomorrow. The same
    holds for `as_of` and `accessed`. Today is the day of the last commit, or what ATLAS_TODAY says; a date up to a
    month after it is only a note, since days may pass between two commits.
    """
    yield from (finding for finding, soon in _ahead(kb) if not soon)


@rule("C535", Level.NOTE, "Date after the last commit", partly=True)
def soon(kb: Bench) -> Iterator[Finding]:
    """A date of what has happened is a little later than the last commit. It is right where it is today's; no clock is
    read, so that the same commit always gives the same pages. The note goes with the next commit on or after that day.
    """
    yield from (finding for finding, soon in _ahead(kb) if soon)


def _ahead(kb: Bench) -> Iterator[tuple[Finding, bool]]:
    """A finding for each date of what has happened that is after today, and whether it is so by a month at most."""
    limit = kb.today.months_on(1)
    for kind, id, path, date in _past_dates(kb):
        if date.after(kb.today):
            near = date.first <= limit
            yield Finding(kind, id, path, f"“{_name(path)}” is {date.iso}, {_after(kb, near)}", _hint(near)), near
    for kind, id, period, status in _with_period(kb):
        for name, day in (("start", period.start), ("end", period.end)):
            if status and status.value == "completed" and day and day.after(kb.today):
                near = day.first <= limit
                words = f"The status is “completed”, but “period.{name}” is {day.iso}, {_after(kb, near)}"
                yield Finding(kind, id, ("period", name), words, _hint(near, "Write `ongoing`, or correct")), near


def _after(kb: Bench, near: bool) -> str:
    return f"{'shortly ' if near else ''}after the last commit, {kb.today.iso}."


def _hint(near: bool, what: str = "Correct") -> str:
    if near:
        return f"Right if it is today or past; if not: {what[0].lower()}{what[1:]} the date."
    return f"{what} the date. Up to a month after the last commit it would be accepted."


def _past_dates(kb: KnowledgeBase) -> Iterator[tuple[RecordKind, str, FieldPath, PartialDate]]:
    for kind, record in kb:
        if record.added:
            yield kind, record.id, ("added",), record.added
        if record.verified:
            yield kind, record.id, ("verified", "date"), record.verified.date
        for number, source in enumerate(record.sources):
            if source.accessed:
                yield kind, record.id, ("sources", number, "accessed"), source.accessed
    for kind, id, status in _with_status(kb):
        if status.as_of:
            yield kind, id, ("status", "as_of"), status.as_of


@rule("C532", Level.ERROR, "Dates that are unknown and known")
def known_or_not(kb: Bench) -> Iterator[Finding]:
    """`period` holds dates, or `unknown` with the reason why there are none; not both, and not neither."""
    for kind, id, period, _ in _with_period(kb):
        dated = period.start or period.end
        if period.unknown and dated:
            words = "The period has dates and says that they are unknown."
            yield Finding(kind, id, ("period", "unknown"), words, "Delete `unknown`, or the dates.", key=True)
        elif not period.unknown and not dated and not getattr(period, "phases", ()):
            words = "The period holds no date."
            hint = "Write {start: 2013}, or {unknown: the source gives no dates}."
            yield Finding(kind, id, ("period",), words, hint, key=True)


@rule("C533", Level.ERROR, "Event with and without date")
def event_date(kb: Bench) -> Iterator[Finding]:
    """An event has a `date`, as exact as it is known, or `undated` with the reason why there is none."""
    for event in kb.events.values():
        if event.date and event.undated:
            words = "The event has a date and says that it has none."
            yield Finding("event", event.id, ("undated",), words, "Delete `undated`, or `date`.", key=True)
        elif not event.date and not event.undated:
            words = "The event has no date."
            hint = "Add `date: 2020-04-03` (a year or a month will do), or `undated:` with the reason."
            yield Finding("event", event.id, (), words, hint)
        elif not event.date and event.end:
            words = "The event has an end, but no date."
            yield Finding("event", event.id, ("end",), words, "Write the first day under `date`.", key=True)


@rule("C534", Level.WARNING, "Stopped without a reason")
def stopped(kb: Bench) -> Iterator[Finding]:
    """Why something was stopped is what others learn most from. A practice or network says it in
    `status.reason`, a transfer in `stage_reason`.
    """
    for kind, id, status in _with_status(kb):
        if status.value == "stopped" and not status.reason:
            words = "The status is “stopped”, but the record does not say why."
            yield Finding(kind, id, ("status", "value"), words, "Add `reason` to `status`.")
    for transfer in kb.transfers.values():
        if transfer.stage == "stopped" and not transfer.stage_reason:
            words = "The transfer was stopped, but the record does not say why."
            yield Finding("transfer", transfer.id, ("stage",), words, "Add `stage_reason`.")
