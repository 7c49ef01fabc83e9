"""Who the operating system says is at the keyboard (系统登录): never read from the environment."""

from __future__ import annotations

import os
import sys


def os_user() -> str:
    """Return the name of the user this process runs as, `uid:N` for one without a name."""
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except (KeyError, OSError):
        name = f"uid:{uid}"
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
