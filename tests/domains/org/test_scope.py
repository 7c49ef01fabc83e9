"""The scope table: who sees which teams. It is no Record, so verify recomputes it."""

from __future__ import annotations

from typing import Any

import pytest

from salesctl.ledger.engine import choose_driver


def scope(cli: Any) -> set[tuple[str, str]]:
    """Return (person, team) by their codes."""
    connection = choose_driver().module.connect(str(cli.ledger))
    query = "SELECT p.code, t.code FROM scope s JOIN person p ON p.id = s.person JOIN team t ON t.id = s.team"
    try:
        return set(connection.execute(query).fetchall())
    finally:
        connection.close()


@pytest.fixture
def teams(cli: Any) -> Any:
    """East above First; 1007 leads East, 1008 leads First."""
    cli.init()
    cli.ok("team", "add", "East")
    cli.ok("team", "add", "First", "--parent", "East")
    cli.ok("person", "add", "1007", "王芳", "--team", "East", "--roles", "lead")
    cli.ok("person", "add", "1008", "赵磊", "--team", "First", "--roles", "lead")
    cli.ok("team", "edit", "East", "--lead", "1007")
    cli.ok("team", "edit", "First", "--lead", "1008")
    return cli


def test_a_lead_sees_the_team_and_the_teams_below(teams: Any) -> None:
    assert scope(teams) == {("1007", "East"), ("1007", "First"), ("1008", "First")}


def test_moving_a_team_moves_what_is_seen_and_undo_moves_it_back(teams: Any) -> None:
    teams.ok("team", "add", "West")
    teams.ok("team", "edit", "First", "--parent", "West")
    assert scope(teams) == {("1007", "East"), ("1008", "First")}
    teams.ok("undo")
    assert scope(teams) == {("1007", "East"), ("1007", "First"), ("1008", "First")}


@pytest.mark.tampered
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM scope WHERE rowid = (SELECT min(rowid) FROM scope)",
        "UPDATE scope SET team = (SELECT id FROM team WHERE code = 'East') WHERE person IN"
        " (SELECT id FROM person WHERE code = '1008')",
        "INSERT INTO scope SELECT p.id, t.id FROM person p, team t WHERE p.code = '1001' AND t.code = 'East'",
    ],
)
def test_a_scope_changed_by_another_program_is_found(teams: Any, statement: str) -> None:
    connection = choose_driver().module.connect(str(teams.ledger), isolation_level=None)
    connection.execute(statement)
    connection.close()
    found = teams("ledger", "verify", "--json")
    assert found.code == 8
    assert '"scope"' in found.out
