"""Headings and fields (表头对应): what each column of a file is, by key, label in either language, or alias."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from salesctl.errors import Usage
from salesctl.locale import _
from salesctl.render.sheet import Field

if TYPE_CHECKING:
    from salesctl.exchange.reading import TableSource

Translations = Callable[[str], str]
"""English label → Chinese label, whatever language is spoken now."""

_REQUIRED_MARK = re.compile(r"\((?:必填|选填|必填项|required|optional)\)")
_SIGNS = re.compile(r"[\s_\-*:.#/\u200b-\u200f\ufeff]+")
REJECT_HEADINGS = ("rejected_line", "rejected_reason")
"""Columns that salesctl adds to a file of rejected rows; such a file can be imported as it is."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where each field stands. `columns`: field key → column index; `headers` as the file has them.

    `header_line` is their line; `unknown` are headings nobody knows and `ignored` those of fields that can't be
    imported (both for an echo); `missing` are the importable fields without a column.
    """

    headers: tuple[str, ...]
    columns: dict[str, int]
    fields: tuple[Field, ...]
    unknown: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    missing: tuple[Field, ...] = ()
    header_line: int = 1
    _names: dict[str, str] = field(default_factory=dict)

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the texts of one row by field key; a cell that the row lacks is the empty text."""
        width = len(cells)
        return {key: cells[at] if at < width else "" for key, at in self.columns.items()}

    def column(self, name: str) -> int:
        """Return the index of a column named by heading, field key or label (`--key COLUMN`). Raises Usage."""
        wanted = plain(name)
        at = [index for index, heading in enumerate(self.headers) if plain(heading) == wanted]
        if len(at) == 1:
            return at[0]
        key = self._names.get(wanted)
        if not at and key in self.columns:
            return self.columns[key]
        raise _no_column(name, self.headers)

    def label(self, key: str) -> str:
        """Return the heading under which the file has a field, else its label."""
        if key in self.columns:
            return self.headers[self.columns[key]]
        return next((_(each.label) for each in self.fields if each.key == key), key)

    def echo(self) -> list[str]:
        """Say what was not taken from the file, in lines for stderr."""
        lines = []
        if self.unknown:
            lines.append(_("Columns not imported: {columns}.", columns=_listing(self.unknown)))
        if self.ignored:
            lines.append(_("Columns the ledger keeps itself: {columns}.", columns=_listing(self.ignored)))
        return lines


def plain(heading: str) -> str:
    """Reduce a heading to what is compared: no case, blanks, underscores, full-width forms, stars or 必填 marks."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return _SIGNS.sub("", _REQUIRED_MARK.sub("", text))


def chinese() -> Translations:
    """Return the Chinese of English labels, read from the catalogue whatever language is spoken."""
    from gettext import GNUTranslations
    from pathlib import Path

    import salesctl.locale

    path = Path(salesctl.locale.__file__).with_name("zh_CN.mo")
    if not path.exists():
        return lambda message: message
    with path.open("rb") as file:
        return GNUTranslations(file).gettext


def match_headers(
    headers: Sequence[str],
    fields: Sequence[Field],
    maps: Sequence[str] = (),
    *,
    translations: Translations | None = None,
    header_line: int = 1,
) -> Mapping:
    """Match a file's headings with a noun's fields; `maps` are `column=field` from `--map` and come first.

    A column may be `#3` (the third); `column=` leaves it out. Importable fields are matched, and `id` and `number`, by
    which a row is known again. Raises Usage for a doubled heading, an unknown column or field, and a required field
    without a column.
    """
    names = _names(fields, translations or chinese())
    taken = {each.key for each in fields if each.importable or each.kind in ("id", "number")}
    columns: dict[str, int] = {}
    told: dict[int, str | None] = {}
    for text in maps:
        at, key = _told(text, headers, names, fields)
        if key is not None and key not in taken:
            raise Usage(
                _("“{field}” can't be imported.", field=key), hint=_("The ledger keeps it itself; leave it out.")
            )
        if at in told or (key is not None and key in columns):
            raise Usage(_("--map “{text}” says something twice.", text=text), hint=_("One --map for each column."))
        told[at] = key
        if key is not None:
            columns[key] = at
    unknown: list[str] = []
    ignored: list[str] = []
    said = set(columns)
    for at, heading in enumerate(headers):
        key = names.get(plain(heading))
        if at in told or not heading or plain(heading) in map(plain, REJECT_HEADINGS):
            continue
        if key is None or key in said:
            unknown.append(heading)
        elif key not in taken:
            ignored.append(heading)
        elif key in columns:
            raise Usage(
                _(
                    "Columns “{first}” and “{second}” mean the same.",
                    first=shown(headers[columns[key]]),
                    second=shown(heading),
                ),
                hint=_("Say which one counts: --map “{example}”.", example=f"#{at + 1}={key}"),
                field=key,
            )
        else:
            columns[key] = at
    missing = tuple(each for each in fields if each.importable and each.key not in columns)
    required = [each for each in missing if each.required]
    if required:
        raise _lacks(required, headers, unknown)
    return Mapping(tuple(headers), columns, tuple(fields), tuple(unknown), tuple(ignored), missing, header_line, names)


def match_source(
    source: TableSource,
    fields: Sequence[Field],
    maps: Sequence[str] = (),
    *,
    translations: Translations | None = None,
) -> Mapping:
    """Find the heading line among a file's first rows and match it, as `match_headers` does.

    Exports of time clocks put titles and dates above their headings: the row that knows most fields is taken (two at
    least, else the first row), and the source starts below it.
    """
    translations = translations or chinese()
    names = _names(fields, translations)
    for text in maps:
        column = plain(text.replace("＝", "=").rpartition("=")[0])
        if column and not text.strip().startswith("#"):
            names.setdefault(column, "--map " + column)
    best, line = 1, source.head[0][0]
    for at, cells in source.head:
        known = len({names[plain(cell)] for cell in cells if cell and plain(cell) in names})
        if known > best:
            best, line = known, at
    source.use_header(line)
    if line != source.head[0][0]:
        source.notes.append(_("The headings are on line {line}.", line=line))
    return match_headers(source.headers, fields, maps, translations=translations, header_line=line)


def _names(fields: Sequence[Field], translations: Translations) -> dict[str, str]:
    """Return every known name → field key; keys win over labels and labels over aliases, earlier fields over later."""
    names: dict[str, str] = {}
    for each in fields:
        names.setdefault(plain(each.key), each.key)
    for each in fields:
        if each.label:
            names.setdefault(plain(each.label), each.key)
            names.setdefault(plain(translations(each.label)), each.key)
    for each in fields:
        for alias in each.aliases:
            names.setdefault(plain(alias), each.key)
    names.pop("", None)
    return names


def _told(text: str, headers: Sequence[str], names: dict[str, str], fields: Sequence[Field]) -> tuple[int, str | None]:
    column, sign, wanted = text.replace("＝", "=").rpartition("=")
    if not sign or not column.strip():
        raise Usage(
            _("--map “{text}” is not column=field.", text=text),
            hint=_("For example: --map “{example}”.", example="客户=name"),
        )
    if re.fullmatch(r"#\d{1,5}", column.strip()) and 0 < int(column.strip()[1:]) <= len(headers):
        at = int(column.strip()[1:]) - 1
    else:
        found = [index for index, heading in enumerate(headers) if plain(heading) == plain(column)]
        if not found:
            raise _no_column(column, headers)
        if len(found) > 1:
            raise Usage(
                _("Two columns are called “{column}”.", column=shown(column.strip())),
                hint=_("Say which one counts: --map “{example}”.", example=f"#{found[0] + 1}={wanted}"),
            )
        at = found[0]
    if not wanted.strip():
        return at, None
    key = names.get(plain(wanted))
    if key is None:
        known = [each.key for each in fields if each.importable]
        near = get_close_matches(plain(wanted), [plain(key) for key in known], n=1)
        hint = _("Fields: {fields}.", fields=", ".join(known))
        if near:
            meant = next(key for key in known if plain(key) == near[0])
            hint = _("Did you mean {name}?", name=meant) + " " + hint
        raise Usage(_("There is no field “{field}”.", field=wanted.strip()), hint=hint)
    return at, key


def _lacks(required: Sequence[Field], headers: Sequence[str], unknown: Sequence[str]) -> Usage:
    wanted = ", ".join(f"{_(each.label)} ({each.key})" for each in required)
    example = f"{unknown[0] if unknown else 'COLUMN'}={required[0].key}"
    return Usage(
        _("No column for {fields}; found: {columns}.", fields=wanted, columns=_listing(headers)),
        hint=_("Say which column it is: --map “{example}”.", example=example),
        missing=[each.key for each in required],
        columns=list(headers),
    )


def _no_column(name: str, headers: Sequence[str]) -> Usage:
    return Usage(
        _("There is no column “{column}”; found: {columns}.", column=shown(name.strip()), columns=_listing(headers)),
        hint=_("Columns are named as in the file, or #1, #2 by their place."),
        columns=list(headers),
    )


def shown(text: str) -> str:
    """Make a text of a file harmless and short enough for a message."""
    from salesctl.render.sanitize import visible

    text = visible(text)
    return text if len(text) <= 60 else text[:59] + "…"


def _listing(names: Sequence[str]) -> str:
    listed = [shown(name) for name in names if name]
    return ", ".join(listed[:30]) + (" …" if len(listed) > 30 else "")
