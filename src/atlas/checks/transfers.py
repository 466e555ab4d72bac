"""A transfer goes from one place to another, through a network that really has both."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.checks.rule import Bench, Finding, rule
from atlas.issues import Level, quote
from atlas.model import Network, file_of
from atlas.vocabulary import suggestion

ADOPTER = "adopter"


@rule("C510", Level.ERROR, "Network that does not transfer this")
def network_practice(kb: Bench) -> Iterator[Finding]:
    """The network of a transfer is the one that transfers the practice: both records name the same practice.
    Leave `network` out where the practice travelled without one.
    """
    for transfer in kb.transfers.values():
        network = kb.networks.get(transfer.network or "")
        if network and network.practice != transfer.practice:
            other = f"{quote(network.practice)}, not {quote(transfer.practice)}" if network.practice else "no practice"
            words = f"The network {quote(network.id)} transfers {other}."
            there = f"`practice: {transfer.practice}` in {file_of('network', network.id)}"
            hint = f"Correct `network` here, or write {there}; or leave `network` out."
            yield Finding("transfer", transfer.id, ("network",), words, hint)


@rule("C511", Level.ERROR, "Adopter that is no partner")
def network_adopter(kb: Bench) -> Iterator[Finding]:
    """The adopter of a transfer through a network is one of the network's partners with the role `adopter`. The
    city that leads the network gives the practice, it does not take it up.
    """
    for transfer in kb.transfers.values():
        network = kb.networks.get(transfer.network or "")
        if network and network.practice == transfer.practice:
            adopters = [partner.city for partner in network.partners if partner.role == ADOPTER]
            if transfer.adopter not in adopters:
                words, hint = _no_adopter(network, transfer.adopter, adopters)
                yield Finding("transfer", transfer.id, ("adopter",), words, hint)


def _no_adopter(network: Network, city: str, adopters: list[str]) -> tuple[str, str]:
    role = next((partner.role for partner in network.partners if partner.city == city), None)
    if role:
        given = f"has the role “{role}” in the network {quote(network.id)}, not “{ADOPTER}”"
    elif network.lead == city:
        given = f"leads the network {quote(network.id)}: the practice went out from it"
    else:
        given = f"is no partner of the network {quote(network.id)}"
    hint = suggestion(city, adopters, what="Its adopters") if adopters else "It has no adopters yet."
    return f"{quote(city)} {given}.", f"Correct `adopter` here, or `role` in {file_of('network', network.id)}. {hint}"


@rule("C512", Level.ERROR, "Practice taken up where it comes from", partly=True)
def own_origin(kb: Bench) -> Iterator[Finding]:
    """A city does not adopt its own practice: the adopter is none of the cities that the practice comes from,
    neither in a transfer's file nor among a network's partners.
    """
    for transfer in kb.transfers.values():
        practice = kb.practices.get(transfer.practice)
        if practice and transfer.adopter in practice.cities:
            words = f"The practice {quote(practice.id)} comes from {quote(transfer.adopter)} itself."
            hint = f"Correct `adopter`, or `cities` in {file_of('practice', practice.id)}."
            yield Finding("transfer", transfer.id, ("adopter",), words, hint)
    for network in kb.networks.values():
        practice = kb.practices.get(network.practice or "")
        for number, partner in enumerate(network.partners if practice else ()):
            if practice and partner.role == ADOPTER and partner.city in practice.cities:
                words = f"The practice {quote(practice.id)} comes from {quote(partner.city)} itself."
                hint = "Give it another role, or name it under `lead` and not among the partners."
                yield Finding("network", network.id, ("partners", number, "city"), words, hint)
