"""How large a place is: the figure, and the band that it falls into."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.model import City, Population

# Lower bounds of the size bands, in inhabitants; the bands stand in vocabularies/size-bands.yml.
BANDS = (
    (1_000_000, "over-1000000"),
    (500_000, "500000-1000000"),
    (250_000, "250000-500000"),
    (100_000, "100000-250000"),
    (50_000, "50000-100000"),
    (20_000, "20000-50000"),
    (0, "under-20000"),
)


GEONAMES = "geonames"
"""The id that sources from GeoNames have in records."""


@dataclass(frozen=True, slots=True)
class Size:
    """The size band of a place and the figure it rests on; `area` is None for one whose area no source names."""

    band: str
    inhabitants: int | float
    area: str | None
    settlement: bool


def counts_settlement(figure: Population) -> bool:
    """True for a figure of GeoNames, which counts the settlement and not the municipality."""
    return figure.area is None and GEONAMES in figure.source


def size_of(city: City) -> Size | None:
    """The size of a place: from the latest figure with a named area, else from GeoNames, else from the first."""
    named = [figure for figure in city.population if figure.area]
    others = sorted(city.population, key=lambda figure: not counts_settlement(figure))
    if not others:
        return None
    latest = max(named, key=lambda figure: figure.year if isinstance(figure.year, int) else 0) if named else others[0]
    return Size(_band(latest.value), latest.value, latest.area, counts_settlement(latest))


def _band(inhabitants: int | float) -> str:
    return next(band for bound, band in BANDS if inhabitants >= bound)
