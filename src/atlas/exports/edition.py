"""What all exports start from: the records, what follows from them, and where the site will stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from atlas import paths
from atlas.model import Event, KnowledgeBase, Practice, Result, Source
from atlas.model.values import RecordKind
from atlas.relations import Evidence, Relations, Transfer

TITLE = "Practice Atlas"
WORDS = "Good practices of cities, and how they travel from city to city."
AUTHOR = "the Practice Atlas contributors"
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
CREDIT = "Coordinates and many populations: GeoNames (https://www.geonames.org/), CC BY 4.0."


@dataclass(frozen=True, slots=True)
class Export:
    """A file for those who take the data.

    `path` is relative to the site's root; `form` names the format for readers, `media` for machines; `holds` says
    what is in it, `count` how many records; `content` makes its bytes. Where words of stories stand in it, `retold`
    makes them of its earlier ones when nothing but the words of some records' stories changed.
    """

    path: str
    form: str
    media: str
    holds: str
    count: int
    content: Callable[[], bytes]
    retold: Callable[[bytes, Iterable[tuple[RecordKind, str]]], bytes] | None = None


class Edition:
    """The state of the knowledge base that is given away."""

    def __init__(self, relations: Relations, site_url: str = "") -> None:
        """`site_url` is the address of the finished site; without it, addresses are relative to the site's root."""
        self.rel = relations
        self._evidence: dict[str, Evidence] = {}
        self._site_url = f"{site_url.rstrip('/')}/" if site_url else ""

    @property
    def kb(self) -> KnowledgeBase:
        """The records."""
        return self.rel.kb

    @property
    def absolute(self) -> bool:
        """True where the address of the site is known, so that `url` gives whole addresses."""
        return bool(self._site_url)

    def url(self, address: str) -> str:
        """The address of a page or file of the site."""
        return self._site_url + address

    def page(self, kind: RecordKind, id: str) -> str:
        """The address of a record's page."""
        return self.url(paths.record(kind, id))

    def transfer_page(self, transfer: Transfer) -> str:
        """The address of a transfer's page, or of its row on the page of all transfers."""
        if transfer.record:
            return self.page("transfer", transfer.id)
        return self.url(f"{paths.TRANSFERS}#{transfer.id}")

    def origin(self, transfer: Transfer) -> str:
        """The id of the city that a transfer starts from: the practice's first."""
        return self.kb.practices[transfer.practice].cities[0]

    def evidence(self, practice: Practice) -> Evidence:
        """The evidence of a practice; worked out once, since several files tell it."""
        if practice.id not in self._evidence:
            self._evidence[practice.id] = self.rel.evidence(practice)
        return self._evidence[practice.id]

    @cached_property
    def results(self) -> list[tuple[str, str, Result]]:
        """(kind, id, result) of all results, record by record."""
        of_practices = (("practice", p.id, result) for p in self.kb.practices.values() for result in p.results)
        of_transfers = (("transfer", t.id, result) for t in self.kb.transfers.values() for result in t.results)
        return [*of_practices, *of_transfers]

    @cached_property
    def sources(self) -> list[tuple[str, str, Source]]:
        """(kind, id, source) of all citations, record by record."""
        return [(kind, record.id, source) for kind, record in self.kb for source in record.sources]

    @cached_property
    def dated_events(self) -> list[Event]:
        """The events whose first day is known, earliest first."""
        dated = [(event.date.first, event.id, event) for event in self.kb.events.values() if event.date]
        return [event for _, _, event in sorted(dated, key=lambda row: row[:2]) if has_day(event)]


def has_day(event: Event) -> bool:
    """True where the first day of an event is known, so that a calendar can show it."""
    return event.date is not None and event.date.day is not None
