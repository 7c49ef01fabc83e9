"""Merge `zh_CN/*.po` into `zh_CN.mo`: run as a script in a checkout, and by hatchling when the package is built.

Standard library only, so that building needs nothing but hatchling. Two files that translate one text differently, and
a translation whose named fields are not the original's, are errors.
"""

from __future__ import annotations

import ast
import os
import re
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"

Key = tuple[str | None, str, str | None]
"""Context, text, plural."""


def parse(text: str, name: str) -> dict[Key, str]:
    """Read the entries of a PO text: (context, id, plural) -> translation. Fuzzy and empty ones are left out.

    Raises ValueError naming file and line for what is not PO.
    """
    entries: dict[Key, str] = {}
    parts: dict[str, str] = {}
    field, fuzzy = "", False

    def close(line: int) -> None:
        nonlocal fuzzy
        translation = parts.get("msgstr", parts.get("msgstr[0]", ""))
        if parts.get("msgid") and translation and not fuzzy:
            key = (parts.get("msgctxt"), parts["msgid"], parts.get("msgid_plural"))
            if entries.get(key, translation) != translation:
                raise ValueError(f"{name}:{line}: {parts['msgid']!r} is translated twice")
            entries[key] = translation
        parts.clear()
        fuzzy = False

    for number, line in enumerate([*text.splitlines(), ""], 1):
        line = line.strip()
        word, _space, rest = line.partition(" ")
        if not line or line.startswith("#") or (word in ("msgctxt", "msgid") and field.startswith("msgstr")):
            if field.startswith("msgstr"):
                close(number)
                field = ""
            if line.startswith("#,") and "fuzzy" in line:
                fuzzy = True
        if not line or line.startswith("#"):
            continue
        if line.startswith('"'):
            rest = line
        else:
            field = word
            parts[field] = ""
        if not re.fullmatch(r"msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]", field) or not rest.strip().startswith(
            '"'
        ):
            raise ValueError(f"{name}:{number}: not PO: {line}")
        try:
            parts[field] += str(ast.literal_eval(rest.strip()))
        except (SyntaxError, ValueError):
            raise ValueError(f"{name}:{number}: not a quoted text: {rest}") from None
    return entries


def fields(text: str) -> set[str]:
    """Return the named fields of a message template."""
    return set(re.findall(r"(?<!\{)\{([a-z_]+)[^{}]*\}", text))


def merge(files: list[Path]) -> dict[Key, str]:
    """Merge PO files; the same text may stand in several if the translation is the same. Raises ValueError."""
    merged: dict[Key, str] = {}
    origin: dict[tuple[str | None, str], str] = {}
    problems: list[str] = []
    by_text: dict[tuple[str | None, str], str] = {}
    for path in files:
        for key, translation in parse(path.read_text(encoding="utf-8"), path.name).items():
            short = key[:2]
            if by_text.setdefault(short, translation) != translation:
                problems.append(
                    f"{path.name}: {key[1]!r} is {translation!r} here, {by_text[short]!r} in {origin[short]}"
                )
            elif strangers := fields(translation) - fields(key[1]) - fields(key[2] or ""):
                problems.append(f"{path.name}: {key[1]!r} has no field {', '.join(sorted(strangers))}")
            origin.setdefault(short, path.name)
            merged[key] = translation
    if problems:
        raise ValueError("\n".join(problems))
    return merged


def machine(entries: dict[Key, str]) -> bytes:
    """Return the MO bytes of the entries, sorted, so that the same texts give the same file."""
    rows: dict[bytes, bytes] = {b"": HEADER.encode()}
    for (context, text, plural), translation in entries.items():
        name = f"{context}\x04{text}" if context is not None else text
        rows[(name if plural is None else f"{name}\0{plural}").encode()] = translation.encode()
    ids, texts = b"", b""
    table: list[tuple[int, int, int, int]] = []
    for key in sorted(rows):
        table.append((len(key), len(ids), len(rows[key]), len(texts)))
        ids += key + b"\0"
        texts += rows[key] + b"\0"
    start = 28 + 16 * len(table)
    head = struct.pack("<7I", 0x950412DE, 0, len(table), 28, 28 + 8 * len(table), 0, 28 + 16 * len(table))
    key_index = b"".join(struct.pack("<2I", size, start + at) for size, at, _size, _at in table)
    text_index = b"".join(struct.pack("<2I", size, start + len(ids) + at) for _size, _at, size, at in table)
    return head + key_index + text_index + ids + texts


def build(where: Path = HERE) -> Path:
    """Compile `where/zh_CN/*.po` into `where/zh_CN.mo`, replaced in one step; return its path. Raises ValueError."""
    content = machine(merge(sorted((where / "zh_CN").glob("*.po"))))
    target = where / "zh_CN.mo"
    if target.exists() and target.read_bytes() == content:
        return target
    handle, temporary = tempfile.mkstemp(dir=where, prefix=".zh_CN-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(temporary, 0o644)
    os.replace(temporary, target)
    return target


def get_build_hook() -> Any:
    """Return the build hook; hatchling looks for this name."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class CatalogueHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is there only in builds
        """Compile the catalogue before the wheel is filled."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Compile, and say that the file belongs in."""
            target = build()
            build_data["artifacts"].append(str(target.relative_to(Path(self.root))))

    return CatalogueHook


if __name__ == "__main__":
    try:
        print(build())
    except ValueError as error:
        sys.exit(str(error))
