"""Which rows the ledger has already (查重): identities of a row, and records looked up in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from salesctl.errors import Refused, Usage
from salesctl.exchange.mapping import Mapping, plain, shown
from salesctl.importing.offer import Importer, Incoming, Known
from salesctl.ledger.numbering import NUMBER
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.exchange.loading import Good
    from salesctl.ledger.record import Record

BATCH = 1000

Look = Callable[["View", str, Sequence[str]], dict[str, Known]]


class Spooled(NamedTuple):
    """A good row between the phases. `names` are (by, key), tried in order; `compared`: a difference is an update."""

    row: Incoming
    names: tuple[tuple[str, str], ...]
    compared: bool


class Identity:
    """Says by what each row of a file is known again."""

    def __init__(self, importer: Importer, mapping: Mapping, key: str | None) -> None:
        self.importer = importer
        self.column: str | None = key or importer.key or None
        """The column by which rows are told apart, for `read_rows`; None: by id, number, nature or content."""
        self.by = ""
        if self.column is not None:
            at = mapping.column(self.column)
            field = next((name for name, column in mapping.columns.items() if column == at), "")
            self.by = field if field in (*importer.keys, importer.key) else ""
            self._prefix = plain(mapping.headers[at])
        self._mapping = mapping
        self._strangers: set[str] = set()
        self._seen: set[bytes] = set()

    @property
    def numbered(self) -> bool:
        """Whether the file has a column of numbers of this noun."""
        return bool(self.importer.model.LETTER) and "number" in self._mapping.columns

    def meet(self, view: View, rows: Iterable[dict[str, str]], look: Look) -> None:
        """Look up the file's numbers once, so that a mistyped one is told with its line."""
        for batch in batched(self._numbers(rows)):
            self._strangers |= set(batch) - set(look(view, "number", batch))

    def _numbers(self, rows: Iterable[dict[str, str]]) -> Iterable[str]:
        for values in rows:
            number = values.get("number", "").upper()
            if self._own(number) and not values.get("id"):
                yield number

    def _own(self, number: str) -> bool:
        match = NUMBER.fullmatch(number)
        return match is not None and match["letter"] == self.importer.model.LETTER

    def check(self, texts: dict[str, str]) -> None:
        """Raise ValueError for a row whose id or number is unknown, or stands twice in the file."""
        number = texts.get("number", "").upper()
        if number in self._strangers and not texts.get("id"):
            raise ValueError(_("there is no {number}; leave the column out to add it: --map number=", number=number))
        name = texts.get("id") or number
        if name:
            print_ = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:12]
            if print_ in self._seen:
                raise ValueError(_("{name} stands twice in the file", name=shown(name)))
            self._seen.add(print_)

    def of(self, good: Good[dict[str, Any]]) -> Spooled:
        """Return a row with its identities."""
        names: list[tuple[str, str]] = []
        row_id, number = good.values.get("id", ""), good.values.get("number", "")
        compared = True
        if len(row_id) == 32 and not row_id.lower().strip("0123456789abcdef"):
            names.append(("id", row_id.lower()))
        elif not row_id and self._own(number.upper()):
            names.append(("number", number.upper()))
        if self.column is not None:
            if self.by:
                value = good.value.get(self.by)
                origin_key = f"{self.by}:{good.key if value is None else value}"
                names.append((self.by, str(good.key if value is None else value)))
            else:
                origin_key = f"{self._prefix}:{good.key}"
                names.append(("origin_key", origin_key))
        elif row_id or number:
            origin_key = f"id:{row_id}" if row_id else f"number:{number}"
            names.append(("origin_key", origin_key))
        else:
            origin_key = self.importer.natural(good.value) if self.importer.natural else good.origin_key
            names.append(("origin_key", origin_key))
            compared = False
        return Spooled(Incoming(good.line, good.value, origin_key), tuple(names), compared)


def known_rows(view: View, model: type[Record], by: str, keys: Sequence[str]) -> dict[str, Known]:
    """Return live records by a column, with all their columns as values. Raises Refused where a key names several."""
    table = model.__table__  # type: ignore[attr-defined]
    column = table.c[by]
    found: dict[str, Known] = {}
    for row in view.session.execute(select(table).where(column.in_(keys), table.c.voided_at.is_(None))).mappings():
        key = str(row[by])
        if key in found:
            raise Refused(
                _("Several records have {column} {key}.", column=by, key=shown(key)),
                hint=_("Choose a column whose values differ: --key COLUMN; or name the rows by number."),
            )
        found[key] = Known(row["id"], dict(row), str(row.get("name") or row.get("number") or ""))
    return found


def look_with(importer: Importer) -> Look:
    """Return how an importer's records are looked up."""
    if importer.known is not None:
        return importer.known
    return lambda view, by, keys: known_rows(view, importer.model, by, keys)


def find_known(view: View, look: Look, batch: Sequence[Spooled]) -> list[Known | None]:
    """Return for each row of a batch the record it is, None where it is new: one query per kind of identity."""
    found: dict[tuple[str, str], Known] = {}
    wanted: dict[str, list[str]] = {}
    for spooled in batch:
        for by, key in spooled.names:
            wanted.setdefault(by, []).append(key)
    for by, keys in wanted.items():
        found.update({(by, key): known for key, known in look(view, by, list(dict.fromkeys(keys))).items()})
    known: list[Known | None] = []
    for spooled in batch:
        record = next((found[name] for name in spooled.names if name in found), None)
        if record is None and spooled.names[0][0] == "number":
            raise Usage(_("There is no {number} any more.", number=spooled.names[0][1]), hint=_("Repeat the import."))
        known.append(record)
    return known


def batched(rows: Iterable[str], size: int = BATCH) -> Iterable[list[str]]:
    """Yield texts in lists of `size` at most."""
    batch: list[str] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
