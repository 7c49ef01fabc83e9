"""Long texts (长文本): from an option, `-` for stdin, or the editor on a terminal; a draft survives a failure."""

from __future__ import annotations

import codecs
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

from salesctl.errors import SalesError, Usage
from salesctl.ledger.canon import MAX_TEXT, clean_text
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Ctx


def read_words(ctx: Ctx, text: str | None, template: str = "") -> str:
    """Return the words a record is to carry; raises Usage for none, and where no one can be asked."""
    if text == "-":
        text = piped()
    elif text is None and ctx.asks:
        text = edit(template)
    if text is None or not text.strip():
        raise Usage(_("The words are missing."), hint=_("Give them in quotes as the last argument, or - for stdin."))
    return clean_text(text.strip(), what=_("The text"))


def piped() -> str:
    """Return the text on stdin, or more than the longest that is taken; raises Usage where it is not UTF-8."""
    most = 4 * (MAX_TEXT + 1)
    data = sys.stdin.buffer.read(most)
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(data, final=len(data) < most)
    except UnicodeDecodeError:
        raise Usage(
            _("The text on stdin is not UTF-8."), hint=_("Turn it first: iconv -f gb18030 -t utf-8 FILE | salesctl …")
        ) from None
    return text.replace("\r\n", "\n")


def edit(template: str) -> str:
    """Open $VISUAL or $EDITOR on a draft; return its lines but those with # in front. A failing editor keeps it."""
    with drafting(template) as draft:
        return "\n".join(line for line in draft.text.splitlines() if not line.startswith("#"))


@dataclass(slots=True)
class Draft:
    """What an editor left: the text as it stands, its file, and whether the file stays."""

    text: str
    path: Path
    kept: bool = False

    def keep(self) -> Path:
        """Let the file stay, and return where it is."""
        self.kept = True
        return self.path


@contextmanager
def drafting(template: str) -> Iterator[Draft]:
    """Open $VISUAL or $EDITOR on a draft, and remove it once what is done with it inside has succeeded.

    Where the editor fails, or what is done inside is refused or interrupted, the file stays and its path is told.
    """
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    sys.audit("salesctl.converse", "editor")  # where no editor can stand at the terminal, nobody begins a draft
    descriptor, name = mkstemp(prefix="salesctl-draft-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(template)
    path = Path(name)
    try:
        code = subprocess.call([*command, name])
    except OSError as error:
        raise SalesError(
            _("The editor can't be run: {why}.", why=error.strerror),
            hint=_("Set EDITOR; the draft is at {path}", path=name),
        ) from error
    if code != 0:
        raise SalesError(
            _("The editor ended with {code}. Nothing written.", code=code), hint=_("The draft is at {path}", path=name)
        )
    kept = _("The draft is at {path}", path=name)
    try:
        draft = Draft(path.read_text(encoding="utf-8"), path)
        yield draft
    except SalesError as error:
        error.hint = f"{error.hint} {kept}".strip()
        raise
    except BaseException:
        sys.stderr.write(kept + "\n")
        raise
    if not draft.kept:
        path.unlink(missing_ok=True)
