import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from salesctl import errors
from salesctl.render.files import whole_file, write_file
from salesctl.render.sheet import Field, Sheet, Value

UTC = ZoneInfo("UTC")
FIELDS = (Field("n", "int", "Count"), Field("name", "name", "Name"))
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, links and pipes of POSIX")


def sheet(rows: int = 2) -> Sheet:
    return Sheet(FIELDS, ((n, "华联") for n in range(rows)), title="T", notes=["a note"])


def write(path: Path, fmt: str | None = None, force: bool = False, **how: str) -> int:
    return write_file(path, how.pop("sheet", None) or sheet(), fmt, force, lang="en", zone=UTC, **how)  # type: ignore[arg-type]


def alone(folder: Path, *names: str) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


@posix
def test_a_file_is_written_whole_for_the_owner_alone(tmp_path: Path) -> None:
    assert write(tmp_path / "x.csv") == 2
    assert stat.S_IMODE((tmp_path / "x.csv").stat().st_mode) == 0o600
    assert (tmp_path / "x.csv").read_bytes() == "\ufeffCount,Name\r\n0,华联\r\n1,华联\r\n".encode()
    alone(tmp_path, "x.csv")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("x.json", "[\n{"),
        ("x.JSONL", '{"n"'),
        ("x.ndjson", '{"n"'),
        ("x.csv", "\ufeffCount"),
        ("x.md", "## T"),
        ("x.txt", "T\n"),
    ],
)
def test_the_ending_chooses_the_format(tmp_path: Path, name: str, start: str) -> None:
    write(tmp_path / name)
    assert (tmp_path / name).read_bytes().decode().startswith(start)


def test_notes_stand_in_papers_but_not_in_data(tmp_path: Path) -> None:
    for name, there in (("x.md", True), ("x.txt", True), ("x.csv", False), ("x.json", False)):
        write(tmp_path / name)
        assert ("a note" in (tmp_path / name).read_text(encoding="utf-8")) is there


def test_an_ending_nobody_knows_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(errors.Usage, match=r"x\.dat") as caught:
        write(tmp_path / "x.dat")
    assert ".csv" in caught.value.hint
    assert write(tmp_path / "x.dat", "csv") == 2


def test_a_chinese_spreadsheet_gets_its_encoding(tmp_path: Path) -> None:
    write(tmp_path / "x.csv", encoding="gb18030")
    assert "华联" in (tmp_path / "x.csv").read_bytes().decode("gb18030")
    with pytest.raises(errors.Usage, match="UTF-8"):
        write(tmp_path / "x.json", encoding="gb18030")
    with pytest.raises(errors.Usage, match="no sign"):
        write(tmp_path / "y.csv", encoding="cp1252")
    alone(tmp_path, "x.csv")


def test_an_existing_file_is_replaced_only_with_force(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("mine")
    with pytest.raises(errors.Refused, match="exists already") as caught:
        write(tmp_path / "x.csv")
    assert "--force" in caught.value.hint
    assert (tmp_path / "x.csv").read_text() == "mine"
    write(tmp_path / "x.csv", force=True)
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    alone(tmp_path, "x.csv")


@posix
@pytest.mark.parametrize("force", [False, True])
def test_links_folders_and_pipes_are_refused(tmp_path: Path, force: bool) -> None:
    (tmp_path / "real").write_text("mine")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real")
    (tmp_path / "loose.csv").symlink_to(tmp_path / "nothing")
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name, word in (("link", "link"), ("loose", "link"), ("folder", "folder"), ("pipe", "pipe")):
        with pytest.raises(errors.Refused, match=word):
            write(tmp_path / f"{name}.csv", force=force)
    assert (tmp_path / "real").read_text() == "mine"
    alone(tmp_path, "real", "link.csv", "loose.csv", "folder.csv", "pipe.csv")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.NotFound, match="nowhere"):
        write(tmp_path / "nowhere" / "x.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.NotFound, match="file"):
        write(tmp_path / "file" / "x.csv")


def test_a_name_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.Refused, match="too long"):
        write(tmp_path / ("x" * 300 + ".csv"))


@pytest.mark.parametrize("force", [False, True])
def test_a_query_that_fails_half_way_leaves_no_trace(tmp_path: Path, force: bool) -> None:
    if force:
        (tmp_path / "x.csv").write_text("mine")

    def rows() -> Iterator[tuple[Value, ...]]:
        yield (1, "a")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "x.csv", Sheet(FIELDS, rows()), force=force, lang="en", zone=UTC)
    alone(tmp_path, *(["x.csv"] if force else []))


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, errors.Full), (errno.EDQUOT, errors.Full), (errno.EROFS, errors.ReadOnly)]
)
def test_a_full_or_read_only_disk_is_told_and_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[errors.SalesError]
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(kind):
        write(tmp_path / "x.csv")
    alone(tmp_path)


def test_a_name_taken_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with pytest.raises(errors.Refused, match="exists already"), whole_file(path) as file:
        file.write(b"late")
        path.write_text("first")
    assert path.read_text() == "first"
    alone(tmp_path, "x.csv")


def test_a_file_system_without_hard_links_is_written_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_paths: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", fail)
    assert write(tmp_path / "x.csv") == 2
    alone(tmp_path, "x.csv")


def test_an_error_of_the_query_is_not_taken_for_one_of_the_disk(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[Value, ...]]:
        yield (1, "a")
        raise errors.Busy("held")

    with pytest.raises(errors.Busy):
        write_file(tmp_path / "x.csv", Sheet(FIELDS, rows()), lang="en", zone=UTC)
    alone(tmp_path)
