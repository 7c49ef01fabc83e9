"""Help (帮助): plain text with our own panels, translated when printed, aligned by the width signs take on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from salesctl.doors import CORE, Door
from salesctl.frame.usage import codes_of, is_option, placeholder
from salesctl.locale import _, language, p_
from salesctl.render.width import display_width, pad, wrap

if TYPE_CHECKING:
    from salesctl.frame.nouns import Noun, Verb

WIDEST = 100
"""Lines longer than this are hard to read, however wide the window."""
NARROWEST = 40
INDENT = 2

Row = tuple[str, str]


def root_page(doors: Sequence[Door], params: Iterable[Any], width: int) -> str:
    """Return `salesctl --help`: the core nouns with a line each, every further panel as one line of nouns."""
    panels = by_panel(doors)
    lines = [*wrap(_("salesctl: a sales department's rule book that runs itself."), _fit(width)), ""]
    lines += [
        _usage("salesctl", [p_("metavar", "NOUN"), f"[{p_('metavar', 'VERB')}]", _("[ARGUMENTS]"), _("[OPTIONS]")]),
        "",
    ]
    core = panels.pop(CORE, [])
    lines += panel(_(CORE), [(d.noun, _(d.help)) for d in core], width)
    lines += panel(
        _("Further"), [(_(name), "  ".join(d.noun for d in inside)) for name, inside in panels.items()], width
    )
    lines += panel(_("Options"), [option_row(p) for p in params if not p.hidden] + [help_row()], width)
    lines += wrap(
        _("A page per role: salesctl help rep, salesctl help lead. Everything: salesctl help all."), _fit(width)
    )
    return "\n".join(lines)


def all_page(doors: Sequence[Door], width: int) -> str:
    """Return `salesctl help all`: every noun with its line, panel by panel."""
    lines: list[str] = []
    for name, inside in by_panel(doors).items():
        lines += panel(_(name), [(d.noun, _(d.help)) for d in inside], width)
    lines += wrap(_("The verbs of a noun: salesctl NOUN --help."), _fit(width))
    return "\n".join(lines)


def noun_page(where: Door, noun: Noun, path: str, width: int) -> str:
    """Return `salesctl client --help`: its verbs with a line each."""
    lines = [*wrap(_(where.help), _fit(width)), ""]
    verb = p_("metavar", "VERB")
    lines += [_usage(path, [f"[{verb}]" if noun.default else verb, _("[ARGUMENTS]"), _("[OPTIONS]")]), ""]
    lines += panel(_("Verbs"), [(v.name, _(v.help)) for v in noun.verbs.values() if not v.hidden], width)
    if noun.default:
        lines += wrap(_("Bare, it does: {command}.", command=f"{path} {noun.default.name}"), _fit(width))
    lines += wrap(_("More: {command}.", command=f"{path} {verb} --help"), _fit(width))
    return "\n".join(lines)


def verb_page(verb: Verb, params: Sequence[Any], path: str, width: int) -> str:
    """Return `salesctl client add --help`: its arguments and options, those every command has last."""
    shown = [p for p in params if not getattr(p, "hidden", False) and p.name != "help"]
    positionals = [p for p in shown if not is_option(p)]
    shared = [p for p in shown if is_option(p) and p.name in verb.shared]
    own = [p for p in shown if is_option(p) and p not in shared]
    lines = [*(line for text in _doc(verb) for line in (*wrap(text, _fit(width)), ""))]
    required = [f"{name(p)} {placeholder(p)}" for p in own if p.required]
    lines += [_usage(path, [*map(_positional, positionals), *required, _("[OPTIONS]")]), ""]
    lines += panel(_("Arguments"), [(placeholder(p), _about(p)) for p in positionals], width)
    lines += panel(_("Options"), [option_row(p) for p in own], width)
    lines += panel(_("Common options"), [option_row(p) for p in shared] + [help_row()], width)
    return "\n".join(lines).rstrip()


def by_panel(doors: Sequence[Door]) -> dict[str, list[Door]]:
    """Group doors by panel, in the order of the doors."""
    panels: dict[str, list[Door]] = {}
    for d in doors:
        panels.setdefault(d.panel, []).append(d)
    return panels


def panel(title: str, rows: Sequence[Row], width: int) -> list[str]:
    """Return a titled block of two columns and a blank line after it; nothing for no rows. `width` is the screen's."""
    if not rows:
        return []
    width = _fit(width)
    room = min(max(display_width(left) for left, _right in rows), max(width // 2 - INDENT, 12))
    lines = [title]
    for left, right in rows:
        texts = wrap(right, width - INDENT - room - 2) if right else [""]
        if display_width(left) > room:
            lines.append(" " * INDENT + left)
            left = ""
        for text in texts:
            lines.append((" " * INDENT + pad(left, room) + "  " + text).rstrip())
            left = ""
    return [*lines, ""]


def option_row(param: Any) -> Row:
    """Return an option as `-o, --output FILE` and what it does."""
    names = sorted((*param.opts, *param.secondary_opts), key=len)
    text = ", ".join(names) if len(names[0]) == 2 else "    " + ", ".join(names)
    return (text if getattr(param, "is_flag", False) else f"{text} {placeholder(param)}"), _about(param)


def help_row() -> Row:
    """Return the row of `--help`; the framework's own stands in English."""
    return "-h, --help", _("Show this page.")


def name(param: Any) -> str:
    """Return an option's long name."""
    return str(max(param.opts, key=len))


def _doc(verb: Verb) -> list[str]:
    return [_(verb.help)] if verb.help else []


def _usage(path: str, parts: Sequence[str]) -> str:
    return _("Usage: {command}", command=" ".join((path, *parts)))


def _positional(param: Any) -> str:
    text = placeholder(param)
    many = "…" if param.nargs == -1 else ""
    return f"{text}{many}" if param.required else f"[{text}{many}]"


def _about(param: Any) -> str:
    parts = [_(param.help)] if param.help else []
    codes = codes_of(param)
    if codes and param.metavar and "|" not in param.metavar:
        parts.append(_("One of: {codes}.", codes=", ".join(codes)))
    if (default := _default(param)) is not None:
        parts.append(_("[default: {default}]", default=default))
    if param.required and is_option(param):
        parts.append(_("[required]"))
    return ("" if language() == "zh" else " ").join(parts)


def _default(param: Any) -> str | None:
    value = param.default
    if value in (None, False, ()) or callable(value):
        return None
    return _("yes") if value is True else str(getattr(value, "value", value))


def _fit(width: int) -> int:
    return max(min(width, WIDEST), NARROWEST)
