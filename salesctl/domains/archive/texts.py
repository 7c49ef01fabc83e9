"""Text that is searched (检索文字): what a file says, folded so that writing differences don't matter. Pure.

Each character is folded by itself, so that any piece of a text, folded, stands in the folded text. Spaces beside a
Chinese character go, because lines break anywhere in Chinese; elsewhere any run of spaces is one.
"""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from typing import NamedTuple

from salesctl.errors import Usage
from salesctl.locale import _

CAP = 2 << 20
"""Characters of a file that are searched at most."""
SIZE = 65_536
"""Characters of a part at most."""
OVERLAP = 200
"""Characters that a part has in common with the next; no word that is looked for is longer."""
ENDINGS = ("txt", "md", "csv", "tsv", "json", "ndjson", "html", "htm", "xml", "eml", "log")

_AROUND = 24
_HEADER = 2000
_BROKEN = (LookupError, ValueError, TypeError, AttributeError, RecursionError, AssertionError)
"""What reading a malformed mail ends in, beside the errors its parser names."""
_EAST = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_BREAK = re.compile(f"(?<=[{_EAST}]) +| +(?=[{_EAST}])")
_SPACES = re.compile(r"\s+")
_QUOTED = re.compile('["“”「」『』]([^"“”「」『』]*)["“”「」『』]')
_TAG = re.compile(r"<(!--|script\b|style\b|[!?/a-z])", re.IGNORECASE)
_ENDS = {
    "!--": re.compile("-->"),
    "script": re.compile("</script", re.IGNORECASE),
    "style": re.compile("</style", re.IGNORECASE),
    ">": re.compile(">"),
}
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_DROPPED = ("Cc", "Cf", "Cs", "Mn", "Me")


class _Folding(dict[int, str]):
    """What each character becomes, worked out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isspace():
            found = " "
        else:
            flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
            found = "".join(c for c in flat if unicodedata.category(c) not in _DROPPED and not c.isspace())
        self[code] = found
        return found


_FOLDING = _Folding()


def folded(text: str) -> str:
    """Fold a text for searching: width, case, accents; line breaks and control characters go."""
    return _BREAK.sub("", _SPACES.sub(" ", text.translate(_FOLDING))).strip()


def wanted(words: list[str]) -> list[str]:
    """Return what is looked for, folded: the words, and as one each phrase in quotes.

    Raises Usage where there is none, or one is longer than OVERLAP.
    """
    line = " ".join(words)
    phrases = [folded(phrase) for phrase in _QUOTED.findall(line)]
    rest = [folded(word) for word in re.split(r"\s+", _QUOTED.sub(" ", line))]
    found = [word for word in dict.fromkeys((*phrases, *rest)) if word]
    found = found or [word for word in map(folded, line.split()) if word]  # quotes alone are what is looked for
    if not found:
        raise Usage(_("Say what to look for."), hint=_('For example: salesctl archive find 华联 "two words"'))
    if long := next((word for word in found if len(word) > OVERLAP), None):
        raise Usage(
            _("“{word}…” is longer than {n} characters.", word=long[:20], n=OVERLAP), hint=_("Give a shorter piece.")
        )
    return found


def parts(text: str) -> list[str]:
    """Cut a folded text into parts of at most SIZE characters, each with the last OVERLAP of the one before."""
    step = SIZE - OVERLAP
    return [text[start : start + SIZE] for start in range(0, max(len(text) - OVERLAP, 1), step)] if text else []


def around(text: str, word: str) -> str:
    """Return the piece of a folded text around the first place where `word` stands, "" where it doesn't."""
    place = text.find(word)
    if place < 0:
        return ""
    first, last = max(0, place - _AROUND), min(len(text), place + len(word) + _AROUND)
    piece = f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
    return unicodedata.normalize("NFC", piece)


class Said(NamedTuple):
    """The text of a file as it is searched; `cut` says that it has more than is."""

    parts: list[str]
    cut: bool = False


def said(name: str | None, data: bytes) -> Said:
    """Return the folded text of a file by its ending, in parts; none for a file that is no text."""
    ending = _ending(name)
    if ending not in ENDINGS:
        return Said([])
    text = _mail(data) if ending == "eml" else _decoded(data)
    if ending in ("html", "htm", "xml"):
        text = _unmarked(text)
    elif ending in ("json", "ndjson"):
        text = _ESCAPES.sub(_unescaped, text)
    return Said(parts(folded(text[:CAP])), len(text) > CAP)


def is_text(name: str | None) -> bool:
    """Say by its ending whether a file is searched."""
    return _ending(name) in ENDINGS


def _ending(name: str | None) -> str:
    return (name or "").rpartition(".")[2].casefold()


def _decoded(data: bytes) -> str:
    from salesctl.exchange.encodings import detect

    try:
        encoding = detect(BytesIO(data)).encoding
    except Usage:  # zero bytes: no text, whatever its name says
        return ""
    return data[: 4 * CAP + 4].decode(encoding, "replace")


def _unmarked(text: str) -> str:
    """Take tags, comments, scripts and styles out, in one pass: what is never closed is looked for once."""
    from html import unescape

    found, place, open_ones = [], 0, dict(_ENDS)
    while tag := _TAG.search(text, place):
        found.append(text[place : tag.start()])
        kind = tag[1].lower() if tag[1].lower() in _ENDS else ">"
        place = tag.end()
        if kind in open_ones:
            end = open_ones[kind].search(text, tag.end())
            if end is None:
                del open_ones[kind]
            else:
                place = end.end()
    found.append(text[place:])
    return unescape(" ".join(found))


def _unescaped(match: re.Match[str]) -> str:
    raw = bytes.fromhex(match[0].replace("\\u", ""))
    return raw.decode("utf-16-be", "replace")


def _mail(data: bytes) -> str:
    """Return the subject, the addresses and the text parts of a mail; what can't be read as one is taken as it is."""
    from email import message_from_bytes
    from email.errors import MessageError
    from email.header import decode_header, make_header

    found: list[str] = []
    try:
        mail = message_from_bytes(data)
        for name in ("subject", "from", "to", "cc"):
            found.append(str(make_header(decode_header(str(mail.get(name, ""))[:_HEADER]))))
        for part in mail.walk():
            if (kind := part.get_content_type()) in ("text/plain", "text/html"):
                raw = part.get_payload(decode=True)
                text = _decoded(raw) if isinstance(raw, bytes) else ""
                found.append(_unmarked(text) if kind == "text/html" else text)
    except (MessageError, *_BROKEN):
        return _decoded(data)
    return "\n".join(found)
