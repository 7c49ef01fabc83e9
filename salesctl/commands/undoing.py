"""What `undo` does: choose the entry, load the rooms, reverse it, say what holds now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesctl.errors import NotAllowed, Refused, Usage
from salesctl.ledger import undo as ledger_undo
from salesctl.ledger.books import recall
from salesctl.ledger.history import Step
from salesctl.ledger.opening import info
from salesctl.locale import _, n_
from salesctl.rooms import load_models, offered

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown


def chosen(ctx: Ctx, entry: str | None) -> Step:
    """Return the entry to take back: the one named, else my last in this book that can be undone."""
    connection = ctx.session.connection()
    if entry is None:
        seen, _how = recall(info(connection)["ledger"], ctx.ledger.path)
        return ledger_undo.last_of(ctx.session, ctx.actor.id, seen.book)
    from salesctl.commands.ledgering import find_entry

    step = find_entry(ctx, entry)
    if step.actor != ctx.actor.id:
        raise NotAllowed(_("Entry {n} is not yours.", n=step.seq), hint=_("Correct it by an entry of your own."))
    if step.action.startswith(ledger_undo.NEVER) or step.n == 0:
        raise Refused(_("{action} can't be undone.", action=step.action))
    if step.action.endswith(ledger_undo.BULK) and not ctx.options.yes:
        raise Usage(
            _("Entry {n} is an import of {rows} rows.", n=step.seq, rows=step.n), hint=_("Add --yes to void them all.")
        )
    return step


def take_back(ctx: Ctx, step: Step) -> Shown:
    """Reverse an entry in a transaction of its own."""
    load_models()
    depends = offered("DEPENDS")
    reason = ctx.options.reason or _("undo of entry {n} ({action})", n=step.seq, action=step.action)
    with ctx.write(reason=reason, undoes=step.id) as tx:
        done = ledger_undo.reverse(tx.ledger_tx, step, ctx.me.id, depends)
        _after(tx, {type(row).__tablename__ for row, _change in done})
        names = []
        for row, _change in done:
            name = getattr(row, "number", None) or getattr(row, "code", None) or _(row.NOUN)
            if name and name not in names:
                names.append(name)
        what = ", ".join(names[:4]) + ("…" if len(names) > 4 else "")
        message = n_(
            "Taken back: {action}, {n} row: {what}",
            "Taken back: {action}, {n} rows: {what}",
            len(done),
            action=step.action,
            what=what,
        )
        return tx.show(message)


def _after(tx: Any, tables: set[Any]) -> None:
    if tables & {"team", "person"}:
        from salesctl.domains.org.service import refresh_scope

        refresh_scope(tx)
