"""City: a city, district, metropolitan area, association of towns or region."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from atlas.countries import COUNTRIES
from atlas.model.common import Location, Part, Population, Record
from atlas.model.values import CityRef, Id, Language, Line, OtherId, TermOf, Url
from atlas.vocabulary import nearest

_OTHER_CODES = {"UK": "GB", "EL": "GR"}


def _country(value: Any) -> str:
    if isinstance(value, str) and value in COUNTRIES:
        return value
    word = str(value)
    code = _OTHER_CODES.get(word.upper()) or next(
        (code for code, country in COUNTRIES.items() if word.casefold() in (code.casefold(), country.name.casefold())),
        None,
    )
    if code is None:
        near = nearest(word, [country.name for country in COUNTRIES.values()]) if len(word) > 3 else None
        code = next((code for code, country in COUNTRIES.items() if country.name == near), None)
    hint = f"Did you mean “{code}” ({COUNTRIES[code].name})? " if code else ""
    raise PydanticCustomError(
        "country",
        "{value} is no country code",
        {
            "value": word,
            "hint": f"{hint}Allowed: the two-letter codes of ISO 3166-1, such as PL, and XK for Kosovo.",
        },
    )


class CityIds(Part):
    """The city's ids in other databases."""

    geonames: Annotated[int, Field(gt=0)] | None = Field(None, description="GeoNames id, a number")
    wikidata: Annotated[str, Field(pattern=r"^Q[1-9]\d*$")] | None = Field(
        None, description="Wikidata id, such as Q128147"
    )
    nuts: Annotated[str, Field(pattern=r"^[A-Z]{2}[A-Z0-9]{0,3}$")] | None = Field(
        None, description="NUTS code of the region"
    )


class City(Record):
    """A place that gives or takes up practices, or belongs to networks."""

    name: Line = Field(description="Name used in English")
    local_name: Line | None = Field(None, description="Name in the language of the place, where it differs")
    language: Language | None = Field(None, description="Language of the local name as a code: pl, pt, nl")
    other_names: tuple[Line, ...] = Field((), description="Other names people search for: Mantova, Corunna")
    kind: Annotated[str, TermOf("city-kinds")] = Field(
        description="city, district, metropolitan-area, association or region"
    )
    country: Annotated[str, BeforeValidator(_country), Field(json_schema_extra={"x-countries": True})] = Field(
        description="Two-letter country code (ISO 3166-1): PL, GB, GR; XK for Kosovo"
    )
    within: tuple[CityRef, ...] = Field((), description="Ids of the larger places it lies in")
    members: tuple[CityRef, ...] = Field((), description="Ids of its members (areas and associations)")
    location: Location | None = Field(None, description="Its point: {lat: 53.76, lon: -2.7}")
    seat: CityRef | None = Field(None, description="Id of the city where its seat is; gives the point on maps")
    population: Annotated[
        tuple[Population, ...],
        BeforeValidator(
            lambda value: [value] if isinstance(value, dict) else value,
            json_schema_input_type=Population | tuple[Population, ...],
        ),
    ] = Field((), description="Inhabitants: value, year, area counted, source; several where sources differ")
    ids: CityIds | None = Field(None, description="Ids in GeoNames, Wikidata and NUTS")
    website: Url | None = Field(None, description="Address of the city's own site")
    external_ids: dict[Id, OtherId] = Field({}, description="Ids in other databases")

    @property
    def heading(self) -> str:
        """Its name in English."""
        return self.name
