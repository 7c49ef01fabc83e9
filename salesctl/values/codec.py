"""Names of encodings (编码名): which of Python's codecs can read and write a file of text."""

from __future__ import annotations

import codecs

_NO_FILES = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
"""They turn text into text as host names or source code have it, fail half-way, or let zero and half signs through."""


def text_codec(name: str) -> str:
    """Return Python's own name of an encoding; raises LookupError for one unknown or not of files of text."""
    try:
        found = codecs.lookup(name).name
        "a".encode(found).decode(found, "replace")
    except (LookupError, ValueError, TypeError) as error:
        raise LookupError(name) from error
    if found.replace("-", "_") in _NO_FILES:
        raise LookupError(name)
    return found
