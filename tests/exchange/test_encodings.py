"""Encodings are judged by the bytes: right where they can be, in doubt where they can't."""

from __future__ import annotations

import io
from typing import Any

import pytest

from salesctl.errors import Usage
from salesctl.exchange.encodings import codec, detect, judge


def found(data: bytes) -> tuple[str, bool]:
    result = detect(io.BytesIO(data))
    return result.encoding, result.certain


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("gb18030", "gb18030"),
    ],
)
def test_a_list_of_chinese_and_accented_names_is_recognised(lists: Any, encoding: str, expected: str) -> None:
    assert found(lists.csv(lists.rows(), encoding)) == (expected, True)


def test_the_western_part_is_recognised_as_cp1252(lists: Any) -> None:
    assert found(lists.csv(lists.rows(western_only=True), "cp1252")) == ("cp1252", True)


def test_no_single_accented_name_is_taken_for_chinese(lists: Any) -> None:
    alone = [name for name in lists.western if not name.isascii()]
    wrong = [name for name in alone if found(f"name,phone\r\n{name},1\r\n".encode("cp1252")) != ("cp1252", True)]
    read_as_chinese = sum(_decodes(f"{name},1\r\n".encode("cp1252")) for name in alone)
    assert read_as_chinese > len(alone) // 2  # strict GB18030 would have taken most of them
    assert wrong == []


def test_no_chinese_name_is_taken_for_western(lists: Any) -> None:
    for name in [*lists.chinese, "A座王", "B区", "KTV店", "abc字", "ABC王", "Tony老师", "3号楼", "王"]:
        assert found(f"name,phone\r\n{name},1\r\n".encode("gb18030")) == ("gb18030", True), name


def test_rare_characters_and_four_byte_sequences_are_gb18030() -> None:
    text = "姓名,备注\r\n王𠮷,Sánchez\r\n李㐂,Müller Köln\r\n陶喆,朱镕基\r\n张三丰,上海\r\n"
    assert found(text.encode("gb18030")) == ("gb18030", True)


def test_a_traditional_list_in_another_double_byte_encoding_is_in_doubt() -> None:
    text = "姓名,地址\r\n陳偉華,臺北市信義區\r\n張學友,香港九龍\r\n黃曉明,臺灣新竹縣\r\n"
    assert found(text.encode("big5"))[1] is False


def test_chinese_and_cp1252_lines_mixed_are_in_doubt() -> None:
    data = "王小明\r\n李四\r\n张三\r\n".encode("gb18030") + "Sánchez\r\nMüller\r\nRenée\r\n".encode("cp1252")
    result = judge(data)
    assert not result.certain
    assert result.readings


def test_a_broken_utf8_file_is_in_doubt_and_not_chinese() -> None:
    data = "王小明\n李四\n张三丰\n华联超市\n".encode() + b"\xe7\x8e\n"
    assert found(data) == ("utf-8", False)


def test_plain_ascii_is_utf8() -> None:
    assert found(b"name,phone\nTom,1\n") == ("utf-8", True)


def test_high_bytes_after_the_first_mebibyte_count() -> None:
    head = b"name,phone\n" + b"Tom,1\n" * 400_000
    assert found(head + "王小明,1\n华联超市,2\n".encode("gb18030")) == ("gb18030", True)
    assert found(head + "王小明,1\n".encode()) == ("utf-8", True)


@pytest.mark.parametrize("cut", [-1, 0, 1, 2])
def test_a_character_across_the_chunk_border_is_not_cut(cut: int) -> None:
    line = "王小明华联超市,1\n".encode("gb18030")
    data = b"x" * ((1 << 20) - 5 + cut) + b"\n" + line * 3
    assert found(data) == ("gb18030", True)


def test_binary_is_refused() -> None:
    with pytest.raises(Usage, match="zero bytes"):
        found(b"\x7fELF\0\0\1\2\0\0\0\3\4" * 9)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("GBK", "gb18030"), ("gb2312", "gb18030"), ("UTF8", "utf-8-sig"), ("latin-1", "cp1252"), ("big5", "big5")],
)
def test_an_encoding_by_name_becomes_its_superset(name: str, expected: str) -> None:
    assert codec(name) == expected


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "hex", "", "a\0b"])
def test_what_is_no_text_encoding_is_refused(name: str) -> None:
    with pytest.raises(Usage):
        codec(name)


def _decodes(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "rot13", "hex", "x", ""]
)
def test_an_encoding_of_no_text_files_is_none(name: str) -> None:
    from salesctl.render import check_encoding

    with pytest.raises(Usage, match="encoding"):
        codec(name)
    with pytest.raises(Usage, match="encoding"):
        check_encoding("csv", name)
