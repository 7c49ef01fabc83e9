"""Canonical values (规范值): what may be stored and how it stands in the journal.

Text is NFC; NUL, C0 controls but newline and tab, DEL, C1 controls and lone surrogates are refused. Integers fit 64
bits.
Nothing that would be rounded is accepted.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime

from salesctl.errors import Usage
from salesctl.locale import _

MAX_INT = 2**63 - 1
MAX_TEXT = 1_000_000
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_text(text: str, *, what: str = "") -> str:
    """Return `text` in NFC, or refuse it; `what` names the field in the error.

    Raises Usage for characters that no name or note needs (they break terminals, or an engine can't store them) and for
    more than MAX_TEXT characters.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable() and (bad := _REFUSED.search(text)):
        raise Usage(
            _(
                "{what} holds the character U+{code}, which can't be kept.",
                what=what or _("The text"),
                code=f"{ord(bad[0]):04X}",
            ),
            hint=_("Remove it and run the command again."),
        )
    if len(text) > MAX_TEXT:
        raise Usage(
            _("{what} is longer than {n} characters.", what=what or _("The text"), n=MAX_TEXT),
            hint=_("Attach it as a file instead: --paper FILE"),
        )
    return text


def canon_text(value: object) -> str:
    """Accept text as it is bound; refuse any other type."""
    if type(value) is not str:
        raise TypeError(f"text expected, got {type(value).__name__}")
    return clean_text(value)


def canon_int(value: object) -> int:
    """Accept a whole number of at most 64 bits; a flag is not a number."""
    if type(value) is not int or not -MAX_INT <= value <= MAX_INT:
        raise TypeError(f"whole number of 64 bits expected, got {value!r}")
    return value


def canon_flag(value: object) -> bool:
    """Accept True or False."""
    if type(value) is not bool:
        raise TypeError(f"flag expected, got {value!r}")
    return value


def canon_hex(value: object, length: int) -> str:
    """Accept exactly `length` lower-case hex digits."""
    if type(value) is not str or len(value) != length or value.strip("0123456789abcdef"):
        raise TypeError(f"{length} hex digits expected, got {value!r}")
    return value


def canon_day(value: object) -> str:
    """Accept a date that is not an instant; ISO text."""
    if type(value) is not date:
        raise TypeError(f"date expected, got {value!r}")
    return value.isoformat()


def canon_instant(value: object) -> str:
    """Accept an aware datetime; fixed-width UTC text `2026-11-22T01:43:13.007872Z`."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise TypeError(f"aware datetime expected, got {value!r}")
    try:
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    except OverflowError:
        raise TypeError(f"instant outside the years 1 to 9999: {value!r}") from None
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_instant(text: str) -> datetime:
    """Read what `canon_instant` wrote; raises ValueError for anything else."""
    if len(text) != 27 or text[-1] != "Z":
        raise ValueError(f"not a stored instant: {text!r}")
    return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
