"""Rows into values (逐行读取): each row is read by its noun; a bad one spoils all (整批退回) or is skipped."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from salesctl.errors import SalesError, Usage
from salesctl.exchange.cells import clean
from salesctl.exchange.mapping import Mapping, shown
from salesctl.locale import _, n_

if TYPE_CHECKING:
    from salesctl.exchange.reading import Progress, TableSource

T = TypeVar("T")
V = TypeVar("V")
TOLD = 20
"""How many bad rows a refusal lists."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one row: the field's key ("" for the whole row), its heading, and why (translated)."""

    key: str
    column: str
    reason: str
    hint: str = ""


class Good(NamedTuple, Generic[T]):
    """A row that was read. `values` are its texts by field key.

    `key` is the column named by `--key`, else the content key (32 hex); `ordinal` counts the equal rows before.
    """

    line: int
    value: T
    values: dict[str, str]
    key: str
    ordinal: int = 0
    by_column: bool = False

    @property
    def origin_key(self) -> str:
        """Return what the record keeps to know this row again: the column's text, or content key and ordinal."""
        return self.key if self.by_column else f"{self.key}-{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that can't be taken, with its cells as the file has them and what is wrong."""

    line: int
    cells: list[str]
    problems: tuple[Problem, ...]

    def lines(self) -> list[str]:
        """Say each problem in a line: `line 4, 电话: …`."""
        return [
            _("line {line}, {column}: {reason}", line=self.line, column=problem.column, reason=problem.reason)
            if problem.column
            else _("line {line}: {reason}", line=self.line, reason=problem.reason)
            for problem in self.problems
        ]


class FieldError(ValueError):
    """One field of a row can't be read; raised by a room's reader, `reason` translated."""

    def __init__(self, key: str, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.key, self.reason, self.hint = key, reason, hint


class RowError(ValueError):
    """Several fields of a row can't be read."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        super().__init__()
        self.errors = tuple(errors)


@dataclass(slots=True)
class Reader:
    """A row's texts, read field by field; what fails is collected so that a row tells all its faults at once."""

    values: dict[str, str]
    errors: list[FieldError] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Return a field's text; empty where the file has none."""
        return self.values.get(key, "")

    def read(self, key: str, parse: Callable[[str], V]) -> V | None:
        """Read a field's text with `parse`; None where it is empty or was refused (ValueError, SalesError)."""
        text = self.values.get(key, "")
        if not text:
            return None
        try:
            return parse(text)
        except (ValueError, SalesError) as error:
            self.errors.append(FieldError(key, *_reason(error)))
            return None

    def refuse(self, key: str, reason: str, hint: str = "") -> None:
        """Note a fault that the room found itself; `reason` is translated."""
        self.errors.append(FieldError(key, reason, hint))

    def done(self) -> None:
        """Raise RowError if anything failed."""
        if self.errors:
            raise RowError(self.errors)


def read_rows(
    source: TableSource,
    mapping: Mapping,
    parse: Callable[[dict[str, str]], T],
    *,
    key: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Good[T] | Bad]:
    """Yield each row read by `parse` from its texts by field key, or why it can't be.

    `parse` raises ValueError (WordError, FieldError, RowError) or SalesError. A required field that is empty, cells
    past the headings, and with `key` (`--key COLUMN`) an empty or repeated key make a row bad. Raises Usage for an
    unknown `key` column and for what makes the file unreadable from there on. Memory: 32 bytes a row, for the repeats.
    """
    at = mapping.column(key) if key is not None else -1
    required = [each.key for each in mapping.fields if each.required and each.key in mapping.columns]
    width = len(mapping.headers)
    repeats = Repeats()
    for line, cells in source.rows(progress):
        values = mapping.values(cells)
        empty = [each for each in required if not values[each]]
        problems = [Problem(each, mapping.label(each), _("is empty")) for each in empty]
        if any(cells[width:]):
            reason = _("{n} cells, but {width} headings", n=len(cells), width=width)
            problems.append(Problem("", "", reason, _("Perhaps a comma stands in a cell without quotes.")))
        if key is not None:
            name = cells[at] if at < len(cells) else ""
            if not name:
                problems.append(Problem("", mapping.headers[at], _("is empty")))
            elif not problems:
                ordinal, first = repeats.see(hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest(), line)
                if ordinal:
                    problems.append(Problem("", mapping.headers[at], _("the same as on line {line}", line=first)))
        if not problems:
            try:
                value = parse(values)
            except (ValueError, SalesError) as error:
                problems = _problems(error, mapping)
            else:
                if key is not None:
                    yield Good(line, value, values, name, by_column=True)
                else:
                    content = content_key(values)
                    yield Good(line, value, values, content, repeats.see(content, line)[0])
                continue
        yield Bad(line, cells, tuple(problems))


def all_or_nothing(rows: Iterable[Good[T] | Bad], name: str) -> Iterator[Good[T]]:
    """Yield the good rows until a bad one; at the end, if any was bad, raise Usage that lists the first 20.

    `data["rows"]` of the error has line, column and reason; `data["bad"]` counts the bad rows of the whole file.
    """
    bad: list[Bad] = []
    count = 0
    for row in rows:
        if isinstance(row, Bad):
            count += 1
            if len(bad) < TOLD:
                bad.append(row)
        elif not count:
            yield row
    if not count:
        return
    lines = [n_("{n} row can't be read; nothing is imported.", "{n} rows can't be read; nothing is imported.", count)]
    lines += [f"  {line}" for row in bad for line in row.lines()]
    if count > len(bad):
        lines.append("  " + _("… and {n} more", n=count - len(bad)))
    raise Usage(
        "\n".join(lines),
        hint=_("Mend them, or import the others with --skip-bad; these then go to {file}.", file=rejected_name(name)),
        bad=count,
        rows=[
            {"line": row.line, "field": problem.key, "column": problem.column, "reason": problem.reason}
            for row in bad
            for problem in row.problems
        ],
    )


def rejected_name(path: str) -> str:
    """Return the name of the file that takes the bad rows of `path`."""
    return ("pasted" if path == "-" else path) + ".rejected.csv"


def content_key(values: dict[str, str]) -> str:
    """Return 32 hex that are the same for the same texts under the same fields, whatever the file's format or order.

    SHA-256, cut to 128 bits, over the fields that hold anything; a column that is empty everywhere changes nothing.
    """
    quote = encode_basestring
    kept = [f"{quote(key)}:{quote(text)}" for key, value in sorted(values.items()) if (text := clean(value))]
    whole = f"{{{','.join(kept)}}}"  # JSON with sorted keys and no spaces
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Repeats:
    """Counts equal keys in a few bytes a row, where a dict of a million keys would take 150 MB."""

    def __init__(self) -> None:
        self._size = 1 << 12
        self._prints = array("Q", bytes(8 * self._size))
        self._lines = array("Q", bytes(8 * self._size))
        self._used = 0
        self._counts: dict[str, int] = {}

    def see(self, key: str, line: int) -> tuple[int, int]:
        """Return how often a hex key was seen before, and the line where it was first."""
        print_ = int(key[:16], 16) or 1
        at = self._slot(print_)
        if self._prints[at]:
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key], self._lines[at]
        self._prints[at], self._lines[at] = print_, line
        self._used += 1
        if self._used * 2 > self._size:
            self._grow()
        return 0, line

    def _slot(self, print_: int) -> int:
        mask, at = self._size - 1, print_ & (self._size - 1)
        while self._prints[at] and self._prints[at] != print_:
            at = (at + 1) & mask
        return at

    def _grow(self) -> None:
        prints, lines = self._prints, self._lines
        self._size *= 2
        self._prints, self._lines = array("Q", bytes(8 * self._size)), array("Q", bytes(8 * self._size))
        for print_, line in zip(prints, lines, strict=True):
            if print_:
                at = self._slot(print_)
                self._prints[at], self._lines[at] = print_, line


def _problems(error: Exception, mapping: Mapping) -> list[Problem]:
    errors = error.errors if isinstance(error, RowError) else (error,)
    found = []
    for each in errors:
        key = each.key if isinstance(each, FieldError) else str(getattr(each, "data", {}).get("field", ""))
        found.append(Problem(key, mapping.label(key) if key else "", *_reason(each)))
    return found


def _reason(error: Exception) -> tuple[str, str]:
    """Return why, and what to do, in the language spoken: WordErrors carry keys, SalesErrors finished text."""
    if isinstance(error, FieldError):
        return error.reason, error.hint
    if isinstance(error, SalesError):
        return error.message.rstrip(".。"), error.hint
    reason, fields = getattr(error, "reason", ""), getattr(error, "fields", {})
    if reason:
        hint = str(getattr(error, "hint", ""))
        return _(str(reason), **fields).rstrip(".。"), _(hint) if hint else ""
    return shown(str(error)) or type(error).__name__, ""
