"""Places and transfers for maps: GeoJSON as in RFC 7946, longitude first, lines cut at the antimeridian."""

from __future__ import annotations

from collections.abc import Iterable
from math import copysign
from typing import Any

from atlas.exports.edition import CREDIT, LICENCE, TITLE, Edition
from atlas.exports.facts import array, compact
from atlas.model import City
from atlas.relations import Transfer, size_of

Position = tuple[float, float]
"""Longitude and latitude in degrees."""


def cities(edition: Edition) -> bytes:
    """All places; one without a point, and without a seat that has one, has no geometry."""
    return _collection(f"{TITLE}: cities", (_city(edition, city) for city in edition.kb.cities.values()))


def transfers(edition: Edition) -> bytes:
    """All transfers as lines from origin to adopter; without geometry where one of the two has no point."""
    return _collection(f"{TITLE}: transfers", (_transfer(edition, transfer) for transfer in edition.rel.transfers))


def line(start: Position, end: Position) -> dict[str, Any]:
    """The shorter way between two points, in two parts where it crosses the antimeridian (RFC 7946, 3.1.9)."""
    (west, south), (east, north) = start, end
    # The antimeridian has two names; an end that lies on it gets the one of the other end's side.
    if abs(west) == 180:
        west = copysign(180, east)
    if abs(east) == 180:
        east = copysign(180, west)
    if abs(east - west) <= 180:
        return {"type": "LineString", "coordinates": [(west, south), (east, north)]}
    edge = copysign(180, west)
    # How far along the line the edge is, with the end moved to the start's side of it.
    share = (edge - west) / (east + 2 * edge - west)
    crossing = round(south + share * (north - south), 6)
    parts = [[start, (edge, crossing)], [(-edge, crossing), end]]
    return {"type": "MultiLineString", "coordinates": parts}


def _collection(name: str, features: Iterable[dict[str, Any]]) -> bytes:
    head = {"type": "FeatureCollection", "name": name, "licence": LICENCE, "credit": CREDIT}
    return b"".join([compact(head)[:-1], b',"features":', *array(map(compact, features)), b"}\n"])


def _feature(id: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    known = {key: value for key, value in properties.items() if value is not None}
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": known}


def _position(edition: Edition, city: City) -> Position | None:
    shown = edition.rel.point(city)
    return (shown.location.lon, shown.location.lat) if shown and shown.location else None


def _city(edition: Edition, city: City) -> dict[str, Any]:
    position = _position(edition, city)
    size = size_of(city)
    properties = {
        "id": city.id,
        "name": city.name,
        "local_name": city.local_name,
        "kind": city.kind,
        "country": city.country,
        "point_of": city.seat if position and not city.location else None,
        "size_band": size.band if size else None,
        "inhabitants": size.inhabitants if size else None,
        "practices": len(edition.rel.by_city.get(city.id, ())),
        "taken_up": len(edition.rel.by_adopter.get(city.id, ())),
        "page": edition.page("city", city.id),
    }
    return _feature(city.id, {"type": "Point", "coordinates": position} if position else None, properties)


def _transfer(edition: Edition, transfer: Transfer) -> dict[str, Any]:
    kb = edition.kb
    origin, adopter = kb.cities[edition.origin(transfer)], kb.cities[transfer.adopter]
    start, end = _position(edition, origin), _position(edition, adopter)
    properties = {
        "id": transfer.id,
        "practice": transfer.practice,
        "title": kb.practices[transfer.practice].title,
        "origin": origin.id,
        "origin_name": origin.name,
        "adopter": adopter.id,
        "adopter_name": adopter.name,
        "networks": list(transfer.networks),
        "stage": transfer.stage,
        "told": transfer.told,
        "outcome": transfer.record.outcome if transfer.record else None,
        "page": edition.transfer_page(transfer),
    }
    return _feature(transfer.id, line(start, end) if start and end else None, properties)
