"""Papers with serials that are found again: filing, finding, levels, getting, checking, undoing."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesctl.domains.archive.rules import LONGEST, PART, gaps, parts
from salesctl.domains.archive.texts import snippet, text_of
from salesctl.ledger.searching import fold

Cli = Any


@pytest.fixture
def room(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """李敏 (1001, admin), 何静 (1002, head), 周敏 (1005, lead), 王芳 and 赵磊 (1007, 1008, reps), at home."""
    cli.at("2026-11-20 09:00").init()
    cli.people()
    monkeypatch.chdir(cli.home)
    return cli


def write(cli: Cli, name: str, text: str | bytes) -> Path:
    path = Path(cli.home) / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_files_become_papers_with_serials_level_and_retention_of_their_class(room: Cli) -> None:
    names = [write(room, f"合同{n}.txt", f"第{n}份") for n in (1, 2, 3)]
    said = room.lang("zh").ok("archive", "add", *names, "--class", "合同").out
    assert said == "A-0001…A-0003 3 件，密级 秘密（按类默认），保管 10 年至 2036-12-31。\n"
    rows = room.json("archive", "list")
    assert [row["serial"] for row in rows] == ["合同-2026-003", "合同-2026-002", "合同-2026-001"]
    assert {(row["class"], row["level"], row["keep_until"]) for row in rows} == {
        ("contract", "confidential", "2036-12-31")
    }
    room.lang("en").ok("archive", "add", names[0], "--class", "report", "--years", "permanent", "--level", "public")
    (report,) = room.json("archive", "list", "--class", "report")
    assert (report["serial"], report["keep_until"], report["level"]) == ("report-2026-001", None, "public")
    room.ok("archive", "add", names[0], "--class", "contract", "--on", "2024-05-01")
    assert room.json("archive", "show", "A-2026-0005")["serial"] == "contract-2024-001"
    assert room.json("archive", "show", "A5")["keep_until"] == "2034-12-31"


def test_an_original_alone_says_where_it_lies_and_nothing_is_refused(room: Cli) -> None:
    room.ok("archive", "add", "--title", "框架合同", "--place", "3 号柜 2 层", "--class", "contract")
    shown = room.json("archive", "show", "A1")
    assert (shown["files"], shown["place"]) == (0, "3 号柜 2 层")
    error = room.error("archive", "get", "A1", code=3)
    assert "3 号柜 2 层" in error["hint"]
    assert room.error("archive", "add", "--title", "nothing", code=2)["hint"]
    assert room.error("archive", "add", code=2)["hint"]
    assert room.error("archive", "add", "--title", "x", "--place", "y", "--class", "nothing", code=2)["hint"]
    assert room.error("archive", "add", "--title", "x", "--place", "y", "--years", "many", code=2)["hint"]


def test_two_chinese_characters_inside_a_file_are_found_with_their_surroundings(room: Cli) -> None:
    write(room, "纪要.txt", "晨会纪要：华联超市要求端架陈列，\n下周一答复。")
    write(room, "gb.txt", "红茶断货，请尽快补货".encode("gb18030"))
    write(room, "한글.txt", "경쟁사 가격표")
    write(room, "page.html", "<html><style>隐藏</style><p>Delivery &amp; 交期 两周</p></html>")
    for name in ("纪要.txt", "gb.txt", "page.html", "한글.txt"):
        room.ok("archive", "add", name, "--class", "minutes")
    assert room.json("archive", "find", "가격")[0]["title"] == "한글", "signs that are stored composed"
    for word, title in (("端架", "纪要"), ("断货", "gb"), ("交期", "page"), ("delivery", "page"), ("端 架", "纪要")):
        (found,) = room.json("archive", "find", word)
        assert found["title"] == title, word
    assert "端架陈列" in room.json("archive", "find", "端架")[0]["where"]
    assert room.json("archive", "find", "华联 答复")[0]["title"] == "纪要"
    assert room.json("archive", "find", "华联 断货") == [], "every word must occur"
    assert room.json("archive", "find", "隐藏") == [], "a style sheet is no text"
    assert room.json("archive", "find", "jy")[0]["title"] == "纪要", "titles by initials"
    assert room.json("archive", "find", "端架", "2025") == []
    room.ok("archive", "void", "A1", "--reason", "twice")
    assert room.json("archive", "find", "端架") == []
    assert room.error("archive", "find", " ", code=2)["hint"]


def test_notes_and_file_names_are_found_too(room: Cli) -> None:
    room.ok("archive", "add", "--title", "扫描件", "--place", "柜 1", "--note", "长江装饰年度框架")
    write(room, "kickoff-2026.bin", b"\0\1\2")
    room.ok("archive", "add", "kickoff-2026.bin", "--title", "Minutes")
    assert room.json("archive", "find", "年度")[0]["title"] == "扫描件"
    assert room.json("archive", "find", "KICKOFF")[0]["title"] == "Minutes"


def test_what_is_above_someones_level_is_not_there_for_them(room: Cli) -> None:
    write(room, "secret.txt", "底薪方案机密内容")
    room.ok("archive", "add", "secret.txt", "--class", "pay", "--title", "薪酬方案")
    room.ok("archive", "add", "secret.txt", "--class", "report", "--title", "公开月报", "--for", "1007")
    room.as_("1007")
    assert [row["title"] for row in room.json("archive", "list")] == ["公开月报"]
    assert [row["title"] for row in room.json("archive", "find", "底薪")] == ["公开月报"]
    for verb in ("show", "get"):
        error = room.error("archive", verb, "A1", code=3)
        assert "薪酬" not in str(error), "not even its title"
    room.as_("1002")
    assert len(room.json("archive", "list")) == 2


def test_getting_a_confidential_paper_is_noted_and_never_overwrites(room: Cli) -> None:
    write(room, "合同.txt", "原文")
    room.ok("archive", "add", "合同.txt", "--class", "contract")
    folder = Path(room.home) / "out"
    folder.mkdir()
    before = room.json("ledger", "head")["seq"]
    room.ok("archive", "get", "A1", "--output", folder)
    made = folder / "合同.txt"
    assert made.read_text() == "原文"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert room.json("ledger", "head")["seq"] == before + 1, "who took it stays known"
    assert room.error("archive", "get", "A1", "--output", folder, code=5)["hint"]
    assert room.json("ledger", "head")["seq"] == before + 1
    assert room.ok("archive", "get", "A1", "--output", "-").out == "原文"


def test_a_paper_belongs_to_records_and_stands_in_the_clients_file(room: Cli) -> None:
    room.ok("client", "add", "华联超市", "--phone", "027 8888 6666")
    room.ok("archive", "add", "--title", "框架合同", "--place", "柜 1", "--link", "c1", "--link", "王芳")
    assert room.json("archive", "show", "A1")["links"] == ["1007", "C-2026-0001"]
    assert "框架合同" in room.ok("client", "show", "c1").out
    assert [row["number"] for row in room.json("archive", "list", "--link", "c1")] == ["A-2026-0001"]
    room.ok("archive", "edit", "A1", "--title", "补充协议", "--years", "3")
    shown = room.json("archive", "show", "A1")
    assert (shown["title"], shown["keep_until"]) == ("补充协议", "2029-12-31")


def test_serials_have_no_gaps_after_undo_and_refusal(room: Cli) -> None:
    write(room, "a.txt", "端架")
    room.ok("archive", "add", "a.txt", "--class", "letter")
    room.ok("undo")
    assert room.json("archive", "find", "端架") == []
    room.error("archive", "add", "a.txt", "missing.txt", "--class", "letter", code=3)
    room.ok("archive", "add", "a.txt", "--class", "letter")
    assert room.json("archive", "list")[0]["serial"] == "letter-2026-002", "a serial once given is not used again"
    assert room.ok("archive", "check").out == ""


@pytest.mark.parametrize("name", ["link.txt", "pipe", "folder", "missing.txt"])
def test_only_ordinary_files_are_filed(room: Cli, name: str) -> None:
    home = Path(room.home)
    write(room, "a.txt", "x")
    (home / "link.txt").symlink_to(home / "a.txt")
    os.mkfifo(home / "pipe")
    (home / "folder").mkdir()
    assert room.error("archive", "add", name)["hint"]
    assert room.json("archive", "list") == []


def test_a_hostile_name_loses_its_folders_and_an_empty_file_is_kept(room: Cli) -> None:
    write(room, "empty.txt", "")
    room.ok("archive", "add", "empty.txt", "--title", "../../etc/passwd")
    assert room.json("archive", "show", "A1")["title"] == "../../etc/passwd"
    folder = Path(room.home) / "out"
    folder.mkdir()
    room.ok("archive", "get", "A1", "--output", folder)
    assert [path.name for path in folder.iterdir()] == ["empty.txt"]
    assert room.ok("archive", "check").out == ""


@pytest.mark.tampered
def test_check_finds_a_flipped_byte_and_verify_too(room: Cli) -> None:
    write(room, "a.txt", "the frame contract")
    room.ok("archive", "add", "a.txt")
    assert room.ok("archive", "check").out == ""
    other = sqlite3.connect(room.ledger)
    query = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'blob_part'"
    for (name,) in list(other.execute(query)):
        other.execute(f'DROP TRIGGER "{name}"')
    other.execute(
        "UPDATE blob_part SET data = CAST('The frame contract' AS BLOB) WHERE data = CAST(? AS BLOB)",
        ("the frame contract",),
    )
    other.commit()
    other.close()
    result = room("archive", "check", "--json")
    assert result.code == 8
    assert '"damaged"' in result.out
    assert room("ledger", "verify").code == 8
    got = room("archive", "get", "A1", "--output", "got.txt")
    assert got.code == 8 and not (room.home / "got.txt").exists(), "nobody is handed another paper in its name"


@pytest.mark.tampered
def test_verify_finds_words_that_the_file_does_not_have(room: Cli) -> None:
    write(room, "a.txt", "端架陈列")
    room.ok("archive", "add", "a.txt")
    other = sqlite3.connect(room.ledger)
    other.execute("UPDATE archive_text SET text = '别的'")
    other.commit()
    other.close()
    result = room("ledger", "verify", "--json")
    assert result.code == 8
    assert "archive_text" in result.out


def test_check_names_links_to_void_records_and_retention(room: Cli) -> None:
    room.ok("client", "add", "华联超市", "--phone", "027 8888 6666")
    room.ok(
        "archive", "add", "--title", "老合同", "--place", "柜", "--on", "2010-01-01", "--years", "3", "--link", "c1"
    )
    result = room("archive", "check", "--json")
    assert result.code == 0, "retention that is over is worth knowing, no fault"
    assert '"retention"' in result.out
    room.ok("client", "void", "c1", "--reason", "gone")
    assert room("archive", "check").code == 6


def test_a_ledger_copy_finds_the_words_again(room: Cli) -> None:
    write(room, "a.txt", "端架陈列")
    room.ok("archive", "add", "a.txt")
    room.ok("ledger", "copy", "copy.db")
    assert room.json("--ledger", "copy.db", "archive", "find", "陈列")[0]["number"] == "A-2026-0001"
    assert room("--ledger", "copy.db", "ledger", "verify").code == 0


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z")), max_size=400), st.data())
def test_any_two_signs_of_a_text_are_in_its_folded_parts(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if len(folded) < 2:
        return
    at = data.draw(st.integers(0, len(folded) - 2))
    assert any(folded[at : at + 2] in part for part in parts(folded))
    found = snippet(text, folded[at : at + 2])
    assert folded[at : at + 2] in fold(found)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20)
@given(st.integers(0, PART * 3))
def test_no_word_is_lost_between_two_parts(length: int) -> None:
    text = "".join(chr(0x4E00 + n % 5000) for n in range(length))
    cut = parts(text)
    for at in (PART - 1, PART - LONGEST, 2 * PART - 7):
        word = text[at : at + LONGEST]
        if len(word) == LONGEST:
            assert any(word in part for part in cut)


@given(st.sets(st.integers(1, 40)))
def test_gaps_and_serials_make_the_whole(serials: set[int]) -> None:
    assert set(gaps(sorted(serials))) | serials == set(range(1, max(serials, default=0) + 1))


def test_only_text_files_have_text() -> None:
    assert text_of("端架".encode(), "a.TXT") == "端架"
    assert text_of(b"%PDF-1.7 text", "a.pdf") == ""


@pytest.mark.parametrize("start", ["<!--", "<script ", "<style>", "<", "</"])
def test_a_hostile_page_costs_no_time(start: str) -> None:
    begun = time.monotonic()
    text_of((start * (1_500_000 // len(start)) + "端架").encode(), "x.html")
    assert time.monotonic() - begun < 5


def test_tags_styles_and_comments_are_no_words() -> None:
    page = (
        "a<b c='d'>e<!-- no <i> --->f<SCRIPT>if (a<b) no()</script >no</Script>g<style>no</style>h < i <!-- j &#x4E2D;"
    )
    assert text_of(page.encode(), "x.html").split() == ["a", "e", "f", "g", "h", "<", "i", "<!--", "j", "中"]


@pytest.mark.parametrize("sign", ["&#" + "9" * 5000 + ";", "&#x" + "F" * 5000 + ";", "&#;", "&" * 9])
def test_a_number_too_long_for_a_sign_is_no_error(sign: str) -> None:
    assert text_of(f"端{sign}架".encode(), "x.html").startswith("端")


def test_surroundings_are_found_far_down_a_long_text_without_folding_all_of_it_by_sign() -> None:
    text = "，甲方 Café\n" * 200_000 + "末 尾。"
    begun = time.monotonic()
    assert snippet(text, "末尾").endswith("末 尾。") and snippet(text, "cafe甲方").startswith("，甲方 Café")
    assert snippet(text, "没有") == ""
    assert time.monotonic() - begun < 1.5


def test_who_a_paper_was_filed_for_gets_it_whoever_filed_it(room: Cli) -> None:
    room.ok("person", "add", "1004", "周雯", "--roles", "keeper")
    write(room, "证书.txt", "合格")
    room.as_("1004").ok("archive", "add", "证书.txt", "--class", "training", "--for", "1007")
    assert room.as_("1007").ok("archive", "get", "A1", "--output", "-").out == "合格"
    assert room.as_("1005").ok("archive", "get", "A1", "--output", "-").out == "合格"
    room.as_("1008").error("archive", "get", "A1", code=3)


def test_nobody_files_what_they_may_not_see_afterwards(room: Cli) -> None:
    room.ok("person", "add", "1004", "周雯", "--roles", "keeper")
    words = ("archive", "add", "--title", "方案", "--place", "柜 1")
    room.as_("1004").error(*words, "--for", "1007", "--level", "secret", code=4)
    room.error(*words, "--for", "1007", "--class", "contract", code=4)
    room.ok(*words, "--level", "secret")
    room.ok(*words, "--for", "1007")
    room.error("archive", "edit", "A2", "--level", "secret", code=4)
    room.ok("archive", "edit", "A1", "--level", "confidential")


def test_an_original_alone_keeps_its_place(room: Cli) -> None:
    room.ok("archive", "add", "--title", "方案", "--place", "柜 1")
    assert room.error("archive", "edit", "A1", "--place", "", code=2)["hint"]
    write(room, "a.txt", "x")
    room.ok("archive", "add", "a.txt", "--place", "柜 1")
    room.ok("archive", "edit", "A2", "--place", "")
    assert room.json("archive", "show", "A2")["place"] is None


def test_the_archive_has_words_of_its_own_in_chinese(room: Cli) -> None:
    room.lang("zh").ok("archive", "add", "--title", "方案", "--place", "柜 1", "--link", "王芳")
    shown = room.ok("archive", "show", "A1").out
    assert "密级" in shown and "关联" in shown and "上级团队" not in shown
    found = room.ok("archive", "find", "方案").out
    assert found.splitlines()[0] == "检索结果" and "密级" in found
    con = sqlite3.connect(room.ledger)
    assert con.execute("select count(*) from archive_item").fetchone() == (1,)
    con.close()
    room.as_("1007").ok("client", "add", "华联超市", "--phone", "027 8888 6666")
    room.as_(None).ok("archive", "add", "--title", "协议", "--place", "柜 1", "--link", "c1")
    room.ok("client", "void", "c1", "--reason", "重复")
    checked = room("archive", "check")
    assert checked.code == 6 and "关联作废" in checked.out
    assert room("archive", "check", "--json").out.count('"code": "link"') == 1
