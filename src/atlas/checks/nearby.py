"""What an editor may have meant by an id that no record has."""

from __future__ import annotations

from functools import cache

from atlas.countries import slug
from atlas.model import City, KnowledgeBase, Network, RecordKind
from atlas.vocabulary import nearest

_MOST_SEARCHES = 100


class Nearby:
    """Finds the record meant by a wrong id: by an earlier id, by another name, by a part of an id, by likeness.

    Likeness is looked for a hundred times only: where more is broken, a folder is missing and not a letter.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._searches = 0
        self.meant = cache(self._meant)
        self._aliases = cache(self._aliases_of)
        self._spellings = cache(self._spellings_of)

    def renamed(self, kind: RecordKind, id: str) -> str | None:
        """The record whose earlier id this is."""
        return self._aliases(kind).get(id)

    def _aliases_of(self, kind: RecordKind) -> dict[str, str]:
        return {alias: record.id for record in self._kb.of_kind(kind).values() for alias in record.aliases}

    def _meant(self, kind: RecordKind, id: str) -> str | None:
        """The id that was probably meant, or None."""
        spellings = self._spellings(kind)
        if id in spellings:
            return spellings[id]
        if self._searches == _MOST_SEARCHES:
            return None
        self._searches += 1
        words = set(id.split("-"))
        holding = [known for known in self._kb.of_kind(kind) if words <= set(known.split("-"))]
        if len(holding) == 1:
            return holding[0]
        near = nearest(id, spellings)
        return spellings[near] if near else None

    def _spellings_of(self, kind: RecordKind) -> dict[str, str]:
        """Ids, and names written like ids → the id."""
        records = self._kb.of_kind(kind)
        spellings = {id: id for id in records}
        for record in records.values():
            names: tuple[str | None, ...] = (record.heading,)
            if isinstance(record, City):
                names = (record.name, record.local_name, *record.other_names)
            elif isinstance(record, Network):
                names = (record.name, record.full_name, *record.former_names)
            for name in filter(None, names):
                spellings.setdefault(slug(name), record.id)
        return spellings
