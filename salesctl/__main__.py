"""`python -m salesctl` and the console script."""

from __future__ import annotations

import gc
import os
import sys


def run() -> None:
    """Run the command line and exit with its code."""
    # Modules are not garbage: with the collector off until they are loaded the start is a tenth faster. The frame
    # switches it on before the command's own work.
    gc.disable()
    # Started with a stream closed (`>&-`), there is none to write to.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - it stays open to the end
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    from salesctl.app import main

    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks is escaped, never a crash.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    code = main()
    # What is left is left to the system: frozen objects are not searched again on the way out.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    run()
