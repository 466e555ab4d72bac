"""What the stewards may want to look into: nothing here is wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from atlas.checks.rule import Finding, listed, rule
from atlas.checks.texts import place_in
from atlas.checks.transfers import ADOPTER
from atlas.issues import Level
from atlas.model import KnowledgeBase, Network, Practice
from atlas.model.values import PartialDate

_MONTHS = 24


@rule("C580", Level.NOTE, "Adopter named without a transfer")
def named_adopters(kb: KnowledgeBase) -> Iterator[Finding]:
    """The story of a practice names a city that takes up practices, but no transfer of this practice to it is
    recorded. If the city took it up, add it to the network or write a transfer's file; if not, all is well.
    Cities of the practice, of the practice that it was adapted from and of their networks are not told.
    """
    names = _adopters_by_name(kb)
    if not names:
        return
    first_words = frozenset(
        f"{before}{name.split()[0]}{after}" for name in names for before in _BEFORE for after in _AFTER
    )
    related = _Related(kb)
    for practice in kb.practices.values():
        body = kb.body("practice", practice.id)
        words = body.text.split()
        if first_words.isdisjoint(words):
            continue
        known = related.cities(practice)
        for name in sorted(name for name in names if names[name] not in known and name in body.text):
            found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", body.text)
            if found:
                message = f"The story names {name}; no transfer of this practice to it is recorded."
                yield Finding("practice", practice.id, (), message, at=place_in(body, found.start()))


# What may stand beside a word in running text; looking words up is ten times faster than searching for each name.
_BEFORE = ("", "(", "[", "*", "**", "“", "‘", '"')
_AFTER = ("", ",", ".", ":", ";", ")", "]", "’s", "'s", "!", "?", "*", "**", "”", '"', "),", ").", "’", "'")


def _adopters(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """(practice, city) of every transfer, from networks and from files; those who left took it up for a while."""
    for network in kb.networks.values():
        for partner in network.partners if network.practice else ():
            if network.practice and partner.role == ADOPTER:
                yield network.practice, partner.city
    for transfer in kb.transfers.values():
        yield transfer.practice, transfer.adopter


def _adopters_by_name(kb: KnowledgeBase) -> Mapping[str, str]:
    """The name of every city that took up anything → its id."""
    cities = {city for _, city in _adopters(kb)}
    return {kb.cities[id].name: id for id in sorted(cities) if id in kb.cities}


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
def freshness(kb: KnowledgeBase) -> Iterator[Finding]:
    """A record is read against its sources every 24 months; `verified` says when and how. The note comes for
    records that were never checked, too.
    """
    limit = _months_before(kb.today, _MONTHS)
    for kind, record in kb:
        if record.verified is None:
            yield Finding(kind, record.id, (), "The record was never checked against its sources.")
        elif record.verified.date.last < limit:
            words = f"The record was last checked in {record.verified.date.iso}, more than {_MONTHS} months ago."
            yield Finding(kind, record.id, (), words)


def _months_before(date: PartialDate, months: int) -> tuple[int, int, int]:
    year, month, day = date.first
    earlier = year * 12 + month - 1 - months
    return earlier // 12, earlier % 12 + 1, day


@rule("C582", Level.NOTE, "Not recorded")
def gaps(kb: KnowledgeBase) -> Iterator[Finding]:
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
