"""Books (账册): which device writes, what it last saw, and what that says about a file that was copied or restored.

The device id and the last heads seen live in the user's state directory, never in the ledger, so a copied file can't
carry them along. A ledger seen under a new path while the old one still stands is a copy; a head that is gone means an
older backup was put back. Both are written on in a new book, and said.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from salesctl.ledger.address import Place, is_address
from salesctl.ledger.folders import make_folder
from salesctl.ledger.ids import new_id, source
from salesctl.ledger.refusals import reach_error


def state_dir() -> Path:
    """Return the user's state directory for salesctl."""
    from platformdirs import user_state_path

    return user_state_path("salesctl", appauthor=False)


def write_private(path: Path, data: bytes) -> None:
    """Write a small file 0600, whole or not at all; its directory is made 0700."""
    make_folder(path.parent)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)  # an empty file after a power cut would be a device that remembers nothing
    os.replace(scratch, path)


@dataclass(slots=True)
class Elsewhere:
    """A device that is none: its id, and what it has seen, held while a made-up ledger is written."""

    device: str
    seen: Seen | None = None


elsewhere: ContextVar[Elsewhere | None] = ContextVar("elsewhere", default=None)
"""Set while a made-up ledger is written: then neither this device's id nor its memory has a part in it."""


def device() -> str:
    """Return this user's device id on this machine, 32 hex; made at first use.

    Raises ReadOnly, Full or OutOfReach where it can't be kept.
    """
    if (other := elsewhere.get()) is not None:
        return other.device
    path = state_dir() / "device"
    try:
        text = path.read_bytes().decode("ascii", "replace").strip()
        if len(text) == 32 and not text.strip("0123456789abcdef"):
            return text
    except FileNotFoundError:
        pass
    except OSError as error:
        raise reach_error(error, path) from error
    made = new_id()
    try:
        write_private(path, made.encode())
    except OSError as error:
        raise reach_error(error, path) from error
    return made


@dataclass(slots=True)
class Seen:
    """What this device remembers of one ledger file: its own book there, and the last head of every book seen."""

    ledger: str
    path: str
    book: str = ""
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    former: Path | None = None
    """What was remembered under the file's former path, dropped once this is saved."""

    @property
    def file(self) -> Path:
        return _folder(self.ledger) / f"{sha256(self.path.encode()).hexdigest()[:16]}.json"

    def save(self) -> None:
        """Remember; the writers' lock is held, so the last one who wrote wins."""
        if (other := elsewhere.get()) is not None:
            other.seen = self
            return
        body: dict[str, Any] = {"path": self.path, "book": self.book, "heads": self.heads}
        write_private(self.file, json.dumps(body).encode())
        if self.former:
            self.former.unlink(missing_ok=True)


def _folder(ledger: str) -> Path:
    return state_dir() / "ledgers" / ledger


def _load(ledger: str, file: Path) -> Seen | None:
    try:
        body: Mapping[str, Any] = json.loads(file.read_text())
        heads = {str(book): (int(seq), str(last)) for book, (seq, last) in body["heads"].items()}
        return Seen(ledger, str(body["path"]), str(body["book"]), heads)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def recall(ledger: str, path: Place) -> tuple[Seen, str]:
    """Return what is remembered of `ledger` at `path`, and how it was found: "known", "moved", "copied" or "new".

    "copied": another file of the same ledger still stands elsewhere on this machine.
    """
    if (other := elsewhere.get()) is not None:
        return (other.seen, "known") if other.seen else (Seen(ledger, ""), "new")
    here = os.path.realpath(path) if isinstance(path, Path) else path.place
    exact = _load(ledger, Seen(ledger, here).file)
    if exact:
        return exact, "known"
    others = [seen for file in sorted(_folder(ledger).glob("*.json")) if (seen := _load(ledger, file))]
    if not others:
        return Seen(ledger, here), "new"
    gone = [seen for seen in others if not is_address(seen.path) and not os.path.exists(seen.path)]
    if gone and len(gone) == len(others):
        latest = max(gone, key=lambda seen: max((seq for seq, _ in seen.heads.values()), default=0))
        return Seen(ledger, here, latest.book, latest.heads, latest.file), "moved"
    return Seen(ledger, here), "copied"


def new_book_id() -> str:
    """Make a book's id: 10 hex, random, so that books of devices that never met don't collide."""
    return source.get().random(5).hex()
