"""Where names go: beside their dots, never over another dot, an arrowhead, another name or the map's edge.

All lengths here are pixels of a canvas, the narrowest that a layout serves. On a wider one the stylesheet keeps
names and dots at the same size, so that they only move apart.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import cos, pi, sin
from typing import NamedTuple

ASCENT, DESCENT = 0.95, 0.28
GAP = 4.0
_HALO = 1.5
_EDGE = 2.0
# Heights of the rows in which boxes and points on curves are looked up.
_ROW, _FINE_ROW = 24.0, 8.0
# How far a name may be set from an important dot that has no room beside it.
_DISTANCES = (28.0, 44.0, 64.0, 90.0)


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1


class Side(NamedTuple):
    """One way to set a name beside its dot; the stylesheet has a class of the same name.

    The text begins (`anchor` 0), centres (½) or ends (1) at `x` reaches from the dot's centre; its baseline lies `y`
    reaches and `drop` font sizes below. A reach is the dot's radius and a gap.
    """

    name: str
    anchor: float
    x: float
    y: float
    drop: float
    dislike: float


SIDES = (
    Side("e", 0, 1, 0, 0.35, 0),
    Side("w", 1, -1, 0, 0.35, 0.4),
    Side("ne", 0, 0.8, -0.6, 0, 0.5),
    Side("se", 0, 0.8, 0.6, 0.72, 0.6),
    Side("nw", 1, -0.8, -0.6, 0, 0.7),
    Side("sw", 1, -0.8, 0.6, 0.72, 0.8),
    Side("s", 0.5, 0, 1, 0.76, 0.9),
    Side("n", 0.5, 0, -1, 0, 1.0),
)


class Seat(NamedTuple):
    """Where a name is set: on a side of its dot or, with a line to it, of a point some pixels away."""

    side: Side
    box: Box
    away: tuple[float, float] = (0.0, 0.0)


class Spot(NamedTuple):
    """A dot whose name is `width` font sizes wide, or None to have none set.

    A lower `rank` chooses first; where there is no room beside the dot, an `outlying` one is set at a distance.
    """

    x: float
    y: float
    radius: float
    width: float | None
    rank: int
    outlying: bool = False


def box_of(spot: Spot, side: Side, font: float) -> Box:
    """The room that a name takes on a side of its dot."""
    reach, width = spot.radius + GAP, (spot.width or 0.0) * font
    left = spot.x + side.x * reach - side.anchor * width
    base = spot.y + side.y * reach + side.drop * font
    top, bottom = base - ASCENT * font, base + DESCENT * font
    return Box(left - _HALO, top - _HALO, left + width + _HALO, bottom + _HALO)


class _Boxes:
    """Boxes by number, found again by the rows they lie in."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Box]] = {}

    def put(self, number: int, box: Box) -> None:
        for row in _rows(box):
            self._rows.setdefault(row, {})[number] = box

    def take(self, number: int, box: Box) -> None:
        for row in _rows(box):
            del self._rows[row][number]

    def hit(self, box: Box) -> bool:
        """Whether the box meets any of them."""
        x0, y0, x1, y1 = box
        for row in _rows(box):
            for left, top, right, bottom in self._rows.get(row, _NONE).values():
                if left < x1 and x0 < right and top < y1 and y0 < bottom:
                    return True
        return False

    def meeting(self, box: Box) -> list[int]:
        x0, y0, x1, y1 = box
        found = []
        for row in _rows(box):
            for number, (left, top, right, bottom) in self._rows.get(row, _NONE).items():
                if left < x1 and x0 < right and top < y1 and y0 < bottom and number not in found:
                    found.append(number)
        return found


class _Crowd:
    """Points on curves, counted by rows."""

    def __init__(self, points: Iterable[tuple[float, float]]) -> None:
        self._rows: dict[float, list[float]] = defaultdict(list)
        for x, y in points:
            self._rows[y // _FINE_ROW].append(x)
        for row in self._rows.values():
            row.sort()

    def under(self, box: Box) -> int:
        x0, y0, x1, y1 = box
        count = 0
        # Its rows are whole numbers, though written as floats: to Python 3.0 is the same key as 3.
        for number in range(int(y0 // _FINE_ROW), int(y1 // _FINE_ROW) + 1):
            if row := self._rows.get(number):
                count += bisect(row, x1) - bisect(row, x0)
        return count


_NONE: dict[int, Box] = {}


def _rows(box: Box) -> range:
    return range(int(box[1] // _ROW), int(box[3] // _ROW) + 1)


class _Layout:
    """Names set so far, and what each could do instead."""

    def __init__(self, choices: list[list[Seat]]) -> None:
        self._choices = choices
        self._taken = _Boxes()
        self._set: dict[int, Seat] = {}

    def seats(self) -> list[Seat | None]:
        """What became of each name."""
        return [self._set.get(i) for i in range(len(self._choices))]

    def settle(self, i: int) -> None:
        """Set name i where it is liked best, if need be by sending one other name elsewhere."""
        crossed = []
        for seat in self._choices[i]:
            others = self._taken.meeting(seat.box)
            if not others:
                self._put(i, seat)
                return
            if len(others) == 1:
                crossed.append((seat, others[0]))
        for seat, other in crossed:
            if self._sent_off(other, seat.box):
                self._put(i, seat)
                return

    def _sent_off(self, i: int, wanted: Box) -> bool:
        """Move name i out of a box, if it has somewhere else to go."""
        for seat in self._choices[i]:
            if not seat.box.meets(wanted) and self._taken.meeting(seat.box) in ([], [i]):
                self._taken.take(i, self._set[i].box)
                self._put(i, seat)
                return True
        return False

    def _put(self, i: int, seat: Seat) -> None:
        self._taken.put(i, seat.box)
        self._set[i] = seat


def place(
    spots: Sequence[Spot],
    canvas: tuple[float, float],
    font: float,
    obstacles: Iterable[Box] = (),
    lines: Iterable[tuple[float, float]] = (),
) -> list[Seat | None]:
    """A seat for each spot's name, or None where it does not fit.

    `obstacles` must stay free as the dots do; `lines` are points on curves that names rather keep off.
    """
    fixed = _Boxes()
    dots = [Box(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in spots]
    for number, box in enumerate([*dots, *obstacles]):
        fixed.put(number, box)
    crowd = _Crowd(lines)
    if at_once := _best(spots, font, canvas, fixed, crowd):
        return at_once
    choices = [_choices(spot, font, canvas, fixed, crowd) for spot in spots]
    layout = _Layout(choices)
    # Names with the fewest ways to go choose first among equals.
    for i in sorted(range(len(spots)), key=lambda i: (spots[i].rank, len(choices[i]))):
        layout.settle(i)
    return layout.seats()


def _best(
    spots: Sequence[Spot], font: float, canvas: tuple[float, float], fixed: _Boxes, crowd: _Crowd
) -> list[Seat | None] | None:
    """The seat that each name likes best, where no two of them meet: then nobody has to choose. Else None."""
    taken = _Boxes()
    seats: list[Seat | None] = []
    for number, spot in enumerate(spots):
        seat = _first(spot, font, canvas, fixed, crowd) if spot.width is not None else None
        if seat:
            if taken.hit(seat.box):
                return None
            taken.put(number, seat.box)
        elif spot.width is not None and spot.outlying:
            return None
        seats.append(seat)
    return seats


def _first(spot: Spot, font: float, canvas: tuple[float, float], fixed: _Boxes, crowd: _Crowd) -> Seat | None:
    """The first of `_choices` beside the dot, without working out those that can't be better."""
    best, least = None, float("inf")
    for side in SIDES:  # from the least disliked on
        if side.dislike >= least:
            break
        box = box_of(spot, side, font)
        if _inside(box, canvas) and not fixed.hit(box):
            dislike = side.dislike + crowd.under(box)
            if dislike < least:
                best, least = Seat(side, box), dislike
    return best


def _choices(spot: Spot, font: float, canvas: tuple[float, float], fixed: _Boxes, crowd: _Crowd) -> list[Seat]:
    """The seats that clear the edge and everything fixed, best first."""
    if spot.width is None:
        return []
    near = [Seat(side, box_of(spot, side, font)) for side in SIDES]
    free = [seat for seat in near if _inside(seat.box, canvas) and not fixed.hit(seat.box)]
    if not free and spot.outlying:
        far = _far(spot, font)
        free = [seat for seat in far if _inside(seat.box, canvas) and not fixed.hit(seat.box)]
    return sorted(free, key=lambda seat: seat.side.dislike + crowd.under(seat.box))


def _far(spot: Spot, font: float) -> list[Seat]:
    """Seats around the dot at growing distances."""
    seats = []
    for distance in _DISTANCES:
        for n in range(16):
            dx, dy = distance * cos(n * pi / 8), distance * sin(n * pi / 8)
            moved = spot._replace(x=spot.x + dx, y=spot.y + dy)
            # Not straight above or below: there the line would meet the name's corner.
            if n % 8 != 4:
                side = SIDES[0] if dx > 0 else SIDES[1]
                seats.append(Seat(side._replace(dislike=distance / 4), box_of(moved, side, font), (dx, dy)))
    return seats


def _inside(box: Box, canvas: tuple[float, float]) -> bool:
    x0, y0, x1, y1 = box
    return x0 >= _EDGE and y0 >= _EDGE and x1 <= canvas[0] - _EDGE and y1 <= canvas[1] - _EDGE
