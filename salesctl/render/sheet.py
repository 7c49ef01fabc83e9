"""What queries return and renderers draw: columns declared once, and rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from salesctl.render.page import Page

Value = str | int | Decimal | date | datetime | bool | tuple[str, ...] | None
"""A cell: text, whole number, decimal (money, quantity, days, hours, rate), day, instant (aware, UTC), flag, texts."""

Kind = Literal[
    "id",  # 32 hex; in JSON and CSV, never on a screen
    "number",  # what people call a record: C-2026-0042
    "text",
    "code",  # stored code; shown by its label in `context`, JSON keeps the code
    "name",  # a person's or client's name
    "phone",
    "email",
    "int",
    "money",  # Decimal, thousands commas and 2 decimals for people, plain number in JSON
    "quantity",
    "days",
    "hours",
    "minutes",
    "rate",  # Decimal ratio: 0.7182 in JSON, 72% for people
    "date",
    "instant",  # aware datetime; JSON ISO with the company's offset; people see the company's local time
    "flag",
    "bar",  # Decimal 0..1: the length of a bar, last in a table for people; data has none
    "list",  # tuple of texts
]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a noun. List, show, JSON, CSV, import, masking, filters, sorting and docs/json.md all read it.

    `label` is the English heading and gettext key; `aliases` are further headings an import knows, in either language;
    `context` is the gettext context of a code's labels and `codes` its values; `doc` says in one English line what the
    key means.
    """

    key: str
    kind: Kind
    label: str
    aliases: tuple[str, ...] = ()
    context: str = ""
    codes: tuple[str, ...] = ()
    doc: str = ""
    personal: bool = False
    importable: bool = False
    required: bool = False
    filterable: bool = False
    sortable: bool = False
    table: bool = True  # stands in the table on a screen; JSON, CSV and show always have it
    whole: bool = False  # money in whole units for people; data keeps the cents


@dataclass(slots=True)
class Sheet:
    """Rows under fields. `rows` may be a generator and is read once; each row has one value per field, in order.

    `single`: one record, shown as a form and as one JSON object. `report`: JSON is an object with `rows`, `totals` and
    `extra`; else an array. `totals` has values by field key. `notes` stand under the table (on stderr where stdout is
    data). `empty` says what to type when there is nothing. A page without `headings` still has its title where nothing
    is on it. `totals_label` stands before the totals in place of "Total"; `compare` are further rows under them, each
    a label and values by field key (last period, last year).
    """

    fields: tuple[Field, ...]
    rows: Iterable[tuple[Value, ...]]
    title: str = ""
    totals: Mapping[str, Value] | None = None
    notes: list[str] = field(default_factory=list)
    empty: str = ""
    single: bool = False
    report: bool = False
    headings: bool = True
    totals_label: str = ""
    compare: tuple[tuple[str, Mapping[str, Value]], ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def without_bars(sheet: Sheet) -> None:
    """Take the columns of kind "bar" out of a sheet that goes out as data."""
    kept = [at for at, field in enumerate(sheet.fields) if field.kind != "bar"]
    if len(kept) < len(sheet.fields):
        rows = sheet.rows
        sheet.fields = tuple(sheet.fields[at] for at in kept)
        sheet.rows = (tuple(row[at] for at in kept) for row in rows)


@dataclass(slots=True)
class Shown:
    """What a command hands to the frame: one line saying what now holds, the record or table, and talk for stderr.

    `page` is the same for people: a table on a screen and HTML draw it, data formats the sheet. `exit_code` is 0, or 6
    where a check found something.
    """

    message: str = ""
    sheet: Sheet | None = None
    talk: list[str] = field(default_factory=list)
    exit_code: int = 0
    page: Page | None = None
