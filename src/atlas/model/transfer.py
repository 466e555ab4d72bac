"""Transfer: one practice taken up by one city."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from atlas.model.common import Cited, Period, Record, Result, Source
from atlas.model.values import CityRef, Id, Line, NetworkRef, PracticeRef, TermOf, Text


class ComponentFate(Cited):
    """What became of one component in the adopting city."""

    id: Id | None = Field(None, description="Id of the practice's component; absent for one that was added")
    title: Line | None = Field(None, description="Name of an added component")
    fate: Annotated[str, TermOf("fates")] = Field(description="kept, adapted, added, dropped or not-tried")
    reason: Annotated[str, TermOf("reasons")] | None = Field(
        None, description="Why: law, money, skills, politics, scale, culture or technology"
    )

    @model_validator(mode="after")
    def _named(self) -> ComponentFate:
        if self.fate == "added" and not (self.title and self.id is None):
            raise PydanticCustomError("component", "An added component has a title and no id")
        if self.fate != "added" and (self.id is None or self.title is not None):
            raise PydanticCustomError("component", "A component of the practice has its id and no title")
        return self


class TransferRecord(Record):
    """What is known of a transfer beyond that a city was a partner."""

    practice: PracticeRef = Field(description="Id of the practice")
    adopter: CityRef = Field(description="Id of the city that takes it up")
    network: NetworkRef | None = Field(None, description="Id of the network through which it came, if one")
    period: Period | None = Field(None, description="When")
    stage: Annotated[str, TermOf("stages")] = Field(
        description="partner, shared, considering, understand, adapt, re-use, embedded or stopped"
    )
    stage_reason: Text | None = Field(None, description="Why it was stopped")
    degree: Annotated[str, TermOf("degrees")] | None = Field(
        None, description="How close to the original: copied, emulated, combined or inspired"
    )
    components: tuple[ComponentFate, ...] = Field((), description="What became of each component")
    outcome: Annotated[str, TermOf("outcomes")] | None = Field(
        None, description="achieved, partly, not-achieved or too-early"
    )
    results: tuple[Result, ...] = Field((), description="What came of it in the adopting city")
    told_by: Annotated[str, TermOf("tellers")] | None = Field(None, description="origin, adopter or third-party")
    sources: tuple[Source, ...] = Field(min_length=1, description="Where the facts come from")

    @property
    def heading(self) -> str:
        """Its id; pages make a heading from the practice and the adopter."""
        return self.id
