"""Network: a network or programme, its partners, and what it transfers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from atlas.model.common import (
    Cited,
    Document,
    Figure,
    Members,
    Money,
    Organisation,
    PhasedPeriod,
    Record,
    Source,
    Status,
)
from atlas.model.values import (
    CityRef,
    Id,
    Language,
    Line,
    NetworkRef,
    OtherId,
    PartialDate,
    PracticeRef,
    TermOf,
    Text,
    ThemeTerm,
    Url,
)


class Partner(Cited):
    """A place in a network."""

    city: CityRef = Field(description="Id of the city or area")
    role: Annotated[str, TermOf("roles")] = Field(
        description="partner, adopter, member, collaborating, expressed-interest, lighthouse or observer"
    )
    joined: PartialDate | None = Field(None, description="When it joined, where later than the start")
    left: PartialDate | None = Field(None, description="When it left, where before the end")
    replaced_by: CityRef | None = Field(None, description="Id of the city that took its place")
    named: Organisation | None = Field(None, description="The organisation as the source names it: {name, kind}")


class Definition(Cited):
    """A definition that a network gives, quoted."""

    text: Line = Field(description="The words, at most 40 of them")
    version: Line | None = Field(None, description="Which version: draft, 2009")
    of: Line = Field(description="The term that it defines")


class Network(Record):
    """Places that learn from each other, and what moves between them."""

    name: Line = Field(description="Name")
    full_name: Line | None = Field(None, description="Name in full, where the name is short for it")
    former_names: tuple[Line, ...] = Field((), description="Earlier names")
    tagline: Line | None = Field(None, description="What it is in one line")
    kind: Annotated[str, TermOf("network-kinds")] = Field(
        description="transfer-network, innovation-transfer, national-transfer, action-planning, thematic, "
        "membership or programme"
    )
    programme: Line | None = Field(None, description="Programme it belongs to: URBACT III (2014-2020)")
    period: PhasedPeriod | None = Field(None, description="When, with its phases")
    status: Status | None = Field(None, description="Whether it goes on")
    themes: tuple[ThemeTerm, ...] = Field((), max_length=4, description="Up to four themes, the main one first")
    lead: CityRef | None = Field(None, description="Id of the leading city")
    lead_named: Organisation | None = Field(None, description="The leading organisation as the source names it")
    partners: tuple[Partner, ...] = Field((), description="Its places and their roles, without the lead")
    partners_complete: Annotated[str, TermOf("completeness")] = Field(
        "unknown", description="Whether the list is complete: yes, no or unknown"
    )
    partners_unnamed: Line | None = Field(None, description="Partners that no source names: nearly 20 more")
    practice: PracticeRef | None = Field(
        None, description="Id of the practice it transfers; absent where it transfers none"
    )
    objective: Text | None = Field(None, description="What it is for")
    aims: tuple[Line, ...] = Field((), description="What it set out to reach")
    topics: tuple[Line, ...] = Field((), description="What it works on")
    outputs: tuple[Line, ...] = Field((), description="What it makes and does")
    documents: tuple[Document, ...] = Field((), description="Documents for readers")
    definition: Definition | None = Field(None, description="A definition it gives, quoted with its version and source")
    initiator: Line | None = Field(None, description="Organisation that started it")
    budget: tuple[Money, ...] = Field((), description="Its money")
    figures: tuple[Figure, ...] = Field((), description="Figures about it")
    members: tuple[Members, ...] = Field((), description="How many members it had, by year")
    preceded_by: tuple[NetworkRef, ...] = Field((), description="Ids of networks it grew out of")
    followed_by: tuple[NetworkRef, ...] = Field((), description="Ids of networks that grew out of it")
    part_of: NetworkRef | None = Field(None, description="Id of the programme or network it belongs to")
    seat: CityRef | None = Field(None, description="Id of the city of its seat")
    founded: PartialDate | None = Field(None, description="When it was founded")
    website: Url | None = Field(None, description="Address of its own site")
    external_ids: dict[Id, OtherId] = Field({}, description="Ids in other databases")
    language: Language | None = Field(None, description="Language of its name, where it is not English")
    sources: tuple[Source, ...] = Field(min_length=1, description="Where the facts come from")

    @property
    def heading(self) -> str:
        """Its name."""
        return self.name
