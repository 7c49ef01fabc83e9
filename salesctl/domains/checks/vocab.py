"""Words of checks: verdicts, ways of checking, and who is drawn from. Safe in command signatures."""

from __future__ import annotations

from dataclasses import dataclass

VERDICTS = ("true", "false", "unreachable")
"""What a check found; gettext context "check.verdict": 属实 不属实 联系不上."""

HOWS = ("phone", "onsite", "message", "paper")
"""How one checked; gettext context "check.how": 电话 到场 消息 凭据."""

POINTS = ("destination", "person", "time")
"""Points of the checklists that come with the rule book; gettext context "check.point". Others are shown as written."""

_SAID = {
    "phone": ("电话", "致电", "去电", "phone", "called", "call ", "rang"),
    "onsite": ("到场", "现场", "上门", "实地", "on site", "onsite", "in person"),
    "message": ("微信", "短信", "钉钉", "wechat", "message", "email", "e-mail", "邮件"),
    "paper": ("照片", "凭据", "签字", "photo", "receipt", "signature"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be drawn or checked: its row, its number, whose work it is and in which team it was done."""

    row_id: str
    number: str
    owner_id: str | None
    team_id: str | None


def said_how(text: str) -> str | None:
    """Return the way of checking that the words of a verdict name; None where they name none."""
    folded = text.casefold()
    return next((how for how, words in _SAID.items() if any(word in folded for word in words)), None)
