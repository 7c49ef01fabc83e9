"""The text of a draft: what is written is read back, whatever people put in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.reports.drafting import DraftError, Planned, Tick, note_of, plan_lines, read, tidy, written
from salesctl.domains.reports.vocab import HEADINGS, PARTS, PLAN

ZH = {PLAN: "昨日计划", "done": "完成", "progress": "进展", "difficulty": "困难", "solution": "办法", "next": "明天"}
EN = {
    PLAN: "Yesterday's plan",
    "done": "Done",
    "progress": "Progress",
    "difficulty": "Difficulties",
    "solution": "Solutions",
    "next": "Tomorrow",
}
signs = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
lines = st.one_of(
    st.text(signs, max_size=12).filter(lambda text: "\n" not in text),
    st.sampled_from(
        [*HEADINGS, "完成：", "# 完成", "== 困难 ==", "[x] 1 上周", "\\", "\\#", "#1", "明天: 送货", "【办法】"]
    ),
)
texts = st.lists(lines, max_size=6).map("\n".join).map(tidy)
plans = st.lists(
    st.tuples(
        st.text(signs, min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool),
        st.booleans(),
        st.text(signs, max_size=12).map(note_of),
    ),
    max_size=5,
).map(lambda rows: [Planned(place, *row) for place, row in enumerate(rows, 1)])


@given(st.fixed_dictionaries(dict.fromkeys(PARTS, texts)), plans, st.sampled_from([ZH, EN]), lines)
def test_what_is_written_is_read_back(
    words: dict[str, str], planned: list[Planned], labels: dict[str, str], comment: str
) -> None:
    comments = {"head": [comment], PLAN: [comment], "done": [comment], "plan 1": [comment]}
    # A comment that happens to be a heading is one: what the program writes as comments never is.
    text = written(words, planned, labels, comments if _harmless(comment) else {})
    found = read(text, planned, comments=True)
    assert found.words == words
    assert found.ticks == tuple(Tick(one.place, bool(one.done), one.note) for one in planned)


def _harmless(comment: str) -> bool:
    from salesctl.domains.reports.drafting import heading

    return heading(f"# {' '.join(comment.split())}") is None


@pytest.mark.parametrize(
    "text",
    [
        "完成：\n谈成两节\n困难：\n冷柜坏\n明天：\n1 送冷柜\n2、补货",
        "【完成】\n谈成两节\n\n【困难】\n冷柜坏\n【明日计划】\n- 送冷柜\n- 补货",
        "# 今日完成\n谈成两节\n## 存在问题\n冷柜坏\n## 明天\n送冷柜\n补货",
        "done: 谈成两节\nDifficulties\n冷柜坏\nTOMORROW:\n(1) 送冷柜\n2) 补货",
        "== 完成 ==\r\n谈成两节\r\n== 困难 ==\r\n冷柜坏\r\n== 明天 ==\r\n送冷柜\r\n补货\r\n",
    ],
)
def test_headings_as_people_write_them(text: str) -> None:
    found = read(text).words
    assert (found["done"], found["difficulty"]) == ("谈成两节", "冷柜坏")
    assert plan_lines(found["next"]) == ["送冷柜", "补货"]
    assert "progress" not in found  # what has no heading was not said


@pytest.mark.parametrize("text", ["今天很忙\n完成：\n谈成", "\n\n  谈成两节"])
def test_text_under_no_heading_is_refused(text: str) -> None:
    with pytest.raises(DraftError):
        read(text)


def test_a_number_sign_is_a_comment_only_in_an_editor() -> None:
    text = "完成：\n#1 货架谈成\n# 说明"
    assert read(text).words["done"] == "#1 货架谈成\n# 说明"
    assert read(text, comments=True).words["done"] == ""


PLANNED = [Planned(1, "永辉谈端架"), Planned(2, "对账: 华联"), Planned(3, "对账")]


@pytest.mark.parametrize(
    ("line", "tick"),
    [
        ("[x] 1 永辉谈端架", Tick(1, True)),
        ("[X]1 永辉谈端架", Tick(1, True)),
        ("【√】1、永辉谈端架", Tick(1, True)),
        ("[ ] 1 永辉谈端架：店长出差，改周一", Tick(1, False, "店长出差，改周一")),
        ("[] 永辉谈端架 -- 改周一", Tick(1, False, "改周一")),
        ("[x] 2 对账: 华联", Tick(2, True)),
        ("[ ] 对账: 华联: 没空", Tick(2, False, "没空")),
        ("[ ] 3 对账: 没空", Tick(3, False, "没空")),
    ],
)
def test_the_plan_as_people_tick_it(line: str, tick: Tick) -> None:
    assert read(f"昨日计划：\n{line}\n完成：\nx", PLANNED).ticks == (tick,)


@pytest.mark.parametrize("line", ["[x] 1 别的事", "永辉谈端架", "[?] 1 永辉谈端架", "[x] 9 新的"])
def test_what_was_planned_cannot_be_changed(line: str) -> None:
    with pytest.raises(DraftError):
        read(f"昨日计划：\n{line}\n完成：\nx", PLANNED)
