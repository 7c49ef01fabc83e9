"""Naming things (指名): numbers, `.`, codes, names, pinyin and initials, the same way for every noun.

On a terminal one match, or one of mine among several, is used and echoed, else a numbered choice with mine first. A
script must give an exact number, code or full name; anything else lists what matches and exits 3.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select

from salesctl.errors import Ambiguous, NotFound
from salesctl.ledger import tables
from salesctl.ledger.numbering import spoken
from salesctl.ledger.record import Record
from salesctl.ledger.searching import fold
from salesctl.locale import _, n_
from salesctl.rooms import places, resolve

if TYPE_CHECKING:
    from salesctl.context import Ctx, View
    from salesctl.ledger.operations import AlreadyDone
    from salesctl.ledger.session import Transaction
    from salesctl.params import Token
    from salesctl.render.sheet import Sheet, Shown

MOST = 9
NEWEST = 1000
"""Records of a kind that each write brings up to date for completion."""


@dataclass(frozen=True, slots=True)
class Match:
    """A record that was named: enough to read it again under the lock, and to say which it was."""

    kind: str
    id: str
    rev: int
    number: str
    label: str
    owner_id: str | None = None

    @property
    def name(self) -> str:
        """Number and label as one person would say it; what has no name of its own is its number."""
        return " ".join(part for part in dict.fromkeys((self.number, self.label)) if part)


@dataclass(frozen=True, slots=True)
class Reference:
    """How records of a noun are named: REFERENCES of a room's `room.py` points here.

    `name` and `code` are columns; `letter` the number's; `detail` a column that tells namesakes apart. `narrow` is a
    "module:function" of (view, query) that leaves out what the asker may not even know of.
    """

    kind: str
    model: type[Record]
    name: str = "name"
    code: str = ""
    letter: str = ""
    detail: str = ""
    right: str = ""
    narrow: str = ""


def reference(kind: str) -> Reference:
    """Return how `kind` is named; raises NotFound for a noun without a reference."""
    known = places("REFERENCES")
    if kind not in known:
        raise NotFound(_("Nothing is called {text}.", text=kind))
    found: Reference = resolve(known[kind])
    return found


def references() -> list[Reference]:
    """Return every noun that can be named; loads the rooms' models."""
    return [reference(kind) for kind in places("REFERENCES")]


def short_number(number: str, year: int) -> str:
    """Drop the current year from a number for a message: C-2026-0102 is C-0102 in 2026, C-2025-0102 stays."""
    letter, _dash, rest = number.partition("-")
    return f"{letter}-{rest[5:]}" if rest.startswith(f"{year}-") else number


def find(ctx: Ctx, token: Token) -> Match:
    """Resolve a token; see the module's rules. Raises NotFound or Ambiguous (3)."""
    text = token.text.strip()
    if text == ".":
        return last(ctx, token.kind)
    if token.kind == "any":
        kinds = _kinds_of_number(text)
        if not kinds:
            raise NotFound(_("{text} is no number.", text=text), hint=_("Numbers look like C-2026-0042 or c42."))
    else:
        kinds = [reference(token.kind)]
    for ref in kinds:
        exact = _exact(ctx, ref, text)
        if len(exact) == 1:
            return exact[0]
        if exact:
            return choose(ctx, text, exact)
    ref = kinds[0]
    loose = [] if token.kind == "any" else _loose(ctx, ref, text)
    if not loose:
        raise NotFound(
            _("No {noun} matches {text}.", noun=_(ref.kind), text=text),
            hint=_("See: salesctl {noun} list", noun=ref.kind),
        )
    return choose(ctx, text, loose)


def find_any(ctx: Ctx, token: Token) -> Match:
    """Resolve a number of any noun, else a person, team or client by code or name."""
    if token.text.strip() == "." or _kinds_of_number(token.text.strip()):
        return find(ctx, token)
    from salesctl.params import Token as Given

    for kind in places("REFERENCES"):
        try:
            return find(ctx, Given(kind, token.text))
        except NotFound:
            continue
    raise NotFound(_("Nothing is called {text}.", text=token.text), hint=_("Give its number, code or name."))


def _kinds_of_number(text: str) -> list[Reference]:
    read = spoken(text)
    kinds = places("LETTERS")
    return [reference(kinds[read[0]])] if read and read[0] in kinds else []


def _match(ref: Reference, record: Any) -> Match:
    number = str(getattr(record, "number", "") or (getattr(record, ref.code) if ref.code else ""))
    label = str(getattr(record, ref.name) or "").partition("\n")[0]
    return Match(ref.kind, record.id, record.rev, number, label[:40], record.owner_id)


def _query(ctx: View, ref: Reference, *conditions: ColumnElement[bool]) -> list[Match]:
    model: Any = ref.model
    query = select(model).where(model.voided_at.is_(None), *conditions)
    if ref.right:
        from salesctl.domains.org.people import scoped

        query = scoped(ctx, query, model, ref.right)
    if ref.narrow:
        query = resolve(ref.narrow)(ctx, query)
    return [_match(ref, record) for record in ctx.session.scalars(query.limit(200))]


def _exact(ctx: View, ref: Reference, text: str) -> list[Match]:
    model: Any = ref.model
    if ref.letter and (read := spoken(text, ref.letter)) and read[0] == ref.letter:
        letter, year, site, count = read
        wanted = f"{letter}-{year or ctx.today.year}-{site}{count:04d}"
        found = _query(ctx, ref, model.number == wanted)
        if not found and year is None:
            newest = (
                select(model.number)
                .where(model.number.like(f"{letter}-____-{site}{count:04d}"))
                .order_by(model.number.desc())
                .limit(1)
            )
            if (other := ctx.session.scalar(newest)) is not None:
                found = _query(ctx, ref, model.number == other)
        if found:
            return found
    if ref.code:
        found = _query(ctx, ref, getattr(model, ref.code) == text)
        if found:
            return found
    same = _query(ctx, ref, getattr(model, ref.name) == text)
    if same or not fold(text):
        return same
    rows = select(tables.search.c.row_id).where(
        tables.search.c.noun == ref.kind, tables.search.c.form == fold(text)[:80]
    )
    return [m for m in _query(ctx, ref, model.id.in_(rows)) if fold(m.label) == fold(text)[:80]]


def _loose(ctx: View, ref: Reference, text: str) -> list[Match]:
    folded = fold(text)[:80]
    if not folded:
        return []
    model: Any = ref.model
    form = tables.search.c.form
    for condition in ((form >= folded) & (form < folded + "\U0010ffff"), form.contains(folded, autoescape=True)):
        rows = select(tables.search.c.row_id).where(tables.search.c.noun == ref.kind, condition).limit(200)
        if found := _query(ctx, ref, model.id.in_(rows)):
            return found
    return _query(ctx, ref, getattr(model, ref.code).contains(text, autoescape=True)) if ref.code else []


def choose(ctx: Ctx, text: str, found: Sequence[Match]) -> Match:
    """Take one of several: the only one, the only one of mine, or the one a person picks. Else raises Ambiguous."""
    mine = [match for match in found if match.owner_id == ctx.me.id]
    ordered = [*mine, *(match for match in found if match.owner_id != ctx.me.id)]
    if ctx.asks:
        only = found[0] if len(found) == 1 else mine[0] if len(mine) == 1 else None
        if only is not None:
            sys.stderr.write(_("{text}: {name}", text=text, name=only.name) + "\n")
            return only
        return _pick(text, ordered)
    names = ", ".join(match.name for match in ordered[:MOST]) + ("…" if len(ordered) > MOST else "")
    raise Ambiguous(
        n_(
            "{n} {noun} matches {text}: {names}",
            "{n} match {text}: {names}",
            len(found),
            noun=_(found[0].kind),
            text=text,
            names=names,
        ),
        hint=_("Give the number, the code or the full name."),
        candidates=[{"number": match.number, "name": match.label, "id": match.id} for match in ordered[:50]],
    )


def _pick(text: str, ordered: Sequence[Match]) -> Match:
    from salesctl.render.sanitize import visible

    shown = ordered[:MOST]
    sys.stderr.write(_("{n} match {text}; yours first.", n=len(ordered), text=visible(text)) + "\n")
    for position, match in enumerate(shown, 1):
        sys.stderr.write(f"  {position}  {visible(match.name)}\n")
    sys.stderr.write(_("Which? [1-{n}, Enter = none] ", n=len(shown)))
    sys.stderr.flush()
    answer = sys.stdin.readline().strip()
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(shown):
        return shown[int(answer) - 1]
    raise Ambiguous(_("Nothing written."), hint=_("Give the number, the code or the full name."))


def last(ctx: Ctx, kind: str) -> Match:
    """Return the record of my last entry in this device's book, of `kind` where that is known."""
    from salesctl.ledger.books import recall
    from salesctl.ledger.history import changes, entries
    from salesctl.ledger.opening import info

    known = {ref.model.__table__.name: ref for ref in references()}  # type: ignore[attr-defined]
    connection = ctx.session.connection()
    seen, _how = recall(info(connection)["ledger"], ctx.ledger.path)
    for step in entries(connection, newest=50, book=seen.book, actor=ctx.actor.id):
        for change in changes(connection, step.book, step.seq, most=20):
            ref = known.get(change.table)
            if ref and kind in ("any", ref.kind) and (found := _query(ctx, ref, ref.model.id == change.row)):  # type: ignore[arg-type]
                return found[0]
    raise NotFound(_("You have no record yet that . could mean."), hint=_("Give its number."))


def show_record(view: View, table: str, row: str) -> tuple[str, Sheet | None]:
    """Return (name, sheet) of a row by its table, for answers to a repeated operation and for history."""
    for ref in references():
        if ref.model.__table__.name == table:  # type: ignore[attr-defined]
            record = _visible(view, ref, row)
            if record is not None:
                return _match(ref, record).name, _record_sheet(view, ref, record)
    return "", None


def _visible(view: View, ref: Reference, row: str) -> Record | None:
    """Return a row, a void one too, that the actor may see; None for any other."""
    from salesctl.domains.org.people import reach_of, scoped

    model: Any = ref.model
    query = select(model).where(model.id == row)
    if ref.right:
        if reach_of(view, ref.right) is None:
            return None
        query = scoped(view, query, model, ref.right)
    if ref.narrow:
        query = resolve(ref.narrow)(view, query)
    found: Record | None = view.session.scalars(query).first()
    return found


def _record_sheet(view: View, ref: Reference, record: Record) -> Sheet | None:
    package = ref.model.__module__.rpartition(".")[0]
    show = getattr(import_module(f"{package}.queries"), f"{ref.kind}_sheet", None)
    sheet: Sheet | None = show(view, record) if show else None
    return sheet


def already(ctx: Ctx, done: AlreadyDone) -> Shown:
    """Answer a repeated operation id with its records as they are now."""
    for table, row in done.rows:
        name, sheet = show_record(ctx, table, row)
        if name:
            break
    else:
        name, sheet = "", None
    when = ctx.local(done.recorded_at).strftime("%Y-%m-%d %H:%M")
    return ctx.shown(_("Already done at {when}: {what}", when=when, what=name or done.entry_id[:12]), sheet)


def remember(ctx: Ctx, inner: Transaction) -> None:
    """Refresh the completion cache for the nouns a write touched; a cache that can't be made is no error."""
    from contextlib import suppress

    kinds = {pending.record.NOUN for pending in inner.session.pending.values()} & places("REFERENCES").keys()
    action = inner.request.action
    if action.endswith(".import"):
        kinds.add(action.partition(".")[0])
    with suppress(Exception):  # the entry is written; nothing here may make it look otherwise
        _refresh_cache(ctx, kinds & places("REFERENCES").keys())


def _refresh_cache(ctx: Ctx, kinds: set[str]) -> None:
    from salesctl import names
    from salesctl.completion import completion_cache_path, read_cache, write_cache

    if not kinds:
        return
    path = completion_cache_path(ctx.config.ledger)
    rows = [row for row in read_cache(path) if row[0] not in kinds]
    for kind in sorted(kinds):
        ref = reference(kind)
        model: Any = ref.model
        number = model.number if hasattr(model, "number") else getattr(model, ref.code)
        query = select(model.id, number, getattr(model, ref.name)).where(model.voided_at.is_(None))
        if kind not in ("person", "team"):
            query = query.where(model.owner_id == ctx.me.id)
        query = query.order_by(model.id.desc())
        newest = ctx.session.execute(query.limit(NEWEST)).all()
        rows += [(kind, *row) for found in newest for row in _completed(ref, found)]
        every = names.beside(path, kind)
        if len(newest) == NEWEST and newest[-1].id > names.newest(every):
            found = ctx.session.execute(query.execution_options(yield_per=1000))
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            names.write(every, newest[0].id, (row for one in found for row in _completed(ref, one)))
        elif len(newest) < NEWEST:
            every.unlink(missing_ok=True)
    write_cache(path, rows)


def _completed(ref: Reference, found: Any) -> Iterator[tuple[str, str]]:
    """Yield what completion offers of a record, with the help beside it: its number, and its name where it has one."""
    _id, short, label = found
    words = str(label or "").partition("\n")[0][:40]
    yield short, words
    if ref.model.SEARCH and words and words != short:
        yield words, short
