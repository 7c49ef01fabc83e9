"""Statements compiled once a process (已编译语句): what one ledger's engine has compiled serves the next one's too.

A command opens one ledger and ends, so it gains nothing. A process that runs many (a resident one, a test) would
compile every statement anew for each: that took half of its time. A compiled statement says nothing of any ledger.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event

_kept: dict[str, tuple[Any, Any]] = {}
"""By dialect: the dialect, initialised, and the cache of what was compiled for it."""


def share(engine: Engine) -> Engine:
    """Let an engine use what earlier ones have compiled; the first that connects begins it."""
    name = f"{engine.dialect.name} {getattr(engine.dialect.dbapi, '__name__', '')}"
    if name in _kept:
        engine.dialect, engine._compiled_cache = _kept[name]
        engine.pool._dialect = engine.dialect
        return engine

    @event.listens_for(engine, "engine_connect", once=True)
    def connected(connection: Any) -> None:
        _kept.setdefault(name, (engine.dialect, engine._compiled_cache))

    return engine
