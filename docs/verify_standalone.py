"""Prove a salesctl ledger without salesctl: python verify_standalone.py LEDGER. Exit 0: it adds up; 8: it does not."""

import json
import sqlite3
import sys
from hashlib import sha256

COPIES = ("id", "op_id", "recorded_at", "actor", "action")
ORPHANS = "SELECT 1 FROM {} t WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.book = t.book AND e.seq = t.seq)"
CHANGES = "SELECT * FROM change WHERE book = ? AND seq = ? ORDER BY leaf"
LAST = "SELECT row_id, max(rev), shape, after, p_after FROM change WHERE shape IN ({}) GROUP BY row_id"
PARTS = "SELECT hashes FROM leafpart WHERE book = ? AND seq = ? ORDER BY part"
BOOKS = "SELECT id, device, base, site, head_seq, head_hash FROM book"
TIP, FLAGS = "SELECT hash FROM entry WHERE book = ? AND seq = ?", {0: False, 1: True}


def tagged(tag, *parts):  # noqa: D103
    return sha256(f"s1:{tag}\0".encode() + b"".join(parts)).digest()


def prove(db, bad):
    """Append what does not add up to `bad`; return the ledger's head."""
    db.text_factory, shapes, ends = bytes, {}, {}  # text is hashed and compared as the bytes that are stored
    for no, digest, body in db.execute("SELECT no, hash, body FROM shape"):
        shapes[no] = {**json.loads(body), "hash": tagged("shape", body)}
        bad += [f"shape {no}: does not match its hash"] * (shapes[no]["hash"] != digest)
    facts = {key.decode(): value.decode() for key, value in db.execute("SELECT key, value FROM ledger_info")}
    bad += [f"ledger_info {key}: missing or added" for key in facts.keys() ^ {"ledger", "mark"}]
    books = {row[0].decode(): row[1:] for row in db.execute(BOOKS)}
    entries = f"SELECT book, seq, hash, header, {', '.join(COPIES)} FROM entry ORDER BY book, seq"
    for raw_book, seq, digest, header, *copies in db.execute(entries).fetchall():
        book, said = raw_book.decode(), json.loads(header)
        where, last, prev = f"{book}:{seq}", *ends.get(book, (0, books[book][1].decode()))
        good = tagged("entry", header) == digest and seq == last + 1 and said["prev"] == prev
        bad += [] if good else [f"{where}: header changed, entry missing or not linked"]
        ends[book] = (seq, digest.hex())
        stored = {name: value and value.decode() for name, value in zip(COPIES, copies, strict=True)}
        stored.update(facts, book=book, seq=seq, device=books[book][0].decode(), site=books[book][2].decode())
        bad += [f"{where}: {name} differs from the header" for name in stored if said.get(name) != stored[name]]
        if said["tip"] and db.execute(TIP, said["tip"][:2]).fetchone() != (bytes.fromhex(said["tip"][2]),):
            bad += [f"{where}: names an entry of another book that is gone or altered"]
        leaves, at = b"".join(part for (part,) in db.execute(PARTS, (book, seq))), 0
        for _book, _seq, leaf, no, row, rev, *values in db.execute(CHANGES, (book, seq)):
            good = leaf * 32 == at and len(row) == 32 and (shapes[no]["p"] != [] or values[3:] == [None] * 3)
            for tag, (salt, after, before) in [(b"o", values[:3]), (b"p", values[3:])][: 2 if shapes[no]["p"] else 1]:
                if (salt, after, before) != (None, None, None):  # else erased: its hash stands
                    fixed = (tag, salt or b"", shapes[no]["hash"], row, b"%d\0" % rev, after or b"", b"\0")
                    good &= tagged("leaf", *fixed, before or b"") == leaves[at : at + 32]
                    good &= None not in (salt, after) and before != b""
                at += 32
            bad += [f"{where} {shapes[no]['t']} {row.decode()}: the recorded change was altered"] * (not good)
        right = at == len(leaves) == said["n"] * 32 and tagged("leaves", leaves).hex() == said["leaves"]
        bad += [] if right else [f"{where}: the leaf hashes were altered"]
    stated = {book: (seq, digest.hex()) for book, (*_, seq, digest) in books.items()}
    bad += [f"book {book}: its head is not its last entry" for book in stated if ends.get(book) != stated[book]]
    bad += [f"{t}: rows without an entry" for t in ("change", "leafpart") if db.execute(ORPHANS.format(t)).fetchone()]
    for table in sorted({shape["t"] for shape in shapes.values()} - {"reason"}):
        numbers = ",".join(str(no) for no, shape in shapes.items() if shape["t"] == table)
        changed = {row: change for row, *change in db.execute(LAST.format(numbers))}
        cursor = db.execute(f'SELECT * FROM "{table}"')
        for values in cursor:
            texts = (value.decode() if isinstance(value, bytes) else value for value in values)
            row = dict(zip((column[0] for column in cursor.description), texts, strict=True))
            rev, no, *arrays = changed.pop(row["id"].encode(), (0, 0, None, None))
            for part, array in zip("op", arrays, strict=True):
                kinds = [column.rsplit(":", 1) for column in shapes[no][part]] if no else []
                live = [FLAGS.get(row[name], row[name]) if kind == "flag" else row[name] for name, kind in kinds]
                same = row["rev"] == rev and (json.loads(array) if array else []) == live
                bad += [] if same else [f"{table} {row['id']}: differs from its last recorded change"]
        bad += [f"{table} {row.decode()}: was recorded and is gone" for row in changed]
    return tagged("head", *(f"{b}\0{s}\0{d}\n".encode() for b, (s, d) in sorted(ends.items()))).hex()


if __name__ == "__main__":
    found, head = [], "?"
    try:
        head = prove(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True), found)
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything
        found += [f"can't be read: {error}"]
    sys.exit(print(*found, f"head {head}", sep="\n") or (8 if found else 0))
