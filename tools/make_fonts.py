"""Make the web fonts in overrides/assets/atlas/fonts from the fonts they are cut from.

Usage: make_fonts.py --sans REGULAR SEMIBOLD ITALIC --serif LATIN LATIN_EXT

REGULAR, SEMIBOLD and ITALIC are TTF/SourceSans3-{Regular,Semibold,It}.ttf of the npm package `source-sans` 3.52.0;
LATIN and LATIN_EXT are files/newsreader-{latin,latin-ext}-opsz-normal.woff2 of `@fontsource-variable/newsreader` 5.3.0.
Needs fonttools and brotli, which the project itself does not.

What is cut away: scripts that no European language uses, hinting, features, all kerning but the pairs that show.
The results are modified versions, so they carry names of their own, as the licence (OFL 1.1) asks: Atlas Sans and
Atlas Serif. Prints what atlas.css needs to fit a fallback font to each.
"""

import argparse
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).resolve().parent.parent / "overrides" / "assets" / "atlas" / "fonts"

ASCII = frozenset(range(0x20, 0x7F))
SIGNS = frozenset(map(ord, "\u00a0\u202f\u2009‐‑–—‘’‚“”„•…′″‹›«»§©°±²³·×÷½¼¾€£™−¡¿†‰"))
ARROWS = frozenset(map(ord, "←↑→↓↗"))
LATIN_1 = frozenset(range(0xA0, 0x100))
# Latin Extended-A, Romanian's letters with a comma below, Welsh, capital sharp s, the apostrophe that is a letter.
LATIN_A = frozenset([*range(0x100, 0x180), *map(ord, "ȘșȚțẀẁẂẃẄẅỲỳẞʼ")])
EVERYTHING = ASCII | SIGNS | ARROWS | LATIN_1 | LATIN_A

# Between Newsreader's cuts for text (6 to 18) and for posters (72): headings of 20 to 56 pixels.
SERIF_AXES = {"opsz": 44, "wght": 520}

KERNED = {ord(c) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,-–’“”"}
PAIRS = 420
LEAST_KERN = 0.02  # em

# How often a letter stands in English text, in per mille (space included); only the proportions matter.
FREQUENCY = dict(
    zip(
        " etaoinshrdlcumwfgypbvk",
        (180, 104, 74, 67, 62, 57, 58, 52, 50, 49, 35, 33, 23, 23, 20, 19, 18, 16, 16, 16, 12, 8, 6),
        strict=True,
    )
)
# Average widths under FREQUENCY of the fallback fonts, in em.
FALLBACK = {
    "sans": (("Arial", 0.4420),),
    "serif": (("Georgia", 0.4464), ("Times New Roman", 0.4003)),
}


@dataclass(frozen=True)
class Cut:
    """One file: its name, its family's name, and the code points that it keeps."""

    file: str
    family: str
    code_points: frozenset[int]


def main() -> None:
    """Write all files, and print their sizes and metrics."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sans", nargs=3, type=Path, required=True, metavar=("REGULAR", "SEMIBOLD", "ITALIC"))
    parser.add_argument("--serif", nargs=2, type=Path, required=True, metavar=("LATIN", "LATIN_EXT"))
    parser.add_argument("--out", type=Path, default=FONTS)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    regular, semibold, italic = args.sans
    latin, extended = args.serif
    base = ASCII | SIGNS
    accents = (LATIN_1 | LATIN_A | ARROWS) - base
    write(args.out, regular, Cut("atlas-sans-400", "Atlas Sans", EVERYTHING), "sans")
    write(args.out, italic, Cut("atlas-sans-400-italic", "Atlas Sans Italic", EVERYTHING))
    write(args.out, semibold, Cut("atlas-sans-600", "Atlas Sans Semibold", base), "sans")
    write(args.out, semibold, Cut("atlas-sans-600-accents", "Atlas Sans Semibold", accents))
    write(args.out, latin, Cut("atlas-serif", "Atlas Serif", base), "serif")
    write(args.out, latin, Cut("atlas-serif-latin-1", "Atlas Serif", LATIN_1 - base))
    write(args.out, extended, Cut("atlas-serif-latin-a", "Atlas Serif", LATIN_A))


def write(folder: Path, source: Path, cut: Cut, fallback: str | None = None) -> None:
    """Cut one file out of a font."""
    font = opened(source)
    pairs = kerning(font, cut.code_points)
    options = subset.Options(layout_features=["liga", "tnum"], hinting=False, name_IDs=[0, 13, 14], notdef_outline=True)
    options.drop_tables += ["DSIG", "STAT", "GPOS", "meta"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=cut.code_points & set(font.getBestCmap()))
    cutter.subset(font)
    rename(font, cut)
    if pairs:
        addOpenTypeFeaturesFromString(font, feature(pairs), tables=["GPOS"])
    font.flavor = "woff2"
    data = io.BytesIO()
    font.save(data)
    (folder / f"{cut.file}.woff2").write_bytes(data.getvalue())
    print(f"{cut.file}.woff2: {len(data.getvalue()):,} bytes, {len(font.getBestCmap())} characters, {len(pairs)} pairs")
    for name, width in FALLBACK.get(fallback or "", ()):
        print(f"  {metrics(font, name, width)}")


def opened(source: Path) -> TTFont:
    """The font; of a variable font, the instance that headings are set in."""
    # The date of a run would change the bytes.
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, SERIF_AXES)
    return font


def rename(font: TTFont, cut: Cut) -> None:
    """Give a modified version a name of its own; copyright and licence stay."""
    style = "Italic" if cut.family.endswith("Italic") else "Regular"
    family = cut.family.removesuffix(" Italic")
    names = {1: family, 2: style, 3: cut.file, 4: cut.family, 5: "Version 1.0", 6: cut.family.replace(" ", "")}
    for name_id, words in names.items():
        font["name"].setName(words, name_id, 3, 1, 0x409)


def kerning(font: TTFont, code_points: frozenset[int]) -> dict[tuple[str, str], int]:
    """The strongest kerning pairs among letters and a few signs: (left, right) → units."""
    cmap = font.getBestCmap()
    glyphs = {cmap[code] for code in KERNED & code_points if code in cmap}
    found: dict[tuple[str, str], int] = {}
    for table in pair_tables(font):
        covered = [glyph for glyph in table.Coverage.glyphs if glyph in glyphs]
        here = dict(one_by_one(table, covered, glyphs) if table.Format == 1 else by_class(table, covered, glyphs))
        # What an earlier table says of a pair holds.
        found = here | found
    least = LEAST_KERN * font["head"].unitsPerEm
    strong = [pair for pair in found if abs(found[pair]) >= least]
    strong.sort(key=lambda pair: (-abs(found[pair]), pair))
    return {pair: found[pair] for pair in sorted(strong[:PAIRS])}


def pair_tables(font: TTFont) -> Iterator[Any]:
    """The tables of pairs that the feature `kern` uses."""
    layout = font["GPOS"].table
    lookups = {
        n
        for record in layout.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for n in record.Feature.LookupListIndex
    }
    # The tables of a font cut by Google name the feature no longer, only the lookups.
    for number in sorted(lookups) or range(len(layout.LookupList.Lookup)):
        for table in layout.LookupList.Lookup[number].SubTable:
            inner = getattr(table, "ExtSubTable", table)
            if inner.LookupType == 2:
                yield inner


def one_by_one(table: Any, covered: list[str], glyphs: set[str]) -> Iterator[tuple[tuple[str, str], int]]:
    """Pairs that a table lists glyph by glyph."""
    places = {glyph: place for place, glyph in enumerate(table.Coverage.glyphs)}
    for left in covered:
        for record in table.PairSet[places[left]].PairValueRecord:
            if record.SecondGlyph in glyphs:
                yield (left, record.SecondGlyph), advance(record.Value1)


def by_class(table: Any, covered: list[str], glyphs: set[str]) -> Iterator[tuple[tuple[str, str], int]]:
    """Pairs that a table lists by classes of glyphs."""
    lefts, rights = table.ClassDef1.classDefs, table.ClassDef2.classDefs
    for left in covered:
        row = table.Class1Record[lefts.get(left, 0)].Class2Record
        for right in glyphs:
            yield (left, right), advance(row[rights.get(right, 0)].Value1)


def advance(value: Any) -> int:
    """By how much a pair moves together (below zero) or apart, in units."""
    return getattr(value, "XAdvance", 0) or 0 if value else 0


def feature(pairs: dict[tuple[str, str], int]) -> str:
    """The feature `kern` in the language that fonttools compiles."""
    lines = (f"  pos {left} {right} {units};" for (left, right), units in pairs.items())
    return "languagesystem DFLT dflt;\nlanguagesystem latn dflt;\nfeature kern {\n" + "\n".join(lines) + "\n} kern;\n"


def metrics(font: TTFont, fallback: str, their_width: float) -> str:
    """What makes a line set in the fallback font as long and as high as one set in this font."""
    em, hhea = font["head"].unitsPerEm, font["hhea"]
    adjust = average_width(font) / em / their_width
    up, down = hhea.ascent / em / adjust, -hhea.descent / em / adjust
    return (
        f"{fallback}: size-adjust: {adjust:.2%}; ascent-override: {up:.2%}; descent-override: {down:.2%};"
        f" line-gap-override: {hhea.lineGap / em / adjust:.2%}"
    )


def average_width(font: TTFont, letters: Iterable[str] = FREQUENCY) -> float:
    """The mean advance of letters as often as English uses them, in units."""
    cmap, widths = font.getBestCmap(), font["hmtx"]
    return sum(FREQUENCY[c] * widths[cmap[ord(c)]][0] for c in letters) / sum(FREQUENCY[c] for c in letters)


if __name__ == "__main__":
    main()
