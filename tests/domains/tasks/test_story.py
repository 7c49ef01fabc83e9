"""Tasks in commands: given, handed on, finished, missed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest


@pytest.fixture
def team(cli: Any) -> Any:
    cli.at("2026-11-20 09:00").init()
    cli.people()
    return cli


@contextmanager
def writing(cli: Any, action: str = "client.log") -> Iterator[Any]:
    """A Tx on the story's ledger, as another room's command has it."""
    import os

    from salesctl import config
    from salesctl.context import Ctx
    from salesctl.params import Options

    ctx = Ctx(action, Options(), request={}, config=config.load(os.environ), clock=cli.clock)
    try:
        with ctx.write() as tx:
            yield tx
    finally:
        ctx.close()


def test_a_task_is_mine_unless_someone_else_is_named(team: Any) -> None:
    assert (
        team.ok("task", "add", "call the bank", "--due", "2026-11-23").out
        == "T-0001: call the bank, due 11-23 (Mon).\n"
    )
    (row,) = team.json("task")
    assert (row["number"], row["owner"], row["state"], row["due"]) == ("T-2026-0001", "李敏", "soon", "2026-11-23")
    assert (row["kind"], row["given_by"], row["added"]) == ("task", None, "2026-11-20")


def test_several_people_get_one_task_each(team: Any) -> None:
    said = team.ok("task", "add", "整理样品间", "--owner", "王芳,赵磊", "--due", "周三")
    assert said.out == "T-0001 王芳, T-0002 赵磊: 整理样品间, due 11-25 (Wed).\n"
    assert team.json("task") == []
    assert [row["owner_code"] for row in team.json("task", "list", "--all")] == ["1007", "1008"]
    assert [row["number"] for row in team.json("task", "list", "--given")] == ["T-2026-0001", "T-2026-0002"]
    assert [row["owner"] for row in team.json("task", "list", "--person", "赵磊")] == ["赵磊"]


def test_the_same_person_named_twice_gets_one_task(team: Any) -> None:
    team.ok("task", "add", "x", "--owner", "王芳，1007")
    assert len(team.json("task", "list", "--all")) == 1


def test_the_first_due_stands_first_and_the_undated_last(team: Any) -> None:
    for words, due in (("later", "2026-12-25"), ("undated", None), ("soon", "2026-11-21"), ("late", "2026-11-19")):
        team.ok("task", "add", words, *(("--due", due) if due else ()))
    rows = team.json("task")
    assert [(row["text"], row["state"]) for row in rows] == [
        ("late", "overdue"),
        ("soon", "soon"),
        ("later", "later"),
        ("undated", "undated"),
    ]
    assert [row["text"] for row in team.json("task", "list", "2026-11")] == ["late", "soon"]


def test_finishing_says_what_is_left(team: Any) -> None:
    team.ok("task", "add", "one")
    team.ok("task", "add", "two")
    team.ok("task", "add", "three")
    assert team.ok("task", "done", "1", "t2").out == "Done: T-0001 one; T-0002 two. 1 task left: salesctl task\n"
    assert team.ok("task", "done").out == "Done: T-0003 three.\n"
    assert [row["text"] for row in team.json("task", "list", "--done")] == ["three", "two", "one"]
    assert team.json("task", "list", "2026-11-20", "--done")[0]["done_by"] == "李敏"
    assert team.json("task", "list", "2026-11-19", "--done") == []


def test_the_dot_is_my_last_task(team: Any) -> None:
    team.ok("task", "add", "one")
    team.ok("task", "add", "two")
    assert team.ok("task", "done", ".").out.startswith("Done: T-0002 two.")


def test_the_open_one_must_be_one(team: Any) -> None:
    assert team("task", "done").code == 3
    team.ok("task", "add", "one")
    team.ok("task", "add", "two")
    error = team.error("task", "done", code=3)
    assert [one["number"] for one in error["candidates"]] == ["T-2026-0001", "T-2026-0002"]


def test_what_is_done_is_not_done_again(team: Any) -> None:
    team.ok("task", "add", "one")
    team.ok("task", "done", "1")
    assert team.error("task", "done", "1", code=5)["message"] == "T-2026-0001 is done already."
    assert team("task", "edit", "1", "other").code == 5
    assert team("task", "hand", "1", "--to", "王芳").code == 5


def test_a_refused_task_keeps_the_others_open(team: Any) -> None:
    team.ok("task", "add", "one")
    team.ok("task", "add", "two")
    team.ok("task", "done", "2")
    assert team("task", "done", "1", "2").code == 5
    assert team.json("task", "show", "1")["state"] == "undated"


def test_a_task_handed_on_is_the_other_ones(team: Any) -> None:
    team.ok("task", "add", "整理样品间", "--due", "2026-11-20", "--owner", "王芳")
    team.as_("1007")
    assert team.ok("task", "hand", "1", "--to", "赵磊").out == "T-0001 handed to 赵磊, who sees it in today.\n"
    assert team.json("task") == []
    team.as_("1008")
    assert [row["given_by"] for row in team.json("task")] == ["王芳"]
    assert "T-0001" in team.ok("today").out
    assert team("task", "hand", "1", "--to", "赵磊").code == 5


def test_a_rep_sees_and_finishes_only_their_own(team: Any) -> None:
    team.ok("task", "add", "mine")
    team.as_("1007")
    team.ok("task", "add", "hers")
    assert [row["text"] for row in team.json("task", "list", "--all")] == ["hers"]
    assert team("task", "done", "1").code == 3
    team.as_("1005")
    assert [row["text"] for row in team.json("task", "list", "--all")] == ["mine", "hers"]


def test_who_gave_a_task_may_still_withdraw_it(team: Any) -> None:
    team.as_("1007")
    team.ok("task", "add", "请报价", "--owner", "赵磊")
    assert team("task", "void", "T-2026-0001").code == 3  # not theirs to see by name
    team.as_("1005")
    assert team("task", "void", "1").code == 2
    assert team.ok("task", "void", "1", "--reason", "客户撤单").out == "T-0001 void.\n"
    assert team.json("task", "list", "--all") == []


def test_overdue_tasks_are_found_and_cron_sees_it(team: Any) -> None:
    team.ok("task", "add", "one", "--due", "2026-11-20")
    assert team("task", "missing").code == 0
    team.at("2026-11-21 09:00")
    found = team("task", "missing", "--json")
    assert found.code == 6
    assert '"T-2026-0001"' in found.out
    team.as_("1007")
    assert team("task", "missing").code == 0


def test_today_shows_what_is_overdue_due_and_given(team: Any) -> None:
    team.ok("task", "add", "old", "--due", "2026-11-18", "--owner", "王芳")
    team.ok("task", "add", "now", "--due", "2026-11-20", "--owner", "王芳")
    team.ok("task", "add", "near", "--due", "2026-11-23", "--owner", "王芳")
    team.ok("task", "add", "far", "--due", "2026-12-23", "--owner", "王芳")
    team.ok("task", "add", "some day", "--owner", "王芳")
    team.as_("1007")
    rows = [row for row in team.json("today") if row["number"]]
    assert [(row["section"], row["number"], row["command"]) for row in rows] == [
        ("overdue", "T-0001", "task done T-0001"),
        ("today", "T-0002", "task done T-0002"),
        ("new", "T-0004", "task done T-0004"),
        ("new", "T-0005", "task done T-0005"),
        ("soon", "T-0003", "task done T-0003"),
    ]
    assert rows[0]["text"] == "old  due 11-18 (Wed)  (from 李敏)"


def test_words_and_day_can_be_changed(team: Any) -> None:
    team.ok("task", "add", "one", "--due", "2026-11-23")
    assert team.ok("task", "edit", "1", "two", "--due", "周四").out == "T-0001: two, due 11-26 (Thu).\n"
    assert team.ok("task", "edit", "1", "--no-due").out == "T-0001: two.\n"
    assert team("task", "edit", "1").code == 2
    assert team("task", "edit", "1", "--due", "周四", "--no-due").code == 2


@pytest.mark.parametrize("words", ["", "  ", "x" * 2001])
def test_a_task_needs_words_and_not_too_many(team: Any, words: str) -> None:
    assert team("task", "add", words).code == 2
    assert team.json("task") == []


def test_a_plan_on_a_rest_day_asks(team: Any) -> None:
    asked = team.ok("task", "add", "送样", "--due", "2026-11-22", typed="\n")
    assert "11-22 (Sun) is no working day: move it to 11-23 (Mon)? [Y/n]" in asked.err
    assert team.json("task", "show", "1")["due"] == "2026-11-23"
    team.ok("task", "add", "送样", "--due", "2026-11-22", typed="n\n")
    assert team.json("task", "show", "2")["due"] == "2026-11-22"


def test_a_script_keeps_its_rest_day_and_is_told(team: Any) -> None:
    assert (
        team.ok("task", "add", "送样", "--due", "2026-11-22").err == "11-22 (Sun) is no working day; kept as it is.\n"
    )
    assert team.json("task", "show", "1")["due"] == "2026-11-22"


def test_a_day_nobody_knows_is_not_asked_about(team: Any) -> None:
    assert team.ok("task", "add", "送样", "--due", "2027-01-03").err == ""


def test_undo_takes_a_task_back(team: Any) -> None:
    team.ok("task", "add", "one")
    team.ok("task", "done", "1")
    team.ok("undo")
    assert team.json("task", "show", "1")["done_at"] is None
    team.ok("undo")
    assert team("task", "show", "1").code == 3


def test_a_dry_run_writes_nothing(team: Any) -> None:
    team.ok("task", "add", "one", "--dry-run")
    assert team.json("task") == []
    assert team.json("task", "add", "two")["number"] == "T-2026-0001"


def test_a_repeated_operation_answers_with_the_first(team: Any) -> None:
    team.ok("task", "add", "one", "--op-id", "k1")
    again = team.ok("task", "add", "one", "--op-id", "k1")
    assert "T-2026-0001" in again.out
    assert len(team.json("task")) == 1


def test_chinese_is_said_as_a_manager_says_it(team: Any) -> None:
    team.lang("zh")
    assert team.ok("task", "add", "追报价", "--due", "11-25").out == "T-0001：追报价，11-25（周三）截止。\n"
    assert team.ok("task", "hand", "1", "--to", "赵磊").out == "T-0001 已转 赵磊（他今天看得到）。\n"


def add_client(cli: Any, name: str = "东方建材") -> str:
    """A row that tasks can be for; any row will do."""
    cli.ok("team", "add", name)
    return str(next(row["id"] for row in cli.json("team") if row["name"] == name))


def test_a_new_next_step_completes_the_old_one(team: Any) -> None:
    from salesctl.domains.tasks.queries import open_for
    from salesctl.domains.tasks.service import next_step

    client = add_client(team)
    with writing(team) as tx:
        first, done = next_step(
            tx, text="发报价", due=None, owner=tx.me, client=client, about="C-2026-0102", source_id=None
        )
        assert (first.number, done) == ("T-2026-0001", [])
    team.at("2026-11-20 10:00")
    with writing(team) as tx:
        made, done = next_step(
            tx, text="追报价", due=date(2026, 11, 25), owner=tx.me, client=client, about="C-2026-0102", source_id=None
        )
        assert (made.number, made.about) == ("T-2026-0002", "C-2026-0102")
        assert [(old.text, old.done_at, old.done_by) for old in done] == [("发报价", tx.now, tx.me.id)]
        assert [task.number for task in open_for(tx, client)] == ["T-2026-0002"]


def test_another_ones_next_step_stays_open(team: Any) -> None:
    from salesctl.domains.org.people import someone
    from salesctl.domains.tasks.service import add, next_step

    client = add_client(team)
    her = team.json("person", "show", "1007")["id"]
    with writing(team) as tx:
        next_step(tx, text="a", due=None, owner=someone(tx, her), client=client)
        add(tx, text="no next step", client=client)
        _made, done = next_step(tx, text="b", due=None, owner=tx.me, client=client)
        assert done == []


def test_undo_is_refused_while_a_task_depends_on_the_row_but_not_for_its_own_entry(team: Any) -> None:
    from salesctl.domains.tasks.queries import depends
    from salesctl.domains.tasks.service import add, next_step

    with writing(team, "task.add") as tx:
        source = add(tx, text="source")
        next_step(tx, text="of the same entry", due=None, owner=tx.me, client=None, source_id=source.id)
    with writing(team, "task.add") as tx:
        row = tx.get(type(source), source.id)
        assert list(depends(tx.session, row)) == []
        later = add(tx, text="later", source_id=source.id)
        tx.session.flush()
        assert list(depends(tx.session, row)) == [later.number]


def test_the_next_step_of_a_client_runs_as_in_the_rep_s_day(team: Any) -> None:
    team.at("2026-11-20 09:20").as_("1008")
    team.ok("client", "add", "东方建材")
    team.ok("client", "log", "东方建材", "微信：要报价", "--next", "发报价")
    team.lang("zh")
    said = team.ok("client", "log", "东方建材", "微信：报价已发，等老板拍板", "--next", "周三 追报价")
    assert '下一步：11-25（周三）追报价 T-0002。（原下一步"发报价"已完成）' in said.out
    assert [(row["number"], row["kind"], row["client"]) for row in team.json("task")] == [
        ("T-2026-0002", "next", "东方建材")
    ]
    team.ok("undo")
    assert [row["number"] for row in team.json("task")] == ["T-2026-0001"]
