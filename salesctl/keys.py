"""One key at a terminal (按键): read at once where the system can, else with Enter; the same for every walk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


def key(prompt: str, choices: str, default: str) -> str:
    """Ask for one of `choices`, lower case, until one comes; Enter is `default`, the end of input the last choice.

    Only on a terminal. Where keys can't be read one by one, the first letter of a line counts.
    """
    sys.stderr.write(prompt)
    sys.stderr.flush()
    while True:
        with _raw() as raw:
            text = sys.stdin.read(1) if raw else sys.stdin.readline()
        if not text or text == "\x04":
            answer = choices[-1]
        else:
            answer = text.strip()[:1].lower() or default
        if answer in choices:
            sys.stderr.write(answer + "\n" if raw or not text else "")
            sys.stderr.flush()
            return answer


@contextmanager
def _raw() -> Iterator[bool]:
    """Let keys come one by one while the block runs; False where that can't be had."""
    try:
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (ImportError, OSError, ValueError):
        yield False
        return
    except termios.error:
        yield False
        return
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        yield True
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
