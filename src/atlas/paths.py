"""The only place that decides addresses, anchors and links between pages.

An address is the page's folder below the site's root, with a slash at its end; the home page's is empty.
"""

from __future__ import annotations

import re
from functools import lru_cache

from atlas.countries import COUNTRIES
from atlas.vocabulary import fold

FOLDERS = {
    "practice": "practices",
    "city": "cities",
    "network": "networks",
    "transfer": "transfers",
    "event": "events",
    "theme": "themes",
    "country": "countries",
    "size": "sizes",
}
HOME = ""
TRANSFERS = "transfers/"
A_TO_Z = "a-z/"
ASSETS = "assets/atlas/"
MESSAGES = "contribute/messages/"
FIELDS = "contribute/fields/"
COVERAGE = "about/coverage/"
STEWARD = "contribute/steward/"
DATA = "data/"
FEED = "feed.xml"


def record(kind: str, id: str) -> str:
    """The address of a record's page; of a theme or a country (by its code) too."""
    return f"{FOLDERS[kind]}/{COUNTRIES[id].slug if kind == 'country' else id}/"


def index(kind: str) -> str:
    """The address of the list of all records of a kind."""
    return f"{FOLDERS[kind]}/"


def calendar(network: str | None = None) -> str:
    """The calendar of all events, or of a network's: a file, no page."""
    return f"{record('network', network) if network else index('event')}events.ics"


def to_root(address: str) -> str:
    """From a page to the site's root: `../../` from `cities/preston/`, `./` from the home page."""
    return "../" * address.count("/") or "./"


@lru_cache(maxsize=4096)
def anchor(text: str) -> str:
    """A heading's id: small ASCII letters, digits and hyphens; `section` where nothing else is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:80].strip("-") or "section"
