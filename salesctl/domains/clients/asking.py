"""What the commands of clients read and ask before anything is locked, and how they say what now holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from salesctl.domains.clients.alikes import Alike, look_alikes
from salesctl.domains.clients.models import Client
from salesctl.domains.clients.queries import SCREEN, Filter
from salesctl.domains.clients.rules import Likeness, Verdict, face
from salesctl.domains.clients.service import Logged, check_level, find_contact, refused
from salesctl.domains.clients.vocab import split_channel
from salesctl.domains.org.people import Actor, someone
from salesctl.errors import Refused, Usage
from salesctl.locale import _, p_
from salesctl.naming import short_number
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx
    from salesctl.params import Token
    from salesctl.values.period import Period


def for_people(ctx: Ctx) -> bool:
    """Say whether the answer is a page for people, not data."""
    return ctx.options.output is None and ctx.options.format in (None, "table", "md")


def most(ctx: Ctx, limit: int | None) -> int | None:
    """Return how many rows a list may have: as said, else a screenful on a terminal and all elsewhere."""
    if limit is not None:
        return limit or None
    return SCREEN if ctx.terminal and ctx.options.output is None and ctx.options.format in (None, "table") else None


def owner(ctx: Ctx, token: Token | None) -> Actor | None:
    """Return the person an option names."""
    return someone(ctx, ctx.find(token).id) if token else None


def wanted(
    ctx: Ctx, owner: Token | None, team: Token | None, all_: bool, *, level: str | None = None, **rest: Any
) -> Filter:
    """Return the filter of a list: mine unless a person, a team or everyone's is asked for."""
    whose = ctx.find_id(owner)
    if whose is None and team is None and not all_:
        whose = ctx.me.id
    return Filter(owner=whose, team=ctx.find_id(team), level=check_level(ctx, level) if level else None, **rest)


def period(ctx: Ctx, text: str | None) -> Period | None:
    """Read the period of a list."""
    from salesctl.values.period import parse_period

    return parse_period(text, ctx.today) if text else None


def accept(ctx: Ctx, name: str, phones: Sequence[str], tax_id: str) -> tuple[set[str] | None, list[str]]:
    """Show the clients that look like a new one; returns the ids waved through (None: all) and what is to be told.

    On a terminal a likely one asks; a script is refused (5) where it is surely the same, else told. `--yes` adds it.
    """
    new = face(name, "\n".join(phones), tax_id)
    found = look_alikes(ctx, new)
    told = [_told(ctx, one) for one in found if one.verdict is Verdict.TOLD]
    likely = [one for one in found if one.verdict is not Verdict.TOLD]
    same = [one for one in likely if one.verdict is Verdict.SAME]
    if ctx.options.yes:
        return None, told + [_told(ctx, one) for one in likely]
    if not ctx.asks:
        if same:
            raise refused(same, ctx)
        return set(), told + [_told(ctx, one) for one in likely]
    if likely:
        question = "\n".join(
            [*(f"  {_why(ctx, one)}" for one in likely[:9]), _("Add {name} all the same?", name=name.strip())]
        )
        if not ctx.confirm(question, default=False):
            known = next((one.number for one in likely if one.id), "")
            raise Refused(
                _("Nothing written."),
                hint=_("Log to it instead: salesctl client log {number} …", number=known) if known else "",
            )
    return {one.id for one in found}, told


def _why(ctx: Ctx, one: Alike) -> str:
    words = {
        Likeness.TAX_ID: _("same tax id"),
        Likeness.PHONE: _("same phone"),
        Likeness.NAME: _("same name"),
        Likeness.PLACE_NAME: _("same name but for the place"),
    }
    return _(
        "{client}: {reasons}",
        client=one.said(ctx.today.year),
        reasons=_(", ").join(words[reason] for reason in one.reasons),
    )


def _told(ctx: Ctx, one: Alike) -> str:
    name = f"{short_number(one.number, ctx.today.year)} {one.name}"
    if one.verdict is Verdict.TOLD and Likeness.NAME in one.reasons:
        if Likeness.PHONE in one.reasons:
            return _("Not {client}, whose tax id is another; taken as a new client.", client=name)
        return _("Not {client}, whose phone is another; taken as a new client.", client=name)
    return _("Looks like {why}; taken as a new client.", why=_why(ctx, one))


def added(tx: Tx, row: Client, whose: Actor, told: Sequence[str]) -> str:
    """Say that a client was added; a likeness is said in the same breath on a terminal, on stderr elsewhere."""
    number = short_number(row.number, tx.today.year)
    message = _("{number} {name} added.", number=number, name=row.name)
    if whose.id != tx.me.id:
        message += " " * (tx.lang != "zh") + _("It is {name}'s now.", name=whose.name)
    if told and tx.ctx.terminal:
        return message + "".join(" " * (tx.lang != "zh") + line for line in told)
    tx.ctx.talk.extend(told)
    return message


def changed(tx: Tx, row: Client, whose: Actor | None) -> str:
    """Say that a client was changed; with a new owner, whose it is and which steps stay behind."""
    from salesctl.domains.tasks.queries import open_for

    message = _("{number} {name} changed.", number=short_number(row.number, tx.today.year), name=row.name)
    if whose is None:
        return message
    message += " " * (tx.lang != "zh") + _("It is {name}'s now.", name=whose.name)
    tx.session.flush()
    for task in open_for(tx, row.id):
        if task.owner_id != whose.id:
            step = f"{short_number(task.number, tx.today.year)} {task.text}"
            tx.ctx.talk.append(
                _(
                    "The next step {step} stays where it is. To hand it on: salesctl task hand {number} --to {name}",
                    step=step,
                    number=task.number,
                    name=whose.code,
                )
            )
    return message


def channel(ctx: Ctx, given: str | None, text: str | None) -> tuple[str, str]:
    """Return the channel and the words: as given, else as the text's first word says."""
    words = ctx.words(text)
    said, rest = split_channel(words)
    if given is None:
        return said, rest
    return given, rest if said == given else words


def when(ctx: Ctx, on: str | None, at: str | None) -> tuple[date | None, datetime | None]:
    """Return the day and instant of a log: now, a day, an instant, or a time on a day. Facts look back."""
    from salesctl.values.words import parse_instant

    day = ctx.day(on)
    if at is None:
        return (day, None) if day is not None and day != ctx.today else (None, ctx.now)
    near = ctx.local(ctx.now).replace(tzinfo=None)
    if day is not None:
        near = datetime.combine(day, near.time())
    instant = parse_instant(at, near, "back", ctx.zone)
    if day is not None and ctx.day_of(instant) != day:
        raise Usage(_("--on and --at name different days."), hint=_("Leave one out."))
    return None, instant


def next_step(ctx: Ctx, text: str | None, done: bool) -> tuple[date | None, str]:
    """Read `--next "周三 追报价"`: its day looks forward; a rest day asks on a terminal, elsewhere is kept and said."""
    from salesctl.domains.calendar.queries import day_kind, next_workday
    from salesctl.values.words import split_when

    if text is None:
        return None, ""
    if done:
        raise Usage(_("--next and --done contradict each other."), hint=_("--next closes the old step by itself."))
    read, step = split_when(text, ctx.today)
    if not step.strip():
        raise Usage(_("{text} names no step.", text=text), hint=_('A day, then what to do: --next "friday call again"'))
    if read is None:
        ctx.talk.append(_('The next step has no day. Say one in front of it: --next "friday call again"'))
        return None, step
    day = read.day
    kind = day_kind(ctx, day)
    if kind.works is not False:
        return day, step
    later = next_workday(ctx, day)
    shown = f"{format_day(day, ctx.lang, ctx.today)}{f' {kind.name}' if kind.name else ''}"
    if later is None or not ctx.asks or ctx.options.yes:
        ctx.talk.append(_("{day} is no working day; kept as it is.", day=shown))
        return day, step
    question = _(
        "{day} is no working day: move it to {later}?", day=shown, later=format_day(later, ctx.lang, ctx.today)
    )
    return (later if ctx.confirm(question) else day), step


def logged(tx: Tx, row: Client, logged: Logged, see: str | None) -> str:
    """Say what was logged, the next step, and which old one is done: `已记 C-0102 东方建材 微信 09:20。下一步：…`."""
    from salesctl.domains.tasks.queries import open_for

    year, gap = tx.today.year, " " * (tx.lang != "zh")
    log = logged.log
    how = p_("client.channel", log.channel) if log.channel != "other" else ""
    time = f"{tx.local(log.at):%H:%M}" if log.at else ""
    if log.on_date != tx.today:
        time = f"{format_day(log.on_date, tx.lang, tx.today)} {time}".strip()
    what = " ".join(part for part in (short_number(row.number, year), row.name, how, time) if part)
    message = _("Logged {what}.", what=what)
    if logged.step is not None:
        message += gap + _("Next step: {step}.", step=_step(tx, logged.step))
    if logged.closed:
        message += "".join(
            gap + _('(The former next step "{text}" is done.)', text=task.text) for task in logged.closed
        )
    elif logged.step is None:
        tx.session.flush()
        mine = [task for task in open_for(tx, row.id) if task.owner_id == log.owner_id]
        if mine:
            message += gap + _("Next step still: {step}.", step=_step(tx, mine[0]))
    if see and find_contact(tx, row.id, see) is None:
        number = short_number(row.number, year)
        tx.ctx.talk.append(
            _(
                "{name} is no contact yet: salesctl client edit {number} --contact {name} --phone …",
                name=see,
                number=number,
            )
        )
    return message


def _step(tx: Tx, task: Any) -> str:
    day = format_day(task.due, tx.lang, tx.today) if task.due else ""
    number = short_number(task.number, tx.today.year)
    return f"{day}{' ' if day and tx.lang != 'zh' else ''}{task.text} {number}"


@contextmanager
def papers(ctx: Ctx, paths: Sequence[str] | None) -> Iterator[list[tuple[BinaryIO, str]]]:
    """Open the files of `--paper` before anything is locked; (file, bare name) each, closed at the end."""
    with ExitStack() as stack:
        files: list[tuple[BinaryIO, str]] = []
        if paths:
            from salesctl.domains.papers.service import open_papers

            files = open_papers(ctx, paths)
            for file, _name in files:
                stack.enter_context(file)
        yield files


def attach(tx: Tx, files: Sequence[tuple[BinaryIO, str]], client: str) -> None:
    """Attach opened files to a client."""
    if files:
        from salesctl.domains.papers.service import attach as keep

        for file, name in files:
            keep(tx, file, name, "client", client)
