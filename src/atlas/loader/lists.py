"""Read vocabularies/ and exceptions.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from atlas.documents import Document, Refused, check_name, parse, read_bytes
from atlas.issues import Issue, Level, declare, quote
from atlas.loader.fields import empty_issues, issues_of
from atlas.model import Exemption
from atlas.model.common import Part
from atlas.model.values import Id, Line, Text
from atlas.vocabulary import Term, Vocabulary, allowed_words

SAME_TERM = declare("V401", Level.ERROR, "Term twice", "A term's id stands once in its list.")
NEEDED_TERM = declare(
    "V402",
    Level.ERROR,
    "List or term that is needed",
    "Pages and checks are built on some terms; their ids stay.",
)
BROADER = declare(
    "V403", Level.ERROR, "No such broader term", "`broader` is another term of the list, of the first level."
)

REQUIRED: Mapping[str, frozenset[str]] = {
    "themes": frozenset(),
    "practice-kinds": frozenset({"strategy", "adapted-practice"}),
    "network-kinds": frozenset(),
    "city-kinds": frozenset(),
    "organisation-kinds": frozenset(),
    "statuses": frozenset({"completed", "unknown"}),
    "result-types": frozenset({"output", "outcome"}),
    "evaluation-types": frozenset({"independent"}),
    "evaluation-results": frozenset({"not-published"}),
    "evidence-levels": frozenset("012345"),
    "stages": frozenset({"partner", "shared", "stopped"}),
    "degrees": frozenset(),
    "fates": frozenset({"kept", "adapted", "added", "dropped", "not-tried"}),
    "reasons": frozenset(),
    "outcomes": frozenset(),
    "tellers": frozenset(),
    "roles": frozenset({"adopter"}),
    "completeness": frozenset({"yes", "no", "unknown"}),
    "needs": frozenset({"helpful"}),
    "intensities": frozenset(),
    "event-kinds": frozenset(),
    "size-bands": frozenset(
        {
            "under-20000",
            "20000-50000",
            "50000-100000",
            "100000-250000",
            "250000-500000",
            "500000-1000000",
            "over-1000000",
        }
    ),
}


class TermFile(Part):
    """One term as written in a vocabulary's file."""

    id: Id = Field(description="Word used in records")
    label: Line = Field(description="What readers see")
    definition: Text = Field(description="What it means, in a sentence or two")
    broader: Id | None = Field(None, description="Id of the wider term")
    mappings: dict[Id, tuple[Line, ...]] = Field(
        {}, description="Labels of other schemes, such as {urbact: [Migrants]}"
    )
    introduction: Text | None = Field(None, description="Introduction for the page of a theme")


class VocabularyFile(Part):
    """A closed list of terms."""

    title: Line = Field(description="What the list is called")
    terms: tuple[TermFile, ...] = Field(min_length=1, description="The terms, in the order readers see them")


class ExemptionFile(Part):
    """One accepted warning."""

    code: Line = Field(description="Code of the warning, such as C512")
    record: Line = Field(description="Record it is accepted for, such as practices/preston-spend-analysis")
    reason: Text = Field(description="Why it is accepted")


class ExceptionsFile(Part):
    """Accepted warnings, each with its reason."""

    exceptions: tuple[ExemptionFile, ...] = Field((), description="Accepted warnings")


def read_vocabularies(root: Path) -> tuple[dict[str, Vocabulary], list[Issue]]:
    """All lists of vocabularies/, and their faults."""
    found: dict[str, Vocabulary] = {}
    issues: list[Issue] = []
    folder = root / "vocabularies"
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.name.startswith("."):
            continue
        file = f"vocabularies/{path.name}"
        try:
            id = check_name(path.name, ".yml")
            document = parse(file, read_bytes(path), front_matter=False)
        except Refused as refused:
            issues.append(refused.issue(file))
            continue
        issues.extend(empty_issues(document, VocabularyFile))
        try:
            model = VocabularyFile.model_validate(document.data)
        except ValidationError as error:
            issues.extend(issues_of(document, VocabularyFile, error))
        else:
            found[id] = Vocabulary(id, model.title, {term.id: _term(term) for term in model.terms})
            issues.extend(_term_issues(document, model, REQUIRED.get(id, frozenset())))
    issues.extend(_lists_missing(found, issues))
    return found, issues


def _term(term: TermFile) -> Term:
    return Term(term.id, term.label, term.definition, term.broader, term.mappings, term.introduction or "")


def _lists_missing(found: Mapping[str, Vocabulary], issues: list[Issue]) -> list[Issue]:
    faulty = {issue.file for issue in issues}
    files = [(id, f"vocabularies/{id}.yml") for id in REQUIRED if id not in found]
    return [
        Issue(
            file,
            1,
            1,
            NEEDED_TERM.code,
            NEEDED_TERM.level,
            f"The list {quote(id)} is missing.",
            "Bring the file back.",
        )
        for id, file in files
        if file not in faulty
    ]


def _term_issues(document: Document, model: VocabularyFile, needed: frozenset[str]) -> list[Issue]:
    issues = []
    terms = {term.id: term for term in reversed(model.terms)}
    for number, term in enumerate(model.terms):
        if terms[term.id] is not term:
            line, column = document.place(("terms", number, "id"))
            words = f"The term {quote(term.id)} stands in the list twice."
            issues.append(Issue(document.file, line, column, SAME_TERM.code, SAME_TERM.level, words, "Delete one."))
        broader = terms.get(term.broader) if term.broader else None
        if term.broader and (broader is None or broader.broader):
            line, column = document.place(("terms", number, "broader"))
            words = f"{quote(term.broader)} is no term of the first level of this list."
            first = [t.id for t in model.terms if not t.broader]
            hint = f"Allowed: {allowed_words(first)}."
            issues.append(Issue(document.file, line, column, BROADER.code, BROADER.level, words, hint))
    for missing in sorted(needed - terms.keys()):
        words = f"The term {quote(missing)} is missing."
        issues.append(
            Issue(
                document.file, 1, 1, NEEDED_TERM.code, NEEDED_TERM.level, words, "Bring it back; its label may change."
            )
        )
    return issues


def read_exemptions(root: Path) -> tuple[tuple[Exemption, ...], list[Issue]]:
    """The accepted warnings of exceptions.yml, where there is one, and its faults."""
    path = root / "exceptions.yml"
    if not path.exists() and not path.is_symlink():
        return (), []
    try:
        document = parse("exceptions.yml", read_bytes(path), front_matter=False)
    except Refused as refused:
        return (), [refused.issue("exceptions.yml")]
    issues = list(empty_issues(document, ExceptionsFile))
    try:
        model = ExceptionsFile.model_validate(document.data)
    except ValidationError as error:
        return (), [*issues, *issues_of(document, ExceptionsFile, error)]
    rows = enumerate(model.exceptions)
    return tuple(
        Exemption(row.code, row.record, row.reason, document.place(("exceptions", number))[0]) for number, row in rows
    ), issues
