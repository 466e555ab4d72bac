"""exceptions.yml: warnings that were accepted, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.issues import CODES, Code, Issue, Level, declare, quote
from atlas.model import KINDS, Exemption, KnowledgeBase
from atlas.vocabulary import nearest

FILE = "exceptions.yml"
UNKNOWN_CODE = declare(
    "C590",
    Level.ERROR,
    "Exception for an unknown code",
    "Each entry of exceptions.yml names the code of a warning, as it stands in the message.",
)
NO_WARNING = declare(
    "C591",
    Level.ERROR,
    "Exception for what is no warning",
    "Only warnings can be accepted. An error has to be mended; a note stops nothing and needs no exception.",
)
UNUSED = declare(
    "C592",
    Level.ERROR,
    "Exception without use",
    "An entry of exceptions.yml is deleted as soon as the record no longer has the warning, so that the next one "
    "is seen. An entry stands once, and names the record as its folder and id: practices/preston-spend-analysis.",
)


def apply_exemptions(kb: KnowledgeBase, issues: list[Issue]) -> list[Issue]:
    """The faults without the accepted warnings, and with a fault for each entry of exceptions.yml that is wrong."""
    accepted = {(entry.code, entry.record) for entry in kb.exemptions}
    used: set[tuple[str, str]] = set()
    left: list[Issue] = []
    for issue in issues:
        key = (issue.code, issue.record)
        if issue.level is Level.WARNING and key in accepted:
            used.add(key)
        else:
            left.append(issue)
    return [*left, *_faults(kb, used)]


def _faults(kb: KnowledgeBase, used: set[tuple[str, str]]) -> Iterator[Issue]:
    seen: set[tuple[str, str]] = set()
    for entry in kb.exemptions:
        key = (entry.code, entry.record)
        code = CODES.get(entry.code)
        if code is None:
            near = nearest(entry.code, CODES)
            hint = f"Did you mean “{near}”?" if near else "Copy it from the message."
            yield _issue(UNKNOWN_CODE, entry, f"There is no code {quote(entry.code)}.", hint)
        elif code.level is not Level.WARNING:
            words = f"{entry.code} ({code.title}) is {'an error' if code.level is Level.ERROR else 'a note'}."
            yield _issue(NO_WARNING, entry, words, "Only warnings can be accepted: delete the entry.")
        elif key in seen:
            yield _issue(UNUSED, entry, f"{entry.code} is accepted for {quote(entry.record)} twice.", "Delete one.")
        elif key not in used and not kb.unread:  # what can't be read may have had the warning
            yield _issue(UNUSED, entry, *_unused(kb, entry))
        seen.add(key)


def _unused(kb: KnowledgeBase, entry: Exemption) -> tuple[str, str]:
    records = [f"{KINDS[kind].folder}/{record.id}" for kind, record in kb]
    if entry.record not in records:
        near = nearest(entry.record, records)
        hint = f"Did you mean “{near}”?" if near else "Write it like practices/preston-spend-analysis."
        return f"There is no record {quote(entry.record)}.", hint
    return f"The record {quote(entry.record)} has no warning {entry.code}.", "Delete the entry."


def _issue(code: Code, entry: Exemption, message: str, hint: str) -> Issue:
    return Issue(FILE, entry.line, 1, code.code, code.level, message, hint)
