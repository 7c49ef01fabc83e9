"""`python -m salesctl` and the console script."""

from __future__ import annotations

import gc
import os
import sys

from salesctl.warm.client import attempt

TYPE_CHECKING = False  # without the import of typing
if TYPE_CHECKING:
    from salesctl.warm.side import Side


def run() -> None:
    """Run the command line and exit with its code: warm where a server has it ready, else here."""
    attempt()
    # Modules are not garbage: with the collector off until they are loaded the start is a tenth faster. The frame
    # switches it on before the command's own work.
    gc.disable()
    # Started with a stream closed (`>&-`), there is none to write to.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - it stays open to the end
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    from salesctl.warm.side import Started

    side = Started()
    code = program(side)
    side.end()
    # What is left is left to the system: frozen objects are not searched again on the way out.
    gc.freeze()
    sys.exit(code)


def program(side: Side) -> int:
    """Run the command line on the streams as they are, and return its code."""
    from salesctl.app import main

    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks is escaped, never a crash.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    return main(side=side)


if __name__ == "__main__":
    run()
