"""What the stewards may want to look into: nothing here is wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from atlas.checks.rule import Bench, Finding, listed, rule
from atlas.checks.texts import place_in
from atlas.checks.transfers import ADOPTER
from atlas.issues import Level
from atlas.model import KnowledgeBase, Network, Practice

_MONTHS = 24


@rule("C580", Level.NOTE, "Adopter named without a transfer", words="own")
def named_adopters(kb: Bench) -> Iterator[Finding]:
    """The story of a practice names a city that takes up practices, but no transfer of this practice to it is
    recorded. If the city took it up, add it to the network or write a transfer's file; if not, all is well.
    Cities of the practice, of the practice that it was adapted from and of their networks are not told.
    """
    adopters = {id for _, id in _adopters(kb)}
    by_first_word: dict[bytes, list[tuple[str, str]]] = defaultdict(list)
    for id in sorted(adopters & kb.cities.keys()):
        name = kb.cities[id].name
        by_first_word[next(_words(name.encode()), b"")].append((name, id))
    related = _Related(kb)
    for kind, practice_id, body, story in kb.stories:
        words = by_first_word.keys() & _capitalised(story) if kind == "practice" else ()
        known = related.cities(kb.practices[practice_id]) if words else set()
        text = body.text if words else ""
        for name, id in sorted(pair for word in words for pair in by_first_word[word]):
            index = -1 if id in known else _index(name, text)
            if index >= 0:
                message = f"The story names {name}; no transfer of this practice to it is recorded."
                yield Finding("practice", practice_id, (), message, at=place_in(body, text, index))


def _index(name: str, text: str) -> int:
    """Where `name` first stands as a whole word, or -1."""
    index = text.find(name)
    while index >= 0:
        before, after = text[index - 1 : index], text[index + len(name) : index + len(name) + 1]
        if not before.isalnum() and not after.isalnum():
            return index
        index = text.find(name, index + 1)
    return index


# Capital letters, in UTF-8, of the scripts that English texts write names in; a word ends at a sign or a quote.
_WORD = re.compile(rb" [A-Z\xc3-\xc5\xce-\xd3][^ ,.;:!?)'\xe2]*")
_BREAKS = bytes.maketrans(b'\n[](*_"', b"       ")


def _words(text: bytes) -> Iterator[bytes]:
    """The words of a text, in UTF-8, that start with a capital, in their order."""
    return iter(_WORD.findall(b" " + text.translate(_BREAKS)))


def _capitalised(text: bytes) -> set[bytes]:
    """The words of a text, in UTF-8, that start with a capital. Looking these up finds names in thousands of
    stories ten times faster than searching each story for each name.
    """
    return set(_words(text))


def _adopters(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """(practice, city) of every transfer, from networks and from files; those who left took it up for a while."""
    for network in kb.networks.values():
        for partner in network.partners if network.practice else ():
            if network.practice and partner.role == ADOPTER:
                yield network.practice, partner.city
    for transfer in kb.transfers.values():
        yield transfer.practice, transfer.adopter


class _Related:
    """The cities that a practice has to do with."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._adopters: dict[str, set[str]] = defaultdict(set)
        for practice, city in _adopters(kb):
            self._adopters[practice].add(city)
        self._networks: dict[str, list[Network]] = defaultdict(list)
        for network in kb.networks.values():
            self._networks[network.practice or ""].append(network)

    def cities(self, practice: Practice) -> set[str]:
        """Its own cities and what they lie in or consist of, adopters, and everybody in its networks."""
        near = set(practice.cities)
        for id in (practice.id, practice.adapted_from or practice.id):
            origin = self._kb.practices.get(id)
            near.update(origin.cities if origin else (), self._adopters.get(id, ()))
            for network in self._networks.get(id, ()):
                near.update(filter(None, [network.lead, *(partner.city for partner in network.partners)]))
        for id in practice.cities:
            city = self._kb.cities.get(id)
            if city:
                near.update(city.within, city.members, filter(None, [city.seat]))
        return near


@rule("C581", Level.NOTE, "Not checked for two years")
def freshness(kb: Bench) -> Iterator[Finding]:
    """A record is read against its sources every 24 months; `verified` says when and how. The note comes for
    records that were never checked, too.
    """
    limit = kb.today.months_on(-_MONTHS)
    for kind, record in kb:
        if record.verified is None:
            yield Finding(kind, record.id, (), "The record was never checked against its sources.")
        elif record.verified.date.last < limit:
            words = f"The record was last checked in {record.verified.date.iso}, more than {_MONTHS} months ago."
            yield Finding(kind, record.id, (), words)


@rule("C582", Level.NOTE, "Not recorded")
def gaps(kb: Bench) -> Iterator[Finding]:
    """What readers ask first of a practice: what came of it, what was hard, what it cost. The facts or the story
    can say it; the page shows “not recorded” where neither does.
    """
    for practice in kb.practices.values():
        body = kb.body("practice", practice.id)
        headings = {section.heading for section in body.sections}
        missing = [
            what
            for what, known in (
                ("results", practice.results or "Results" in headings),
                ("difficulties", practice.difficulties or "Difficulties" in headings),
                ("cost", practice.cost or practice.funding),
            )
            if not known
        ]
        if missing:
            yield Finding("practice", practice.id, (), f"Not recorded: {listed(missing)}.")
