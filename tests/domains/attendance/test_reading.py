"""Times and kinds as time clocks and apps write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from salesctl.domains.attendance import reading

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-02 08:52:03", ""),
        ("2026-11-02T08:52:03", ""),
        ("2026/11/2 8:52:03", ""),
        ("2026.11.02 08:52:03", ""),
        ("2026年11月2日 08:52:03", ""),
        ("2026年11月2日 8时52分03秒", ""),
        ("2026/11/2 星期一 08:52:03", ""),
        ("２０２６-11-02　08：52：03", ""),
        ("2026-11-02T00:52:03Z", ""),
        ("2026-11-02 01:52:03+01:00", ""),
        ("08:52:03", "2026/11/2 星期一"),
        ("8:52:03 AM", "2026-11-02"),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, day: str) -> None:
    assert reading.moment(text, day, SHANGHAI) == datetime(2026, 11, 2, 0, 52, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "08:52", "2026-11-02", "yesterday 8:52", "2026-02-30 08:52", "2026-11-02 25:00", "未打卡", "--"]
)
def test_what_is_no_full_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        reading.moment(text, "", SHANGHAI)


def test_a_time_that_clocks_skip_is_refused() -> None:
    with pytest.raises(ValueError):
        reading.moment("2026-03-08 02:30", "", ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("text", "kind", "claimed"),
    [
        ("in", "in", False),
        ("OUT", "out", False),
        ("上班", "in", False),
        ("下班打卡", "out", False),
        ("C/In", "in", False),
        ("Off Duty", "out", False),
        ("", None, False),
        ("外勤打卡", None, False),
        ("指纹", None, False),
        ("补卡", None, True),
        ("下班补卡", "out", True),
    ],
)
def test_a_kind_is_read_in_either_language(text: str, kind: str | None, claimed: bool) -> None:
    assert reading.kind(text) == (kind, claimed)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="加班"):
        reading.kind("加班")
