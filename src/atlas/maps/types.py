"""What a map shows: places, arcs between them, and the words that go with it. No I/O, no drawing."""

from typing import Literal, NamedTuple

Role = Literal["origin", "adopter", "member", "quiet"]
"""How a place is drawn: where a practice comes from, who took it up, who belongs, or one among many."""

ArcKind = Literal["transfer", "shared", "relation"]
"""Strong with an arrowhead, thinner with an arrowhead, or thin and dashed without one."""


class MapError(ValueError):
    """A map that can't be drawn. The message says which map, which place and why, in words for an editor."""


class Place(NamedTuple):
    """A point with a name.

    `lat` and `lon` are degrees (WGS 84), `country` is ISO 3166-1 alpha-2 (XK for Kosovo), `lang` the language of
    `name` (BCP 47) where it isn't the page's. Without `href` the place is no link.
    """

    id: str
    name: str
    lat: float
    lon: float
    country: str
    href: str | None
    role: Role
    lang: str | None = None


class Arc(NamedTuple):
    """A line from one place to another, both by id."""

    source: str
    target: str
    kind: ArcKind


class MapSpec(NamedTuple):
    """One map; `title` and `description` are read out, not shown.

    `id` is unique on its page, where the map takes the ids `<id>-t`, `<id>-d` and `<id>-a`.
    """

    id: str
    title: str
    description: str
    places: tuple[Place, ...]
    arcs: tuple[Arc, ...]
