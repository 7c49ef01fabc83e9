"""All names of a kind for completion (补全用的名称表): a sorted file beside the cache of the newest ones.

A name is found by halving the file, so that a ledger of 300,000 clients is completed as fast as one of twenty. It is
written only when the newest ones, which each write refreshes, no longer reach back to it. Nothing here loads the ORM.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

CHUNK = 20_000
"""Lines sorted in memory at a time: what is written may be long, the memory for it stays flat."""


def beside(cache: Path, kind: str) -> Path:
    """Return the file of all names of a kind, beside the cache of the newest ones."""
    return cache.with_name(f"{cache.stem}-{kind}.sorted")


def kinds_beside(cache: Path) -> list[str]:
    """Return the kinds that have such a file."""
    found = cache.parent.glob(f"{cache.stem}-*.sorted")
    return sorted(path.stem.removeprefix(f"{cache.stem}-") for path in found)


def newest(path: Path) -> str:
    """Return the id of the newest record the file knows, "" where there is no file."""
    try:
        with path.open("rb") as file:
            return file.readline().rstrip(b"\n").decode("ascii", "replace")
    except OSError:
        return ""


def write(path: Path, newest_id: str, rows: Iterable[tuple[str, str]]) -> None:
    """Write (value, help) rows in the order of their bytes, 0600, whole or not at all. Raises OSError."""
    from heapq import merge
    from tempfile import TemporaryFile, mkstemp

    with ExitStack() as stack:
        chunks: list[BinaryIO] = []
        lines: list[bytes] = []

        def spill() -> None:
            chunk: BinaryIO = stack.enter_context(TemporaryFile(dir=path.parent))
            lines.sort()
            chunk.writelines(lines)
            chunk.seek(0)
            chunks.append(chunk)
            lines.clear()

        for value, text in rows:
            lines.append(f"{cell(value)}\t{cell(text)}\n".encode(errors="replace"))
            if len(lines) == CHUNK:
                spill()
        spill()
        handle, temporary = mkstemp(dir=path.parent, prefix=".names-")  # 0600 by itself
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(newest_id.encode() + b"\n")
                file.writelines(merge(*chunks))
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def starting_with(path: Path, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield (value, help) of every name that begins with `prefix`, in order; nothing where there is no file."""
    wanted = prefix.encode(errors="replace")
    try:
        with path.open("rb") as file:
            file.readline()
            low, high = file.tell(), os.fstat(file.fileno()).st_size
            while low < high:  # the first line not before `wanted` begins in [low, high]
                middle = (low + high) // 2
                file.seek(middle)
                if middle > low:
                    file.readline()  # the rest of the line before
                start = file.tell()
                line = file.readline()
                if line and start < high and line < wanted:
                    low = start + len(line)
                else:
                    high = middle
            file.seek(low)
            for line in file:
                value, _tab, text = line.rstrip(b"\n").decode("utf-8", "replace").partition("\t")
                if value >= prefix and not value.startswith(prefix):
                    return
                if value.startswith(prefix):
                    yield value, text
    except OSError:
        return


def cell(text: str) -> str:
    """Return a text without control characters, which must not reach the shell's prompt."""
    return "".join(char if char.isprintable() else " " for char in text)
