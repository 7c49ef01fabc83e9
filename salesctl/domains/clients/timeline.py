"""The file of one client (客户档案): basics, contacts, next steps, then all that happened, newest first (C5.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.clients.fields import CLIENT, FILE
from salesctl.domains.clients.models import Client, ClientLog, Contact
from salesctl.domains.clients.queries import People, client_rows, contacts
from salesctl.domains.org.queries import masked
from salesctl.domains.papers.queries import papers_of
from salesctl.domains.tasks.models import Task
from salesctl.domains.tasks.queries import open_for
from salesctl.ledger import tables
from salesctl.locale import N_, _, n_, p_
from salesctl.naming import short_number
from salesctl.render.sheet import Sheet, Value
from salesctl.timeline import Moment
from salesctl.timeline import moments as gather
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View

MOST = 60
"""Lines of the timeline on the page; JSON has all."""
_HIDDEN = {"normal_name", "tax_key", "team_id", "voided_by", "recorded_at", "recorded_by", "origin_key", "client_id"}
_LABELS = {field.key: field.label for field in CLIENT}
_WHAT = {
    "added": N_("file opened"),
    "imported": N_("imported"),
    "changed": N_("changed"),
    "voided": N_("voided"),
    "restored": N_("restored"),
    "contact_added": N_("new contact"),
    "contact_changed": N_("contact"),
    "contact_voided": N_("contact gone"),
}


def moments(view: View, client: str) -> Iterator[Moment]:
    """Yield logs, finished tasks, attached files and changes of a client's file."""
    people = People(view)
    yield from _logs(view, client, people)
    row: Any = Task
    done = select(Task).where(row.client_id == client, row.done_at.is_not(None), row.voided_at.is_(None))
    for task in view.session.scalars(done):
        assert task.done_at
        number = short_number(task.number, view.today.year)
        yield Moment(
            view.day_of(task.done_at),
            task.done_at,
            "task_done",
            _("done"),
            task.text,
            people.name(task.done_by),
            number,
            task.id,
        )
    for paper in papers_of(view, client):
        yield Moment(
            view.day_of(paper.recorded_at),
            paper.recorded_at,
            "paper",
            _("paper"),
            paper.title,
            people.name(paper.recorded_by),
            "",
            paper.id,
        )
    yield from _changes(view, client, people)


def _logs(view: View, client: str, people: People) -> Iterator[Moment]:
    log: Any = ClientLog
    found: Iterable[ClientLog] = view.session.scalars(
        select(log).where(log.client_id == client, log.voided_at.is_(None))
    )
    for row in found:
        text = f"{row.text} ({row.seen})" if row.seen else row.text
        yield Moment(
            row.on_date,
            row.at,
            row.channel,
            p_("client.channel", row.channel),
            text,
            people.name(row.owner_id),
            "",
            row.id,
        )


def _changes(view: View, client: str, people: People) -> Iterator[Moment]:
    """Read the journal of the client's row and its contacts: by the index on (row, rev), whatever the ledger's size."""
    c, e, s = tables.change, tables.entry, tables.shape
    contact: Any = Contact
    mine = [client, *view.session.scalars(select(contact.id).where(contact.client_id == client))]
    query = (
        select(
            c.c.row_id,
            c.c.rev,
            c.c.after,
            c.c.before,
            c.c.p_after,
            c.c.p_before,
            s.c.body,
            e.c.recorded_at,
            e.c.actor,
            e.c.action,
            e.c.id,
        )
        .join(e, (e.c.book == c.c.book) & (e.c.seq == c.c.seq))
        .join(s, s.c.no == c.c.shape)
        .where(c.c.row_id.in_(mine))
        .order_by(e.c.recorded_at, c.c.leaf)
    )
    rows = view.session.execute(query).all()
    opened = {row.id for row in rows if row.row_id == client and row.rev == 1}
    for row in rows:
        after, before = _values(row)
        what = _what(row, row.row_id == client, after, before)
        changes = tuple(_change(key, old, after.get(key), people) for key, old in before.items() if key not in _HIDDEN)
        if (row.row_id != client and row.id in opened) or (what.endswith("changed") and not changes):
            continue
        name = "" if row.row_id == client else str(after.get("name") or after.get("phone") or "")
        yield Moment(
            view.day_of(row.recorded_at),
            row.recorded_at,
            what,
            _(_WHAT[what]),
            name,
            people.name(row.actor),
            "",
            f"{row.id}{row.rev}",
            changes if what.endswith("changed") else (),
        )


def _values(row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a change's values by column: (after, the changed ones before)."""
    shape = json.loads(row.body)
    after: dict[str, Any] = {}
    before: dict[str, Any] = {}
    for part, new, old in (("o", row.after, row.before), ("p", row.p_after, row.p_before)):
        if new is not None:
            after.update(zip((name.rsplit(":", 1)[0] for name in shape[part]), json.loads(new), strict=True))
        before.update(json.loads(old) if old is not None else {})
    return after, before


def _what(row: Any, own: bool, after: dict[str, Any], before: dict[str, Any]) -> str:
    if row.rev == 1:
        return ("imported" if str(row.action).endswith(".import") else "added") if own else "contact_added"
    if "voided_at" in before:
        gone = after.get("voided_at") is not None
        return ("voided" if gone else "restored") if own else ("contact_voided" if gone else "contact_added")
    return "changed" if own else "contact_changed"


def _change(key: str, old: Any, new: Any, people: People) -> tuple[str, str | None, str | None]:
    if key in ("phone", "email", "wechat"):
        return key, None, None  # the numbers themselves stand above, masked where they must be
    if key == "owner_id":
        return "owner", people.name(old), people.name(new)
    return key, None if old is None else str(old), None if new is None else str(new)


def _words(one: Moment) -> str:
    """Return a moment's words for people: its text, and what changed."""
    parts = []
    for key, old, new in one.changes:
        if key == "kind":
            old, new = p_("client.kind", old or ""), p_("client.kind", new or "")
        label = _(_LABELS.get(key, key))
        parts.append(f"{label} {old or '-'} → {new or '-'}" if old or new else label)
    text = " / ".join(line.strip() for line in one.text.splitlines() if line.strip())
    return "  ".join(part for part in (text, _("; ").join(parts)) if part)


def client_file(view: View, row: Client, *, lines: bool, most: int | None = MOST) -> Sheet:
    """Return a client's file: `lines`, the page people read; else flat with `contacts`, `next_steps`, `timeline`."""
    people = People(view)
    basics = dict(zip((field.key for field in CLIENT), next(client_rows(view, [row], people)), strict=True))
    clear = people.clear(row.owner_id, row.team_id)
    known = [_contact(one, clear) for one in contacts(view, row.id)]
    steps = open_for(view, row.id)
    past = gather(view, "client", row.id)
    if not lines:
        extra = {
            "contacts": known,
            "next_steps": [
                {"id": t.id, "number": t.number, "text": t.text, "due": t.due, "owner": people.name(t.owner_id)}
                for t in steps
            ],
            "timeline": [
                {
                    "on_date": one.day,
                    "at": view.local(one.at).isoformat() if one.at else None,
                    "what": one.what,
                    "text": one.text,
                    "by": one.by,
                    "number": one.number or None,
                    "changes": [{"key": key, "before": old, "after": new} for key, old, new in one.changes],
                }
                for one in past
            ],
        }
        return Sheet(
            CLIENT, [tuple(basics[field.key] for field in CLIENT)], title=_title(view, row), single=True, extra=extra
        )
    basics["contacts_text"] = (
        "\n".join("  ".join(str(v) for k, v in one.items() if v and k != "id") for one in known) or None
    )
    basics["next_text"] = "\n".join(_step(view, task, people) for task in steps) or None
    basics["timeline_text"] = "\n".join(_page(view, past if most is None else past[:most])) or None
    page = Sheet(FILE, [tuple(basics[field.key] for field in FILE)], title=_title(view, row), single=True)
    if most is not None and len(past) > most:
        rest = len(past) - most
        page.notes.append(n_("{n} older line: --all", "{n} older lines: --all", rest))
    return page


def _title(view: View, row: Client) -> str:
    title = f"{short_number(row.number, view.today.year)} {row.name}"
    return title if row.voided_at is None else f"{title} ({_('void')})"


def _contact(one: Contact, clear: bool) -> dict[str, Value]:
    phone, email, wechat = (
        (one.phone, one.email, one.wechat) if clear else map(masked, (one.phone, one.email, one.wechat))
    )
    return {"id": one.id, "name": one.name, "title": one.title, "phone": phone, "email": email, "wechat": wechat}


def _step(view: View, task: Task, people: People) -> str:
    day = format_day(task.due, view.lang, view.today) if task.due else ""
    return "  ".join(
        part
        for part in (day, task.text, short_number(task.number, view.today.year), people.name(task.owner_id) or "")
        if part
    )


def _page(view: View, past: Sequence[Moment]) -> Iterator[str]:
    """Yield the timeline's lines, aligned: day and time, what, the words, who."""
    from salesctl.render.sanitize import visible
    from salesctl.render.width import display_width, pad

    heads = [(_when(view, one), one.label) for one in past]
    sides = [max((display_width(head[at]) for head in heads), default=0) for at in (0, 1)]
    for (when, label), one in zip(heads, past, strict=True):
        words = visible(_words(one))
        who = " ".join(part for part in (one.number, one.by or "") if part)
        yield "  ".join(part for part in (pad(when, sides[0]), pad(label, sides[1]), words, who) if part).rstrip()


def _when(view: View, one: Moment) -> str:
    day = one.day.isoformat() if one.day.year != view.today.year else f"{one.day:%m-%d}"
    return f"{day} {view.local(one.at):%H:%M}" if one.at else day
