"""What a login asks, takes back and is told on days on which others end somebody's time, hand on and widen rules."""

from __future__ import annotations

import pytest

from tests.rights.conftest import Branch

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
