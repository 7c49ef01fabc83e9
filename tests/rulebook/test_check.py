"""A rule book is checked before it holds."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from salesctl.domains.attendance.rules import Shift
from salesctl.domains.org.rules import unknown_rights
from salesctl.errors import Refused
from salesctl.rulebook.check import check, validated
from salesctl.rulebook.default import default_book, personalise
from salesctl.rulebook.sections import registry, rights

SECTIONS = registry()
SHIFT = """
[[attendance.shift]]
id = "ATT-1"
clause = ["A1.1"]
scope = "company"
owner = "keeper"
since = 2026-01-01
starts = "09:00"
ends = 18:00:00
"""


def codes(text: str) -> list[tuple[str, str]]:
    """Check a book of attendance alone; sections it does not have are not its matter."""
    sections = {"attendance.shift": SECTIONS["attendance.shift"], "clients.level": SECTIONS["clients.level"]}
    _book, findings = check(text.encode(), sections)
    return [(one.code, one.message) for one in findings if one.section != "clients.level"]


def with_line(line: str, instead_of: str = "") -> str:
    return SHIFT.replace(instead_of, line) if instead_of else SHIFT + line + "\n"


def test_the_shipped_book_is_sound() -> None:
    book, findings = check(default_book(), SECTIONS)
    assert findings == []
    assert set(book.sections) == set(SECTIONS)
    assert unknown_rights(book.sections["access.grant"], rights()) == []  # type: ignore[arg-type]


def test_every_rule_of_the_shipped_book_holds_for_imported_years() -> None:
    book, _findings = check(default_book(), SECTIONS)
    assert {rule.since for _section, rule in book.rules()} == {date(2000, 1, 1)}
    assert all(rule.clause and rule.owner for _section, rule in book.rules())


@pytest.mark.parametrize(("zone", "official"), [("Asia/Shanghai", "CN"), ("Asia/Urumqi", "CN"), ("Europe/Berlin", "")])
def test_init_sets_the_zone_and_keeps_the_comments(zone: str, official: str) -> None:
    data = personalise(default_book(), zone)
    book = validated(data, SECTIONS)
    assert book.sections["calendar.zone"][0].zone == zone  # type: ignore[attr-defined]
    assert book.sections["calendar.week"][0].official == official  # type: ignore[attr-defined]
    assert data.count(b"\n") == default_book().count(b"\n")
    assert "公司时区".encode() in data


def test_a_rule_reads_texts_times_and_days_of_toml() -> None:
    book, findings = check(SHIFT.encode(), {"attendance.shift": Shift})
    assert findings == []
    rule = book.sections["attendance.shift"][0]
    assert isinstance(rule, Shift)
    assert (rule.starts, rule.ends, rule.since) == (time(9), time(18), date(2026, 1, 1))
    assert rule.scope == ("company",)
    assert rule.absent_part == Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (with_line("late_gracee = 5"), "field", "late_gracee"),
        (with_line('late_grace = "5"'), "field", "whole number"),
        (with_line("late_grace = true"), "field", "whole number"),
        (with_line("late_grace = -1"), "field", "0 or more"),
        (with_line("late_grace = 1441"), "field", "1440 or less"),
        (with_line("late_serious = 200"), "field", "must not fall"),
        (with_line("break_minutes = 540"), "field", "leaves nothing"),
        (with_line("absent_part = 0.33333"), "field", "4 decimals"),
        (with_line("absent_part = nan"), "field", "4 decimals"),
        (with_line("absent_part = 1.5"), "field", "1 or less"),
        (with_line("starts = 9", 'starts = "09:00"'), "field", "takes a time"),
        (with_line("", 'starts = "09:00"'), "field", "is missing"),
        (with_line("", "since = 2026-01-01"), "since", "is missing"),
        (with_line('since = "1 July"', "since = 2026-01-01"), "since", "takes a day"),
        (with_line("since = 2026-01-01T09:00:00", "since = 2026-01-01"), "since", "takes a day"),
        (with_line("since = 1066-10-14", "since = 2026-01-01"), "since", "before 1900-01-01"),
        (with_line("until = 2025-12-31"), "until", "before since"),
        (with_line('scope = "comapny"', 'scope = "company"'), "scope", "not a scope"),
        (with_line('scope = "team:"', 'scope = "company"'), "scope", "not a scope"),
        (with_line('scope = "company:E1"', 'scope = "company"'), "scope", "not a scope"),
        (with_line("scope = []", 'scope = "company"'), "scope", "names nobody"),
        (with_line("clause = []", 'clause = ["A1.1"]'), "field", "names no clause"),
        (with_line('id = "A 1"', 'id = "ATT-1"'), "id", "without spaces"),
        (with_line('owner = "a\\u0007b"', 'owner = "keeper"'), "field", "control character"),
        (with_line('owner = " "', 'owner = "keeper"'), "field", "is empty"),
        (with_line("owner = 7", 'owner = "keeper"'), "field", "text in quotes"),
        (SHIFT.replace("attendance", "attendence"), "unknown_section", "attendence.shift"),
        ("title = 1\n" + SHIFT, "not_a_rule", "title"),
        ("[attendance.shift]\n", "not_a_rule", "attendance.shift"),
        (SHIFT + SHIFT, "duplicate_id", "lines 2 and 11"),
        (SHIFT + SHIFT.replace("ATT-1", "ATT-2"), "tie", "ATT-1 and ATT-2"),
        (with_line("ends = 18:00", "ends = 18:00:00"), "syntax", "can't be read"),
        (SHIFT.replace('"company"', '"team:E1"'), "no_rule", "no rule for the company"),
    ],
)
def test_what_is_wrong_is_found_and_named(text: str, code: str, says: str) -> None:
    found = codes(text)
    assert any(one == code and says in message for one, message in found), found


def test_a_finding_says_the_line_and_what_was_probably_meant() -> None:
    _book, findings = check(with_line("late_gracee = 5").encode(), {"attendance.shift": Shift})
    assert [(one.line, one.rule_id, one.section) for one in findings] == [(10, "ATT-1", "attendance.shift")]
    assert "late_grace" in findings[0].hint


def test_a_bare_time_is_told_to_stand_in_quotes() -> None:
    _book, findings = check(with_line("ends = 18:00", "ends = 18:00:00").encode(), {"attendance.shift": Shift})
    assert "quotes" in findings[0].hint


def test_a_file_that_is_no_utf8_is_refused_with_its_line() -> None:
    _book, findings = check(b"# ok\n# \xd6\xc6\n", {})
    assert [(one.code, one.line) for one in findings] == [("encoding", 2)]


def test_a_file_with_a_byte_order_mark_is_read() -> None:
    assert check(b"\xef\xbb\xbf" + SHIFT.encode(), {"attendance.shift": Shift})[1] == []


@pytest.mark.parametrize(
    ("older", "newer", "tied"),
    [
        ("until = 2026-06-30", "since = 2026-07-01", False),
        ("until = 2026-07-01", "since = 2026-07-01", True),
        ("", "since = 2030-01-01", True),
        ('scope = "team:E1"', "since = 2026-01-01", False),
    ],
)
def test_rules_tie_only_where_they_hold_on_the_same_day_for_the_same(older: str, newer: str, tied: bool) -> None:
    first = SHIFT.replace('scope = "company"', older) if "scope" in older else SHIFT + older + "\n"
    second = SHIFT.replace("ATT-1", "ATT-2").replace("since = 2026-01-01", newer)
    assert ("tie" in [code for code, _message in codes(first + second)]) is tied


def test_a_list_of_scopes_ties_where_it_overlaps() -> None:
    one = SHIFT.replace('"company"', '["person:1", "person:2"]')
    two = SHIFT.replace('"company"', '["person:2", "person:3"]').replace("ATT-1", "ATT-2")
    assert [message for code, message in codes(one + two) if code == "tie"] == [
        "ATT-1 and ATT-2 both hold for person:2 from 2026-01-01."
    ]


def test_levels_stand_side_by_side_and_tie_only_with_themselves() -> None:
    level = (
        '[[clients.level]]\nid = "{}"\nclause = "own"\nscope = "company"\nowner = "x"\nsince = 2026-01-01\n'
        'level = "{}"\ncontact_days = 7\n'
    )
    sections = {"clients.level": SECTIONS["clients.level"]}
    assert check((level.format("1", "A") + level.format("2", "B")).encode(), sections)[1] == []
    assert [one.code for one in check((level.format("1", "A") + level.format("2", "A")).encode(), sections)[1]] == [
        "tie"
    ]


def test_an_unsound_book_is_refused_with_all_its_findings() -> None:
    with pytest.raises(Refused) as caught:
        validated(with_line("late_grace = -1\nnonsense = 1").encode(), {"attendance.shift": Shift})
    assert len(caught.value.data["findings"]) == 2
