"""The newest practices as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from html import escape
from uuid import NAMESPACE_URL, uuid5

from atlas import paths
from atlas.exports.edition import AUTHOR, LICENCE, TITLE, WORDS, Edition
from atlas.model import PartialDate, Practice

MOST = 30
"""How many practices the feed names."""

# Signs that XML 1.0 (2.2) has no place for, however they are written.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def newest(edition: Edition) -> list[Practice]:
    """The practices that were added last, the newest first."""
    by_id = sorted(edition.kb.practices.values(), key=lambda practice: practice.id)
    return sorted(by_id, key=lambda practice: practice.added.first, reverse=True)[:MOST]


def content(edition: Edition) -> bytes:
    """The feed. Addresses are relative to it where the site's own is not known; ids never depend on it."""
    practices = newest(edition)
    updated = practices[0].added if practices else edition.kb.today
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{_id('')}</id>",
        f"<title>{TITLE}: new practices</title>",
        f"<subtitle>{WORDS}</subtitle>",
        f"<updated>{_moment(updated)}</updated>",
        f"<author><name>{AUTHOR}</name></author>",
        f"<rights>{LICENCE}, {AUTHOR}</rights>",
        f'<link rel="self" type="application/atom+xml" href="{_text(edition.url(paths.FEED))}"/>',
        f'<link rel="alternate" type="text/html" href="{_text(edition.url(paths.index("practice")))}"/>',
        *(_entry(edition, practice) for practice in practices),
        "</feed>\n",
    ]
    return "\n".join(lines).encode()


def _entry(edition: Edition, practice: Practice) -> str:
    address = paths.record("practice", practice.id)
    moment = _moment(practice.added)
    themes = (
        f'<category term="{_text(theme)}" label="{_text(edition.kb.themes.label(theme))}"/>'
        for theme in practice.themes
    )
    lines = [
        "<entry>",
        f"<id>{_id(address)}</id>",
        f"<title>{_text(practice.title)}</title>",
        f"<published>{moment}</published>",
        f"<updated>{moment}</updated>",
        f'<link rel="alternate" type="text/html" href="{_text(edition.url(address))}"/>',
        f"<summary>{_text(practice.tagline)}</summary>",
        *themes,
        "</entry>",
    ]
    return "\n".join(lines)


def _id(address: str) -> str:
    """A name for ever, from what does not change when the site moves (RFC 4122, version 5)."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'practice-atlas/{address}')}"


def _moment(date: PartialDate) -> str:
    """The first moment that a date can mean, as RFC 3339 has it."""
    year, month, day = date.first
    return f"{year:04}-{month:02}-{day:02}T00:00:00Z"


def _text(text: str) -> str:
    return escape(_NOT_IN_XML.sub(" ", text))
