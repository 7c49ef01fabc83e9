"""Files attached to records."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from salesctl.errors import NotAllowed, NotFound, Refused, SalesError, Usage


@contextmanager
def context(cli: Any) -> Iterator[Any]:
    from salesctl import config
    from salesctl.context import Ctx
    from salesctl.params import Options

    ctx = Ctx("client.log", Options(), request={}, config=config.load(os.environ), clock=cli.clock)
    try:
        yield ctx
    finally:
        ctx.close()


def test_an_ordinary_file_is_opened(tmp_path: Path) -> None:
    from salesctl.domains.papers.service import open_paper

    (tmp_path / "票.jpg").write_bytes(b"x" * 10)
    with open_paper(tmp_path / "票.jpg") as file:
        assert file.read() == b"x" * 10


def test_a_large_file_passes_through_a_scratch_file(tmp_path: Path) -> None:
    from salesctl.domains.papers.service import open_paper

    data = os.urandom(6 << 20)
    (tmp_path / "a.bin").write_bytes(data)
    with open_paper(str(tmp_path / "a.bin")) as file:
        assert file.read() == data


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("link", Refused),
        ("pipe", Refused),
        ("directory", Refused),
        ("missing", NotFound),
        ("large", Refused),
        ("device", Refused),
    ],
)
def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path: Path, kind: str, error: type[SalesError]) -> None:
    from salesctl.domains.papers.service import open_paper

    path = tmp_path / "file"
    if kind == "link":
        (tmp_path / "real").write_bytes(b"1")
        path.symlink_to(tmp_path / "real")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    elif kind == "large":
        path.write_bytes(b"x" * 11)
    elif kind == "device":
        path = Path("/dev/zero")
    with pytest.raises(error):
        open_paper(path, most=10)


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    from salesctl.domains.papers.service import open_paper

    with pytest.raises(Usage):
        open_paper(name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("票.jpg", "票.jpg"),
        ("/home/li/secret/票.jpg", "票.jpg"),
        (r"C:\Users\li\a.pdf", "a.pdf"),
        ("../../a.pdf", "a.pdf"),
        ("a\x1b[31m.pdf", "a[31m.pdf"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("dir/", "dir"),
        ("", "file"),
        ("\x07", "file"),
        ("x" * 300, "x" * 200),
    ],
)
def test_no_path_is_kept(given: str, kept: str) -> None:
    from salesctl.domains.papers.service import bare_name

    assert bare_name(given) == kept


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.pdf", "application/pdf"),
        ("a.JPG", "image/jpeg"),
        ("a.txt", "text/plain"),
        ("a", "application/octet-stream"),
        ("a.zzz", "application/octet-stream"),
    ],
)
def test_the_ending_says_what_it_is(name: str, mime: str) -> None:
    from salesctl.domains.papers.service import mime_of

    assert mime_of(name) == mime


def test_a_file_is_kept_with_the_record_and_comes_back_whole(cli: Any, tmp_path: Path) -> None:
    from salesctl.domains.papers.queries import papers_of, papers_sheet
    from salesctl.domains.papers.service import attach, open_papers, save

    cli.init()
    data = os.urandom((2 << 20) + 7)
    (tmp_path / "合同.pdf").write_bytes(data)
    with context(cli) as ctx:
        row = ctx.me.id
        ((file, name),) = open_papers(ctx, [str(tmp_path / "合同.pdf")])
        with ctx.write() as tx:
            paper = attach(tx, file, name, "person", row, "劳动合同")
            file.seek(0)
            attach(tx, file, name, "person", row)
            assert (paper.filename, paper.mime, paper.size, paper.title) == (
                "合同.pdf",
                "application/pdf",
                len(data),
                "劳动合同",
            )
    with context(cli) as ctx:
        kept = papers_of(ctx, row)
        assert [one.title for one in kept] == ["劳动合同", "合同.pdf"]
        assert len({one.blob for one in kept}) == 1
        assert [line[1] for line in papers_sheet(ctx, row).rows] == ["劳动合同", "合同.pdf"]
        assert save(ctx, kept[0], tmp_path / "back.pdf") == len(data)
        assert (tmp_path / "back.pdf").read_bytes() == data
        assert (tmp_path / "back.pdf").stat().st_mode & 0o777 == 0o600
        with pytest.raises(Refused):
            save(ctx, kept[0], tmp_path / "back.pdf")


def test_the_rule_says_how_large_a_file_may_be(cli: Any) -> None:
    from salesctl.domains.papers.service import attach, limit

    cli.init()
    with context(cli) as ctx:
        assert limit(ctx) == 25 << 20
        with pytest.raises(Refused), ctx.write() as tx:
            attach(tx, BytesIO(b"x" * ((25 << 20) + 1)), "big.bin", "person", tx.me.id)


def test_who_keeps_attendance_attaches_nothing(cli: Any) -> None:
    from salesctl.domains.papers.service import attach

    cli.init()
    cli.ok("person", "add", "9000", "周雯", "--roles", "keeper")
    cli.as_("9000")
    with context(cli) as ctx, pytest.raises(NotAllowed), ctx.write() as tx:
        attach(tx, BytesIO(b"x"), "a.txt", "person", tx.me.id)
