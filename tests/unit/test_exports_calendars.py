"""Calendars: RFC 5545 to the octet, days and times that are certain, and no more than that."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Component

from atlas.exports import Edition, Export, has_day, without_day
from atlas.exports.calendars import calendars, folded, text
from atlas.exports.clock import ZONES, day_after, day_before, is_summer, minutes_ahead, universal
from atlas.model import Event, KnowledgeBase, PartialDate
from atlas.relations import Relations
from support import bases, hostile
from support.bases import city, event, network, practice

SITE = "https://atlas.example/"
PROPERTIES = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CATEGORIES", "LOCATION", "DESCRIPTION", "URL", "TRANSP"}
DAYS = st.dates(date(1996, 1, 1), date(2999, 12, 30))
# What our text values leave out or turn into line breaks.
LOST = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]")
BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def made(kb: KnowledgeBase, site_url: str = SITE) -> dict[str, Export]:
    return {export.path: export for export in calendars(Edition(Relations(kb), site_url))}


def read(content: bytes) -> list[Component]:
    """The events of a calendar as others read it, after its octets are looked at one by one."""
    assert content.endswith(b"END:VCALENDAR\r\n") and content.startswith(b"BEGIN:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    unfolded = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert all(re.fullmatch(r"[A-Z-]+(;[A-Z]+=[A-Z]+)?:[^\x00-\x08\x0a-\x1f\x7f]*", line) for line in unfolded)
    read = Calendar.from_ical(content)
    assert read["VERSION"] == "2.0" and read["PRODID"] and not read.errors
    found = read.walk("VEVENT")
    assert len(found) == len(read.subcomponents) > 0
    for component in found:
        assert set(component) <= PROPERTIES
        assert not component.errors and component["UID"] and component["DTSTAMP"]
    return found


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return bases.real().kb


def test_every_event_with_a_day_is_in_the_calendar_of_all(real: KnowledgeBase) -> None:
    found = read(made(real)["events/events.ics"].content())
    dated = {f"{event.id}@practice-atlas": event for event in real.events.values() if has_day(event)}
    assert {str(component["UID"]) for component in found} == dated.keys()
    assert len(found) == len(dated) == made(real)["events/events.ics"].count > 50
    for component in found:
        known = dated[str(component["UID"])]
        start = component.decoded("DTSTART")
        assert known.date is not None and (start.year, start.month, start.day) == known.date.first, known.id
        assert str(component["SUMMARY"]) == known.title
        assert str(component["URL"]) == f"{SITE}events/{known.id}/"
        assert component.decoded("DTSTAMP") == datetime(*real.today.first, tzinfo=UTC)


def test_the_others_are_named_beside_it(real: KnowledgeBase) -> None:
    left = without_day(Edition(Relations(real)))
    assert {event.id for event in left} == {event.id for event in real.events.values() if not has_day(event)}
    assert left


def test_every_network_with_a_dated_event_has_a_calendar(real: KnowledgeBase) -> None:
    asked: dict[str, set[str]] = {}
    for known in filter(has_day, real.events.values()):
        for id in known.networks:
            asked.setdefault(f"networks/{id}/events.ics", set()).add(f"{known.id}@practice-atlas")
    found = made(real)
    assert found.keys() - {"events/events.ics"} == asked.keys()
    for path, uids in asked.items():
        assert {str(component["UID"]) for component in read(found[path].content())} == uids, path


def test_an_event_is_the_same_in_all_calendars(real: KnowledgeBase) -> None:
    parts = {path: export.content() for path, export in made(real).items()}
    whole = parts.pop("events/events.ics").split(b"BEGIN:VEVENT")
    for content in parts.values():
        assert {part.removesuffix(b"END:VCALENDAR\r\n") for part in content.split(b"BEGIN:VEVENT")[1:]} <= {
            part.removesuffix(b"END:VCALENDAR\r\n") for part in whole[1:]
        }


FILES = {
    "practices/p.md": practice("P", "ada"),
    "cities/ada.yml": city("Ada"),
    "networks/n.yml": network("Net; work, one"),
}


def one(tmp_path: Any, *facts: str, title: str = "Meeting") -> Component:
    base = bases.good(tmp_path, FILES | {"events/e.yml": event(title, *facts)})
    (found,) = read(made(base.kb)["events/events.ics"].content())
    return found


def test_whole_days_end_on_the_day_after(tmp_path: Any) -> None:
    found = one(
        tmp_path, "date: 2019-12-30", "end: 2019-12-31", "cities: [ada]", "venue: 'Hall, main'", "networks: [n]"
    )
    assert found.decoded("DTSTART") == date(2019, 12, 30) and found.decoded("DTEND") == date(2020, 1, 1)
    assert found["DTSTART"].params["VALUE"] == "DATE"
    assert found["LOCATION"] == "Hall, main, Ada" and "Networks: Net; work, one" in found["DESCRIPTION"]
    assert list(found["CATEGORIES"].cats) == ["Meeting"]
    assert found["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(
    ("facts", "start", "end"),
    [
        (["date: 2020-05-04"], date(2020, 5, 4), date(2020, 5, 5)),
        (["date: 2020-05-04", "end: 2020-06"], date(2020, 5, 4), date(2020, 5, 5)),
        (["date: 2020-02-29", "start_time: '09:00'"], datetime(2020, 2, 29, 9), None),
        (["date: 2020-05-04", "end: 2020-05-05", "start_time: '09:00'"], date(2020, 5, 4), date(2020, 5, 6)),
        (
            ["date: 2020-05-04", "end: 2020-05-05", "start_time: '09:00'", "end_time: '17:30'"],
            datetime(2020, 5, 4, 9),
            datetime(2020, 5, 5, 17, 30),
        ),
        (
            ["date: 2022-12-12", "start_time: '11:00'", "end_time: '12:30'", "zone: CET"],
            datetime(2022, 12, 12, 10, tzinfo=UTC),
            datetime(2022, 12, 12, 11, 30, tzinfo=UTC),
        ),
        (
            ["date: 2021-07-01", "start_time: '00:30'", "end_time: '01:00'", "zone: CEST"],
            datetime(2021, 6, 30, 22, 30, tzinfo=UTC),
            datetime(2021, 6, 30, 23, tzinfo=UTC),
        ),
        # Announced as CET while clocks showed CEST: either may be meant.
        (
            ["date: 2020-04-03", "start_time: '16:30'", "end_time: '17:30'", "zone: CET"],
            datetime(2020, 4, 3, 16, 30),
            datetime(2020, 4, 3, 17, 30),
        ),
        # In force on the first day only.
        (
            ["date: 2021-10-30", "end: 2021-10-31", "start_time: '10:00'", "end_time: '12:00'", "zone: CEST"],
            datetime(2021, 10, 30, 10),
            datetime(2021, 10, 31, 12),
        ),
    ],
)
def test_times_are_as_certain_as_the_record(tmp_path: Any, facts: list[str], start: Any, end: Any) -> None:
    found = one(tmp_path, *facts)
    assert found.decoded("DTSTART") == start and found.decoded("DTEND", None) == end


def test_the_description_tells_what_a_calendar_has_no_field_for(tmp_path: Any) -> None:
    found = one(
        tmp_path,
        "date: 2020-04-03",
        "start_time: '16:30'",
        "zone: CET",
        "inferred: true",
        "online: true",
        "organisers: [Town hall, League]",
        "recurrence: annual",
        "topic: What it was",
        "url: https://example.org/a,b;c",
    )
    assert found["LOCATION"] == "online"
    assert found["DESCRIPTION"].split("\n") == [
        "What it was",
        "When: 3 April 2020, 16:30 CET (as announced; the time zone is not certain) (our reading of the sources)",
        "Held by: Town hall; League",
        "Comes again: annual",
        "Website: https://example.org/a,b;c",
        "Licence: CC BY 4.0, the Practice Atlas contributors",
    ]


@pytest.mark.parametrize(("facts", "said"), [([], "local time"), (["online: true"], "the time zone is not recorded")])
def test_a_time_without_zone_says_so(tmp_path: Any, facts: list[str], said: str) -> None:
    assert said in one(tmp_path, "date: 2020-04-03", "start_time: '16:30'", *facts)["DESCRIPTION"]


def test_without_an_address_an_event_has_none(tmp_path: Any) -> None:
    base = bases.good(tmp_path, FILES | {"events/e.yml": event("E", "date: 2020-05-04")})
    (found,) = read(made(base.kb, "")["events/events.ics"].content())
    assert "URL" not in found


@given(DAYS)
@example(date(2000, 2, 28))
@example(date(2000, 12, 31))
def test_days_follow_each_other(day: date) -> None:
    after = day + timedelta(days=1)
    parts = (day.year, day.month, day.day)
    assert day_after(parts) == (after.year, after.month, after.day)
    assert day_before(day_after(parts)) == parts


@settings(max_examples=300)
@given(st.dates(date(1996, 1, 1), date(2037, 12, 31)))
@example(date(2021, 3, 28))
@example(date(2021, 3, 27))
@example(date(2021, 10, 31))
@example(date(2021, 10, 30))
def test_summer_time_is_that_of_the_time_zone_database(day: date) -> None:
    clocks = (("CET", "CEST", "Europe/Brussels"), ("EET", "EEST", "Europe/Helsinki"), ("GMT", "BST", "Europe/London"))
    for winter, summer, name in clocks:
        offset = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(name)).utcoffset()
        assert offset is not None
        parts = (day.year, day.month, day.day)
        word, other = (summer, winter) if is_summer(parts) else (winter, summer)
        assert minutes_ahead(word, parts) == offset.total_seconds() / 60
        assert minutes_ahead(other, parts) is None


@pytest.mark.parametrize(
    ("zone", "ahead"),
    [
        ("UTC", 0),
        ("utc", 0),
        ("UTC+2", 120),
        ("UTC +05:30", 330),
        ("GMT-3", -180),
        ("UTC−4", -240),
        ("UTC+15", None),
        ("CET", 60),
        ("cet", 60),
        ("CEST", None),
        ("Brussels time", None),
        ("", None),
        (None, None),
    ],
)
def test_zones_on_a_winter_day(zone: str | None, ahead: int | None) -> None:
    assert minutes_ahead(zone, (2022, 12, 12)) == ahead


def test_before_summer_time_was_one_nothing_is_certain() -> None:
    assert minutes_ahead("CET", (1995, 1, 10)) is None and minutes_ahead("UTC", (1995, 1, 10)) == 0


@given(DAYS, st.times(), st.sampled_from([*(zone.minutes for zone in ZONES.values()), -840, 840, 330]))
def test_universal_time(day: date, time: Any, ahead: int) -> None:
    asked = datetime(day.year, day.month, day.day, time.hour, time.minute) - timedelta(minutes=ahead)
    (year, month, number), moment = universal((day.year, day.month, day.day), f"{time.hour:02}:{time.minute:02}", ahead)
    assert f"{year:04}-{month:02}-{number:02}T{moment}" == asked.isoformat()[:16]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
@example("é" * 80)
@example("🏙" * 40)
@example("a" * 75)
@example("a" * 76)
def test_lines_are_folded_between_characters(line: str) -> None:
    found = folded(line)
    assert found.endswith(b"\r\n")
    pieces = found[:-2].split(b"\r\n")
    assert max(map(len, pieces)) <= 75
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    for piece in pieces:
        piece.decode()
    assert b"".join([pieces[0], *(piece[1:] for piece in pieces[1:])]).decode() == line


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("a, b; c\\d", r"a\, b\; c\\d"),
        ("one\ntwo\r\nthree\rfour\u2028five", r"one\ntwo\nthree\nfour\nfive"),
        ("bell\x07 nul\x00 tab\t", "bell nul tab\t"),
        (r"\n stays as typed", r"\\n stays as typed"),
        ("BEGIN:VEVENT", "BEGIN:VEVENT"),
    ],
)
def test_text_values(words: str, value: str) -> None:
    assert text(words) == value


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
@example("x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nATTACH:http://x")
@example('";VALUE=URI:x,\\')
@example(hostile.WORDS)
def test_hostile_records_stay_text(words: str) -> None:
    asked = BREAKS.sub("\n", words)
    asked = LOST.sub("", asked)
    assume(asked.strip())
    for export in made(hostile.knowledge_base(lambda name: words)).values():
        (found,) = read(export.content())
        assert found["UID"] == "e1@practice-atlas"
        assert str(found["SUMMARY"]) == asked


def test_no_calendar_without_a_day(tmp_path: Any) -> None:
    base = bases.good(
        tmp_path,
        FILES | {"events/e.yml": event("E", "date: 2020-05"), "events/f.yml": event("F", "undated: no source says")},
    )
    assert made(base.kb) == {}
    assert [event.id for event in without_day(Edition(Relations(base.kb)))] == ["e", "f"]


def test_a_day_is_a_day() -> None:
    assert not has_day(Event.model_construct(date=None))
    assert not has_day(Event.model_construct(date=PartialDate(2020, 5)))
    assert has_day(Event.model_construct(date=PartialDate(2020, 5, 4)))
