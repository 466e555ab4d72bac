"""Event: a meeting, with or without a network."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from atlas.model.common import Contact, Document, Figure, Part, Record, Source
from atlas.model.values import (
    CityRef,
    Flag,
    Language,
    Line,
    NetworkRef,
    PartialDate,
    PracticeRef,
    TermOf,
    Text,
    ThemeTerm,
    TimeOfDay,
    Title,
    Url,
)


class AgendaItem(Part):
    """One point of a programme."""

    item: Line = Field(description="What it is about")
    by: Contact | None = Field(None, description="Who speaks: {organisation, role}")
    city: CityRef | None = Field(None, description="Id of the city that speaks")
    minutes: Annotated[int, Field(gt=0, le=1440)] | None = Field(None, description="Length in minutes")


class Event(Record):
    """When and where people met, about what, by whom."""

    title: Title = Field(description="Title, at most 100 characters")
    kind: Annotated[str, TermOf("event-kinds")] = Field(description="webinar, conference, meeting, forum, …")
    organisers: tuple[Line, ...] = Field((), description="Organisations")
    networks: tuple[NetworkRef, ...] = Field((), description="Ids of networks it belongs to")
    practices: tuple[PracticeRef, ...] = Field((), description="Ids of the practices that it was about")
    cities: tuple[CityRef, ...] = Field(
        (), description="Ids of the cities where it took place, or that took part online"
    )
    themes: tuple[ThemeTerm, ...] = Field((), max_length=4, description="Up to four themes")
    date: PartialDate | None = Field(None, description="First day, or month, or year")
    end: PartialDate | None = Field(None, description="Last day")
    inferred: Flag = Field(False, description="true where the date is our reading")
    undated: Line | None = Field(None, description="Why there is no date")
    start_time: TimeOfDay | None = Field(None, description="16:30")
    end_time: TimeOfDay | None = Field(None, description="17:30")
    zone: Line | None = Field(None, description="Time zone as announced: CET")
    online: Flag = Field(False, description="true where people met online")
    venue: Line | None = Field(None, description="Building or place in the city")
    languages: tuple[Language, ...] = Field((), description="Languages spoken, as codes")
    topic: Text | None = Field(None, description="What it was about")
    points: tuple[Text, ...] = Field((), description="What was said or concluded")
    agenda: tuple[AgendaItem, ...] = Field((), description="Programme: item, who speaks, minutes")
    audience: tuple[Line, ...] = Field((), description="Whom it was for")
    cost: Line | None = Field(None, description="What taking part costs: free")
    figures: tuple[Figure, ...] = Field((), description="Figures: how many took part")
    documents: tuple[Document, ...] = Field((), description="Documents for readers")
    recurrence: Line | None = Field(None, description="Whether it comes again: annual (planned)")
    url: Url | None = Field(None, description="Address of its page")
    sources: tuple[Source, ...] = Field(min_length=1, description="Where the facts come from")

    @property
    def heading(self) -> str:
        """Its title."""
        return self.title
