"""How the warm start is here and now: what `doctor` shows."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple


class State(NamedTuple):
    """`kind`: off, absent (no such thing on this system), open (the directory is not ours alone), none, ready."""

    kind: str
    pid: int = 0
    served: int = 0
    folder: str = ""


def look(env: Mapping[str, str], on: bool = True) -> State:
    """Ask the server, where there is one; `on` is what the settings say."""
    if sys.platform == "win32":
        return State("absent")
    if not on:
        return State("off")
    import socket

    from salesctl.warm import wire
    from salesctl.warm.client import PATIENCE, ours

    folder = wire.folder(env)
    if os.path.lexists(folder) and not wire.trusted(folder):
        return State("open", folder=folder)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            sock.settimeout(PATIENCE)
            sock.connect(f"{folder}/{wire.name()}.sock")
            if not ours(sock):
                return State("open", folder=folder)
            sock.sendall(wire.ASK)
            pid, served = map(int, sock.recv(200).split())
    except (OSError, ValueError):
        return State("none", folder=folder)
    return State("ready", pid, served, folder)
