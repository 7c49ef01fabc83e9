"""Headings are known however an export spells them, and nothing is dropped without a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from salesctl.errors import Usage
from salesctl.exchange.mapping import Mapping, chinese, match_headers, match_source, plain
from salesctl.exchange.reading import open_table
from salesctl.render.sheet import Field

FIELDS = (
    Field("id", "id", "Id"),
    Field("number", "number", "Number", aliases=("编号",)),
    Field("name", "name", "Client", aliases=("客户名称", "Associated Company"), importable=True, required=True),
    Field("phone", "phone", "Phone", aliases=("联系电话", "手机号", "Phone Number"), importable=True),
    Field("owner", "text", "Owner", aliases=("Contact owner", "负责人"), importable=True),
    Field("at", "instant", "Time", aliases=("打卡时间",), importable=True),
    Field("rev", "int", "Revision"),
)
CHINESE = {"Client": "客户", "Phone": "电话", "Owner": "归属人", "Time": "时间"}


def match(*headers: str, maps: tuple[str, ...] = ()) -> Mapping:
    return match_headers(headers, FIELDS, maps, translations=lambda label: CHINESE.get(label, label))


@pytest.mark.parametrize(
    "heading",
    [
        "name", "Name", "NAME", " Client ", "client", "客户", "客户名称", "客户 名称",
        "＊客户名称（必填）", "客户名称*", "客户名称：",
        "\ufeff客户名称", "ＮＡＭＥ", "associated_company", "AssociatedCompany", "na\u200bme",
    ],
)  # fmt: skip
def test_a_heading_is_known_in_every_spelling(heading: str) -> None:
    assert match(heading).columns == {"name": 0}


def test_a_row_is_read_by_fields_whatever_the_order() -> None:
    mapping = match("联系电话", "备注", "客户名称")
    assert mapping.values(["139", "x", "华联"]) == {"phone": "139", "name": "华联"}
    assert mapping.values(["139"]) == {"phone": "139", "name": ""}
    assert mapping.unknown == ("备注",)
    assert [each.key for each in mapping.missing] == ["owner", "at"]
    assert mapping.echo() == ["Columns not imported: 备注."]
    assert mapping.label("name") == "客户名称"
    assert mapping.label("owner") == "Owner"


def test_what_the_ledger_keeps_itself_is_said() -> None:
    mapping = match("id", "编号", "Client", "Revision")
    assert mapping.columns == {"id": 0, "number": 1, "name": 2}
    assert mapping.ignored == ("Revision",)


def test_the_same_field_twice_is_refused_unless_told() -> None:
    with pytest.raises(Usage, match="“联系电话” and “手机号” mean the same") as caught:
        match("客户", "联系电话", "手机号")
    assert "#3=phone" in caught.value.hint
    mapping = match("客户", "联系电话", "手机号", maps=("#3=phone",))
    assert mapping.columns == {"name": 0, "phone": 2}
    assert mapping.unknown == ("联系电话",)


@pytest.mark.parametrize("told", ["单位=name", "单位 = Client", "单位＝客户", "#1=客户名称"])
def test_a_column_can_be_told(told: str) -> None:
    assert match("单位", "Phone", maps=(told,)).columns == {"name": 0, "phone": 1}


def test_a_column_can_be_left_out() -> None:
    mapping = match("客户", "Phone", maps=("Phone=",))
    assert mapping.columns == {"name": 0}
    assert mapping.unknown == ()


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        (("客户",), "is not column=field"),
        (("=name",), "is not column=field"),
        (("公司=name",), "no column “公司”; found: 客户, Phone, Phone"),
        (("#9=name",), "no column “#9”"),
        (("客户=nmae",), "no field “nmae”"),
        (("客户=rev",), "can't be imported"),
        (("客户=name", "客户=phone"), "something twice"),
        (("客户=name", "#2=name"), "something twice"),
        (("Phone=phone",), "Two columns are called “Phone”"),
    ],
)
def test_what_is_told_wrongly_is_refused(maps: tuple[str, ...], message: str) -> None:
    with pytest.raises(Usage, match=message) as caught:
        match("客户", "Phone", "Phone", maps=maps)
    assert caught.value.hint


def test_a_required_field_without_column_shows_what_was_found() -> None:
    with pytest.raises(Usage, match=r"No column for Client \(name\); found: 公司, Phone\.") as caught:
        match("公司", "Phone")
    assert caught.value.hint == "Say which column it is: --map “公司=name”."
    assert caught.value.data["missing"] == ["name"]


def test_a_hostile_heading_is_harmless_in_messages() -> None:
    with pytest.raises(Usage) as caught:
        match("\x1b[31mred", "x" * 500)
    assert "\x1b" not in caught.value.message
    assert len(caught.value.message) < 200


def test_the_columns_of_a_rejected_file_are_passed_over() -> None:
    assert match("客户", "rejected_line", "rejected_reason").unknown == ()


def test_a_key_column_is_found_by_heading_or_field() -> None:
    mapping = match("客户名称", "档案号")
    assert (mapping.column("档案号"), mapping.column("name"), mapping.column("客户")) == (1, 0, 0)
    with pytest.raises(Usage, match="no column “序号”"):
        mapping.column("序号")


def test_headings_below_a_title_are_found(put: Callable[[str, str], str]) -> None:
    path = put("a.csv", "打卡记录,,\n统计日期：2026-11-01 至 2026-11-30,,\n姓名,客户名称,打卡时间\n王芳,华联,9:00\n")
    with open_table(path) as source:
        mapping = match_source(source, FIELDS, translations=str)
        assert mapping.columns == {"name": 1, "at": 2}
        assert mapping.header_line == 3
        assert source.notes == ["The headings are on line 3."]
        assert [mapping.values(cells) for _line, cells in source.rows()] == [{"name": "华联", "at": "9:00"}]


def test_headings_told_by_map_are_found_below_a_title(put: Callable[[str, str], str]) -> None:
    path = put("a.csv", "名单,,\n单位,电话号,\n华联,139,\n")
    with open_table(path) as source:
        mapping = match_source(source, FIELDS, ("单位=name", "电话号=phone"), translations=str)
        assert mapping.columns == {"name": 0, "phone": 1}


def test_values_that_look_like_headings_do_not_move_the_headings(put: Callable[[str, str], str]) -> None:
    path = put("a.csv", "name,phone\nClient,Phone\n")
    with open_table(path) as source:
        assert match_source(source, FIELDS, translations=str).header_line == 1


def test_the_catalogue_is_read_whatever_language_is_spoken() -> None:
    assert isinstance(chinese()("Client"), str)


def test_a_heading_of_signs_alone_is_nothing() -> None:
    assert plain(" _-*：") == ""
