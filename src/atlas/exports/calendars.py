"""Events as calendars (RFC 5545): one of all, one of each network that has any.

An event whose day is not known has no place in a calendar; the page of the data lists it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from atlas import paths
from atlas.exports.clock import Day, day_after, minutes_ahead, universal
from atlas.exports.edition import AUTHOR, LICENCE, TITLE, Edition, Export, has_day
from atlas.model import Event, PartialDate
from atlas.render import days

DOMAIN = "practice-atlas"
"""What UIDs end in; never the site's host, which may change."""

_LONGEST = 75  # octets of a line without its end, RFC 5545, 3.1
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def calendars(edition: Edition) -> Iterator[Export]:
    """All calendars; a file without an event would be none, so there may be no calendar at all."""
    # An event stands in the calendar of all and in those of its networks; it is written once.
    component = cache(lambda id: _component(edition, edition.kb.events[id]))

    def export(path: str, name: str, holds: str, events: Sequence[Event]) -> Export:
        def content() -> bytes:
            return _calendar(name, [component(event.id) for event in events])

        return Export(path, "iCalendar", "text/calendar", holds, len(events), content)

    if edition.dated_events:
        yield export(
            paths.calendar(), f"{TITLE}: events", "Events whose day is known, past ones too", edition.dated_events
        )
    held: dict[str, list[Event]] = {}
    for event in edition.dated_events:
        for network in dict.fromkeys(event.networks):
            held.setdefault(network, []).append(event)
    for id in sorted(held):
        name = edition.kb.networks[id].name
        yield export(paths.calendar(id), f"{TITLE}: {name}", f"Events of {name}", held[id])


def without_day(edition: Edition) -> list[Event]:
    """The events that no calendar can show, in the order of events everywhere."""
    return [event for event in edition.rel.events if not has_day(event)]


def text(words: str) -> str:
    """A value of the type TEXT (RFC 5545, 3.3.11); control characters, which it has no place for, are dropped."""
    return _CONTROL.sub("", _BREAK.sub("\n", words)).translate(_ESCAPED)


def folded(line: str) -> bytes:
    """A content line with its end, broken before the 76th octet and never inside a character (RFC 5545, 3.1)."""
    rest = line.encode()
    pieces = []
    room = _LONGEST
    while len(rest) > room:
        end = room
        while rest[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(rest[:end])
        rest = rest[end:]
        room = _LONGEST - 1
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"


def _calendar(name: str, components: Sequence[bytes]) -> bytes:
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{TITLE}//Events//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(name)}",
    ]
    return b"".join([*map(folded, head), *components, folded("END:VCALENDAR")])


def _component(edition: Edition, event: Event) -> bytes:
    kb = edition.kb
    categories = [kb.label("event-kinds", event.kind), *(kb.themes.label(theme) for theme in event.themes)]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.id}@{DOMAIN}",
        f"DTSTAMP:{_date(kb.today.first)}T000000Z",
        *_times(event),
        f"SUMMARY:{text(event.title)}",
        f"CATEGORIES:{','.join(map(text, categories))}",
        *([f"LOCATION:{text(where)}"] if (where := _where(edition, event)) else []),
        f"DESCRIPTION:{text(_description(edition, event))}",
        # Addresses that are not whole are no URI.
        *([f"URL:{edition.page('event', event.id)}"] if edition.absolute else []),
        # Nobody who looks at what is on is busy by that.
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
    return b"".join(map(folded, lines))


def _date(day: Day) -> str:
    year, month, number = day
    return f"{year:04}{month:02}{number:02}"


def _last_day(event: Event) -> PartialDate | None:
    """The last day, where it is known and another than the first."""
    start, end = event.date, event.end
    return end if start and end and end.day and end > start else None


def _times(event: Event) -> list[str]:
    """DTSTART and DTEND: moments where times are known, else whole days, of which the end is the day after."""
    assert event.date is not None  # only events whose day is known get here
    first, end = event.date.first, _last_day(event)
    last = end.first if end else first
    if not _timed(event):
        return [f"DTSTART;VALUE=DATE:{_date(first)}", f"DTEND;VALUE=DATE:{_date(day_after(last))}"]
    # Both ends are of one form (RFC 5545, 3.6.1), so both in universal time or none.
    ahead = [minutes_ahead(event.zone, day) for day in (first, last)]
    start = _moment(first, event.start_time or "", ahead[0] if ahead[1] is not None else None)
    stop = _moment(last, event.end_time, ahead[1] if ahead[0] is not None else None) if event.end_time else ""
    # An end that is not after the start is none.
    return [f"DTSTART:{start}", *([f"DTEND:{stop}"] if stop > start else [])]


def _timed(event: Event) -> bool:
    """True where the times say when it begins and ends; of several days the last one's end has to be known."""
    return bool(event.start_time and (event.end_time or not _last_day(event)))


def _moment(day: Day, time: str, ahead: int | None) -> str:
    """In universal time where it is known how far ahead of it clocks are, else as they show it (RFC 5545, 3.3.5)."""
    if ahead is None:
        return f"{_date(day)}T{time.replace(':', '')}00"
    day, time = universal(day, time, ahead)
    return f"{_date(day)}T{time.replace(':', '')}00Z"


def _where(edition: Edition, event: Event) -> str:
    if event.online:
        return "online"
    places = [edition.kb.cities[city].name for city in event.cities]
    return ", ".join([*([event.venue] if event.venue else []), *places])


def _description(edition: Edition, event: Event) -> str:
    """What a calendar has no field for, a line each."""
    networks = [edition.kb.networks[id].name for id in event.networks]
    notes = (
        (event.topic or "", event.topic),
        (f"When: {_spoken(event)}", True),
        (f"Held by: {'; '.join(event.organisers)}", event.organisers),
        (f"Networks: {', '.join(networks)}", networks),
        (f"Comes again: {event.recurrence}", event.recurrence),
        (f"Website: {event.url}", event.url),
        (f"Licence: {LICENCE}, {AUTHOR}", True),
    )
    return "\n".join(words for words, known in notes if known)


def _uncertain(event: Event) -> str:
    if event.zone:
        return "as announced; the time zone is not certain"
    return "the time zone is not recorded" if event.online else "local time"


def _spoken(event: Event) -> str:
    """The time as announced, and how far it can be relied on."""
    assert event.date is not None
    words = days(event.date, event.end)
    if event.start_time:
        words += f", {event.start_time}" + (f" to {event.end_time}" if event.end_time else "")
        words += f" {event.zone}" if event.zone else ""
        if minutes_ahead(event.zone, event.date.first) is None:
            words += f" ({_uncertain(event)})"
    return f"{words} (our reading of the sources)" if event.inferred else words
