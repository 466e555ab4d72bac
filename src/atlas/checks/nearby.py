"""What an editor may have meant by an id that no record has."""

from __future__ import annotations

from functools import lru_cache

from atlas.countries import slug
from atlas.model import KnowledgeBase, RecordKind
from atlas.model.city import City
from atlas.model.network import Network
from atlas.vocabulary import nearest


class Nearby:
    """Finds the record meant by a wrong id: by a name or an earlier id, by a part of an id, by likeness."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.renamed = lru_cache(maxsize=None)(self._renamed)
        self.meant = lru_cache(maxsize=None)(self._meant)
        self._spellings = lru_cache(maxsize=None)(self._spelt)

    def _renamed(self, kind: RecordKind, id: str) -> str | None:
        """The record whose earlier id this is."""
        return next((record.id for record in self._kb.of_kind(kind).values() if id in record.aliases), None)

    def _meant(self, kind: RecordKind, id: str) -> str | None:
        """The id that was probably meant, or None."""
        spellings = self._spellings(kind)
        if id in spellings:
            return spellings[id]
        words = set(id.split("-"))
        holding = [known for known in self._kb.of_kind(kind) if words <= set(known.split("-"))]
        if len(holding) == 1:
            return holding[0]
        near = nearest(id, spellings)
        return spellings[near] if near else None

    def _spelt(self, kind: RecordKind) -> dict[str, str]:
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
