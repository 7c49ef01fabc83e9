"""Stored text is data (无害化): never markup, an escape sequence or a formula in any output.

`visible` is for screens, `cell_text` for CSV (its inverse for the importer is `unguard`), `markdown` for md. JSON has
its own exact escapes in `jsonout`.
"""

from __future__ import annotations

import re

# C0, DEL, C1, soft hyphen, bidi controls, invisible signs, line separators, fillers, lone surrogates, tags.
_INVISIBLE = (
    "\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\u3164\\ud800-\\udfff\\ufeff\\uffa0\\ufff9-\\ufffb\\U000e0000-\\U000e00ff"
)
_MARKS = (
    "\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f\\U000e0100-\\U000e01ef"
)
# Variation selectors ask for a coloured, wider sign; without them the width is the one we count.
_SCREEN = re.compile(f"([{_INVISIBLE}])|[\\ufe00-\\ufe0f]|([{_MARKS}]{{4}})([{_MARKS}]+)")
# Of these the ones Python calls printable: a text that is printable and has none is harmless as it is.
_HIDDEN = re.compile(f"[\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\ufe00-\\ufe0f\\uffa0]|[{_MARKS}]{{5}}")

# What a file may not carry raw: it acts on a terminal that shows the file, or turns text around in a spreadsheet.
_ACTIVE = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff"
_FORMULA = "'*[\\s\\ufeff\\u200b]*[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20\\t\\r\\n]"
_GUARDED = re.compile(_FORMULA)
# Not one of these first, and printable: nothing to guard or escape. Saves the regular expressions on nearly every cell.
_STARTS = frozenset("=+-@' \uff1d\uff0b\uff0d\uff20")
_CONTROL = re.compile(f"[{_ACTIVE}]")

_MD = re.compile(r"[\\`*_{}\[\]()#!|~$^]|:(?=//)|(?<=www)\.", re.IGNORECASE)


def escape(char: str) -> str:
    r"""Return the visible escape of one character: `\x1b`, `\u202e`, `\U000e0041`."""
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _screen(match: re.Match[str]) -> str:
    if match[1]:
        return escape(match[1])
    return f"{match[2]}[+{len(match[3])}]" if match[3] else ""


def visible(text: str, *, lines: bool = False) -> str:
    r"""Make stored text harmless on a terminal.

    Controls, escapes, bidi overrides and invisible signs become visible escapes (`\x1b`), piled-up combining marks are
    counted (`[+27]`). Newlines and tabs become one space; with `lines` newlines stay (the caller indents them).
    """
    if text.isprintable() and (text.isascii() or not _HIDDEN.search(text)):
        return text
    if lines:
        text = text.replace("\r\n", "\n")
        return "\n".join(_SCREEN.sub(_screen, line.replace("\t", " ")) for line in text.split("\n"))
    return _SCREEN.sub(_screen, text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def cell_text(text: str) -> str:
    """Make a text harmless as a CSV cell: an apostrophe before what a spreadsheet would take for a formula.

    Guarded is text that starts (after spaces and apostrophes) with = + - @ or their full-width forms, or with tab,
    return or newline; `unguard` is the inverse. Controls (not tab and newline) and bidi overrides become visible
    escapes, which no import turns back: whoever needs them exactly takes JSON.
    """
    if text.isprintable() and text[:1] not in _STARTS:
        return text
    text = _CONTROL.sub(lambda match: escape(match[0]), text)
    return "'" + text if _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """Take off the apostrophe `cell_text` put before a text: the importer calls it on every cell read as text.

    `unguard(cell_text(t)) == t` for every t without controls and bidi overrides; a text that was never guarded comes
    back as it is, because only one apostrophe is taken off, and only before formula-like text.
    """
    return text[1:] if text.startswith("'") and _GUARDED.match(text, 1) else text


def join_list(items: tuple[str, ...]) -> str:
    r"""Join a list for one CSV cell: `a; b`, `;` and `\` in an item escaped by `\`; `split_list` is the inverse."""
    return "; ".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)


def split_list(text: str) -> tuple[str, ...]:
    """Split a CSV cell at `;` or `；` as `join_list` joined it; spaces around items and empty items fall away."""
    items = re.findall(r"(?:\\[\\;]|[^;；])+", text)
    return tuple(item for item in (re.sub(r"\\([\\;])", r"\1", item).strip() for item in items) if item)


def markdown(text: str) -> str:
    """Make stored text harmless in a Markdown table cell: no markup, no HTML, no links; newlines become `<br>`."""
    text = visible(text, lines=True).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MD.sub(lambda match: "\\" + match[0], text).replace("\n", "<br>")
