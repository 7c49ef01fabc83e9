"""Finding by name (查找): folded name, pinyin and initials of what people name, kept beside the rows.

`hlcs` and `hualian` find 华联超市. Pinyin is computed when a name is written (importing its table costs a quarter of a
second), never when it is looked up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert

from salesctl.ledger import tables
from salesctl.ledger.chain import Json
from salesctl.ledger.engine import writing
from salesctl.ledger.findings import Finding, Report, read, shown, tables_there
from salesctl.ledger.record import Record
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.ledger.session import Transaction

SURNAMES = {
    "单": "shan", "区": "ou", "仇": "qiu", "解": "xie", "查": "zha", "曾": "zeng", "尉迟": "yuchi", "盖": "ge",
    "缪": "miao", "朴": "piao", "任": "ren", "华": "hua", "燕": "yan", "宁": "ning", "覃": "qin", "翟": "zhai",
    "员": "yun", "乐": "yue", "繁": "po", "召": "shao", "都": "du", "万俟": "moqi", "长孙": "zhangsun", "谌": "chen",
    "冼": "xian", "柏": "bai", "牟": "mou",
}  # fmt: skip
"""Surnames that pypinyin reads by their common sound."""


def fold(text: str) -> str:
    """Fold a name for comparison: compatibility forms, case, accents of western letters, spaces and signs away."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in flat if char.isalnum())


def forms(text: str, *, person: bool = False) -> set[str]:
    """Return the forms under which `text` is found: folded, and where it has Chinese, full pinyin and initials."""
    found = {fold(text)}
    if any("\u3400" <= char <= "\u9fff" or char >= "\U00020000" for char in text):
        for syllables in _readings(text, person):
            found.add("".join(syllables))
            found.add("".join(s[0] for s in syllables))
    found.discard("")
    return {form[:80] for form in found}


def _readings(text: str, person: bool) -> Iterator[list[str]]:
    from pypinyin import Style, lazy_pinyin

    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    plain = [fold(s) for s in lazy_pinyin(kept, style=Style.NORMAL, v_to_u=False)]
    yield [s for s in plain if s]
    if person:
        for length in (2, 1):
            if kept[:length] in SURNAMES:
                rest = [fold(s) for s in lazy_pinyin(kept[length:], style=Style.NORMAL)]
                yield [SURNAMES[kept[:length]], *[s for s in rest if s]]
                return


def texts_forms(texts: Iterable[str | None], *, person: bool = False) -> set[str]:
    """Return the forms of several texts of one row."""
    found: set[str] = set()
    for text in texts:
        if text:
            found |= forms(text, person=person)
    return found


def follow(tx: Transaction, record: Record, before: dict[str, Json] | None) -> None:
    """Bring the search rows of a changed record up to date; voided ones leave it."""
    names = record.SEARCH
    if not names or (before is not None and "voided_at" not in before and not any(name in before for name in names)):
        return
    with writing():
        if before is not None:
            tx.connection.execute(delete(tables.search).where(tables.search.c.row_id == record.id))
        if record.voided_at is None:
            found = texts_forms((getattr(record, name) for name in names), person=record.NOUN == "person")
            if found:
                rows = [{"noun": record.NOUN, "form": form, "row_id": record.id} for form in sorted(found)]
                tx.connection.execute(insert(tables.search), rows)


def search_rows(connection: Connection, model: type[Record]) -> Iterator[tuple[str, str, str]]:
    """Yield the (noun, form, row id) that a table's living rows are found by, in the order of row ids."""
    if not model.SEARCH:
        return
    table: str = model.__table__.name  # type: ignore[attr-defined]
    names = ", ".join(f'"{name}"' for name in model.SEARCH)
    for row_id, *texts in read(connection, f'SELECT id, {names} FROM "{table}" WHERE voided_at IS NULL ORDER BY id'):
        for form in sorted(texts_forms(texts, person=model.NOUN == "person")):
            yield model.NOUN, form, row_id


def search_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Recompute the search rows of the loaded rooms (an `extra` check of verify: it needs their models)."""
    from salesctl.ledger.rowchecks import shapes_by_table
    from salesctl.ledger.undo import models

    existing = tables_there(connection)
    known = {name: model for name, model in models().items() if model.SEARCH and name in existing}
    nouns = {model.NOUN for model in known.values()}
    for noun in sorted(nouns):
        wanted = {row[1:] for model in known.values() if noun == model.NOUN for row in search_rows(connection, model)}
        query = "SELECT CAST(form AS BLOB), CAST(row_id AS BLOB) FROM search WHERE noun = ?"
        kept = {(shown(form), shown(row_id)) for form, row_id in read(connection, query, noun)}
        for form, row_id in sorted(wanted ^ kept):
            message = (
                _("{form} is missing", form=form)
                if (form, row_id) in wanted
                else _("{form} is no name of it", form=form)
            )
            yield Finding("search", f"search {noun} {row_id}", message)
    unloaded = shapes_by_table(connection).keys() - known.keys()
    for (noun,) in list(read(connection, "SELECT DISTINCT CAST(noun AS BLOB) FROM search")):
        if shown(noun) not in nouns | unloaded:
            yield Finding("search", f"search {shown(noun)}", _("is no noun of this ledger"))
