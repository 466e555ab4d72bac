"""Practice: what one city did. A strategy is a practice with lines, challenges and relations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from atlas.model.common import (
    Cited,
    Contact,
    Document,
    Image,
    Money,
    Noted,
    Part,
    Period,
    Population,
    Record,
    Result,
    Source,
    Status,
)
from atlas.model.values import (
    CityRef,
    Flag,
    Id,
    Language,
    Line,
    NetworkRef,
    Number,
    OtherId,
    PartialDate,
    PracticeRef,
    Tagline,
    TermOf,
    Text,
    ThemeTerm,
    Title,
    Url,
    Year,
)


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


class Component(Part):
    """A part of a practice that can be kept, adapted or dropped on its own."""

    id: Id = Field(description="Short name for transfers to point at")
    title: Line = Field(description="What it is called")
    text: Text | None = Field(None, description="What it consists of, in a sentence or two")


class Label(Cited):
    """A label or award."""

    name: Line = Field(description="Name of the label or award")
    year: Year | None = Field(None, description="Year of the award")
    by: Line | None = Field(None, description="Who gave it, where the name does not say")


class Precondition(Cited):
    """What a city needs before it can start."""

    what: Text = Field(description="What has to be there")
    need: Annotated[str, TermOf("needs")] = Field("helpful", description="needed or helpful")


class Evaluation(Cited):
    """Who looked at whether it worked, and whether the results are public."""

    type: Annotated[str, TermOf("evaluation-types")] = Field(description="none, planned, self or independent")
    what: Text | None = Field(None, description="What is or was evaluated, and when")
    results: Annotated[str, TermOf("evaluation-results")] | None = Field(
        None, description="published, not-published or unknown"
    )
    url: Url | None = Field(None, description="Address of the evaluation")


class Cost(Cited):
    """What it cost; `cost: none` says that it has no budget of its own."""

    none: Flag = Field(False, description="true where the source says that there is no budget of its own")
    amount: Number | None = Field(None, description="Amount, in digits")
    to: Number | None = Field(None, description="Upper end of a range; `amount` is the lower end")
    currency: Line | None = Field(None, description="Currency, with its multiple: EUR, million EUR")
    qualifier: Line | None = Field(None, description="more than, about")
    year: Year | None = Field(None, description="Year of the amount, or `unknown`")
    what: Line | None = Field(None, description="What the amount covers")


def _cost(value: Any) -> Any:
    return {"none": "true"} if value == "none" else value


class Approval(Cited):
    """A decision that put a strategy in force."""

    date: PartialDate = Field(description="Day of the decision")
    by: Line = Field(description="Body that decided")


class StrategicLine(Cited):
    """One line of a strategy."""

    title: Line = Field(description="Name of the line")
    text: Text | None = Field(None, description="What it is about")


class Area(Noted):
    """A part of the world that a strategy sets a priority for."""

    id: Id = Field(description="Short name for relations to point at")
    title: Line = Field(description="Name of the area, with the letter that the strategy gives it")
    text: Text | None = Field(None, description="What the strategy says of it")


class Relation(Cited):
    """A relation that a strategy wants with a city or metropolis; drawn as a quiet arc, never as a transfer."""

    area: Id = Field(description="Id of one of this record's areas")
    intensity: Annotated[str, TermOf("intensities")] = Field(
        description="priority, intensify, encourage, consolidate, seek or cooperate"
    )
    city: CityRef | None = Field(None, description="Id of the city or area; absent where the source names none")
    named: Line = Field(description="The partner as the source names it")


class Practice(Record):
    """What one city did, for whom, and what came of it."""

    title: Title = Field(description="Title, at most 100 characters")
    tagline: Tagline = Field(description="What it is in one line, at most 160 characters")
    subtitle: Line | None = Field(None, description="Its own subtitle or full name, where it has one")
    kind: Annotated[str, TermOf("practice-kinds")] = Field(
        description="good-practice, innovative-action, adapted-practice, strategy or guidance"
    )
    cities: tuple[CityRef, ...] = Field(
        min_length=1, description="Ids of the cities it comes from, the first one first"
    )
    themes: tuple[ThemeTerm, ...] = Field(
        min_length=1, max_length=4, description="One to four themes, the main one first"
    )
    sdgs: tuple[Annotated[int, Field(ge=1, le=17)], ...] = Field(
        (), description="Sustainable Development Goals it serves, by number"
    )
    period: Period = Field(description="When: {start: 2013, end: 2017}, or {unknown: why}")
    status: Status = Field(description="Whether it goes on: {value: ongoing, as_of: 2017}")
    labels: tuple[Label, ...] = Field((), description="Labels and awards")
    owner: Line | None = Field(None, description="Organisation that runs it")
    partners: tuple[Line, ...] = Field((), description="Organisations that take part")
    components: tuple[Component, ...] = Field((), description="Its parts, where a source names them")
    results: tuple[Result, ...] = Field((), description="What came of it, figure by figure")
    population_reported: Population | None = Field(None, description="Inhabitants as the source of the practice says")
    preconditions: tuple[Precondition, ...] = Field((), description="What has to be there first")
    difficulties: tuple[Text, ...] = Field((), description="What was hard, as short facts")
    evaluation: Evaluation | None = Field(None, description="Who looked at whether it worked")
    cost: Annotated[Cost, BeforeValidator(_cost, json_schema_input_type=Cost | Literal["none"])] | None = Field(
        None, description="What it cost, or `none`"
    )
    funding: Annotated[
        tuple[Money, ...], BeforeValidator(_one_or_many, json_schema_input_type=Money | tuple[Money, ...])
    ] = Field((), description="Who paid, and how much")
    staff: Line | None = Field(None, description="People it takes, as the source says")
    months_to_first_result: Annotated[int, Field(ge=0, le=600)] | None = Field(
        None, description="Months from the start to the first result"
    )
    adapted_from: PracticeRef | None = Field(None, description="Id of the practice that this one adapts")
    related: tuple[PracticeRef, ...] = Field((), description="Ids of related practices")
    contact: Contact | None = Field(None, description="Organisation and role to ask")
    documents: tuple[Document, ...] = Field((), description="Documents for readers")
    images: tuple[Image, ...] = Field((), description="Pictures")
    language: Language | None = Field(None, description="Language of the practice's own material")
    website: Url | None = Field(None, description="Address of the practice's own page")
    external_ids: dict[Id, OtherId] = Field({}, description="Ids in other databases, such as {urbact: 9495}")
    approved: Approval | None = Field(None, description="Strategy: when and by whom it was approved")
    strategic_lines: tuple[StrategicLine, ...] = Field((), description="Strategy: its lines")
    challenges: tuple[StrategicLine, ...] = Field((), description="Strategy: the challenges it takes on")
    aligned_with: tuple[Line, ...] = Field((), description="Strategy: agendas and agreements it follows")
    networks: tuple[NetworkRef, ...] = Field((), description="Strategy: ids of the networks it works through")
    areas: tuple[Area, ...] = Field((), description="Strategy: parts of the world, in order of priority")
    relations: tuple[Relation, ...] = Field((), description="Strategy: relations it wants, city by city")
    sources: tuple[Source, ...] = Field(min_length=1, description="Where the facts come from")
    added: PartialDate = Field(description="When the record was added")

    @property
    def heading(self) -> str:
        """Its title."""
        return self.title
