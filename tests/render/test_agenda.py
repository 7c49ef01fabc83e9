"""The layout of a day's page: aligned in any language, whole at 80 columns, unbroken where signs are drawn wide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.render.agenda import Entry, agenda, ends, widest
from salesctl.render.width import display_width

PAGE = (
    Entry("逾期 1", "T-0301", "整理样品间  应 11-18（李敏派）", "task done T-0301"),
    Entry("今天 2", "", "日报 20:00 前", "report"),
    Entry("", "T-0310", "回华联对账单", "task done T-0310"),
    Entry("本月", "", "销售 121,300  回款 98,200  日报 14/14  迟到 0  时间 67%"),
)


def test_headings_numbers_and_commands_stand_in_columns() -> None:
    assert list(agenda(PAGE, 80)) == [
        "逾期 1  T-0301  整理样品间  应 11-18（李敏派）                  task done T-0301",
        "今天 2  日报 20:00 前                                           report",
        "        T-0310  回华联对账单                                    task done T-0310",
        "本月    销售 121,300  回款 98,200  日报 14/14  迟到 0  时间 67%",
    ]


def test_off_a_terminal_nothing_is_cut_and_the_page_is_as_wide_as_its_words() -> None:
    long = Entry("今天 1", "", "很长的话" * 40, "task")
    assert "很长的话" * 40 + "  task" in next(iter(agenda([long], None)))


def test_a_long_command_shortens_its_own_line_only() -> None:
    long = Entry("", "", "昨天缺下班卡。", 'checkin out --at "2026-11-19 18:00"')
    lines = list(agenda([*PAGE[:2], long], 80))
    assert [display_width(line[: line.index(word)]) for line, word in zip(lines, ("task", "report"), strict=False)] == [
        64,
        64,
    ]
    assert lines[2].endswith(long.command) and display_width(lines[2]) == 80


def test_a_line_too_long_breaks_between_its_parts_or_is_cut_before_its_command() -> None:
    month = Entry("This month", "", "  ".join(f"part {n} of the month" for n in range(6)))
    lines = list(agenda([month], 60))
    assert len(lines) > 1 and all(line.startswith(" " * 12) for line in lines[1:])
    cut = next(iter(agenda([Entry("今天 1", "", "话" * 60, "task done T-0001")], 60)))
    assert "..  task done T-0001" in cut


def test_two_ends_of_a_line() -> None:
    assert ends("11-20", "王芳", 20) == "11-20" + " " * 11 + "王芳"
    assert ends("11-20", "王芳", None) == ends("11-20", "王芳", 8) == "11-20  王芳"
    assert ends("11-20", "", 20) == "11-20"


@pytest.mark.parametrize("width", [40, 80, 120])
@given(
    st.lists(
        st.builds(
            Entry,
            st.sampled_from(["", "逾期 12", "This month"]),
            st.sampled_from(["", "T-0301", "S-0029 S-0030 S-0031"]),
            st.text("王→·—“x  销\x1b[31m\n", max_size=90),
            st.sampled_from(["", "task", "task done T-0001", 'visit check V-1 属实 "…"']),
        ),
        max_size=6,
    )
)
def test_no_line_is_wider_than_the_screen_even_where_ambiguous_signs_are_wide(width: int, page: list[Entry]) -> None:
    for line in agenda(page, width):
        assert widest(line) <= width, line
        assert "\x1b" not in line and "\n" not in line
