"""Folders for the owner alone (私有目录): every one that has to be made, not only the last of a path."""

from __future__ import annotations

import os


def make_folder(path: str | os.PathLike[str]) -> None:
    """Make a folder 0700, and 0700 those above it that are missing; raises OSError.

    `os.makedirs` gives its mode to the last folder only: under umask 000 the others would be everybody's to write to.
    """
    path = os.path.abspath(path)
    missing = []
    while not os.path.isdir(path):
        missing.append(path)
        if path == (path := os.path.dirname(path)):
            break
    for each in reversed(missing):
        try:
            os.mkdir(each, 0o700)
        except FileExistsError:
            if not os.path.isdir(each):
                raise
