"""A network's list of partners holds together."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.checks.rule import Bench, Finding, rule
from atlas.issues import Level, quote
from atlas.vocabulary import suggestion

_MOST_WORDS = 40


@rule("C515", Level.ERROR, "Partner listed twice", partly=True)
def partners_once(kb: Bench) -> Iterator[Finding]:
    """A city stands once among a network's partners, or twice where it left and joined again, each time with its
    own dates. The lead has a field of its own and is not repeated there.
    """
    for network in kb.networks.values():
        seen: set[tuple[str, str]] = set()
        for number, partner in enumerate(network.partners):
            place = ("partners", number, "city")
            stay = (partner.city, partner.joined.iso if partner.joined else "")
            if partner.city == network.lead:
                words = f"{quote(partner.city)} leads the network and stands among the partners too."
                yield Finding("network", network.id, place, words, "Delete this entry, or correct `lead`.")
            elif stay in seen:
                words = f"{quote(partner.city)} stands among the partners twice."
                hint = "Keep one entry; if it left and joined again, give both their `joined` and `left`."
                yield Finding("network", network.id, place, words, hint)
            seen.add(stay)


@rule("C516", Level.ERROR, "Replacement that does not fit")
def replacements(kb: Bench) -> Iterator[Finding]:
    """A partner that was replaced has left: `replaced_by` stands beside `left`. The city that came instead is a
    partner of the same network, with an entry of its own.
    """
    for network in kb.networks.values():
        cities = [partner.city for partner in network.partners]
        for number, partner in enumerate(network.partners):
            other, place = partner.replaced_by, ("partners", number, "replaced_by")
            if other is None:
                continue
            if other == partner.city:
                words = f"{quote(other)} can't take its own place."
                yield Finding("network", network.id, place, words, "Name the city that came instead.")
            elif other not in cities:
                words = f"{quote(other)} took the place of {quote(partner.city)}, but is no partner itself."
                hint = f"Add it to the partners. {suggestion(other, cities, what='Partners')}"
                yield Finding("network", network.id, place, words, hint)
            if partner.left is None:
                words = f"{quote(partner.city)} was replaced, but the record does not say when it left."
                hint = "Add `left: 2018` or whenever it was; a year is enough."
                yield Finding("network", network.id, place, words, hint, key=True)


@rule("C517", Level.ERROR, "Definition too long", partly=True)
def definitions(kb: Bench) -> Iterator[Finding]:
    """A definition is quoted with at most 40 words: that much may be quoted, and that much is read."""
    for network in kb.networks.values():
        length = len(network.definition.text.split()) if network.definition else 0
        if length > _MOST_WORDS:
            words = f"The definition has {length} words; at most {_MOST_WORDS} are quoted."
            hint = "Quote its core, and link the rest by `source`."
            yield Finding("network", network.id, ("definition", "text"), words, hint)


STRATEGY = "strategy"
_STRATEGY_FIELDS = (
    "approved",
    "strategic_lines",
    "challenges",
    "aligned_with",
    "networks",
    "areas",
    "relations",
)


@rule("C518", Level.ERROR, "Field of strategies elsewhere")
def strategy_fields(kb: Bench) -> Iterator[Finding]:
    """`approved`, `strategic_lines`, `challenges`, `aligned_with`, `networks`, `areas` and `relations` belong to
    practices of the kind `strategy`; no other page shows them.
    """
    for practice in kb.practices.values():
        if practice.kind != STRATEGY:
            for field in filter(lambda field: getattr(practice, field), _STRATEGY_FIELDS):
                words = f"The field {quote(field)} is for strategies, but this is of the kind {quote(practice.kind)}."
                hint = f"Delete it, or write `kind: {STRATEGY}`."
                yield Finding("practice", practice.id, (field,), words, hint, key=True)
