"""Which encoding (编码) a text file has, judged by its own bytes; never by the machine's locale.

Strict GB18030 reads most accented western names as Chinese without an error ("Sánchez" → "S醤chez"), so that bytes can
be decoded decides nothing: they are also read as cp1252 words, and whichever reading makes words wins.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from salesctl.errors import Usage
from salesctl.locale import _
from salesctl.values.codec import text_codec

_CHUNK = 1 << 20
_SAMPLE = 1 << 19
# What stands at the edge of words in cp1252 and says nothing about them: quotes, dashes, signs.
_NEUTRAL = "‘’“”„–—…•™©®°«»·€\xa0§ºª¿¡"
_UPPER = "A-ZÀ-ÖØ-ÞŠŽŒŸ"
_LOWER = "a-zß-öø-ÿšžœ"
_WORD = re.compile(r"[A-Za-z\x80-\U0010ffff]+")
_SPELLED = re.compile(f"[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+|(?:Ma?c|[DLO]|De|Di|La|Le|Van)[{_UPPER}][{_LOWER}]+")
_HIGH_LETTERS = re.compile(f"[{_UPPER}{_LOWER}]".replace("A-Z", "").replace("a-z", "") + "+")
_SUPERSET = {"gb2312": "gb18030", "gbk": "gb18030", "utf-8": "utf-8-sig", "ascii": "utf-8-sig", "iso8859-1": "cp1252"}


@dataclass(frozen=True, slots=True)
class Detected:
    """An encoding by its Python name; `certain` says whether it may be used without asking.

    `readings` show the first doubtful line as each candidate reads it, for a person to choose.
    """

    encoding: str
    certain: bool
    readings: tuple[tuple[str, str], ...] = ()


class EncodingDoubt(Usage):
    """A file's encoding can't be told from its bytes; `data["readings"]` shows a line both ways."""


def codec(name: str) -> str:
    """Return the encoding that reads files called `name`: the superset where programs mean one (GBK → GB18030).

    Raises Usage for an unknown name or one that is no text encoding.
    """
    try:
        found = text_codec(name)
    except LookupError:
        raise Usage(
            _("“{name}” is not an encoding.", name=name),
            hint=_("Use utf-8, gb18030, cp1252, utf-16 or big5."),
        ) from None
    return _SUPERSET.get(found, found)


def detect(file: BinaryIO) -> Detected:
    """Judge a whole file from its current position; the position is put back. Reads in chunks, 1 MiB of memory.

    Raises Usage for bytes that are no text at all.
    """
    start = file.tell()
    try:
        head = file.read(_CHUNK)
        marked = _by_mark(head)
        if marked:
            return Detected(marked, True)
        if b"\0" in head:
            return _by_zeros(head)
        return _by_bytes(head, file)
    finally:
        file.seek(start)


def doubt(name: str, found: Detected) -> EncodingDoubt:
    """Make the error a script gets for a file whose encoding is in doubt."""
    return EncodingDoubt(
        _("The encoding of {name} can't be told from its bytes.", name=name),
        hint=_("Say it: --encoding gb18030 or --encoding cp1252."),
        readings=[list(pair) for pair in found.readings],
    )


def _by_mark(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return ""


def _by_zeros(head: bytes) -> Detected:
    """UTF-16 without a mark: the zero halves of commas, digits and line ends all stand on the same side."""
    odd, even = head[1::2].count(0), head[::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or min(odd, even) * 10 > max(odd, even):
        raise Usage(
            _("This is not a text file: it has zero bytes."),
            hint=_("Import CSV, XLSX, XLS or JSON lines."),
        )
    return Detected(name, True)


def _by_bytes(head: bytes, file: BinaryIO) -> Detected:
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    sample = bytearray()
    tail = b""
    chunk = head
    while True:
        following = file.read(_CHUNK)
        if utf8 is not None:
            try:
                utf8.decode(chunk, final=not following)
            except UnicodeDecodeError:
                utf8 = None
        if len(sample) < _SAMPLE and not (chunk.isascii() and tail.isascii()):
            whole = tail + chunk
            # A double byte never holds a line end, so lines may be cut apart but chunks may not.
            cut = max(whole.rfind(b"\n"), whole.rfind(b"\r")) + 1 if following else len(whole)
            tail = whole[cut or len(whole) :]
            lines = whole[: cut or len(whole)].splitlines()
            sample += b"\n".join(line for line in lines if not line.isascii()) + b"\n"
        else:
            tail = chunk[max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1 :]
        if not following or (utf8 is None and len(sample) >= _SAMPLE):
            break
        chunk = following
    if utf8 is not None:
        return Detected("utf-8", True)
    return judge(bytes(sample))


def judge(sample: bytes) -> Detected:
    """Judge lines with bytes above 0x7F that are not UTF-8: GB18030, cp1252, or in doubt between them."""
    lines = [line for line in sample.splitlines() if not line.isascii()] or [sample]
    readings = _readings(lines[0])
    if 2 * sum(_decodes(line, "utf-8") for line in lines) > len(lines):
        # Mostly UTF-8 with a few broken bytes: no other reading would be right for the rest.
        return Detected("utf-8", False, readings)
    chinese, western = _decodes(sample, "gb18030"), _decodes(sample, "cp1252")
    good, bad = _western_words(sample.decode("cp1252")) if western else (0, 1)
    if chinese:
        usual = _usual(sample.decode("gb18030"))
        if not western or good <= 0.2 * (good + bad):
            return Detected("gb18030", usual, readings)
        if bad and good < 0.8 * (good + bad):
            return Detected("gb18030" if bad > good else "cp1252", False, readings)
        return Detected("cp1252", True, readings)
    if western and good >= 0.6 * (good + bad):
        return Detected("cp1252", True, readings)
    return Detected("gb18030" if bad > good else "cp1252", False, readings)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _western_words(text: str) -> tuple[int, int]:
    """Count the words with accents that are spelled like words, and those that are not."""
    good = bad = 0
    for word in _WORD.findall(text):
        if word.isascii() or not word.strip(_NEUTRAL):
            continue
        if _spelled(word):
            good += 1
        else:
            bad += 1
    return good, bad


def _spelled(word: str) -> bool:
    plain = sum(char.isascii() for char in word)
    accents = sum(not char.isascii() and char not in _NEUTRAL for char in word)
    if not plain:
        return len(word) == 1 and accents == 1
    parts = [part for part in re.split(f"[{_NEUTRAL}]", word) if part]
    runs = max((len(run) for run in _HIGH_LETTERS.findall(word)), default=0)
    return accents <= plain + 1 and runs <= 2 and all(_SPELLED.fullmatch(part) for part in parts)


def _usual(text: str) -> bool:
    """Tell whether the Chinese characters are those lists use; other double-byte encodings read as rare ones."""
    counted = "".join(char for char in text if ord(char) >= 0x250)
    # One rare character (喆, 玥, 镕) is a name; many are Big5 or Shift-JIS.
    return len(counted.encode("gb2312", "ignore")) // 2 + 1 >= 0.75 * len(counted)


def _readings(line: bytes) -> tuple[tuple[str, str], ...]:
    return tuple((name, line[:120].decode(name, "replace")) for name in ("gb18030", "cp1252"))
