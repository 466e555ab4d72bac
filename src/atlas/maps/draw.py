"""One map as markup: the crop of a basemap asset, with arcs, dots and names over it."""

from collections.abc import Callable, Iterator

from atlas.maps.arcs import Curve
from atlas.maps.labels import Seat
from atlas.maps.layout import Drawn, Named, Plan, plan
from atlas.maps.sizes import CROWDED, HEADED, LIT_PLACES, NOMINAL_WIDTH, TIP, WIDE
from atlas.maps.text import address, language, markup, token
from atlas.maps.types import ArcKind, MapSpec

# The loudest last, on top.
_KINDS: tuple[ArcKind, ...] = ("relation", "shared", "transfer")


def draw(spec: MapSpec, assets: str | Callable[[str], str]) -> str:
    """The map as HTML: an SVG in a `<div class="atlas-map">`, by whose width the stylesheet sets its sizes.

    `assets` is the address of the folder with `asset_files()`, or gives the address of each by its name.
    Raises MapError for a map without places, a place without a point or there twice, an arc that leads nowhere.
    """
    ready, name, lit = plan(spec), token(spec.id), _lit(spec)
    file = ready.base.file
    base = markup(assets(file) if callable(assets) else f"{assets.rstrip('/')}/{file}")
    view = ready.view
    box = " ".join(map(_number, (view.x, view.y, view.width, view.height)))
    dense = f' class="{ready.density.name}"' if ready.density.name else ""
    parts = [
        f'<div class="atlas-map"><svg{dense} viewBox="{box}" style="--u:{view.width / NOMINAL_WIDTH:.3f}" role="group"',
        f' aria-labelledby="{name}-t" aria-describedby="{name}-d">',
        # As children of the SVG itself they would pop up wherever the pointer rests on the map.
        f'<defs aria-hidden="true"><title id="{name}-t">{markup(spec.title)}</title>'
        f'<desc id="{name}-d">{markup(spec.description)}</desc></defs>',
        f'<use class="shelf" href="{base}#land"/><use class="land" href="{base}#land"/>',
        *_countries(ready, base),
        *_arcs(ready, name, lit),
        *(_place(one, ready, lit) for one in ready.places),
        "</svg></div>",
    ]
    return "".join(parts)


def _lit(spec: MapSpec) -> dict[str, int]:
    """Place → number of the stylesheet's rule that lights up its arcs; those with most arcs first."""
    arcs: dict[str, int] = {}
    for arc in spec.arcs:
        for end in (arc.source, arc.target):
            arcs[end] = arcs.get(end, 0) + 1
    order = sorted(arcs, key=lambda place_id: -arcs[place_id])
    return {place_id: n for n, place_id in enumerate(order[:LIT_PLACES])}


def _countries(ready: Plan, base: str) -> Iterator[str]:
    codes = {one.place.country for one in ready.places if one.place.role != "quiet"} & ready.base.countries
    if codes:
        yield '<g class="active">'
        yield from (f'<use href="{base}#{code}"/>' for code in sorted(codes))
        yield "</g>"


def _arcs(ready: Plan, name: str, lit: dict[str, int]) -> Iterator[str]:
    if any(one.arc.kind in HEADED for one in ready.arcs):
        # A marker is measured in widths of its line.
        tip = _number(TIP / ready.density.line)
        yield f'<marker id="{name}-a" orient="auto" overflow="visible" refX="{tip}">'
        yield '<path d="M0 0l-5-2.3v4.6z"/></marker>'
    for kind in _KINDS:
        paths = [
            f'<path{_classes(*_ends(one, lit), "hop" if one.hops else "")} d="{_path(half)}"/>'
            for one in ready.arcs
            if one.arc.kind == kind
            for half in one.halves
        ]
        if paths:
            head = f' marker-end="url(#{name}-a)"' if kind in HEADED else ""
            yield f'<g class="{kind}"{head}>{"".join(paths)}</g>'


def _ends(one: Drawn, lit: dict[str, int]) -> Iterator[str]:
    return (f"a{lit[end]}" for end in (one.arc.source, one.arc.target) if end in lit)


def _path(half: Curve) -> str:
    x0, y0, ax, ay, bx, by, x1, y1 = map(_number, half)
    return f"M{x0} {y0}C{ax} {ay} {bx} {by} {x1} {y1}"


def _place(one: Named, ready: Plan, lit: dict[str, int]) -> str:
    shown, scale = one.place, ready.view.width / WIDE.least_width
    tag, link = ("a", f' href="{href}"') if (href := address(shown.href)) else ("g", "")
    if link and len(ready.places) > CROWDED:
        # Hundreds of stops would stand between a keyboard and the rest of the page; the table has the same links.
        link += ' tabindex="-1"'
    tongue = f' lang="{code}"' if (code := language(shown.lang)) else ""
    classes = _classes(shown.role, f"p{lit[shown.id]}" if shown.id in lit else "")
    title = "" if one.wide and one.label == one.name else f"<title>{markup(one.name)}</title>"
    line = at = ""
    if one.wide and any(one.wide.away):
        dx, dy = (_number(way * scale) for way in one.wide.away)
        line, at = f'<path d="M0 0L{dx} {dy}"/>', f' x="{dx}" y="{dy}"'
    east = one.x > ready.view.x + ready.view.width / 2
    return (
        f'<{tag}{classes}{link}{tongue} transform="translate({_number(one.x)} {_number(one.y)})">{title}{line}'
        f'<circle r="{_number(one.radius * ready.view.width / NOMINAL_WIDTH)}"/>'
        f"<text{at}{_classes(*_sides(one.wide, one.narrow, east))}>{markup(one.label)}</text></{tag}>"
    )


def _sides(wide: Seat | None, narrow: Seat | None, east: bool) -> tuple[str, str]:
    """Classes of a name: where it goes on a wide map, and what is different on a narrow one."""
    if wide is None:
        return "w" if east else "e", "no"
    if narrow is None:
        return wide.side.name, "s-no"
    return wide.side.name, "" if wide.side == narrow.side else f"s-{narrow.side.name}"


def _classes(*names: str) -> str:
    joined = " ".join(filter(None, names))
    return f' class="{joined}"' if joined else ""


def _number(value: float) -> str:
    """One decimal, as short as it gets."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
