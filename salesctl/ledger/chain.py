"""The stored format (◆): shapes, leaves, entries and heads as bytes and SHA-256. Standard library only, pure.

Everything that `docs/verify_standalone.py` re-derives is defined here and pinned by golden vectors in the tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

FORMAT = 1
SALT_BYTES = 16
ZERO = "0" * 64

ORDINARY, PERSONAL = b"o", b"p"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode

Json = str | int | bool | None
"""A canonical value: text, scaled or whole integer, flag, null. Never a float."""


def canonical(value: Any) -> str:
    """Encode as canonical JSON: keys sorted by code point, no spaces, text as it is, control characters escaped."""
    return _encode(value)


def scalar(value: Json) -> str:
    """Encode one value as `canonical` does, without what setting up its encoder costs: for millions of values."""
    if type(value) is str:
        return encode_basestring(value)
    return "null" if value is None else "true" if value is True else "false" if value is False else str(value)


def shape_bytes(table: str, ordinary: Sequence[tuple[str, str]], personal: Sequence[tuple[str, str]]) -> bytes:
    """Describe a table's journalled columns as (name, kind) in the order of the value arrays."""
    return canonical(
        {
            "t": table,
            "o": [f"{name}:{kind}" for name, kind in ordinary],
            "p": [f"{name}:{kind}" for name, kind in personal],
        }
    ).encode()


def shape_hash(shape: bytes) -> bytes:
    """Hash a shape; changes name it by this."""
    return sha256(b"s1:shape\0" + shape).digest()


WORDS = shape_bytes("reason", [("text", "text"), ("request", "text"), ("os_user", "text")], [])
"""The shape of an entry's own words, the last of its changes: why, the SHA-256 of what was asked, the login's name.

They are a leaf and no part of the header because a header can't be erased: a digest of a short text can be searched
for, and a login is a person's name.
"""


def leaf_hash(part: bytes, salt: bytes, shape: bytes, row: str, rev: int, after: str, before: str | None) -> bytes:
    """Hash one leaf of a change.

    `part` is b"o" or b"p", `salt` 16 bytes, `shape` the 32-byte shape hash, `row` 32 hex, `after` a canonical array of
    the shape's columns, `before` a canonical object of the changed columns, or None for an insert. Canonical JSON holds
    no NUL and is never empty, and the parts before it have fixed lengths (verify checks them), so the bytes can be read
    in one way only.
    """
    return leaf_digest(part, salt, shape, row.encode(), rev, after.encode(), before.encode() if before else b"")


def leaf_digest(part: bytes, salt: bytes, shape: bytes, row: bytes, rev: int, after: bytes, before: bytes) -> bytes:
    """Hash one leaf from stored bytes; `before` is empty for an insert."""
    return leaf_digests(part, shape, [(salt, row, rev, after, before)])[0]


Leaf = tuple[bytes, bytes, int, bytes, bytes | None]
"""A leaf's salt, row, rev, after and before, as bytes."""


def leaf_digests(part: bytes, shape: bytes, leaves: Iterable[Leaf]) -> list[bytes]:
    """Hash many leaves of one kind and shape; TypeError where one was erased (None for bytes)."""
    start = b"s1:leaf\0" + part
    return [
        sha256(b"".join((start, salt, shape, row, b"%d\0" % rev, after, b"\0", before or b""))).digest()
        for salt, row, rev, after, before in leaves
    ]


def leaves_hash(leaves: Iterable[bytes]) -> bytes:
    """Hash the 32-byte leaf hashes of an entry, in their order (chunks of several concatenated hashes are allowed)."""
    digest = sha256(b"s1:leaves\0")
    for leaf in leaves:
        digest.update(leaf)
    return digest.digest()


def entry_hash(header: bytes) -> bytes:
    """Hash an entry's header bytes as stored."""
    return sha256(b"s1:entry\0" + header).digest()


def heads_hash(heads: Iterable[tuple[str, int, bytes]]) -> str:
    """Hash the last (book, seq, entry hash) of every book, sorted: the ledger's head, 64 hex."""
    digest = sha256(b"s1:head\0")
    for book, seq, last in sorted(heads):
        digest.update(f"{book}\0{seq}\0{last.hex()}\n".encode())
    return digest.hexdigest()


def short(head: str) -> str:
    """Abbreviate a 64-hex hash for paper: 9f3c…e1a7."""
    return f"{head[:4]}…{head[-4:]}"
