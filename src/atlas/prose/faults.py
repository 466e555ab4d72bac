"""What can be wrong with a story."""

from __future__ import annotations

from atlas.issues import Level, declare

UNKNOWN_HEADING = declare(
    "P201",
    Level.ERROR,
    "Heading that is not in the list",
    "Second-level headings (##) come from a closed list, so that readers find the same thing in the same place. "
    "Third-level headings (###) are free.",
)
OUT_OF_ORDER = declare("P202", Level.WARNING, "Heading out of order", "Headings stand in the order of the list.")
TWICE = declare("P203", Level.ERROR, "Heading twice", "A second-level heading stands once in a story.")
NO_SUMMARY = declare(
    "P204",
    Level.ERROR,
    "No summary",
    "A practice's story starts with `## Summary`; all other headings are optional.",
)
RAW_HTML = declare("P205", Level.ERROR, "HTML in a story", "Stories are Markdown; HTML tags and comments are refused.")
UNSAFE_LINK = declare(
    "P206",
    Level.ERROR,
    "Address that is refused",
    "A link goes to https://, http:// or to another record's file; never to javascript:, data: or mail addresses.",
)
LINK_SHAPE = declare(
    "P207",
    Level.ERROR,
    "Link that leads to no record",
    "A link to a record is written as the way to its file, such as ../cities/preston.yml, which works on GitHub too.",
)
IMAGE = declare("P208", Level.ERROR, "Picture in a story", "Pictures stand in `images:`, with credit and licence.")
LEVEL = declare(
    "P209",
    Level.ERROR,
    "Heading of a wrong level",
    "Headings start at ## and do not skip a level: ##, then ###, then ####.",
)

WIDE_TABLE = declare(
    "P210",
    Level.ERROR,
    "Table too wide",
    "A table has at most 40 columns: no reader sees more, and missing cells are filled in, so that a wide table "
    "of many short rows would never end.",
)
JOINED = declare(
    "P211",
    Level.ERROR,
    "Heading without a space",
    "A space stands between ## and the words of a heading. Without it the line is no heading, and readers see the ##.",
)
EMPTY = declare(
    "P212",
    Level.ERROR,
    "Heading with nothing below it",
    "A heading has text below it. Where nothing is known the heading is left out: the page then says “not recorded”.",
)
