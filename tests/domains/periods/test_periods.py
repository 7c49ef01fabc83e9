"""Closed periods: nothing dated in one is written any more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from salesctl.domains.periods.rules import Closed, holding, overlaps
from salesctl.domains.periods.vocab import spoken
from salesctl.errors import ClosedPeriod, NotAllowed, Refused, Usage

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


@contextmanager
def writing(cli: Any, action: str = "month.close", reason: str | None = None) -> Iterator[Any]:
    from salesctl import config
    from salesctl.context import Ctx
    from salesctl.params import Options

    ctx = Ctx(action, Options(), request={}, config=config.load(os.environ), clock=cli.clock)
    try:
        with ctx.write(reason=reason) as tx:
            yield tx
    finally:
        ctx.close()


def close(cli: Any, **more: Any) -> str:
    from salesctl.domains.periods import service

    with writing(cli) as tx:
        return service.close(tx, *OCTOBER, **more).id


def reopen(cli: Any, row: str) -> None:
    from salesctl.domains.periods import service
    from salesctl.domains.periods.models import ClosedPeriod as Row

    with writing(cli, "month.reopen", reason="漏了一笔") as tx:
        service.reopen(tx, tx.get(Row, row))


def write_paper(cli: Any, day: date, owner: str | None = None) -> str:
    """Write a dated row of a room that can be closed."""
    from salesctl.domains.org.people import someone
    from salesctl.domains.papers.models import Paper
    from salesctl.ledger import blobs

    with writing(cli, "paper.add") as tx:
        name, size = blobs.put(tx.ledger_tx, BytesIO(b"x"), most=10)
        stamp = tx.stamp(on=day, owner=someone(tx, owner) if owner else None)
        row = tx.add(
            Paper(
                noun="person",
                row_id=tx.me.id,
                title="x",
                filename="x",
                mime="text/plain",
                size=size,
                blob=name,
                **stamp,
            )
        )
        tx.session.flush()
        return str(row.id)


@pytest.fixture
def office(cli: Any) -> Any:
    cli.at("2026-11-05 09:00").init(name="何静")
    return cli


def test_nothing_dated_in_a_closed_period_is_written(office: Any) -> None:
    close(office)
    office.at("2026-11-20 09:00")
    with pytest.raises(ClosedPeriod) as refused:
        write_paper(office, date(2026, 10, 31))
    assert refused.value.message == "October is closed since 11-05 (何静)."
    assert refused.value.hint == "Correct with a new entry dated after 10-31, and say in it what it corrects."
    assert refused.value.exit_code == 5
    write_paper(office, date(2026, 11, 1))
    write_paper(office, date(2026, 9, 30))


def test_chinese_says_it_as_the_vocabulary_does(office: Any) -> None:
    from salesctl.locale import set_language

    close(office)
    office.lang("zh")
    set_language("zh")
    with pytest.raises(ClosedPeriod) as refused:
        write_paper(office, date(2026, 10, 10))
    assert refused.value.message == "10 月已于 11-05 月结（何静）。"


def test_nothing_is_changed_or_voided_in_it_or_moved_out_of_it(office: Any) -> None:
    from salesctl.domains.papers.models import Paper

    row = write_paper(office, date(2026, 10, 10))
    close(office)
    for name, value in (("title", "y"), ("on_date", date(2026, 11, 2))):
        with pytest.raises(ClosedPeriod), writing(office, "paper.edit") as tx:
            setattr(tx.get(Paper, row), name, value)
    with pytest.raises(ClosedPeriod), writing(office, "paper.void", reason="wrong") as tx:
        tx.void(tx.get(Paper, row))


def test_nothing_is_moved_into_it(office: Any) -> None:
    from salesctl.domains.papers.models import Paper

    close(office)
    row = write_paper(office, date(2026, 11, 2))
    with pytest.raises(ClosedPeriod), writing(office, "paper.edit") as tx:
        tx.get(Paper, row).on_date = date(2026, 10, 31)


def test_a_bulk_import_is_refused_too(office: Any) -> None:
    from salesctl.domains.papers.models import Paper
    from salesctl.ledger import blobs
    from salesctl.ledger.bulk import add_many

    close(office)
    with pytest.raises(ClosedPeriod), writing(office, "paper.import") as tx:
        name, size = blobs.put(tx.ledger_tx, BytesIO(b"x"), most=10)
        row = {
            "noun": "person",
            "row_id": tx.me.id,
            "title": "x",
            "filename": "x",
            "mime": "text/plain",
            "size": size,
            "blob": name,
        }
        add_many(tx.ledger_tx, Paper, [{**row, **tx.stamp(on=date(2026, 10, 2))}])


def test_people_tasks_and_the_calendar_are_no_facts_of_a_day(office: Any) -> None:
    office.at("2026-10-10 09:00")
    office.ok("person", "add", "1007", "王芳")
    office.ok("task", "add", "one")
    office.at("2026-11-05 10:00")
    close(office)
    office.ok("person", "edit", "1007", "--phone", "13800002207")
    office.ok("task", "done", "1")


def test_reopened_it_can_be_written_and_closed_again(office: Any) -> None:
    row = close(office)
    reopen(office, row)
    write_paper(office, date(2026, 10, 10))
    close(office)


def test_reopening_needs_a_reason(office: Any) -> None:
    from salesctl.domains.periods import service
    from salesctl.domains.periods.models import ClosedPeriod as Row

    row = close(office)
    with pytest.raises(Usage), writing(office, "month.reopen") as tx:
        service.reopen(tx, tx.get(Row, row))


def test_a_team_is_closed_with_the_teams_below(office: Any) -> None:
    office.ok("team", "add", "华东")
    office.ok("team", "add", "一组", "--parent", "华东")
    office.ok("team", "add", "华南")
    for code, team in (("1007", "一组"), ("1008", "华南")):
        office.ok("person", "add", code, f"p{code}", "--team", team)
    ids = {row["code"]: row["id"] for row in office.json("person")}
    close(office, team=next(row["id"] for row in office.json("team") if row["name"] == "华东"))
    with pytest.raises(ClosedPeriod):
        write_paper(office, date(2026, 10, 10), ids["1007"])
    write_paper(office, date(2026, 10, 10), ids["1008"])


def test_a_room_is_closed_alone(office: Any) -> None:
    close(office, room="attendance")
    write_paper(office, date(2026, 10, 10))
    with pytest.raises(Usage):
        close(office, room="org")
    with pytest.raises(Usage):
        close(office, room="nonsense")


def test_what_is_closed_is_not_closed_again(office: Any) -> None:
    close(office)
    with pytest.raises(Refused, match="October is closed since"):
        close(office)
    with pytest.raises(Refused):
        close(office, room="attendance")


def test_a_period_must_have_ended(office: Any) -> None:
    from salesctl.domains.periods import service

    for first, last in ((date(2026, 11, 1), date(2026, 11, 30)), (date(2026, 11, 1), date(2026, 11, 5))):
        with pytest.raises(Refused), writing(office) as tx:
            service.close(tx, first, last)
    with pytest.raises(Usage), writing(office) as tx:
        service.close(tx, date(2026, 10, 31), date(2026, 10, 1))


def test_closing_and_reopening_are_rights_of_their_own(office: Any) -> None:
    office.ok("person", "add", "1007", "王芳")
    office.ok("person", "add", "1009", "肖会计", "--roles", "finance")
    office.as_("1007")
    with pytest.raises(NotAllowed):
        close(office)
    office.as_("1009")
    row = close(office)
    with pytest.raises(NotAllowed):
        reopen(office, row)


def test_what_is_closed_is_read_once_however_much_is_written(office: Any) -> None:
    from sqlalchemy import event

    from salesctl.domains.periods.models import ClosedPeriod as Row

    close(office)
    asked: list[str] = []
    with writing(office, "calendar.add") as tx:
        engine = tx.ctx.ledger.engine
        event.listen(engine, "before_cursor_execute", lambda c, cur, statement, *rest: asked.append(statement))
        from salesctl.domains.tasks.service import add

        for number in range(5):
            add(tx, text=f"task {number}")
            tx.session.flush()
    assert len([one for one in asked if Row.__tablename__ in one]) == 1


def test_control_totals_and_head_are_kept(office: Any) -> None:
    from salesctl.domains.periods.queries import closed_on, periods

    close(office, totals={"days": "18", "late": "3"})
    with writing(office) as tx:
        (row,) = periods(tx).rows
        assert row[3:7] == (*OCTOBER, date(2026, 11, 5), "何静")
        assert row[7] == '{"days": "18", "late": "3"}'
        assert isinstance(row[8], str)
        assert len(row[8]) == 64
        assert closed_on(tx, "attendance", date(2026, 10, 31)) is not None
        assert closed_on(tx, "attendance", date(2026, 11, 1)) is None


def test_undo_does_not_reach_into_a_closed_period(office: Any) -> None:
    write_paper(office, date(2026, 10, 10))
    close(office)
    assert office("undo").code == 5


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (*OCTOBER, "October"),
        (date(2025, 12, 1), date(2025, 12, 31), "December 2025"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2026, 2, 1), date(2026, 2, 27), "2026-02-01 to 2026-02-27"),
        (date(2026, 7, 1), date(2026, 9, 30), "2026-07-01 to 2026-09-30"),
        (date(2026, 7, 1), date(2026, 7, 1), "2026-07-01"),
    ],
)
def test_a_month_is_said_by_its_name(first: date, last: date, words: str) -> None:
    assert spoken(first, last, date(2026, 11, 5)) == words


ALL = Closed("1", "", None, *OCTOBER, date(2026, 11, 5), "何静")
ONE = Closed("2", "attendance", frozenset({"e1"}), *OCTOBER, date(2026, 11, 5), "何静")


@pytest.mark.parametrize(
    ("closed", "room", "day", "team", "held"),
    [
        (ALL, "visits", date(2026, 10, 1), None, True),
        (ALL, "visits", date(2026, 10, 31), "e1", True),
        (ALL, "visits", date(2026, 11, 1), "e1", False),
        (ALL, "visits", date(2026, 9, 30), "e1", False),
        (ONE, "attendance", date(2026, 10, 5), "e1", True),
        (ONE, "attendance", date(2026, 10, 5), "e2", False),
        (ONE, "attendance", date(2026, 10, 5), None, False),
        (ONE, "visits", date(2026, 10, 5), "e1", False),
    ],
)
def test_a_closed_period_holds_its_room_its_team_and_its_days(
    closed: Closed, room: str, day: date, team: str | None, held: bool
) -> None:
    assert (holding([closed], room, [day], team) is not None) is held


@pytest.mark.parametrize(
    ("room", "teams", "first", "last", "again"),
    [
        ("attendance", frozenset({"e1"}), *OCTOBER, True),
        ("attendance", None, *OCTOBER, False),
        ("", frozenset({"e1"}), *OCTOBER, False),
        ("attendance", frozenset({"e1", "e2"}), *OCTOBER, False),
        ("attendance", frozenset({"e1"}), date(2026, 11, 1), date(2026, 11, 30), False),
    ],
)
def test_only_what_is_wholly_closed_is_closed_again(
    room: str, teams: frozenset[str] | None, first: date, last: date, again: bool
) -> None:
    assert overlaps(ONE, room, first, last, teams) is again
