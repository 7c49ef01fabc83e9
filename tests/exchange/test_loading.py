"""Rows are read all or none, or the bad ones stand apart with their reasons."""

from __future__ import annotations

import csv
import os
import stat
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.errors import NotFound, Usage
from salesctl.exchange.loading import Bad, Good, Reader, Repeats, all_or_nothing, content_key, read_rows
from salesctl.exchange.mapping import match_source
from salesctl.exchange.reading import open_table
from salesctl.exchange.rejects import Rejects
from salesctl.render.sheet import Field
from salesctl.values import WordError

FIELDS = (
    Field("name", "name", "Client", aliases=("客户名称",), importable=True, required=True),
    Field("amount", "money", "Amount", aliases=("金额",), importable=True),
    Field("owner", "text", "Owner", importable=True),
)
Put = Callable[[str, bytes | str], str]


def _amount(text: str) -> Decimal:
    if not text.replace(".", "").isdigit():
        raise WordError(text, "“{text}” is not an amount", "Write 1234.5.")
    return Decimal(text)


def _owner(text: str) -> str:
    if text == "nobody":
        raise NotFound("Nobody is called nobody.", hint="Add them first.")
    return text


def parse(values: dict[str, str]) -> tuple[str, Decimal | None, str | None]:
    row = Reader(values)
    found = row.text("name"), row.read("amount", _amount), row.read("owner", _owner)
    row.done()
    return found


def load(path: str, key: str | None = None) -> list[Good[tuple[str, Decimal | None, str | None]] | Bad]:
    with open_table(path) as source:
        return list(read_rows(source, match_source(source, FIELDS, translations=str), parse, key=key))


def test_good_rows_are_read_with_their_lines(put: Put) -> None:
    rows = load(put("a.csv", "客户名称,金额\n华联,1.50\n\n永辉,\n"))
    assert [(row.line, row.value) for row in rows if isinstance(row, Good)] == [
        (2, ("华联", Decimal("1.50"), None)),
        (4, ("永辉", None, None)),
    ]


def test_a_bad_row_tells_all_its_faults(put: Put) -> None:
    (row,) = load(put("a.csv", "客户名称,金额,Owner\n华联,abc,nobody\n"))
    assert isinstance(row, Bad)
    assert row.lines() == ["line 2, 金额: “abc” is not an amount", "line 2, Owner: Nobody is called nobody"]
    assert [problem.hint for problem in row.problems] == ["Write 1234.5.", "Add them first."]


def test_an_empty_required_cell_and_cells_past_the_headings_are_bad(put: Put) -> None:
    rows = load(put("a.csv", "客户名称,金额\n,5\n华联,1,2\n永辉,3,\n"))
    assert [row.lines() for row in rows if isinstance(row, Bad)] == [
        ["line 2, 客户名称: is empty"],
        ["line 3: 3 cells, but 2 headings"],
    ]


def test_all_or_nothing_lists_the_first_twenty(put: Put) -> None:
    rows = load(put("a.csv", "name,amount\nok,1\n" + "x,abc\n" * 25 + "ok,2\n"))
    taken: list[object] = []
    with pytest.raises(Usage) as caught:
        taken.extend(all_or_nothing(rows, "a.csv"))
    assert len(taken) == 1
    error = caught.value
    assert error.message.startswith("25 rows can't be read; nothing is imported.\n  line 3, amount: ")
    assert error.message.endswith("… and 5 more")
    assert "--skip-bad" in error.hint
    assert "a.csv.rejected.csv" in error.hint
    assert error.data["bad"] == 25
    assert error.data["rows"][0] == {
        "line": 3,
        "field": "amount",
        "column": "amount",
        "reason": "“abc” is not an amount",
    }


def test_bad_rows_stand_apart_and_can_be_imported_again(put: Put) -> None:
    path = put("list.csv", "客户名称,金额,电话\n华联,abc,'+86 139\n永辉,5,1\n=cmd,x,2\n")
    with open_table(path) as source:
        mapping = match_source(source, FIELDS, translations=str)
        with Rejects(path, mapping) as rejects:
            good = [row.value[0] for row in rejects.keep(read_rows(source, mapping, parse))]
    assert good == ["永辉"]
    assert rejects.count == 2
    assert str(rejects.path) == path + ".rejected.csv"
    assert rejects.path is not None
    assert stat.S_IMODE(rejects.path.stat().st_mode) == 0o600
    with rejects.path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["客户名称", "金额", "电话", "rejected_line", "rejected_reason"],
            ["华联", "abc", "'+86 139", "2", "金额: “abc” is not an amount"],
            ["'=cmd", "x", "2", "4", "金额: “x” is not an amount"],
        ]
    mended = put("mended.csv", rejects.path.read_text("utf-8").replace("abc", "1").replace(",x,", ",2,"))
    assert [row.value for row in load(mended) if isinstance(row, Good)] == [
        ("华联", Decimal(1), None),
        ("=cmd", Decimal(2), None),
    ]


def test_an_older_file_of_rejected_rows_is_kept(put: Put) -> None:
    path = put("list.csv", "客户名称,金额\n华联,abc\n")
    put("list.csv.rejected.csv", "mended by hand")
    with open_table(path) as source:
        mapping = match_source(source, FIELDS, translations=str)
        with Rejects(path, mapping) as rejects:
            list(rejects.keep(read_rows(source, mapping, parse)))
    assert str(rejects.path).endswith("list.csv.rejected-2.csv")


@pytest.mark.parametrize("published", [False, True])
def test_a_failed_import_leaves_no_file_of_rejected_rows(put: Put, tmp_path: Path, published: bool) -> None:
    path = put("list.csv", "客户名称,金额\n华联,abc\n")
    with open_table(path) as source:
        mapping = match_source(source, FIELDS, translations=str)
        with pytest.raises(ZeroDivisionError), Rejects(path, mapping) as rejects:
            list(rejects.keep(read_rows(source, mapping, parse)))
            if published:
                rejects.publish()
            raise ZeroDivisionError
    assert os.listdir(tmp_path) == ["list.csv"]


def test_without_bad_rows_there_is_no_file(put: Put, tmp_path: Path) -> None:
    path = put("list.csv", "客户名称\n华联\n")
    with open_table(path) as source:
        mapping = match_source(source, FIELDS, translations=str)
        with Rejects(path, mapping) as rejects:
            list(rejects.keep(read_rows(source, mapping, parse)))
            assert rejects.publish() is None
    assert os.listdir(tmp_path) == ["list.csv"]


def test_equal_rows_stay_two_and_keep_their_keys_in_every_format(put: Put) -> None:
    first = load(put("a.csv", "客户名称,金额,x\n华联,5,1\n永辉,5,2\n华联,5,3\n"))
    second = load(
        put("b.jsonl", '{"amount":5,"name":"永辉"}\n{"amount":5.0,"name":"华联 "}\n{"name":"华联","amount":"5"}\n')
    )
    keys = [row.origin_key for row in first if isinstance(row, Good)]
    assert len(set(keys)) == 3
    assert keys[0][:-1] == keys[2][:-1]
    assert {row.origin_key for row in second if isinstance(row, Good)} == set(keys)


def test_a_key_column_names_the_row(put: Put) -> None:
    rows = load(put("a.csv", "档案号,客户名称\nA1,华联\nA2,华联\nA1,永辉\n,物美\n"), key="档案号")
    assert [row.origin_key for row in rows if isinstance(row, Good)] == ["A1", "A2"]
    assert [row.lines() for row in rows if isinstance(row, Bad)] == [
        ["line 4, 档案号: the same as on line 2"],
        ["line 5, 档案号: is empty"],
    ]


def test_the_content_key_is_pinned() -> None:
    # Stored with imported rows: were it to change, repeating an import would double them.
    assert content_key({"name": "华联", "amount": "5"}) == content_key({"amount": " 5", "name": "华联", "note": ""})
    assert content_key({"name": "华联", "amount": "5"}) == "d8fc41bd14a8cd837bdeff32ac9e2572"


@given(st.lists(st.integers(0, 40).map(lambda n: content_key({"n": str(n)})), max_size=200))
def test_repeats_count_like_a_dict(keys: list[str]) -> None:
    repeats, counts, first = Repeats(), dict[str, int](), dict[str, int]()
    for line, key in enumerate(keys):
        assert repeats.see(key, line) == (counts.get(key, 0), first.setdefault(key, line))
        counts[key] = counts.get(key, 0) + 1


def test_repeats_grow() -> None:
    repeats = Repeats()
    keys = [content_key({"n": str(n)}) for n in range(10_000)]
    assert all(repeats.see(key, line) == (0, line) for line, key in enumerate(keys))
    assert all(repeats.see(key, -1) == (1, line) for line, key in enumerate(keys))
