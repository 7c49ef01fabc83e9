"""Long texts (长文本): from an option, `-` for stdin, or the editor on a terminal; a draft survives a failure."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
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
        text = sys.stdin.read(MAX_TEXT + 1)
    elif text is None and ctx.asks:
        text = edit(template)
    if text is None or not text.strip():
        raise Usage(_("The words are missing."), hint=_("Give them in quotes as the last argument, or - for stdin."))
    return clean_text(text.strip(), what=_("The text"))


def edit(template: str) -> str:
    """Open $VISUAL or $EDITOR on a draft; return its lines but those with # in front. A failing editor keeps it."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
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
    text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    path.unlink()
    return text
