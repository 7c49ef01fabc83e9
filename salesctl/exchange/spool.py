"""Parsed rows kept aside (暂存): an import is read without a lock, then written in one go. Memory stays flat."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

_TAG = "\u0000"
_PLAIN = frozenset({str, int, bool, type(None), Decimal, datetime, date})
_TEXTS = frozenset({str})


class Spool:
    """A nameless 0600 file of rows in `directory`; a context manager. It is gone when closed, or when the program dies.

    A row is a dict or list of texts, whole numbers, decimals, dates, instants, flags, None, and lists and dicts of
    these. Tuples come back as lists. `digest` is the SHA-256 over all rows: the same rows, the same digest.
    """

    def __init__(self, directory: Path | None = None) -> None:
        # On Unix the name is removed at once, so not even a killed process leaves a list of clients behind.
        self._file: BinaryIO = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115 - closed in close()
        self._hash = hashlib.sha256()
        self._count = 0
        self._read = False
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_tagged).encode
        self._decode = json.JSONDecoder(object_hook=_untagged).decode

    def add(self, row: Any) -> None:
        """Append one row. Raises TypeError for what it can't keep exactly (floats), ValueError for lone surrogates."""
        line = self._encode(_exact(row)).encode() + b"\n"
        if self._read:
            self._file.seek(0, 2)
            self._read = False
        self._file.write(line)
        self._hash.update(line)
        self._count += 1

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the rows added so far, 64 hex."""
        return self._hash.hexdigest()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows as they were added; may be read again and again, each time from the start."""
        at = 0
        for _number in range(self._count):
            self._read = True
            self._file.seek(at)
            line = self._file.readline()
            at += len(line)
            yield self._decode(line.decode())

    def close(self) -> None:
        """Drop the rows."""
        self._file.close()

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _exact(value: Any) -> Any:
    """Refuse what JSON would change on the way: floats, keys that are no texts, the tag as key."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    # Nearly every row is flat: nothing of it is looked at one by one.
    if kind is dict and _TAG not in value and _PLAIN.issuperset(map(type, value.values())):
        if _TEXTS.issuperset(map(type, value)):
            return value
    elif kind is list and _PLAIN.issuperset(map(type, value)):
        return value
    if isinstance(value, float):
        raise TypeError("a spool keeps no floats")
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str) or key == _TAG:
                raise TypeError("a spool's keys are texts")
        return {key: _exact(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(each) for each in value]
    return value


def _tagged(value: object) -> dict[str, list[str]]:
    if isinstance(value, Decimal):
        return {_TAG: ["decimal", str(value)]}
    if isinstance(value, datetime):
        return {_TAG: ["instant", value.isoformat()]}
    if isinstance(value, date):
        return {_TAG: ["date", value.isoformat()]}
    raise TypeError(f"a spool can't keep {type(value).__name__}")


def _untagged(found: dict[str, Any]) -> Any:
    if _TAG not in found:
        return found
    kind, text = found[_TAG]
    if kind == "decimal":
        return Decimal(text)
    return datetime.fromisoformat(text) if kind == "instant" else date.fromisoformat(text)
