"""Practices and places as linked data: JSON-LD in the words of schema.org, with a description of the whole.

Nodes are named by the addresses of their pages; without a known address of the site, relative to this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from atlas import paths
from atlas.countries import COUNTRIES
from atlas.exports.edition import AUTHOR, CREDIT, LICENCE_URL, TITLE, WORDS, Edition, Export
from atlas.exports.facts import array, compact
from atlas.model import City, Practice, Source

# Types of schema.org, by kind of place; an association of towns is no area that anyone administers.
_PLACES = {"city": "City", "association": "Place"}
_CREATOR = {"@type": "Organization", "name": AUTHOR}


def count(edition: Edition) -> int:
    """The nodes that stand for records."""
    return len(edition.kb.practices) + len(edition.kb.cities)


def content(edition: Edition, files: Sequence[Export]) -> bytes:
    """The file; `files` are those that the description of the whole names."""
    nodes = [
        _dataset(edition, files),
        *(_practice(edition, practice) for practice in edition.kb.practices.values()),
        *(_city(edition, city) for city in edition.kb.cities.values()),
    ]
    return b"".join(
        [b'{"@context":"https://schema.org/","@graph":', *array(compact(_known(node)) for node in nodes), b"}\n"]
    )


def _known(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value}


def _name(edition: Edition, address: str) -> str:
    return edition.url(address) if edition.absolute else paths.to_root(paths.DATA) + address


def _dataset(edition: Edition, files: Sequence[Export]) -> dict[str, Any]:
    downloads = [
        {
            "@type": "DataDownload",
            "name": file.holds,
            "encodingFormat": file.media,
            "contentUrl": _name(edition, file.path),
        }
        for file in files
    ]
    return {
        "@type": "Dataset",
        "@id": f"{_name(edition, paths.DATA)}#dataset",
        "name": TITLE,
        "description": f"{WORDS} {CREDIT}",
        "url": _name(edition, paths.DATA),
        "license": LICENCE_URL,
        "creator": _CREATOR,
        "isAccessibleForFree": True,
        "dateModified": edition.kb.today.iso,
        "inLanguage": "en",
        "distribution": downloads,
    }


def _practice(edition: Edition, practice: Practice) -> dict[str, Any]:
    period = practice.period
    times = (period.start.iso if period.start else "..", period.end.iso if period.end else "..")
    address = _name(edition, paths.record("practice", practice.id))
    adapted = practice.adapted_from
    return {
        "@type": "CreativeWork",
        "@id": address,
        "identifier": practice.id,
        "url": address,
        "name": practice.title,
        "abstract": practice.tagline,
        "about": [_theme(edition, theme) for theme in practice.themes],
        "spatialCoverage": [{"@id": _name(edition, paths.record("city", city))} for city in practice.cities],
        "temporalCoverage": "/".join(times) if period.start or period.end else None,
        "isBasedOn": {"@id": _name(edition, paths.record("practice", adapted))} if adapted else None,
        "citation": [_citation(source) for source in practice.sources],
        "creator": _CREATOR,
        "license": LICENCE_URL,
        "dateCreated": practice.added.iso,
        "inLanguage": "en",
    }


def _theme(edition: Edition, theme: str) -> dict[str, Any]:
    address = _name(edition, paths.record("theme", theme))
    return {"@type": "DefinedTerm", "@id": address, "termCode": theme, "name": edition.kb.themes.label(theme)}


def _citation(source: Source) -> str:
    parts = (", ".join(source.authors), source.title, source.publisher, source.date and source.date.iso, source.url)
    return ". ".join(part for part in parts if part)


def _city(edition: Edition, city: City) -> dict[str, Any]:
    place = city.location
    ids = city.ids
    same = [
        f"https://www.wikidata.org/entity/{ids.wikidata}" if ids and ids.wikidata else None,
        f"https://sws.geonames.org/{ids.geonames}/" if ids and ids.geonames else None,
    ]
    names = [*([city.local_name] if city.local_name else []), *city.other_names]
    address = _name(edition, paths.record("city", city.id))
    country = COUNTRIES[city.country]
    around = [{"@id": _name(edition, paths.record("city", outer))} for outer in city.within]
    return {
        "@type": _PLACES.get(city.kind, "AdministrativeArea"),
        "@id": address,
        "identifier": city.id,
        "name": city.name,
        "alternateName": names,
        "geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon} if place else None,
        "containedInPlace": [*around, {"@type": "Country", "name": country.name, "identifier": country.code}],
        "sameAs": [address for address in (*same, city.website) if address],
    }
