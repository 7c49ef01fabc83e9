import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.render.jsonout import dumps, harmless, json_value
from salesctl.render.sheet import Field, Sheet, Value

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_list_is_an_array_of_flat_objects(clients: Callable[..., Sheet], drawn: Callable[..., str]) -> None:
    text = drawn(clients(title="Clients", totals={"late": 12}, notes=["n"]), "json")
    first, second = json.loads(text)
    assert first == {
        "id": "a" * 32, "number": "C-2026-0042", "name": "华联超市", "level": "A", "phone": "13812342207",
        "at": "2026-11-20T09:41:13.007872+08:00", "day": "2026-11-20", "sales": 186420.5, "late": 0, "days": 17.5,
        "rate": 0.7182, "active": True, "roles": ["rep", "lead"], "note": "老客户",
    }  # fmt: skip
    assert second["level"] is None and second["days"] == 10 and second["roles"] == []
    assert '"sales": 186420.5,' in text and '"sales": -3,' in text


def test_a_report_has_rows_totals_and_extra(clients: Callable[..., Sheet], drawn: Callable[..., str]) -> None:
    sheet = clients(
        report=True, totals={"late": 12, "sales": Decimal("186417.50")}, extra={"period": "2026-11", "rows": 1}
    )
    report = json.loads(drawn(sheet, "json"))
    assert list(report) == ["rows", "totals", "period"]
    assert report["totals"] == {"late": 12, "sales": 186417.5}
    assert len(report["rows"]) == 2


def test_totals_may_be_filled_while_rows_are_read(drawn: Callable[..., str]) -> None:
    totals: dict[str, int] = {}

    def rows() -> Iterator[tuple[Value, ...]]:
        yield (1,)
        totals["n"] = 1

    assert json.loads(drawn(Sheet((Field("n", "int", "N"),), rows(), totals=totals, report=True), "json"))[
        "totals"
    ] == {"n": 1}


def test_one_record_is_one_object(clients: Callable[..., Sheet], drawn: Callable[..., str]) -> None:
    sheet = clients(
        rows=[("c" * 32, *[None] * 13)], single=True, extra={"contacts": [{"name": "张", "age": None}], "id": "x"}
    )
    record = json.loads(drawn(sheet, "json"))
    assert record["id"] == "c" * 32 and record["sales"] is None
    assert record["contacts"] == [{"name": "张", "age": None}]


def test_nothing_is_an_empty_array(clients: Callable[..., Sheet], drawn: Callable[..., str]) -> None:
    assert drawn(clients(rows=[]), "json") == "[]\n"
    assert drawn(clients(rows=[]), "ndjson") == ""
    assert json.loads(drawn(clients(rows=[], report=True), "json")) == {"rows": [], "totals": {}}


def test_json_lines_are_one_object_a_line(
    clients: Callable[..., Sheet], drawn: Callable[..., str], hostile: list[str]
) -> None:
    rows = [(text,) for text in hostile] * 8
    text = drawn(Sheet((Field("note", "text", "Note"),), rows), "ndjson")
    assert [json.loads(line)["note"] for line in text.removesuffix("\n").split("\n")] == [row[0] for row in rows]


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"])))
def test_every_text_comes_back_exactly(text: str) -> None:
    written = dumps({"a": text, text: [text]}, SHANGHAI, indent=True)
    assert json.loads(written) == {"a": text, text: [text]}
    assert "\x1b" not in written and "\x9b" not in written and "\u202e" not in written
    written.encode("utf-8")


def test_hostile_texts_come_back_exactly_in_every_place(drawn: Callable[..., str], hostile: list[str]) -> None:
    for text in hostile:
        sheet = Sheet((Field("k", "text", text),), [(text,)], report=True, totals={"k": text}, extra={"more": [text]})
        assert json.loads(drawn(sheet, "json")) == {"rows": [{"k": text}], "totals": {"k": text}, "more": [text]}


def test_harmless_leaves_plain_text_alone() -> None:
    assert harmless('{"a": "华联"}') == '{"a": "华联"}'


def test_values_have_one_json_form() -> None:
    assert dumps([Decimal("1E+3"), date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC), True, 0], SHANGHAI) == (
        '[1000, "2026-01-02", "2026-01-02T08:00:00+08:00", true, 0]'
    )
    assert json_value(1, "flag", SHANGHAI) is True
    with pytest.raises(TypeError, match="float"):
        dumps(1.5, SHANGHAI)


def test_a_row_of_the_wrong_length_is_an_error(drawn: Callable[..., str]) -> None:
    with pytest.raises(ValueError, match="shorter"):
        drawn(Sheet((Field("a", "int", "A"), Field("b", "int", "B")), [(1,)]), "json")


def test_json_never_loads_what_only_a_terminal_needs() -> None:
    code = (
        "import io, sys, zoneinfo\nfrom salesctl.render import render\nfrom salesctl.render.sheet import Field, Sheet\n"
        "for fmt in ('json', 'ndjson', 'csv', 'plain'):\n"
        "    sheet = Sheet((Field('a', 'int', 'A'),), [(1,)])\n"
        "    render(sheet, fmt, io.StringIO(), lang='en', zone=zoneinfo.ZoneInfo('UTC'))\n"
        "sys.exit(any(name.split('.')[0] in ('rich', 'pydantic', 'sqlalchemy', 'typer') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
