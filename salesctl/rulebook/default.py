"""The rule book that comes with salesctl, and its first settings."""

from __future__ import annotations

import re
from pathlib import Path

CHINA = frozenset(
    {"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC"}
)


def default_book() -> bytes:
    """Return the shipped rule book as written, comments in English and Chinese."""
    return Path(__file__).with_name("default.toml").read_bytes()


def personalise(data: bytes, zone: str, *, official: bool = True) -> bytes:
    """Set the company's zone in a rule book, keeping its comments.

    Outside mainland China the country's public holidays are switched off, since they are not this company's; also where
    they are not wanted (`official`).
    """
    text = data.decode("utf-8-sig")
    text = _set(text, "calendar.zone", "zone", zone)
    return _set(text, "calendar.week", "official", "CN" if official and zone in CHINA else "").encode()


def _set(text: str, section: str, key: str, value: str) -> str:
    """Replace the text value of `key` in every table of `section`, keeping the comment behind it in its column."""
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    line = re.compile(rf'^({key} *= *)("[^"\n]*" *)', re.MULTILINE)
    tables = re.split(r"^(?=\[\[)", text, flags=re.MULTILINE)
    return "".join(
        line.sub(lambda found: found[1] + quoted.ljust(len(found[2])), table)
        if table.startswith(f"[[{section}]]")
        else table
        for table in tables
    )
