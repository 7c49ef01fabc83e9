"""What a login asks, takes back and is told on days on which others end somebody's time, hand on and widen rules."""

from __future__ import annotations

import pytest

from tests.rights.conftest import OWNER, Branch

ALIKES = "SELECT same_name, placed, same_phone FROM client_alikes(%s, %s, %s, %s, %s)"


@pytest.mark.parametrize(
    "asked",
    [
        ("", [], "^华联", "", []),
        ("", [], "^.", "", []),
        ("超市", [], "placed", "", []),
        ("联超市", [], "^华", "", []),
        ("无人知道的店", ["华联超市"], "", "", []),
        ("无人华联超市", ["华联超市"] * 10, "", "", []),
        ("无人知道的店", [], "", "", [f"+86278888{n:04d}" for n in range(6660, 6681)]),
    ],
)
def test_a_question_for_look_alikes_spells_nothing_out(branch: Branch, asked: tuple[object, ...]) -> None:
    """No pattern of the asker's, no names but the new one's own ends, and a few phones at a time."""
    with branch.connect("sunyi") as raw:
        assert raw.execute(ALIKES, asked).fetchall() == []


def test_a_question_for_look_alikes_still_finds_them(branch: Branch) -> None:
    with branch.connect("sunyi") as raw:
        assert raw.execute(ALIKES, ("华联超市", [], "", "", [])).fetchall() == [(True, False, False)]
        assert raw.execute(ALIKES, ("武汉华联超市", ["华联超市"], "", "", [])).fetchall() == [(False, True, False)]
        some = [f"+86278888{n:04d}" for n in range(6660, 6680)]
        assert raw.execute(ALIKES, ("无人知道的店", [], "", "", some)).fetchall() == [(False, False, True)]
    many = "、".join(f"027 8888 {n:04d}" for n in range(6640, 6670))
    told = branch.login("sunyi").ok("client", "add", "无人知道的店", "--phone", many, "--dry-run")
    assert "one like it exists, ask 周敏: same phone" in told.err + told.out
    told = branch.ok("client", "add", "武汉市华联超市有限公司", "--dry-run")
    assert "same name but for the place" in told.err + told.out


def test_undo_passes_over_nothing_that_went_out_of_sight(branch: Branch) -> None:
    branch.login("sunyi").ok("task", "add", "不要撤销")
    branch.ok("client", "edit", "东方建材", "--owner", "1018")
    error = branch.error("undo", code=5)
    assert error["code"] == "refused" and "client.edit" in error["message"] and "no longer sees" in error["message"]
    number = error["message"].split()[1].rstrip(",")
    assert branch.error("undo", number, code=5)["message"] == error["message"]
    assert "不要撤销" in [row["text"] for row in branch.json("task", "list")]
    branch.login(OWNER).as_("1009")
    assert "client.edit" in branch.ok("undo").out
    branch.as_(None).login("sunyi")
    assert "task.add" in branch.ok("undo").out
    branch.login(OWNER).verify()


def test_undo_takes_back_no_part_of_an_entry(branch: Branch) -> None:
    """A phone that was added as the client was handed on is seen by who added it, the client is not."""
    branch.login("sunyi").ok("client", "edit", "东方建材", "--owner", "1018", "--phone", "13912345999")
    assert "client.edit" in branch.error("undo", code=5)["message"]
    phones = "SELECT count(*) FROM client_phone WHERE phone = '+8613912345999' AND voided_at IS NULL"
    with branch.connect("sunyi") as raw, branch.connect(OWNER) as owner:
        assert raw.execute(phones).fetchone() == owner.execute(phones).fetchone() == (1,)
    branch.login(OWNER).ok("client", "edit", "东方建材", "--owner", "1009")


def test_a_lead_is_told_that_what_left_the_team_is_out_of_sight(branch: Branch) -> None:
    branch.login("zhoumin").ok("task", "add", "组里的事")
    branch.ok("client", "edit", "华联超市", "--owner", "1009")
    assert "client.edit" in branch.error("undo", code=5)["message"]
    branch.login(OWNER).as_("1005").ok("undo")
    branch.as_(None).login("zhoumin")
    assert "task.add" in branch.ok("undo").out
