"""The proof without salesctl: it agrees with verify on the head, and finds what was changed."""

from __future__ import annotations

import runpy
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.made_up import DAY, World, tamper

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_standalone.py"


def prove(path: Path) -> tuple[int, list[str]]:
    done = subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True)
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def found(path: Path) -> list[str]:
    """Prove in this process: starting Python costs more than the proof."""
    bad: list[str] = []
    prove_in = runpy.run_path(str(SCRIPT))["prove"]
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        prove_in(connection, bad)
    except Exception as error:
        bad.append(str(error))
    finally:
        connection.close()
    return bad


@pytest.fixture
def lively(world: World) -> World:
    row = world.add("华联超市", phone="138", ok=True, day=DAY, numbered=True, reason="开业")
    world.edit(row, name="华联", ok=False, count=2)
    world.bulk(["Łódź", "plain"], ok=True)
    world.undo()
    with world.write("client.export", note=True):
        pass
    return world


def test_it_is_short_and_needs_nothing() -> None:
    lines = SCRIPT.read_text().splitlines()
    assert len(lines) <= 80
    assert {line.split()[1] for line in lines if line.startswith(("import ", "from "))} == {
        "json",
        "sqlite3",
        "sys",
        "hashlib",
    }


def test_a_good_ledger_adds_up_to_the_same_head(lively: World) -> None:
    assert prove(lively.path) == (0, [f"head {lively.verify().head}"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE thing SET name = 'evil'", "UPDATE thing SET phone = 'evil'", "UPDATE thing SET ok = 2 WHERE ok = 1",
        "UPDATE thing SET rev = 9", "DELETE FROM thing", "UPDATE change SET after = replace(after, '华联', '华')",
        "INSERT INTO thing (id, rev, recorded_at, on_date, name) VALUES ('x', 1, 'x', 'x', 'x')",
        "UPDATE change SET p_salt = x'00'", "UPDATE change SET before = '' WHERE before IS NULL",
        "UPDATE entry SET actor = 'x'", "UPDATE entry SET recorded_at = 'x'", "UPDATE entry SET header = x'7b7d'",
        "UPDATE entry SET hash = x'00'", "DELETE FROM entry WHERE seq = 2", "DELETE FROM entry WHERE seq = 5",
        "UPDATE leafpart SET hashes = x'00'", "DELETE FROM leafpart", "DELETE FROM change WHERE seq = 3",
        "UPDATE shape SET hash = x'00' WHERE no = 1", "UPDATE shape SET body = x'7b7d'", "UPDATE book SET head_seq = 1",
        "UPDATE book SET base = 'x'", "UPDATE book SET device = 'x'", "UPDATE ledger_info SET value = 'x'",
        "DROP TABLE thing", "UPDATE thing SET name = CAST(x'ff' AS TEXT)",
    ],
)  # fmt: skip
def test_a_changed_ledger_does_not_add_up(lively: World, statement: str) -> None:
    tamper(lively.path, lambda connection: connection.execute(statement))
    assert found(lively.path)


def test_an_erased_leaf_adds_up_while_a_later_change_stands(lively: World) -> None:
    erase = (
        "UPDATE change SET p_salt = NULL, p_after = NULL, p_before = NULL WHERE rev = 1 AND seq = 1 AND p_salt NOT NULL"
    )
    tamper(lively.path, lambda connection: connection.execute(erase))
    assert not found(lively.path)
    assert not lively.verify().findings


def test_what_is_no_ledger_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"garbage" * 100)
    assert prove(tmp_path / "x.db")[0] == prove(tmp_path / "missing.db")[0] == 8
