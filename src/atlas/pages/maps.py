"""Which places and arcs a page's map shows; what has no point is listed beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from atlas import maps, paths
from atlas.maps.types import Arc, ArcKind, MapSpec, Place, Role
from atlas.model import City
from atlas.pages.base import Site
from atlas.relations import Transfer

BASEMAPS = f"{paths.ASSETS}maps"


@dataclass(frozen=True, slots=True)
class MapView:
    """A drawn map, what it shows in words, and the places that have no point."""

    svg: Markup
    caption: str
    unplaced: tuple[City, ...]


_STRENGTH: dict[Role, int] = {"origin": 3, "adopter": 2, "member": 1, "quiet": 0}


class MapMaker:
    """Collects places and arcs, then draws. A place keeps the strongest role that it is given."""

    def __init__(self, site: Site, here: str) -> None:
        self._site, self._here = site, here
        self._roles: dict[str, Role] = {}
        self._arcs: dict[tuple[str, str], ArcKind] = {}

    def place(self, city: str, role: Role) -> None:
        """Show a city."""
        known = self._roles.get(city)
        if known is None or _STRENGTH[role] > _STRENGTH[known]:
            self._roles[city] = role

    def arc(self, source: str, target: str, kind: ArcKind) -> None:
        """Show an arc; one pair of cities has one arc, however many practices went that way."""
        self._arcs.setdefault((source, target), kind)

    def transfers(self, transfers: Iterable[Transfer]) -> None:
        """Show transfers: their origins, their adopters, an arc each."""
        for transfer in transfers:
            origin = self._site.kb.practices[transfer.practice].cities[0]
            self.place(origin, "origin")
            self.place(transfer.adopter, "adopter")
            self.arc(origin, transfer.adopter, "shared" if transfer.stage == "shared" else "transfer")

    def draw(self, id: str, title: str, caption: str) -> MapView | None:
        """The map, or None where no place has a point."""
        places: dict[str, Place] = {}
        unplaced = []
        for city_id, role in self._roles.items():
            city = self._site.kb.cities[city_id]
            point = self._site.relations.point(city)
            if point is None or point.location is None:
                unplaced.append(city)
                continue
            href = self._site.links(self._here).href("city", city_id)
            location = point.location
            places[city_id] = Place(city_id, city.name, location.lat, location.lon, city.country, href, role)
        if not places:
            return None
        arcs = tuple(
            Arc(source, target, kind)
            for (source, target), kind in self._arcs.items()
            if source in places and target in places and source != target
        )
        spec = MapSpec(id, title, caption, tuple(places.values()), arcs)
        svg = maps.draw(spec, self._site.links(self._here).to(BASEMAPS))
        return MapView(Markup(svg), caption, tuple(unplaced))  # noqa: S704  # the maps room escapes what it draws


def transfer_map(
    site: Site, here: str, transfers: Iterable[Transfer], title: str, caption: str, id: str = "map"
) -> MapView | None:
    """A map of transfers alone."""
    maker = MapMaker(site, here)
    maker.transfers(transfers)
    return maker.draw(id, title, caption)


def transfer_maps(site: Site, here: str, transfers: Iterable[Transfer], title: str, caption: str) -> list[MapView]:
    """Transfers on up to two maps: those within Europe and its neighbours, and those that go beyond.

    On one map of the world the many within Europe would be a blot.
    """
    near: list[Transfer] = []
    far: list[Transfer] = []
    for transfer in transfers:
        (near if _in_region(site, transfer) else far).append(transfer)
    if not near or not far:
        views = [transfer_map(site, here, near or far, title, caption)]
    else:
        views = [
            transfer_map(site, here, near, f"{title}: Europe", f"{caption}, within Europe"),
            transfer_map(site, here, far, f"{title}: beyond Europe", f"{caption}, from or to places beyond", "map-far"),
        ]
    return [view for view in views if view]


def _in_region(site: Site, transfer: Transfer) -> bool:
    """True where every end that has a point is in the region."""
    ends = (site.kb.practices[transfer.practice].cities[0], transfer.adopter)
    points = [site.relations.point(site.kb.cities[city]) for city in ends]
    return all(p is None or p.location is None or maps.in_region(p.location.lat, p.location.lon) for p in points)
