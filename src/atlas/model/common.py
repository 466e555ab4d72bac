"""The parts that several kinds of records share."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from atlas.model.values import (
    Flag,
    Id,
    Language,
    Line,
    Number,
    PartialDate,
    TermOf,
    Text,
    Url,
    Year,
)


class Part(BaseModel):
    """A part of a record: fixed once read, no fields but the known ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Noted(Part):
    """A part that may be our own reading of the sources instead of what they say."""

    derived: Flag = Field(False, description="true where this is our reading, not what a source says; say why in note")
    note: Text | None = Field(None, description="A remark shown beside the value")


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


SourceIds = Annotated[tuple[Id, ...], BeforeValidator(_as_list, json_schema_input_type=Id | tuple[Id, ...])]


class Cited(Noted):
    """A part that says where it comes from."""

    source: SourceIds = Field((), description="Id of the source, or a list of ids, from this record's sources")


class Source(Part):
    """A citation: where facts come from."""

    id: Id = Field(description="Short name of the source within this record, for `source:` fields")
    title: Line = Field(description="Title of the page, document or database, in its own language")
    publisher: Line = Field(description="Organisation that publishes it")
    authors: tuple[Line, ...] = Field((), description="Authors of a cited work, as the work names them")
    date: PartialDate | None = Field(None, description="When it was published: 2013, 2013-05 or 2013-05-04")
    url: Url | None = Field(None, description="Address, starting with https:// or http://")
    accessed: PartialDate | None = Field(None, description="When it was last read")
    language: Language | None = Field(None, description="Language of the title as a code: en, pl, pt-BR")
    founding: Flag = Field(False, description="true for a founding document of this knowledge base")
    note: Text | None = Field(None, description="A remark shown with the source")


class Claim(Part):
    """What one source says in a conflict."""

    says: Text = Field(description="What the source says")
    source: SourceIds = Field((), description="Which source says so")


class Conflict(Part):
    """Sources that disagree; shown to the reader, never settled in silence."""

    about: Line = Field(description="What they disagree about")
    claims: tuple[Claim, ...] = Field(min_length=1, description="What each of them says")
    note: Text | None = Field(None, description="What this record goes by, and why")


class Reading(Part):
    """A field whose value is our reading."""

    field: Line = Field(description="Name of the field")
    note: Text = Field(description="How it was read out of the sources")


class Period(Cited):
    """When: from, to, or why not known."""

    start: PartialDate | None = Field(None, description="First day, month or year")
    end: PartialDate | None = Field(None, description="Last day, month or year; absent while it goes on")
    unknown: Line | None = Field(None, description="Why no dates are known, instead of dates")


class Phase(Cited):
    """A phase of a network."""

    name: Line = Field(description="Name of the phase")
    start: PartialDate | None = Field(None, description="When it began")
    end: PartialDate | None = Field(None, description="When it ended")


class PhasedPeriod(Period):
    """When, with its phases."""

    phases: tuple[Phase, ...] = Field((), description="Phases within the period")


class Status(Part):
    """Whether it still goes on, and when that was known."""

    value: Annotated[str, TermOf("statuses")] = Field(description="ongoing, completed, stopped or unknown")
    as_of: PartialDate | None = Field(None, description="When that was known")
    reason: Text | None = Field(None, description="Why it was stopped")


class Figure(Cited):
    """A figure with what it counts."""

    what: Line = Field(description="What was counted or measured")
    value: Number | None = Field(
        None, description="The figure in digits, with . for decimals; the lower end of a range"
    )
    to: Number | None = Field(None, description="Upper end of a range: {value: 10, to: 30} is shown as 10 to 30")
    unit: Line | None = Field(None, description="Unit: %, people, EUR, million EUR")
    qualifier: Line | None = Field(None, description="Words the source puts before the figure: more than, about")
    year: Year | None = Field(None, description="Year of the figure, or `unknown` where the source gives none")


class Result(Figure):
    """A result: what changed, what was produced, what went in, or what the ground was."""

    type: Annotated[str, TermOf("result-types")] = Field(description="context, input, output or outcome")
    from_: Number | None = Field(None, alias="from", description="The figure before, in the same unit")


class Population(Cited):
    """A count of inhabitants; which area was counted is part of the figure."""

    value: Number = Field(description="Inhabitants, in digits without separators")
    qualifier: Line | None = Field(None, description="Words the source puts before the figure: more than, about")
    year: Year | None = Field(None, description="Year of the count, or `unknown`")
    area: Line | None = Field(None, description="Area counted: municipality, urban area, metropolitan area")


class Members(Cited):
    """How many members a network had."""

    value: Number = Field(description="Number of members")
    year: Year | None = Field(None, description="Year of the count, or `unknown`")
    qualifier: Line | None = Field(None, description="more than, about")


class Money(Cited):
    """An amount of money and what it was for."""

    amount: Number | None = Field(None, description="Amount, in digits; absent where only the origin is known")
    to: Number | None = Field(None, description="Upper end of a range; `amount` is the lower end")
    currency: Line | None = Field(None, description="Currency, with its multiple: EUR, million EUR, GBP")
    qualifier: Line | None = Field(None, description="more than, about, up to")
    year: Year | None = Field(None, description="Year of the amount, or `unknown`")
    what: Line | None = Field(None, description="What it paid for, or who gave it")


class Document(Part):
    """A document that readers may want: a guide, a report, a tool."""

    title: Line = Field(description="Title in its own language")
    url: Url = Field(description="Address")
    language: Language | None = Field(None, description="Language code")


class Organisation(Part):
    """A body as a source names it."""

    name: Line = Field(description="Name as in the source")
    kind: Annotated[str, TermOf("organisation-kinds")] | None = Field(None, description="What kind of body it is")


class Contact(Part):
    """Whom to ask: an organisation and a role, never a person."""

    organisation: Line = Field(description="Organisation")
    role: Line | None = Field(None, description="Role or office in it")


class Verified(Part):
    """When and how the record was last checked against its sources."""

    date: PartialDate = Field(description="When")
    how: Line = Field(description="How: read against the founding document, asked the city")


class Record(Part):
    """What every record has. `id` comes from the name of its file."""

    id: Id = Field(description="Name of the file without its ending")
    aliases: tuple[Id, ...] = Field((), description="Earlier ids of this record; each stays as a redirect")
    remarks: tuple[Text, ...] = Field((), description="Short remarks shown to readers")
    our_reading: tuple[Reading, ...] = Field((), description="Fields whose values are our reading of the sources")
    sources: tuple[Source, ...] = Field((), description="Where the facts come from")
    conflicts: tuple[Conflict, ...] = Field((), description="Where sources disagree")
    added: PartialDate | None = Field(None, description="When the record was added")
    verified: Verified | None = Field(None, description="When and how it was last checked")

    @property
    def heading(self) -> str:
        """The name or title that pages and links show."""
        raise NotImplementedError


class Image(Part):
    """A picture in images/."""

    file: Annotated[str, Field(pattern=r"^images/[a-z0-9]+(-[a-z0-9]+)*\.(jpg|png|webp)$")] = Field(
        description="File below images/, such as images/preston-market.jpg (jpg, png or webp, at most 400 kB)"
    )
    alt: Line = Field(description="What is to be seen, for those who do not see it")
    credit: Line = Field(description="Whom to credit")
    licence: Line = Field(description="Licence of the picture: CC BY 4.0, CC0")


class Location(Cited):
    """A point: WGS 84, decimal degrees."""

    lat: Annotated[Number, Field(ge=-90, le=90)] = Field(
        description="Degrees north, -90 to 90", json_schema_extra={"minimum": -90, "maximum": 90}
    )
    lon: Annotated[Number, Field(ge=-180, le=180)] = Field(
        description="Degrees east, -180 to 180", json_schema_extra={"minimum": -180, "maximum": 180}
    )
