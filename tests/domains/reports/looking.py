"""A Ctx on a story's ledger, for asking what no command shows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from salesctl.config import load
from salesctl.context import Ctx
from salesctl.params import Options


@contextmanager
def view(cli: Any) -> Iterator[Ctx]:
    """Give a Ctx on the story's ledger as whoever the story is now, closed at the end."""
    ctx = Ctx("test", Options(), request={}, config=load(os.environ), clock=cli.clock)
    try:
        yield ctx
    finally:
        ctx.close()
