"""The one error handler: every failure leaves through here, as text or JSON on stderr, with its published exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from salesctl.errors import Bug, Full, Interrupted, OutOfReach, SalesError
from salesctl.locale import _
from salesctl.values import WordError

FAILING = frozenset({errno.EIO, errno.ENXIO, errno.ENODEV, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ESTALE})
"""A disk that fails or is gone, a limit that was reached: nothing the program could do better."""
QUIET_PIPE = 0
"""Whoever reads us has had enough (`salesctl client list | head`): nothing went wrong."""


def handle(error: BaseException, args: Sequence[str], env: Mapping[str, str]) -> int:
    """Tell what went wrong and return the exit code. Anything that is not ours is a bug and goes to a file."""
    if isinstance(error, BrokenPipeError):
        silence_stdout()
        return QUIET_PIPE
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    _flush()
    shown = as_sales_error(error, args)
    try:
        print(as_json(shown) if wants_json(args) else as_text(shown), file=sys.stderr)
    except BrokenPipeError:
        pass
    return shown.exit_code


def known(error: BaseException) -> SalesError | None:
    """Return the error as one of ours; None for a stranger."""
    if isinstance(error, SalesError):
        return error
    if isinstance(cause := getattr(error, "orig", None), SalesError):
        return cause  # a value that can't be kept, refused while a query was bound
    if isinstance(error, (KeyboardInterrupt, EOFError)):
        return Interrupted(_("Interrupted."), hint=_("Run it again; a command never writes half."))
    if isinstance(error, WordError):
        from salesctl.frame.usage import word_error

        return word_error(error)
    return of_system(error) if isinstance(error, OSError) else None


def as_sales_error(error: BaseException, args: Sequence[str]) -> SalesError:
    """Return the error as one of ours; a stranger becomes a Bug whose traceback is already in a file."""
    if (told := known(error)) is not None:
        return told
    path = write_crash(error, args)
    kind = type(error).__name__
    if path:
        return Bug(
            _("That is a fault of salesctl ({kind}). What happened is in {path}", kind=kind, path=path),
            hint=_("Send that file to whoever keeps salesctl, with what you were doing."),
            path=path,
        )
    return Bug(
        _("That is a fault of salesctl ({kind}).", kind=kind),
        hint=_("Tell whoever keeps salesctl what you were doing."),
    )


def of_system(error: OSError) -> SalesError | None:
    """Return what a refusal of the system means: the disk's or a limit's; None where it may be our defect."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Full(_("No room is left to write to."), hint=_("Make room, then run it again."), retry=True)
    if error.errno in FAILING:
        why = error.strerror or str(error)
        return OutOfReach(
            _("The system can't read or write: {why}.", why=why),
            hint=_("Look at the disk and at the limits you work under, then run it again."),
            retry=True,
        )
    return None


def as_text(error: SalesError) -> str:
    """Return message and hint as lines; stored and typed text in them is made harmless."""
    from salesctl.render.sanitize import visible

    lines = [line for part in (error.message, error.hint) if part for line in part.split("\n")]
    return "\n".join(visible(line) for line in lines)


def as_json(error: SalesError) -> str:
    """Return `{"error": {"code", "message", "hint", …}}`."""
    import json

    from salesctl.render.jsonout import harmless

    body: dict[str, Any] = {"code": error.code, "message": error.message, "hint": error.hint}
    return harmless(
        json.dumps(
            {"error": body | {k: v for k, v in error.data.items() if k not in body}}, ensure_ascii=False, default=str
        )
    )


def wants_json(args: Sequence[str]) -> bool:
    """Tell from the words alone whether errors are wanted as JSON: the command may never have been parsed."""
    words = list(args[: args.index("--")]) if "--" in args else list(args)
    if "--json" in words:
        return True
    formats = [word for before, word in pairwise(words) if before == "--format"]
    formats += [word.partition("=")[2] for word in words if word.startswith("--format=")]
    return any(name in ("json", "ndjson") for name in formats)


def write_crash(error: BaseException, args: Sequence[str]) -> str | None:
    """Write the traceback to a 0600 file in the state directory, or return None; returns its path.

    It is to be sent to others, so what was typed and what an exception quotes, which may be anyone's, is left out.
    """
    from datetime import UTC, datetime

    from platformdirs import user_state_dir

    from salesctl import __version__
    from salesctl.doors import DOORS, VERB_WORDS
    from salesctl.ledger.folders import make_folder

    text = _told(error)
    ours = {d.noun for d in DOORS} | set(VERB_WORDS)
    # Longest first, so that a word within another does not leave the rest of it standing.
    typed = {part for word in args for part in (word, word.partition("=")[2])}
    for word in sorted(typed, key=len, reverse=True):
        if len(word) > 1 and not word.startswith("-") and word not in ours:
            text = text.replace(word, "…")
    now = datetime.now(UTC)
    head = f"salesctl {__version__}, Python {sys.version.split()[0]}, {sys.platform}, {now:%Y-%m-%d %H:%M:%S} UTC\n\n"
    try:
        directory = user_state_dir("salesctl", appauthor=False)
        make_folder(directory)
        path = os.path.join(directory, f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt")
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write(head + text)
    except OSError:
        return None
    return path


def _told(error: BaseException) -> str:
    """Return the traceback with what led to it; of the messages only what no value of the ledger can be."""
    import re
    from traceback import TracebackException

    # A message is told up to where it begins to quote: a sign that surrounds values, a letter of a name, a long number.
    quotes = re.compile(r"""(?s)(?:\S*['"`{}\[\](<=:@]|[^\x00-\x7f]|\d[\d -]{3}|(?<=\s)[A-Z]).*""")

    def told(one: TracebackException) -> str:
        before = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        head = told(before) + "\nthen\n\n" if before else ""
        kind = getattr(one, "exc_type_str", None) or getattr(one.exc_type, "__name__", "")
        return f"{head}{''.join(one.stack.format())}{kind}: {quotes.sub('…', str(one))}\n"

    return told(TracebackException.from_exception(error))


def silence_stdout() -> None:
    """Point stdout at nothing, so that closing it at exit does not complain about the pipe again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        pass


def _flush() -> None:
    # What was already said comes before what went wrong, also where both go to one file.
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        silence_stdout()
