"""A record's story: sections of finished, safe HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from atlas.model.values import RecordKind


class Mention(NamedTuple):
    """A link from a story to a record."""

    kind: RecordKind
    id: str


class Section(NamedTuple):
    """A second-level heading and what stands under it, in `content` as HTML in UTF-8."""

    heading: str
    anchor: str
    content: bytes
    subheadings: tuple[tuple[str, str], ...] = ()

    @property
    def html(self) -> str:
        """The same as text, safe to put into a page as it is."""
        return self.content.decode()


# Without slots, which pickle hands over three times as slowly.
@dataclass(frozen=True)
class Body:
    """The whole story. A first section with an empty heading holds what stands before the first heading.

    `content` is the story as it was written, in UTF-8: half the room of text, and searched several times faster.
    """

    sections: tuple[Section, ...] = ()
    footnotes: str = ""
    mentions: tuple[Mention, ...] = ()
    content: bytes = b""
    first_line: int = 1

    @property
    def text(self) -> str:
        """The story as it was written."""
        return self.content.decode()

    def section(self, heading: str) -> Section | None:
        """The section under that heading, or None."""
        return next((section for section in self.sections if section.heading == heading), None)


PRACTICE_HEADINGS = (
    "Summary",
    "The problem",
    "The solution",
    "Integrated approach",
    "Participatory approach",
    "Challenges",
    "Strategic lines",
    "Geographic priorities",
    "Partnerships",
    "Monitoring",
    "Results",
    "Difficulties",
    "Why and how to transfer",
    "Context",
)
STRATEGY_HEADINGS = frozenset(PRACTICE_HEADINGS[5:10])
TRANSFER_HEADINGS = (
    "Summary",
    "What was taken up",
    "What was changed",
    "Results",
    "Difficulties",
    "What came next",
)
