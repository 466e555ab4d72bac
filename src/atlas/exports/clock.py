"""Times of day as events announce them, as universal time where that is certain.

Announcements say CET in July and mean the clock on the wall. So a zone counts only on days on which it was in force
in Europe; else the time stays as it was announced.
"""

from __future__ import annotations

import calendar
import re
from typing import NamedTuple

Day = tuple[int, int, int]
"""Year, month, day."""


class Zone(NamedTuple):
    """Minutes ahead of universal time, and whether it holds in summer only, in winter only (None: always)."""

    minutes: int
    summer: bool | None


# The abbreviations in use in Europe: standard time holds in winter, the other half in summer.
ZONES = {
    "UTC": Zone(0, None),
    "GMT": Zone(0, False),
    "WET": Zone(0, False),
    "BST": Zone(60, True),
    "WEST": Zone(60, True),
    "CET": Zone(60, False),
    "CEST": Zone(120, True),
    "EET": Zone(120, False),
    "EEST": Zone(180, True),
}
# Since then summer time begins and ends on the same days in the whole Union (Directives 94/21/EC and 2000/84/EC).
_SINCE = 1996
_OFFSET = re.compile(r"(?:UTC|GMT)([+-])(\d{1,2})(?::([0-5]\d))?")


def minutes_ahead(zone: str | None, day: Day) -> int | None:
    """How far a zone is ahead of universal time on a day, in minutes; None where that is not certain."""
    word = "".join((zone or "").upper().replace("−", "-").split())
    offset = _OFFSET.fullmatch(word)
    if offset:
        sign, hours, minutes = offset.groups()
        ahead = int(hours) * 60 + int(minutes or 0)
        return (ahead if sign == "+" else -ahead) if ahead <= 14 * 60 else None
    known = ZONES.get(word)
    if known is None:
        return None
    certain = known.summer is None or (day[0] >= _SINCE and known.summer == is_summer(day))
    return known.minutes if certain else None


def is_summer(day: Day) -> bool:
    """True where European summer time is in force for most of the day: last Sunday of March to that of October."""
    year, month, number = day
    if month in (3, 10):
        turned = number >= _last_sunday(year, month)
        return turned if month == 3 else not turned
    return 3 < month < 10


def _last_sunday(year: int, month: int) -> int:
    length = calendar.monthrange(year, month)[1]
    return length - (calendar.weekday(year, month, length) + 1) % 7


def day_after(day: Day) -> Day:
    """The next day."""
    year, month, number = day
    if number < calendar.monthrange(year, month)[1]:
        return year, month, number + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def day_before(day: Day) -> Day:
    """The day before."""
    year, month, number = day
    if number > 1:
        return year, month, number - 1
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return year, month, calendar.monthrange(year, month)[1]


def universal(day: Day, time: str, ahead: int) -> tuple[Day, str]:
    """A day and a time of day (HH:MM), moved from a zone `ahead` minutes ahead of universal time to that."""
    hours, minutes = time.split(":")
    moved = int(hours) * 60 + int(minutes) - ahead
    if moved < 0:
        day = day_before(day)
    elif moved >= 24 * 60:
        day = day_after(day)
    return day, f"{moved // 60 % 24:02}:{moved % 60:02}"
