"""Small pages at the addresses that records had before: they lead on to where each is now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape

from atlas import paths
from atlas.exports.edition import Edition, Export
from atlas.model.values import RecordKind


def redirects(edition: Edition) -> Iterator[Export]:
    """A page for each earlier id of each record; plain HTML, which needs neither a theme nor a script."""
    for kind, record in edition.kb:
        for alias in record.aliases:
            path = f"{paths.record(kind, alias)}index.html"
            page = partial(_page, edition, kind, record.id)
            yield Export(path, "HTML", "text/html", "Where a record is now", 1, page)


def _page(edition: Edition, kind: RecordKind, id: str) -> bytes:
    here = f"../{id}/"
    whole = edition.page(kind, id) if edition.absolute else here
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<title>This page has moved</title>\n<meta name="robots" content="noindex">\n'
        f'<link rel="canonical" href="{escape(whole)}">\n<meta http-equiv="refresh" content="0; url={here}">\n'
        f'</head>\n<body>\n<p>This page has moved. <a href="{here}">Go to its new address</a>.</p>\n</body>\n</html>\n'
    ).encode()
