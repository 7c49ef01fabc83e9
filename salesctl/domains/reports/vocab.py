"""Words of reports: codes; their labels stand in the catalogue by context. Safe in command signatures."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

KINDS = ("day", "week", "month", "quarter", "half", "year")
"""Kinds of reports: daily, weekly …; gettext context "report.kind"."""

STATES = ("draft", "submitted", "read", "returned")
"""What became of a report; gettext context "report.state"."""

VERDICTS = ("read", "comment", "returned")
"""What a lead says of a report; gettext context "report.verdict"."""

PARTS = ("done", "progress", "difficulty", "solution", "next")
"""What a person writes, in the order of the paper."""


class Standing(StrEnum):
    """How a report stands with its deadline. Labels: gettext context "report.standing"."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"  # the deadline is over and it is not there, or it was returned and not written again
    OPEN = "open"  # owed, the deadline lies ahead
    EXTRA = "extra"  # not owed: a rest day, no rule; written all the same
    UNKNOWN = "unknown"  # nobody has said yet which days of the year are worked


STANDINGS = tuple(one.value for one in Standing)


class Counts(NamedTuple):
    """How many reports someone owed until now, and how they stand; `due` is the sum of the others."""

    due: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0


PLAN = "plan"
"""The heading of what last period's report planned for this one."""

HEADINGS: dict[str, str] = {
    word: part
    for part, words in {
        PLAN: "plan|yesterday's plan|last plan|last week's plan|last month's plan|last quarter's plan"
        "|last half-year's plan|last year's plan"
        "|昨日计划|昨天计划|上周计划|上月计划|上季计划|上季度计划|上半年计划|去年计划|上期计划|计划完成情况",
        "done": "done|work done|what was done"
        "|完成|今日完成|本周完成|本月完成|完成情况|完成工作|今日工作|工作完成|已完成",
        "progress": "progress|进展|工作进展|进展情况|进度",
        "difficulty": "difficulties|difficulty|problems|困难|遇到的困难|存在困难|问题|存在问题|困难和问题|问题和困难",
        "solution": "solutions|solution|办法|解决办法|解决方案|对策|措施|改进措施",
        "next": "tomorrow|next|next plan|next week|next month|next quarter|next half|next half-year|next year"
        "|plan for tomorrow"
        "|明天|明日|明日计划|明天计划|下周|下周计划|下月|下月计划|下季|下季度|下季度计划|下季计划|下半年|下半年计划"
        "|下期|下期计划|明年|明年计划|下一步|下一步计划|下阶段计划",
    }.items()
    for word in words.split("|")
}
"""Headings of a draft, in both languages, casefolded, and the part each opens."""
