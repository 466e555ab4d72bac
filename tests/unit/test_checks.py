"""Rules across records: the machinery, and what the wrong-file cases of tests/golden do not show."""

from __future__ import annotations

import graphlib
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base import read
from atlas.checks import ROOMS, apply_exemptions, check
from atlas.checks.circles import circles
from atlas.checks.nearby import Nearby
from atlas.checks.rule import RULES, listed
from atlas.issues import CODES, Issue, Level
from atlas.loader import load
from atlas.model import KINDS, Exemption, KnowledgeBase, Record
from atlas.model.common import Cited, Claim, Figure, Part, Result, Source
from atlas.model.references import parts, references
from atlas.model.values import PartialDate
from support import bases


@pytest.fixture
def kb(base: Path) -> KnowledgeBase:
    return load(base)[0]


def write(base: Path, file: str, old: str, new: str) -> list[Issue]:
    """What the checks say once `old` is `new` in a file."""
    path = base / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    knowledge, issues = load(base)
    assert issues == []
    return check(knowledge)


def test_every_rule_has_a_code_and_says_itself_in_words() -> None:
    assert {rule.__module__ for _, rule in RULES} == {room.__name__ for room in ROOMS}
    for code, rule in RULES:
        assert CODES[code.code] is code
        assert code.explanation == " ".join(str(rule.__doc__).split())


def test_a_base_without_records_has_no_faults(kb: KnowledgeBase) -> None:
    nothing: dict[str, Record] = {}
    empty = replace(kb, **{kind.folder: nothing for kind in KINDS.values()}, documents={}, bodies={})  # type: ignore[arg-type]
    assert check(empty) == []


def test_a_fault_knows_its_record_and_place(base: Path) -> None:
    (found,) = write(base, "cities/kivisaari.yml", "country: FI", "country: FI\nseat: kivisari")
    assert (found.file, found.line, found.column) == ("cities/kivisaari.yml", 4, 7)
    assert (found.record, found.code, found.level) == ("cities/kivisaari", "R401", Level.ERROR)


def test_references_are_found_wherever_the_models_hold_them(kb: KnowledgeBase) -> None:
    network = kb.networks["buying-near"]
    assert list(references(network)) == [
        (("lead",), "city", "aldermoor"),
        (("partners", 0, "city"), "city", "vesterlund"),
        (("partners", 1, "city"), "city", "rio-manso"),
        (("partners", 2, "city"), "city", "kivisaari"),
        (("partners", 2, "replaced_by"), "city", "rio-manso"),
        (("practice",), "practice", "aldermoor-spend-analysis"),
        (("preceded_by", 0), "network", "league-of-ports"),
        (("part_of",), "network", "league-of-ports"),
    ]
    strategy = kb.practices["vesterlund-abroad"]
    assert (("relations", 0, "city"), "city", "aldermoor") in list(references(strategy))
    event = kb.events["buying-near-kick-off"]
    assert (("agenda", 0, "city"), "city", "aldermoor") in list(references(event))


def all_parts(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Part]]:
    """Every part of a record, found the slow way."""
    if isinstance(value, tuple):
        return [found for number, inner in enumerate(value) for found in all_parts(inner, (*path, number))]
    if not isinstance(value, Part):
        return []
    inside = [
        found
        for name, info in type(value).model_fields.items()
        for found in all_parts(getattr(value, name), (*path, info.alias or name))
    ]
    return [(path, value), *inside] if path else inside


@pytest.mark.parametrize("wanted", [(Cited, Claim), (Figure,), (Source,), (Result, Source)])
def test_parts_are_found_wherever_the_models_hold_them(kb: KnowledgeBase, wanted: tuple[type[Part], ...]) -> None:
    for _, record in kb:
        assert list(parts(record, *wanted)) == [row for row in all_parts(record) if isinstance(row[1], wanted)]


def test_a_part_is_named_as_in_the_file(base: Path) -> None:
    found = write(
        base,
        "practices/aldermoor-spend-analysis.md",
        'from: 11, value: 24, unit: "%", year: 2019, source: report',
        "from: 11, value: 24",
    )
    assert [(issue.code, issue.line, issue.column) for issue in found] == [("C540", 18, 5), ("C541", 1, 1)]


GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"), max_size=3))


@given(GRAPHS)
def test_circles_are_found_exactly_where_there_are_some(graph: dict[str, set[str]]) -> None:
    edges = {node: dict.fromkeys(others, (node, ())) for node, others in graph.items()}
    found = list(circles(edges))
    try:
        graphlib.TopologicalSorter(graph).prepare()
        assert found == []
    except graphlib.CycleError:
        assert found
    for circle in found:
        assert circle[0] == circle[-1] and len(set(circle)) == len(circle) - 1
        assert all(other in graph[node] for node, other in itertools.pairwise(circle))


def test_a_long_chain_is_no_trouble() -> None:
    edges = {str(number): {str(number + 1): (str(number), ())} for number in range(20_000)}
    assert list(circles(edges)) == []
    edges["20000"] = {"0": ("20000", ())}
    assert [len(circle) for circle in circles(edges)] == [20_002]


def test_an_id_may_be_found_by_what_it_was_meant_to_be(kb: KnowledgeBase) -> None:
    nearby = Nearby(kb)
    assert nearby.meant("city", "vesterlunt") == "vesterlund"
    assert nearby.meant("city", "westerlund") == "vesterlund"  # one of its other names
    assert nearby.meant("city", "storvesterlund") == "greater-vesterlund"  # its local name
    assert nearby.meant("city", "manso") == "rio-manso"  # a part of its id
    assert nearby.meant("network", "port-cities-round-table") == "league-of-ports"  # its former name
    assert nearby.meant("practice", "vesterlund-abroat") == "vesterlund-abroad"
    assert nearby.meant("city", "zagreb") is None
    assert nearby.renamed("city", "riomanso") == "rio-manso"
    assert nearby.renamed("city", "aldermoor") is None


def test_suggestions_end_where_a_whole_folder_is_missing(kb: KnowledgeBase) -> None:
    nearby = Nearby(kb)
    meant = [nearby.meant("city", f"aldermor-{number}") for number in range(150)]
    assert meant[0] == "aldermoor" and meant[-1] is None


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listed(words: list[str], said: str) -> None:
    assert listed(words) == said


WARNING = Issue("practices/vesterlund-abroad.md", 3, 1, "C542", Level.WARNING, "…", "", "practices/vesterlund-abroad")


def exempt(kb: KnowledgeBase, issues: list[Issue], *entries: tuple[str, str]) -> list[str]:
    exemptions = tuple(Exemption(code, record, "…", 2 + number) for number, (code, record) in enumerate(entries))
    left = apply_exemptions(replace(kb, exemptions=exemptions), issues)
    return [f"{issue.file}:{issue.line} {issue.code}" for issue in left]


def test_an_accepted_warning_is_not_told(kb: KnowledgeBase) -> None:
    entry = ("C542", "practices/vesterlund-abroad")
    assert exempt(kb, [WARNING, WARNING], entry) == []
    assert exempt(kb, [WARNING._replace(record="practices/vesterlund-near-buying")], entry) == [
        "practices/vesterlund-abroad.md:3 C542",
        "exceptions.yml:2 C592",
    ]


def test_an_error_is_never_accepted(kb: KnowledgeBase) -> None:
    error = WARNING._replace(code="R401", level=Level.ERROR)
    assert exempt(kb, [error], ("R401", error.record)) == [
        "practices/vesterlund-abroad.md:3 R401",
        "exceptions.yml:2 C591",
    ]


def test_an_entry_may_wait_while_records_are_unread(kb: KnowledgeBase) -> None:
    unread = replace(kb, unread=frozenset({("city", "aldermoor")}))
    assert exempt(unread, [], ("C542", "practices/vesterlund-abroad")) == []


def test_warnings_of_stories_are_accepted_too(base: Path) -> None:
    path = base / "practices" / "vesterlund-near-buying.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n## The problem\n\nMuch.\n", encoding="utf-8")
    (base / "exceptions.yml").write_text(
        "exceptions:\n  - {code: P202, record: practices/vesterlund-near-buying, reason: told backwards}\n",
        encoding="utf-8",
    )
    knowledge, issues = load(base)
    assert [issue.code for issue in issues] == ["P202"]
    assert apply_exemptions(knowledge, [*issues, *check(knowledge)]) == []


@pytest.mark.parametrize(
    ("start", "end", "right"),
    [
        ("2018-04", "2018", True),
        ("2018", "2018-01", True),
        ("2018-04-02", "2018-04", True),
        ("2018-05", "2018-04-30", False),
    ],
)
def test_dates_are_in_order_as_soon_as_they_can_be(base: Path, start: str, end: str, right: bool) -> None:
    found = write(base, "practices/vesterlund-near-buying.md", "start: 2019-03", f"start: {start}, end: {end}")
    assert [issue.code for issue in found] == ([] if right else ["C530"])


@pytest.mark.parametrize(
    ("checked", "codes"), [("2024-11-22", []), ("2024-11", []), ("2024-11-21", ["C581"]), ("2023", ["C581"])]
)
def test_a_record_is_fresh_for_24_months(base: Path, checked: str, codes: list[str]) -> None:
    old = "verified: {date: 2026-11-20, how: read against the map}"
    found = write(base, "cities/kivisaari.yml", old, old.replace("2026-11-20", checked))
    assert [issue.code for issue in found] == codes


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        ((2026, 11, 22), set()),
        ((2026, 11, 21), set()),
        ((2026, 11, 19), {"C535"}),
        ((2026, 10, 21), {"C535"}),
        ((2026, 10, 20), {"C531", "C535"}),
        ((2026, 9, 30), {"C531"}),
    ],
)
def test_days_may_pass_after_the_last_commit_but_not_months(
    kb: KnowledgeBase, today: tuple[int, int, int], codes: set[str]
) -> None:
    """The dates of the base are of 20 and 21 November, those of sources earlier."""
    found = check(replace(kb, today=PartialDate(*today)))
    assert {issue.code for issue in found if issue.code in ("C531", "C535")} == codes


def test_a_city_is_named_as_a_whole_word(base: Path) -> None:
    old = "Each line has one officer who answers for it."
    text = "The Rio Mansos and Rio Manso-like ports, Kivisaari and Vesterlund."
    found = write(base, "practices/vesterlund-abroad.md", old, text)
    assert [(issue.code, issue.message.split(";")[0], issue.column) for issue in found] == [
        ("C580", "The story names Kivisaari", 42),
        ("C580", "The story names Rio Manso", 20),
    ]


def test_a_fault_in_a_field_hides_no_other_of_the_record(base: Path) -> None:
    """Every kind of fault across records that objects to what is there is told in the same run."""
    path = base / "practices" / "aldermoor-spend-analysis.md"
    text = path.read_text(encoding="utf-8")
    for old, new in {
        "kind: good-practice\n": "kind: best-practice\nwrong: field\n",
        "cities: [aldermoor]": "cities: [aldermor, Aldermoor]",
        "period: {start: 2014, end: 2019, source: report}": "period: {start: 2019, end: 2014, source: report}",
        "{id: supplier-list, title: List": "{id: spend-analysis, title: List",
        "type: outcome, from: 11, value: 24": "type: outcme, from: 11, value: 24",
        "value: 41000, year: 2018, source: [report, network]": "value: 41000, to: 40000, year: 2018, source: reprt",
        "difficulties: [Invoices": "related: [nowhere]\ndifficulties: [Invoices",
        "../cities/vesterlund.yml": "../cities/vesterlunt.yml",
    }.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    found = [(issue.code, issue.line, issue.column) for issue in read(base).issues]
    assert found == [
        ("F304", 4, 7),
        ("F302", 5, 1),
        ("R401", 6, 10),
        ("F306", 6, 20),
        ("C530", 9, 28),
        ("C506", 16, 10),
        ("F304", 19, 60),
        ("C543", 20, 69),
        ("R403", 20, 96),
        ("R401", 22, 11),
        ("R402", 52, 36),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "codes"),
    [
        # The source that is cited has a fault: that the others miss it is no fault of theirs.
        ("practices/aldermoor-spend-analysis.md", "title: Five years of buying near, ", "", ["F301"]),
        # The network's practice can't be read, nor the component: the transfer is right all the same.
        ("practices/aldermoor-spend-analysis.md", "{id: small-lots, title", "{id: small-lots, titel", ["F301", "F302"]),
        ("networks/buying-near.yml", "role: adopter, joined: 2018-12", "role: adoptr, joined: 2018-12", ["F304"]),
        (
            "events/buying-near-kick-off.yml",
            "end: 2018-04-18\nstart_time: 09:30",
            "end: Easter\nstart_time: 18:30",
            ["F303"],
        ),
        ("cities/rio-manso.yml", "lat: 41.2", "lat: 141.2", ["F307"]),
        (
            "transfers/aldermoor-spend-analysis--vesterlund.md",
            "adopter: vesterlund",
            "adopters: vesterlund",
            ["F301", "F302"],
        ),
        ("cities/kivisaari.yml", "country: FI", "country: Lapland", ["F304"]),
    ],
)
def test_what_is_lost_with_a_fault_is_no_second_fault(
    base: Path, file: str, old: str, new: str, codes: list[str]
) -> None:
    path = base / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert sorted(issue.code for issue in read(base).issues) == codes


def test_a_story_is_compared_even_where_a_fact_is_wrong(base: Path) -> None:
    path = base / "practices" / "vesterlund-near-buying.md"
    text = path.read_text(encoding="utf-8").replace("title: Near", "titel: Near")
    story = "Officers sorted the invoices by place and trade, the other way round.\n"
    path.write_text(text + f"\n{story}\n{story}", encoding="utf-8")
    assert {issue.code for issue in read(base).issues} == {"F301", "F302", "C570"}


def test_what_stands_twice_is_told_in_the_record_that_was_added_later(tmp_path: Path) -> None:
    story = "Officers sorted every invoice by place, by trade and by the size of the firm."
    files = {
        f"practices/{id}.md": bases.practice("Same title", "ada", story=story).replace("2026-01-02", added)
        for id, added in {"aa": "2026-01-03", "bb": "2026-01-02", "cc": "2026-01-03"}.items()
    }
    kb, _ = load(bases.write(tmp_path, {**files, "cities/ada.yml": bases.city("Ada")}))
    found = {(issue.code, issue.file) for issue in check(kb) if issue.code in ("C505", "C570")}
    assert found == {(code, f"practices/{id}.md") for id in ("aa", "cc") for code in ("C505", "C570")}


def test_of_two_records_added_on_one_day_the_later_by_git_is_told(tmp_path: Path) -> None:
    files = {f"practices/{id}.md": bases.practice("Same title", "ada") for id in ("aa", "bb", "cc")}
    kb, _ = load(bases.write(tmp_path, {**files, "cities/ada.yml": bases.city("Ada")}))
    changed = {"practices/bb.md": PartialDate(2026, 5, 1), "practices/cc.md": PartialDate(2026, 4, 1)}
    told = [issue for issue in check(replace(kb, changed=changed)) if issue.code == "C505"]
    assert {(issue.record, issue.message.split(" ")[0]) for issue in told} == {
        ("practices/bb", "practices/cc.md"),
        ("practices/aa", "practices/cc.md"),  # not committed yet
    }
