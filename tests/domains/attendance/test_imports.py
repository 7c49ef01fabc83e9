"""Punches from files: time clocks, DingTalk, WeCom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def keeper(cli: Any) -> Any:
    """王芳 1007, 赵磊 1008, two people called 李伟, and a keeper, on the evening of 2026-11-20."""
    cli.at("2026-11-01 09:00").init()
    for code, name in (("1007", "王芳"), ("1008", "赵磊"), ("1009", "李伟"), ("1010", "李伟")):
        cli.ok("person", "add", code, name, "--joined", "2026-11-01")
    cli.ok("person", "add", "2001", "周雯", "--roles", "keeper", "--joined", "2026-11-01")
    return cli.as_("2001").at("2026-11-20 20:00")


def write(cli: Any, text: str, name: str = "punches.csv", encoding: str = "utf-8") -> Path:
    path = Path(cli.home) / name
    path.write_bytes(text.encode(encoding))
    return path


def counts(result: dict[str, Any]) -> tuple[int, int, int]:
    return result["new"], result["unchanged"], result["rejected"]


def days(cli: Any, person: str, period: str = "2026-11") -> dict[str, list[str]]:
    rows = cli.json("checkin", "sheet", period, "-p", person, "--explain")
    return {row["day"]: [one[11:16] + one[25:] for one in row["punches"]] for row in rows if row["punches"]}


PLAIN = """person,at,kind
1007,2026-11-19 08:52,in
1007,2026-11-19 18:10,out
赵磊,2026-11-19 09:14,in
1008,2026-11-19 18:00:30,out
"""


def test_a_plain_file_is_judged_like_any_punch(keeper: Any) -> None:
    file = write(keeper, PLAIN)
    assert counts(keeper.json("checkin", "import", file)) == (4, 0, 0)
    rows = {row["person"]: row for row in keeper.json("checkin", "sheet", "2026-11-19")["rows"]}
    assert (rows["1007"]["late_count"], rows["1007"]["hours"], rows["1007"]["claimed_count"]) == (0, 8.3, 0)
    assert (rows["1008"]["late_count"], rows["1008"]["late_minutes"], rows["1008"]["present_days"]) == (1, 14, 1)


def test_importing_it_again_changes_nothing(keeper: Any) -> None:
    file = write(keeper, PLAIN)
    keeper.ok("checkin", "import", file)
    assert counts(keeper.json("checkin", "import", file)) == (0, 4, 0)
    more = write(keeper, PLAIN + "1007,2026-11-19 08:52:00,in\n1007,2026-11-20 08:50,in\n", "more.csv")
    assert counts(keeper.json("checkin", "import", more)) == (1, 5, 0)
    assert days(keeper, "1007") == {"2026-11-19": ["08:52 in", "18:10 out"], "2026-11-20": ["08:50 in"]}


def test_a_time_clocks_export_is_known_by_its_headings(keeper: Any) -> None:
    text = (
        "员工编号,员工姓名,打卡时间,打卡设备,打卡类型\n"
        "1007,王芳,2026/11/19 8:52,一楼大门,上班\n1007,王芳,2026/11/19 18:10,一楼大门,下班\n"
        ",赵磊,2026/11/19 8:55,一楼大门,指纹\n1008,,2026/11/19 18:02,一楼大门,\n"
    )
    for name, encoding in (("a.csv", "utf-8-sig"), ("b.csv", "gb18030"), ("c.csv", "utf-16")):
        assert sum(counts(keeper.json("checkin", "import", write(keeper, text, name, encoding)))) == 4
    assert days(keeper, "1008") == {"2026-11-19": ["08:55 ?", "18:02 ?"]}
    row = keeper.json("checkin", "sheet", "2026-11-19", "-p", "1008")["rows"][0]
    assert (row["present_days"], row["absent_days"], row["late_count"], row["hours"]) == (1, 0, 0, 8.1167)


def test_an_apps_export_is_known_by_its_headings(keeper: Any) -> None:
    text = (
        "姓名,工号,部门,职位,手机号,打卡时间,打卡地点,来源\n"
        "王芳,1007,一组,业务员,13900000000,2026-11-19 08:52,武汉市光谷,手机\n"
        "赵磊,,一组,业务员,,2026-11-19 09:05,武汉市光谷,考勤机\n"
    )
    assert counts(keeper.json("checkin", "import", write(keeper, text))) == (2, 0, 0)
    assert days(keeper, "1008") == {"2026-11-19": ["09:05 ?"]}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("9999,2026-11-19 08:52,in", "9999"),
        ("李伟,2026-11-19 08:52,in", "1009"),
        ("1007,2026-11-21 08:52,in", "lies ahead"),
        ("1007,08:52,in", "no date"),
        ("1007,,in", "no time"),
        ("1007,2026-11-19 08:52,加班", "加班"),
        (",2026-11-19 08:52,in", "nobody"),
    ],
)
def test_a_bad_row_spoils_all_or_is_set_apart(keeper: Any, row: str, why: str) -> None:
    file = write(keeper, f"{PLAIN}{row}\n")
    result = keeper("checkin", "import", file)
    assert result.code == 2 and why in result.err and "6" in result.err
    assert days(keeper, "1007") == {}
    assert keeper("checkin", "import", file, "--skip-bad").code == 6
    assert len(days(keeper, "1007")) == 1 and why in (keeper.home / "punches.csv.rejected.csv").read_text("utf-8-sig")


def test_who_may_import_only_their_own_claims_them(keeper: Any) -> None:
    file = write(keeper, "person,at\n1007,2026-11-19 08:52\n1007,2026-11-20 19:50\n")
    keeper.as_("1007").ok("checkin", "import", file)
    assert days(keeper, "1007") == {"2026-11-19": ["08:52 ? claimed"], "2026-11-20": ["19:50 ?"]}
    other = write(keeper, "person,at\n1008,2026-11-19 08:52\n", "other.csv")
    assert keeper("checkin", "import", other).code == 2


def test_a_punch_made_up_later_is_claimed(keeper: Any) -> None:
    keeper.ok("checkin", "import", write(keeper, "工号,打卡时间,打卡类型\n1007,2026-11-19 09:00,补卡\n"))
    assert keeper.json("checkin", "sheet", "2026-11-19", "-p", "1007")["rows"][0]["claimed_count"] == 1


def test_punches_of_before_the_first_day_are_said(keeper: Any) -> None:
    keeper.ok("checkin", "import", write(keeper, "person,at\n1007,2026-10-29 08:52\n"))
    assert "1 punch lies before" in keeper.ok("checkin", "sheet", "2026-10").err
