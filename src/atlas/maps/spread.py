"""Dots that would cover each other, moved apart a little, so that each can be seen and reached."""

from collections.abc import Sequence
from math import cos, hypot, sin

_ROUNDS = 12
# The golden angle: directions for points in one place that never repeat.
_TURN = 2.399963


def apart(points: Sequence[tuple[float, float]], reach: Sequence[float]) -> list[tuple[float, float]]:
    """The points, those closer than the sum of their reaches pushed apart; the same for the same input."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    most = 2 * max(reach, default=0.0)
    for _ in range(_ROUNDS):
        order = sorted(range(len(xs)), key=lambda i: (xs[i], i))
        moved = False
        for n, i in enumerate(order):
            x, y = xs[i], ys[i]
            for j in order[n + 1 :]:
                dx = xs[j] - x
                if dx >= most:
                    break
                dy = ys[j] - y
                if dy >= most or dy <= -most:
                    continue
                length = hypot(dx, dy)
                missing = reach[i] + reach[j] - length
                if missing <= 1e-6:
                    continue
                if length < 1e-9:
                    dx, dy, length = cos(_TURN * j), sin(_TURN * j), 1.0
                push = missing / 2 / length
                x, y = x - dx * push, y - dy * push
                xs[j], ys[j] = xs[j] + dx * push, ys[j] + dy * push
                moved = True
            xs[i], ys[i] = x, y
        if not moved:
            break
    return list(zip(xs, ys, strict=True))
