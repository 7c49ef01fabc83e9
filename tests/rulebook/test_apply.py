"""Applying a rule book: what others applied meanwhile is not taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

Cli = Any


def rule(cli: Cli, id: str, level: str) -> str:
    path = Path(cli.home) / f"{id}.toml"
    path.write_text(
        f'[[clients.level]]\nid = "{id}"\nclause = "own"\nscope = "company"\nowner = "head"\n'
        f'since = 2026-12-01\nlevel = "{level}"\ncontact_days = 60\n',
        encoding="utf-8",
    )
    return str(path)


def test_two_who_add_at_once_do_not_undo_each_other(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from salesctl.rulebook import showing

    cli.at("2026-11-20 09:00").init()
    mine, other = rule(cli, "X-1", "D"), rule(cli, "X-2", "E")
    real = showing._not_closed
    asked: list[Any] = []

    def meanwhile(ctx: Any, days: Any) -> None:
        real(ctx, days)
        if not asked:
            asked.append(True)
            cli.ok("rules", "apply", other, "--add", "--yes")

    monkeypatch.setattr(showing, "_not_closed", meanwhile)
    assert cli.error("rules", "apply", mine, "--add", "--yes", code=5)["hint"]
    cli.ok("rules", "apply", mine, "--add", "--yes")
    shown = cli.at("2026-12-02 09:00").ok("rules", "show", "clients.level").out
    assert "X-1" in shown and "X-2" in shown


def test_a_few_rules_alone_are_no_book_and_the_error_says_how_they_join_it(cli: Cli) -> None:
    cli.at("2026-11-20 09:00").init()
    assert "--add" in cli.error("rules", "apply", rule(cli, "X-1", "D"), "--yes", code=5)["hint"]
