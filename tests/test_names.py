"""All names of a kind for completion: sorted, found by halving, whole or not there."""

from __future__ import annotations

import random
import stat
from pathlib import Path
from typing import Any

import pytest

from salesctl import completion, names, naming

Cli = Any


@pytest.mark.parametrize("count", [0, 1, 2, 3, 500])
def test_every_name_is_found_by_every_beginning(count: int, tmp_path: Path) -> None:
    dice = random.Random(7)
    rows = [("".join(dice.choices("ab华東é", k=dice.randint(1, 6))), f"C-{n}") for n in range(count)]
    path = tmp_path / "names.sorted"
    names.write(path, "id-1", rows)
    for begun in {"", "zz", "龘", "a", *(name[:at] for name, _text in rows[:60] for at in (1, 2, len(name)))}:
        expected = sorted(row for row in rows if row[0].startswith(begun))
        assert sorted(names.starting_with(path, begun)) == expected, begun


def test_the_file_is_closed_to_others_and_says_how_far_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "names.sorted"
    names.write(path, "id-7", [("华\t联\x1b[2J", "C-1")])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names.newest(path) == "id-7"
    assert names.newest(tmp_path / "none") == ""
    assert list(names.starting_with(path, "")) == [("华 联 [2J", "C-1")]
    assert list(names.starting_with(tmp_path / "none", "")) == []


def test_more_lines_than_are_sorted_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "CHUNK", 7)
    rows = [(f"{(n * 37) % 101:03d}", "") for n in range(101)]
    path = tmp_path / "names.sorted"
    names.write(path, "x", rows)
    assert list(names.starting_with(path, "")) == sorted(rows)
    assert [value for value, _text in names.starting_with(path, "04")] == [f"04{n}" for n in range(10)]


def test_a_client_among_more_than_the_newest_is_completed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "NEWEST", 3)
    cli.init()
    for name in ("华联超市", "东方建材", "长江装饰", "恒信贸易", "永辉五一店"):
        cli.ok("client", "add", name)
    offered = cli.monkeypatch.setenv("_SALESCTL_COMPLETE", "bash") or cli("client", "show", "华").out
    assert offered == "华联超市\n"
    assert cli("client", "show", "").out.split()[:2] == ["C-2026-0005", "永辉五一店"]
    assert len(set(cli("client", "show", "").out.split())) == 10
    path = names.beside(completion.completion_cache_path(str(cli.ledger)), "client")
    cli.monkeypatch.delenv("_SALESCTL_COMPLETE")
    cli.ok("client", "add", "城南五金")  # the newest ones no longer reach back to what the file knew
    before = names.newest(path)
    cli.ok("client", "add", "城北五金")
    assert names.newest(path) == before  # now they do
