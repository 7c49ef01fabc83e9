"""Words of clients: kinds, channels and the words that say a channel. Safe in command signatures."""

from __future__ import annotations

import re

KINDS = ("company", "dealer", "agency", "person")
"""What a client is; gettext context "client.kind": 企业 经销商 机关单位 个人."""
DEFAULT_KIND = "company"

CHANNELS = ("wechat", "phone", "email", "meeting", "visit", "message", "other")
"""How a contact was made; gettext context "client.channel": 微信 电话 邮件 面谈 拜访 短信 其他."""

SORTS = ("added", "number", "name", "level", "last", "owner")
SPOKEN = {
    "微信": "wechat",
    "企业微信": "wechat",
    "企微": "wechat",
    "wechat": "wechat",
    "wecom": "wechat",
    "wx": "wechat",
    "电话": "phone",
    "来电": "phone",
    "去电": "phone",
    "致电": "phone",
    "打电话": "phone",
    "phone": "phone",
    "call": "phone",
    "called": "phone",
    "tel": "phone",
    "邮件": "email",
    "邮箱": "email",
    "email": "email",
    "e-mail": "email",
    "mail": "email",
    "面谈": "meeting",
    "会议": "meeting",
    "开会": "meeting",
    "见面": "meeting",
    "meeting": "meeting",
    "met": "meeting",
    "拜访": "visit",
    "上门": "visit",
    "走访": "visit",
    "回访": "visit",
    "visit": "visit",
    "visited": "visit",
    "短信": "message",
    "钉钉": "message",
    "qq": "message",
    "sms": "message",
    "message": "message",
    "其他": "other",
    "other": "other",
}
"""Words before a colon that say the channel."""

_LEAD = re.compile(r"\s*([^\s:：,，]{1,12})\s*[:：]\s*(?=\S)")


def split_channel(text: str) -> tuple[str, str]:
    """Split `微信：报价已发` into its channel and the words; ("other", text) where no channel is said."""
    found = _LEAD.match(text)
    channel = SPOKEN.get(found[1].casefold()) if found else None
    return (channel, text[found.end() :].strip()) if found and channel else ("other", text)
