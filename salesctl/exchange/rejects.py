"""Rows set apart (退回行): `--skip-bad` imports the others, and these go to a file with their reasons, to be mended."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from salesctl.exchange.loading import Bad, Good, rejected_name
from salesctl.exchange.mapping import REJECT_HEADINGS, Mapping, plain
from salesctl.locale import n_

T = TypeVar("T")


class Rejects:
    """Takes bad rows into `FILE.rejected.csv` (0600, original columns, line and reason); a context manager.

    The file is made at the first bad row under a passing name and published by `publish()`, or when the block ends
    well; an exception removes it. An older one, which may have been mended by hand, is never replaced:
    then it is `FILE.rejected-2.csv`.
    """

    def __init__(self, path: str, mapping: Mapping) -> None:
        self.count = 0
        self.path: Path | None = None
        self._wanted = rejected_name(path)
        own = {plain(name) for name in REJECT_HEADINGS}
        self._kept = [at for at, heading in enumerate(mapping.headers) if plain(heading) not in own]
        self._headings = [mapping.headers[at] for at in self._kept]
        self._width = len(mapping.headers)
        self._stack = ExitStack()
        self._text: TextIOWrapper | None = None
        self._writer: Any = None
        self._published = False

    def keep(self, rows: Iterable[Good[T] | Bad]) -> Iterator[Good[T]]:
        """Yield the good rows and set the bad ones apart. Raises what `render.files.whole_file` does."""
        for row in rows:
            if isinstance(row, Bad):
                self.add(row)
            else:
                yield row

    def add(self, bad: Bad) -> None:
        """Set one row apart."""
        from salesctl.render.sanitize import cell_text

        if self._text is None:
            self._open()
        cells = bad.cells + [""] * (self._width - len(bad.cells))
        reason = "; ".join(
            f"{problem.column}: {problem.reason}" if problem.column else problem.reason for problem in bad.problems
        )
        row = [cells[at] for at in self._kept] + [str(bad.line), reason] + cells[self._width :]
        self._writer.writerow([cell_text(cell) for cell in row])
        self.count += 1

    def publish(self) -> Path | None:
        """Put the file in place; None when every row was good. Call it before the rows are committed."""
        if self._text is not None and not self._published:
            self._text.flush()
            self._text.detach()
            self._stack.close()
            self._published = True
        return self.path

    def note(self) -> str:
        """Say how many rows were set apart, and where."""
        return n_(
            "{n} row not imported; it stands with its reason in {file}.",
            "{n} rows not imported; they stand with their reasons in {file}.",
            self.count,
            file=self.path,
        )

    def _open(self) -> None:
        from salesctl.render.files import whole_file
        from salesctl.render.sanitize import cell_text

        self.path = _free(self._wanted)
        self._text = TextIOWrapper(self._stack.enter_context(whole_file(self.path)), encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow([cell_text(heading) for heading in self._headings] + list(REJECT_HEADINGS))

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.publish()
        elif self._published and self.path is not None:
            with suppress(OSError):
                os.unlink(self.path)
        else:
            if self._text is not None:
                with suppress(OSError, ValueError):
                    self._text.detach()
            with suppress(BaseException):
                self._stack.__exit__(kind, error, trace)


def _free(wanted: str) -> Path:
    path = Path(wanted)
    number = 1
    while os.path.lexists(path):
        number += 1
        path = Path(f"{wanted.removesuffix('.csv')}-{number}.csv")
    return path
