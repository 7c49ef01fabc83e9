"""Who may do what, and whose records it reaches."""

from __future__ import annotations

from typing import cast

import pytest

from salesctl.domains.org.rules import Grant, Reach, Role, covers, reach, roles_with, unknown_rights
from salesctl.rulebook.check import validated
from salesctl.rulebook.default import default_book
from salesctl.rulebook.sections import registry

GRANTS = cast("list[Grant]", list(validated(default_book(), registry()).sections["access.grant"]))


@pytest.mark.parametrize(
    ("roles", "right", "expected"),
    [
        (["rep"], "client.edit", Reach.OWN),
        (["rep"], "person.see", Reach.ALL),
        (["rep"], "rules.see", Reach.ALL),
        (["rep"], "checkin.for", Reach.OWN),
        (["rep"], "rules.apply", None),
        (["rep"], "ledger.sql", None),
        (["rep"], "act_for", None),
        (["lead"], "client.edit", Reach.TEAM),
        (["lead"], "person.edit", Reach.TEAM),
        (["lead"], "rules.apply", None),
        (["rep", "lead"], "client.edit", Reach.TEAM),
        (["head"], "client.edit", Reach.ALL),
        (["head"], "rules.apply", Reach.ALL),
        (["head"], "period.reopen", Reach.ALL),
        (["finance"], "period.reopen", None),
        (["head"], "ledger.sql", None),
        (["keeper"], "checkin.for", Reach.ALL),
        (["keeper"], "client.see", None),
        (["robot"], "client.edit", None),
        (["admin"], "ledger.sql", Reach.ALL),
        (["admin"], "anything.later", Reach.ALL),
        ([], "client.see", None),
    ],
)
def test_the_shipped_roles_have_their_rights(roles: list[str], right: str, expected: Reach | None) -> None:
    assert reach(GRANTS, roles, right) == expected


def test_every_role_has_a_grant() -> None:
    assert {grant.role for grant in GRANTS} == set(Role)


def test_a_refusal_can_name_the_roles_that_may() -> None:
    assert roles_with(GRANTS, "rules.apply") == [Role.HEAD, Role.ADMIN]


def test_a_refusal_names_roles_that_reach_further_than_ones_own() -> None:
    assert Role.LEAD in roles_with(GRANTS, "client.see")
    assert Role.LEAD not in roles_with(GRANTS, "client.see", beyond=Reach.TEAM)
    assert roles_with(GRANTS, "client.see", beyond=Reach.ALL) == []


@pytest.mark.parametrize(
    ("held", "right", "gives"),
    [
        ("*", "client.edit", True),
        ("client.*", "client.edit", True),
        ("client.*", "clients.edit", False),
        ("client.edit", "client.edit", True),
        ("client.edit", "client.see", False),
        ("act_for", "act_for", True),
    ],
)
def test_a_star_stands_for_every_right_of_a_thing(held: str, right: str, gives: bool) -> None:
    assert covers(held, right) is gives


def test_a_misspelt_right_is_found() -> None:
    grant = Grant(id="X", role=Role.REP, reach=Reach.OWN, rights=("client.edit", "clinet.edit", "client.*"))
    assert [right for _grant, right in unknown_rights([grant], ["client.edit"])] == ["clinet.edit"]


@pytest.mark.parametrize("right", ["client edit", "cl*ent.edit", "*.edit"])
def test_what_cannot_be_a_right_is_found(right: str) -> None:
    assert list(Grant(role=Role.REP, reach=Reach.OWN, rights=(right,)).problems())
