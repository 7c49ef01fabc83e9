"""What `undo` does: choose the entry, load the rooms, reverse it, say what holds now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesctl.domains.org.people import may, never_locked, require, require_grant
from salesctl.domains.org.service import gives
from salesctl.errors import NotAllowed, NotFound, Refused, Usage
from salesctl.ledger import undo as ledger_undo
from salesctl.ledger.books import recall
from salesctl.ledger.history import Changed, Step, entries
from salesctl.ledger.opening import info
from salesctl.locale import _, n_
from salesctl.render.sheet import Field, Sheet
from salesctl.rooms import load_models, offered

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx
    from salesctl.ledger.record import Record
    from salesctl.render.sheet import Shown

TAKEN = (
    Field("id", "id", "Id", doc="Row key of the record."),
    Field("noun", "text", "Record", doc="What kind of record it is: client, task, team …"),
    Field("number", "number", "Number", doc="Its number or code, where it has one."),
)

RIGHTS = {
    "client": ("client.edit", "client.transfer"),
    "contact": ("client.edit",),
    "client_phone": ("client.edit",),
    "client_log": ("client.edit",),
    "task": ("task.edit",),
    "punch": ("checkin.edit", "checkin.for"),
    "paper": ("paper.edit",),
    "check_draw": ("check.edit",),
    "check_one": ("check.edit",),
    "check_point": ("check.edit",),
    "outing": ("visit.edit",),
    "stop": ("visit.edit",),
    "sales_order": ("order.edit",),
    "sales_order_item": ("order.edit",),
    "report": ("report.edit", "report.review"),
    "report_plan": ("report.edit",),
    "report_review": ("report.review",),
    "scorecard": ("assess.score",),
    "score_line": ("assess.score",),
    "archive_item": ("archive.edit",),
    "archive_link": ("archive.edit",),
    "calendar_year": ("calendar.edit",),
    "calendar_day": ("calendar.edit",),
    "closed_period": ("period.close", "period.reopen"),
    "team": ("team.edit",),
    "person": ("person.edit",),
}
"""Which rights, one of them, it takes to take back a change of a table; a table not named here takes `TABLE.edit`."""


def chosen(ctx: Ctx, entry: str | None) -> Step:
    """Return the entry to take back: the one named, else my last in this book that is not taken back yet.

    Raises NotAllowed for another's, Refused for what can't be undone, Usage for an import without --yes.
    """
    _me = ctx.me  # whoever may not act for the other is told that first
    if entry is None:
        return _last(ctx)
    from salesctl.commands.ledgering import find_entry

    step = find_entry(ctx, entry)
    if step.actor != ctx.actor.id:
        raise NotAllowed(_("Entry {n} is not yours.", n=step.seq), hint=_("Correct it by an entry of your own."))
    ledger_undo.refuse_hidden(ctx.session.connection(), step)
    if step.action.startswith(ledger_undo.NEVER) or step.n == 0:
        raise Refused(_("{action} can't be undone.", action=step.action), hint=_("Correct it by an entry of your own."))
    if step.action.endswith(ledger_undo.BULK) and not ctx.options.yes:
        raise Usage(
            _("Entry {n} is an import of {rows} rows.", n=step.seq, rows=step.n), hint=_("Add --yes to void them all.")
        )
    return step


def _last(ctx: Ctx) -> Step:
    """Return my last entry; what can't be undone, an import, what is hidden: each is named and not passed over."""
    connection = ctx.session.connection()
    seen, _how = recall(info(connection)["ledger"], ctx.ledger.path)
    undone = ledger_undo.undone_entries(connection)
    mine = entries(connection, newest=ledger_undo.LOOK, book=seen.book, actor=ctx.actor.id) if seen.book else ()
    for step in mine:
        if step.id in undone or step.action == "undo":
            continue
        ledger_undo.refuse_hidden(connection, step)
        if step.n == 0:
            continue
        if step.action == "init":
            break
        number = f"{step.ordinal:02d}:{step.seq}"
        if step.action.endswith(ledger_undo.BULK):
            raise Refused(
                n_(
                    "Your last entry, {number}, is an import of {n} row.",
                    "Your last entry, {number}, is an import of {n} rows.",
                    step.n,
                    number=number,
                ),
                hint=_("To void them all: salesctl undo {n} --yes", n=number),
            )
        if step.action.startswith(ledger_undo.NEVER):
            raise Refused(
                _("Your last entry, {n}, is {action}, which can't be undone.", n=number, action=step.action),
                hint=_("To take back an older one, give its number: salesctl undo ENTRY; see: salesctl ledger log"),
            )
        return step
    raise NotFound(_("There is nothing of yours to undo."), hint=_("See: salesctl ledger log"))


def _check_rights(tx: Tx, row: Record, change: Changed) -> None:
    """Raise NotAllowed unless the actor may still write a row that was just reversed.

    What counts is whose it is again: a client handed on by mistake comes back to who handed it on. A person has to be
    in reach before and after.
    """
    if change.table == "person":
        roles, logged = getattr(row, "roles", ""), getattr(row, "login", None)
        for team in dict.fromkeys((row.team_id, change.after.get("team_id"))):
            require(tx, "person.edit", _("take back a change of a person"), team=str(team) if team else None)
        had = (str(change.after.get("roles")), str(change.after.get("login") or "") or None)
        if gives(roles, logged, had) if change.before is not None else gives(roles, logged):
            require_grant(tx, row.id, row.team_id)
        return
    if tx.me.id in (getattr(row, "given_by", None), change.after.get("given_by")):
        return  # who gave a task may withdraw it
    rights = RIGHTS.get(change.table, (f"{change.table}.edit",))
    if not any(may(tx, right, owner=row.owner_id, team=row.team_id) for right in rights):
        what = " ".join(part for part in (_(row.NOUN), getattr(row, "number", "")) if part)
        require(tx, rights[0], _("take back a change of {what}", what=what), owner=row.owner_id, team=row.team_id)


def take_back(ctx: Ctx, step: Step) -> Shown:
    """Reverse an entry in a transaction of its own."""
    load_models()
    depends = offered("DEPENDS")
    reason = ctx.options.reason or _("undo of entry {n} ({action})", n=step.seq, action=step.action)
    with ctx.write(reason=reason, undoes=step.id) as tx:
        with never_locked(tx):
            done = ledger_undo.reverse(tx.ledger_tx, step, ctx.me.id, depends)
            for row, change in done:
                _check_rights(tx, row, change)
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
        rows = [(row.id, row.NOUN, getattr(row, "number", None) or getattr(row, "code", None)) for row, _change in done]
        return tx.show(message, Sheet(TAKEN, rows))


def _after(tx: Any, tables: set[Any]) -> None:
    if tables & {"team", "person"}:
        from salesctl.domains.org.service import refresh_scope

        refresh_scope(tx)
