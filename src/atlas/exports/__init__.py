"""The data as files for others: one module a format, all made from the models and what follows from the records.

The same records give the same bytes, whatever the machine: nothing here reads a file or a clock.
"""

from __future__ import annotations

from functools import partial

from atlas import paths
from atlas.exports import feed, geojson, linked, whole
from atlas.exports.calendars import calendars, without_day
from atlas.exports.edition import AUTHOR, LICENCE, LICENCE_URL, TITLE, Edition, Export, has_day
from atlas.exports.facts import usual
from atlas.exports.former import redirects
from atlas.exports.tables import TABLES, Table, as_csv, dictionary


def exports(edition: Edition) -> list[Export]:
    """Every file that stands beside the pages: those for who takes the data, and what leads on from earlier ids."""
    return [*listed(edition), *redirects(edition)]


def listed(edition: Edition) -> list[Export]:
    """Every file for those who take the data, those of the folder of data first, calendars of networks last."""
    columns = dictionary()
    files = [
        Export(
            f"{paths.DATA}practice-atlas.json",
            "JSON",
            "application/json",
            "Everything: all records with their stories, derived transfers, evidence, the closed lists",
            whole.count(edition),
            lambda: whole.content(edition),
            partial(whole.retold, edition),
        ),
        *(_table(edition, table) for table in TABLES),
        Export(
            f"{paths.DATA}columns.csv",
            "CSV",
            _CSV,
            "What each column of the tables holds",
            len(columns),
            lambda: as_csv(["table", "column", "holds"], columns),
        ),
        Export(
            f"{paths.DATA}cities.geojson",
            "GeoJSON",
            _GEOJSON,
            "Cities and areas as points",
            len(edition.kb.cities),
            lambda: geojson.cities(edition),
        ),
        Export(
            f"{paths.DATA}transfers.geojson",
            "GeoJSON",
            _GEOJSON,
            "Transfers as lines from origin to adopter",
            len(edition.rel.transfers),
            lambda: geojson.transfers(edition),
        ),
        Export(
            f"{paths.DATA}practice-atlas.jsonld",
            "JSON-LD",
            "application/ld+json",
            "Practices and places in the words of schema.org",
            linked.count(edition),
            lambda: linked.content(edition, files),
        ),
        Export(
            paths.FEED,
            "Atom",
            "application/atom+xml",
            f"The newest practices, at most {feed.MOST}",
            len(feed.newest(edition)),
            lambda: feed.content(edition),
        ),
    ]
    files += calendars(edition)
    return files


_CSV, _GEOJSON = "text/csv", "application/geo+json"


def _table(edition: Edition, table: Table) -> Export:
    count = len(table.items(edition))
    path = f"{paths.DATA}{table.name}.csv"
    return Export(path, "CSV", _CSV, table.holds, count, lambda: table.content(edition))


__all__ = [
    "AUTHOR",
    "LICENCE",
    "LICENCE_URL",
    "TITLE",
    "Edition",
    "Export",
    "exports",
    "has_day",
    "listed",
    "usual",
    "without_day",
]
