"""Which rule holds for whom on which day."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.clients.rules import Level
from salesctl.domains.tasks.rules import Due
from salesctl.errors import Refused
from salesctl.rulebook.check import validated
from salesctl.rulebook.default import default_book
from salesctl.rulebook.rule import SCOPES, Book, Who, specificity
from salesctl.rulebook.rules import Rules, Version, dump_sections
from salesctl.rulebook.sections import registry

SECTIONS = {"tasks.due": Due, "clients.level": Level}
WHO = Who("1007", ("lead", "rep"), "W1", ("E1", "EAST"))


def due(id: str = "T1", since: str = "2000-01-01", soon: int = 1, scope: str = "company", until: str = "") -> Due:
    last = date.fromisoformat(until) if until else None
    return Due(id=id, since=date.fromisoformat(since), until=last, scope=(scope,), soon_days=soon)


def rules(*versions: tuple[str, list[Due]]) -> Rules:
    """Build from (applied on, rules) per version, 1, 2, …"""
    stored = [dump_sections(Book({"tasks.due": tuple(found)})) for _day, found in versions]
    numbers = [Version(number, date.fromisoformat(day)) for number, (day, _found) in enumerate(versions, 1)]
    return Rules(lambda version, section: stored[version - 1].get(section), numbers, SECTIONS)


def soon(book: Rules, day: str, who: Who | None = None) -> int | None:
    try:
        return book.one(Due, date.fromisoformat(day), who).soon_days
    except Refused:
        return None


@pytest.mark.parametrize(
    ("scope", "wins_over"),
    [
        ("person:1007", "role:lead"),
        ("role:lead", "role:rep"),
        ("role:rep", "outlet:W1"),
        ("outlet:W1", "team:E1"),
        ("team:E1", "team:EAST"),
        ("team:EAST", "company"),
    ],
)
def test_the_most_specific_scope_wins(scope: str, wins_over: str) -> None:
    book = rules(("2026-01-01", [due("A", soon=9, scope=wins_over), due("B", soon=5, scope=scope)]))
    assert soon(book, "2026-05-01", WHO) == 5


@pytest.mark.parametrize("scope", ["person:1", "role:head", "outlet:W2", "team:W"])
def test_what_is_meant_for_others_does_not_hold(scope: str) -> None:
    book = rules(("2026-01-01", [due("A", soon=9), due("B", soon=5, scope=scope)]))
    assert soon(book, "2026-05-01", WHO) == 9
    assert soon(book, "2026-05-01") == 9


@pytest.mark.parametrize(("day", "expected"), [("2026-06-30", 1), ("2026-07-01", 2), ("1999-12-31", None)])
def test_a_new_text_leaves_the_days_before_its_since_to_the_old(day: str, expected: int | None) -> None:
    book = rules(("2026-01-01", [due(soon=1)]), ("2026-06-10", [due(since="2026-07-01", soon=2)]))
    assert soon(book, day) == expected


def test_a_new_text_with_the_old_since_judges_the_past_anew() -> None:
    book = rules(("2026-01-01", [due(soon=1)]), ("2026-06-10", [due(soon=2)]))
    assert soon(book, "2026-02-01") == 2


def test_a_result_of_an_older_version_can_be_computed_again() -> None:
    first, second = ("2026-01-01", [due(soon=1)]), ("2026-06-10", [due(soon=2)])
    assert soon(rules(first), "2026-08-01") == 1
    assert rules(first).version == 1
    assert rules(first, second).version == 2


@pytest.mark.parametrize(("day", "expected"), [("2026-06-09", 1), ("2026-06-10", None), ("2026-12-01", None)])
def test_a_rule_left_out_ends_the_day_its_version_was_applied(day: str, expected: int | None) -> None:
    assert soon(rules(("2026-01-01", [due()]), ("2026-06-10", [])), day) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-03-01", 1), ("2026-07-15", None), ("2026-08-01", 3), ("2026-09-01", 3)]
)
def test_a_rule_left_out_and_brought_back_rests_in_between(day: str, expected: int | None) -> None:
    back = ("2026-07-20", [due(since="2026-08-01", soon=3)])
    assert soon(rules(("2026-01-01", [due()]), ("2026-06-10", []), back), day) == expected


def test_a_rule_that_never_began_leaves_no_trace_when_left_out() -> None:
    book = rules(
        ("2026-01-01", [due("A"), due("B", since="2027-01-01", scope="team:E1", soon=7)]), ("2026-02-01", [due("A")])
    )
    assert soon(book, "2027-03-01", WHO) == 1


@pytest.mark.parametrize(("day", "expected"), [("2026-08-31", 1), ("2026-09-01", None)])
def test_after_its_last_day_nothing_older_comes_back(day: str, expected: int | None) -> None:
    book = rules(("2026-01-01", [due()]), ("2026-06-10", [due(until="2026-08-31")]))
    assert soon(book, day) == expected


def test_a_rule_under_a_new_id_rules_the_past_it_claims() -> None:
    book = rules(("2026-01-01", [due("A", soon=1)]), ("2026-06-10", [due("B", soon=2)]))
    assert soon(book, "2026-02-01") == 2


def test_what_no_rule_answers_is_refused_with_the_way_out() -> None:
    with pytest.raises(Refused) as caught:
        rules().one("tasks.due", date(2026, 1, 1))
    assert "tasks.due" in caught.value.message
    assert "rules show" in caught.value.hint


def test_a_tie_that_slipped_through_is_refused_and_names_both() -> None:
    book = rules(("2026-01-01", [due("A"), due("B")]))
    with pytest.raises(Refused, match="A and B"):
        book.one(Due, date(2026, 5, 1))


def test_levels_are_asked_for_one_by_one_or_together() -> None:
    stored = dump_sections(validated(default_book(), registry()))
    book = Rules.from_json(stored, registry())
    assert book.one(Level, date(2026, 5, 1), key=("B",)).contact_days == 14
    assert [level.level for level in book.all("clients.level", date(2026, 5, 1))] == ["A", "B", "C"]


def test_a_team_may_have_its_own_figure_for_one_level() -> None:
    levels = (Level(id="1", level="A", contact_days=7), Level(id="2", level="B", contact_days=14))
    own = Level(id="3", level="B", contact_days=10, scope=("team:E1",))
    book = Rules.from_json(dump_sections(Book({"clients.level": (*levels, own)})), SECTIONS)
    assert [one.contact_days for one in book.all(Level, date(2026, 5, 1), WHO)] == [7, 10]


def test_stored_rules_read_back_as_they_were() -> None:
    book = validated(default_book(), registry())
    read = Rules.from_json(dump_sections(book), registry())
    for section, rule in book.rules():
        assert (1, rule) in read.in_force(section, date(2026, 5, 1))


def test_fields_of_another_program_version_do_not_hurt() -> None:
    text = '[{"id":"T","since":"2000-01-01","scope":["company"],"soon_days":4,"from_the_future":1}]'
    assert Rules.from_json({"tasks.due": text}, SECTIONS).one(Due, date(2026, 1, 1)).soon_days == 4


def test_only_the_versions_that_matter_are_read() -> None:
    asked: list[tuple[int, str]] = []

    def load(version: int, section: str) -> str | None:
        asked.append((version, section))
        return dump_sections(Book({"tasks.due": (due(),)}))["tasks.due"]

    book = Rules(load, [Version(n, date(2026, 1, n)) for n in range(1, 20)], SECTIONS)
    for _again in range(3):
        book.one(Due, date(2026, 5, 1))
    assert asked == [(19, "tasks.due")]


def test_reading_one_section_imports_one_room() -> None:
    code = (
        "import sys; from salesctl.rulebook.sections import registry; s = registry(); s['tasks.due'];"
        "print([m for m in sys.modules if m.startswith('salesctl.domains') and m.endswith('rules')],"
        "'sqlmodel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['salesctl.domains.tasks.rules'] False"


scopes = st.sampled_from(
    ["company", "team:E1", "team:EAST", "team:W", "outlet:W1", "role:lead", "role:rep", "person:1007", "person:1"]
)


@given(st.lists(scopes, min_size=1, unique=True))
def test_whatever_scopes_there_are_the_winner_is_the_most_specific_that_fits(found: list[str]) -> None:
    book = rules(("2026-01-01", [due(scope, soon=place, scope=scope) for place, scope in enumerate(found)]))
    ranks = [rank for scope in found if (rank := specificity((scope,), WHO)) is not None]
    chosen = book.all(Due, date(2026, 5, 1), WHO)
    assert [specificity(rule.scope, WHO) for rule in chosen] == ([min(ranks)] if ranks else [])
    assert len(set(ranks)) == len(ranks), "distinct scopes of one person never tie"


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.booleans()), min_size=1, max_size=6),
    st.integers(-5, 70),
)
def test_in_force_is_what_the_sentence_says(history: list[tuple[int, int, bool]], day: int) -> None:
    """The last version whose since has come by the day, unless a later one, applied by then, left the rule out."""
    start = date(2026, 1, 1)
    applied = sorted(offset for offset, _since, _kept in history)
    versions: list[tuple[str, list[Due]]] = []
    expected: int | None = None
    asked = start + timedelta(days=day)
    for number, (at, (_offset, since, kept)) in enumerate(zip(applied, history, strict=True), 1):
        on, first = start + timedelta(days=at), start + timedelta(days=since)
        versions.append((on.isoformat(), [replace(due(soon=number), since=first)] if kept else []))
        if kept and first <= asked:
            expected = number
        elif not kept and on <= asked:
            expected = None
    assert soon(rules(*versions), asked.isoformat()) == expected


def test_the_order_of_scopes_is_the_one_of_the_design() -> None:
    assert SCOPES == ("person", "role", "outlet", "team", "company")


def test_several_versions_need_a_loader() -> None:
    stored: Mapping[str, str] = {}
    with pytest.raises(ValueError, match="loader"):
        Rules.from_json(stored, SECTIONS, [Version(1, date(2026, 1, 1)), Version(2, date(2026, 1, 2))])
