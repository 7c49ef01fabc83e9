"""Looks over an .xls file (旧版工作簿) before calamine opens it.

calamine holds the rectangle from the first to the last cell and takes a damaged column number for a real one: a dozen
wrong bytes made it ask for 47 GB, which ends the process. BIFF has 256 columns, so a cell beyond them proves damage.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_END = 0xFFFFFFFA  # this and above are no sectors
_COLUMNS = 256
_ROWS = 65_536
_DIMENSIONS, _SHARED = 0x0200, 0x00FC
_BOUNDSHEET, _EOF = 0x0085, 0x000A
# Records of one cell start with row and column; MULRK and MULBLANK end with their last column.
_CELLS = {0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0001, 0x0002, 0x0003, 0x0004, 0x0005}
_RUNS = {0x00BD, 0x00BE}


def sound(data: bytes) -> bool:
    """Tell whether every cell of every sheet lies within 256 columns; False for what is no OLE2 workbook."""
    try:
        book = _workbook(data)
        starts = [0] + [
            struct.unpack_from("<I", body)[0]
            for kind, body in _records(book, 0)
            if kind == _BOUNDSHEET and len(body) > 3
        ]
        # Overlapping sheets would make the walk as long as the file is hostile.
        if len(starts) > 1_000 or len(set(starts)) != len(starts):
            return False
        most = len(book) // 3  # a shared text takes three bytes at least
        return all(_within(kind, body, most) for start in starts for kind, body in _records(book, start))
    except (struct.error, IndexError, ValueError, OverflowError):
        return False


def _within(kind: int, body: memoryview, most: int) -> bool:
    if kind in _CELLS and len(body) >= 4:
        return int(struct.unpack_from("<H", body, 2)[0]) < _COLUMNS
    if kind in _RUNS and len(body) >= 6:
        first, last = struct.unpack_from("<H", body, 2)[0], struct.unpack_from("<H", body, len(body) - 2)[0]
        return bool(first <= last < _COLUMNS)
    # calamine makes room for what these two promise before it reads any of it.
    if kind == _DIMENSIONS and len(body) in (10, 14):
        first, last, left, right = struct.unpack_from("<IIHH" if len(body) == 14 else "<HHHH", body)
        return bool(first <= last <= _ROWS and left <= right <= _COLUMNS)
    if kind == _SHARED and len(body) >= 8:
        return int(struct.unpack_from("<I", body, 4)[0]) <= most
    return True


def _records(book: memoryview, at: int) -> Iterator[tuple[int, memoryview]]:
    end = len(book)
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        if kind == _EOF:
            return
        at += 4 + size


def _workbook(data: bytes) -> memoryview:
    """Return the stream called Workbook (Book before Excel 97), joined from its sectors."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    mini_size = 1 << struct.unpack_from("<H", data, 32)[0]
    if size not in (512, 4096) or mini_size != 64:
        raise ValueError("sector size")
    cutoff, mini_start, _mini_count, more, _more_count = struct.unpack_from("<IIIII", data, 56)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size].ljust(size, b"\0")

    words = struct.Struct(f"<{size // 4}I")
    fats = list(struct.unpack_from("<109I", data, 76))
    seen = 0
    while more < _END:
        *chunk, more = words.unpack(sector(more))
        fats += chunk
        seen += 1
        if seen > len(data) // size:
            raise ValueError("endless table")
    fat = [each for number in fats if number < _END for each in words.unpack(sector(number))]
    limit = len(data) // size + 1

    def chain(start: int, table: list[int]) -> Iterator[int]:
        steps = 0
        while start < _END:
            yield start
            start = table[start]
            steps += 1
            if steps > limit * (size // 64):
                raise ValueError("endless chain")

    def joined(start: int) -> bytes:
        found = []
        for number in chain(start, fat):
            found.append(sector(number))
            if len(found) > limit:
                raise ValueError("endless chain")
        return b"".join(found)

    directory = joined(struct.unpack_from("<I", data, 48)[0])
    root = b""
    for at in range(0, len(directory), 128):
        entry = directory[at : at + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        start, length = struct.unpack_from("<II", entry, 116)
        if at == 0:
            root = joined(start)
        elif name.casefold() in ("workbook", "book"):
            if length >= cutoff:
                return memoryview(joined(start)[:length])
            minis = [each for number in chain(mini_start, fat) for each in words.unpack(sector(number))]
            return memoryview(b"".join(root[each * 64 : each * 64 + 64] for each in chain(start, minis))[:length])
    raise ValueError("no workbook")
