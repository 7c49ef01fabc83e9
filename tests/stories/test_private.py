"""Whatever the umask: what salesctl writes, for itself or for people, is the owner's alone, and so are the folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DAY = """
import contextlib, io, os, sys
os.umask(int(sys.argv[1], 8))
from salesctl.app import main

def run(line, *codes):
    words = line.split()
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = main(words)
    assert code in (codes or (0,)), (line, code, out.getvalue(), err.getvalue())

run("init --company 公司 --currency CNY --tz Asia/Shanghai --me 1001 --name 李敏")
# With a reader beside it, the log and its index stay when a command ends.
from salesctl.ledger.engine import choose_driver
reader = choose_driver().module.connect(os.environ["SALESCTL_LEDGER"])
reader.execute("SELECT * FROM entry").fetchall()
run("team add 一组 --code E1")
run("person edit 1001 --team E1 --joined 2020-01-01")
run("client add 东方建材 --phone 13800000001")
run("client import clients.csv --skip-bad", 6)
run("checkin", 0)
run("visit log c1 谈 --at 9:00 --until 9:00 --see 陈总", 0, 2, 5)
run("report write --done 做了 --submit")
run("archive add note.txt --title 合同 --link c1 --class contract", 0)
run("archive get a1 --output got.txt")
run("client export all.csv")
run("client export all.xlsx")
run("client export all.ndjson")
for ending in ("html", "md", "txt", "json", "csv", "xlsx"):
    run(f"client list --output list.{ending}")
run("client list --output list.csv --force")
run("task add 发报价 --output task.json")
run("ledger sql SELECT/**/name/**/FROM/**/client --output names.csv")
run("report print")
run("assess print", 0, 3, 5, 6)
run("checkin sheet --output sheet.html")
run("ledger backup copy.db")
run("ledger copy made/again.db", 0, 3, 7)
run("ledger copy again.db")
run("job run night", 0, 6)
run("init --company 公司 --currency CNY --tz UTC --me 1 --name 我 --ledger new/folder/other.db")

from salesctl import editing
from salesctl.errors import SalesError
with contextlib.suppress(SalesError):
    editing.edit("草稿")  # the editor fails, so the draft stays
from salesctl.frame import failure
with contextlib.redirect_stderr(io.StringIO()):
    assert failure.handle(ZeroDivisionError("x"), [], os.environ) == 70
from salesctl.exchange.spool import Spool
with Spool() as spool:
    spool.add({"name": "华联"})
    held = os.fstat(spool._file.fileno())
    print("spool", oct(held.st_mode & 0o777), held.st_nlink)
for root, folders, files in os.walk(os.environ["HOME"]):
    for name in sorted(folders + files):
        path = os.path.join(root, name)
        print(oct(os.lstat(path).st_mode & 0o777), os.path.relpath(path, os.environ["HOME"]))
"""
MINE = ("work", "work/clients.csv", "work/note.txt")
"""What the test itself made."""
EXPECTED = (
    "work/ledger.db", "work/ledger.db-wal", "work/ledger.db-shm", "work/ledger.db.lock",
    "work/clients.csv.rejected.csv",
    "work/got.txt", "work/all.csv", "work/all.xlsx", "work/list.html", "work/names.csv", "work/copy.db",
    "work/again.db",
    "work/new/folder/other.db", "work/task.json", "tmp/salesctl-draft-", "state/salesctl/crash-",
    "state/salesctl/ledgers",
    "cache/salesctl/names-", "work/backups/ledger-", ".html",
)  # fmt: skip
"""What must have been among it, so that nothing is missed without a word."""


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
@pytest.mark.parametrize("mask", ["000", "022", "077"])
def test_a_day_leaves_nothing_for_others_to_read(tmp_path: Path, mask: str) -> None:
    work = tmp_path / "work"
    work.mkdir(mode=0o755)
    (work / "clients.csv").write_text("客户名称,电话\n华联超市,13800000002\n,x\n", encoding="utf-8")
    (work / "note.txt").write_text("x", encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SALESCTL", "XDG", "LC_", "LANG"))}
    env |= {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    env |= {"HOME": str(tmp_path), "TMPDIR": str(tmp_path / "tmp"), "EDITOR": "false", "SALESCTL_LANG": "en"}
    env |= {"SALESCTL_LEDGER": str(work / "ledger.db"), "PYTHONUTF8": "1"}
    (tmp_path / "tmp").mkdir()
    done = subprocess.run([sys.executable, "-c", DAY, mask], cwd=work, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    spool, *lines = done.stdout.splitlines()
    assert spool == "spool 0o600 0"
    left: dict[str, str] = {name: mode for mode, _blank, name in (line.partition(" ") for line in lines)}
    for path in EXPECTED:
        assert any(path in name for name in left), (path, sorted(left))
    open_to_others = {name: mode for name, mode in left.items() if int(mode, 8) & 0o077 and name not in (*MINE, "tmp")}
    assert not open_to_others
