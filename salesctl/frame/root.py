"""The root command (总入口): finds the noun, opens only its door, and keeps the one error handler."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.main
from typer.core import TyperGroup

from salesctl import config as settings
from salesctl.doors import DOORS, VERB_WORDS, Door, by_word, door
from salesctl.errors import SalesError, Usage
from salesctl.frame import usage
from salesctl.frame.nouns import Noun, decls
from salesctl.frame.run import Run, is_terminal
from salesctl.locale import N_, _, p_, set_language
from salesctl.params import SHARED, AsOpt, LangOpt, LedgerOpt, NoColorOpt, gather

if TYPE_CHECKING:
    from salesctl.values.clock import Clock
    from salesctl.warm.side import Side

HELP_NAMES = ("-h", "--help")
COMPLETE = "_SALESCTL_COMPLETE"


def main(
    argv: Sequence[str] | None = None,
    *,
    clock: Clock | None = None,
    env: Mapping[str, str] | None = None,
    side: Side | None = None,
) -> int:
    """Run one command and return its exit code. Raises nothing; `env` stands in for the environment in tests.

    `side` is what a process of its own, or one that serves another, has to do with the warm start.
    """
    args = list(sys.argv[1:] if argv is None else argv)
    env = os.environ if env is None else env
    try:
        if COMPLETE in env:
            from salesctl import completion

            return completion.answer(env[COMPLETE], args, env)
        run = Run(env, settings.load(env), clock, side=side)
        if lang := spoken(args):
            run.config = run.config.over(lang=lang)
        set_language(run.config.lang)
        code = dispatch(run, args)
        sys.stdout.flush()
        return code
    except BaseException as error:  # noqa: BLE001 - the one handler; it re-raises nothing and hides nothing
        from salesctl.frame import failure

        return failure.handle(error, args, env)


def dispatch(run: Run, args: list[str]) -> int:
    """Hand the words to the noun they name. Errors of the command line come out as Usage."""
    root = build()
    try:
        with root.make_context("salesctl", args, obj=run) as ctx:
            code = root.invoke(ctx)
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except usage.FrameworkError as error:
        raise usage.explain(error, root, "salesctl", args) from None
    return code if isinstance(code, int) else 0


def spoken(args: Sequence[str]) -> str | None:
    """Look for `--lang` before anything is parsed, so that errors of the parsing are in that language too."""
    for at, word in enumerate(args):
        if word == "--":
            return None
        if word == "--lang" and at + 1 < len(args):
            return settings.language_of(args[at + 1])
        if word.startswith("--lang="):
            return settings.language_of(word.partition("=")[2])
    return None


def open_door(where: Door) -> Noun:
    """Import the module behind a door and return its Noun. Only this module, of all rooms, is imported."""
    module, _colon, attribute = where.module.partition(":")
    noun = getattr(import_module(module), attribute or "app")
    assert isinstance(noun, Noun), f"{where.module} is not a Noun"
    return noun


class Root(TyperGroup):
    """`salesctl`: its commands are the doors."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the nouns in the order of the doors."""
        return [d.noun for d in DOORS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Open the noun's door and build its command, or None."""
        where = door(cmd_name)
        if where is None:
            return None
        noun = open_door(where)
        if noun.single:
            (verb,) = noun.verbs.values()
            return verb.command()
        return NounGroup(noun, where)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse what stands before the noun, and put what is wrong in our words."""
        raw = list(args)
        try:
            return super().parse_args(ctx, args)
        except usage.FrameworkError as error:
            raise usage.explain(error, self, "salesctl", raw) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the noun: a door, else the user's alias; else say which noun was probably meant."""
        word = args[0]
        if door(word) is None and (alias := ctx.obj.config.alias.get(word)):
            import shlex

            args = [*shlex.split(alias), *args[1:]]
        command = self.get_command(ctx, args[0])
        if command is None:
            raise unknown_noun(word)
        return args[0], command, args[1:]

    def get_help(self, ctx: Any) -> str:
        """Return the root page."""
        from salesctl import helptext

        return helptext.root_page(DOORS, self.params, ctx.obj.width)


class NounGroup(TyperGroup):
    """A noun: its verbs are built when called, and it does its commonest thing when bare."""

    def __init__(self, noun: Noun, where: Door) -> None:
        super().__init__(
            name=noun.name,
            invoke_without_command=True,
            add_help_option=True,
            context_settings={"help_option_names": list(HELP_NAMES)},
        )
        self.noun = noun
        self.where = where

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the verbs in the order they are declared."""
        return [v.name for v in self.noun.verbs.values() if not v.hidden]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build the verb's command, or None."""
        verb = self.noun.verbs.get(cmd_name)
        return verb.command() if verb else None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default verb in front where none stands: nothing, an option, or a period it can read."""
        default = self.noun.default
        args = self._verb_first(args)
        first = args[0] if args else ""
        bare = not first or (first.startswith("-") and first not in HELP_NAMES)
        if default is None and bare:
            verbs = ", ".join(self.list_commands(ctx))
            raise Usage(
                _("{noun} needs a verb: {verbs}", noun=self.noun.name, verbs=verbs), hint=_help(ctx.command_path)
            )
        if default is not None and (bare or (first not in self.noun.verbs and takes_period(default, first))):
            args = [default.name, *args]
        return super().parse_args(ctx, args)

    def _verb_first(self, args: list[str]) -> list[str]:
        # `client --json list` is understood: shared options before the verb go behind it.
        at = 0
        while at < len(args) and (options := shared_option(args[at])):
            at += options
        if 0 < at < len(args) and args[at] in self.noun.verbs:
            return [args[at], *args[:at], *args[at + 1 :]]
        return args

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the verb, else say which was probably meant."""
        command = self.get_command(ctx, args[0])
        if command is None:
            raise unknown_verb(self.noun, args[0], ctx.command_path)
        return args[0], command, args[1:]

    def get_help(self, ctx: Any) -> str:
        """Return the noun's page."""
        from salesctl import helptext

        return helptext.noun_page(self.where, self.noun, ctx.command_path, ctx.obj.width)


def shared_option(word: str) -> int:
    """Return how many words an option every reading command has takes, itself included; 0 for any other word."""
    name, equals, _value = word.partition("=")
    for annotation, default in SHARED["read"].values():
        if name in decls(annotation):
            return 1 if default is False or equals else 2
    return 0


def takes_period(verb: Any, word: str) -> bool:
    """Tell whether the default verb takes a PERIOD first and `word` is one: `checkin 2026-11`, `target 本月`."""
    positionals = [p for p in verb.command().params if p.param_type_name == "argument"]
    reader = getattr(positionals[0].type, "func", None) if positionals else None
    if getattr(reader, "kind", "") != "period":
        return False
    from datetime import date

    from salesctl.values.period import parse_period

    try:
        # Any day will do: the question is whether the word is a period, not which.
        parse_period(word, date(2000, 1, 1))
    except ValueError:
        return False
    return True


def unknown_noun(word: str) -> Usage:
    """Word an unknown noun: a Chinese word is answered with the noun it means."""
    if meant := by_word(word):
        return Usage(
            _("{word} is not a command.", word=word),
            hint=_("Did you mean salesctl {noun}?", noun=meant.noun),
            noun=meant.noun,
        )
    if verb := next((v for v, words in VERB_WORDS.items() if word == v or word in words), None):
        noun = only_noun(verb) or p_("metavar", "NOUN")
        hint = _("The noun comes first: salesctl {noun} {verb}", noun=noun, verb=verb)
        return Usage(_("{word} is not a command.", word=word), hint=hint)
    near = usage.nearest(word, [d.noun for d in DOORS])
    hint = _("Did you mean salesctl {noun}?", noun=near) if near else _("All commands: salesctl help all")
    return Usage(_("{word} is not a command.", word=word), hint=hint)


def only_noun(verb: str) -> str | None:
    """Return the one noun that has a verb, None where several have it or none. It opens every door for that."""
    nouns = [d.noun for d in DOORS if not d.single and verb in open_door(d).verbs]
    return nouns[0] if len(nouns) == 1 else None


def unknown_verb(noun: Noun, word: str, path: str) -> Usage:
    """Word an unknown verb: a Chinese word is answered with the verb it means, where the noun has it."""
    verbs = [v.name for v in noun.verbs.values() if not v.hidden]
    meant = next((v for v in verbs if word in VERB_WORDS.get(v, ())), None) or usage.nearest(word, verbs)
    message = _("{noun} has no verb {word}; it has {verbs}.", noun=noun.name, word=word, verbs=", ".join(verbs))
    return Usage(message, hint=_("Did you mean {near}?", near=f"{path} {meant}") if meant else _help(path))


def _help(path: str) -> str:
    return _("Help: {path} --help", path=path)


def build() -> Root:
    """Build the root command: the options that may stand before the noun."""
    app = typer.Typer(add_completion=False, cls=Root, invoke_without_command=True)
    app.info.context_settings = {"help_option_names": list(HELP_NAMES)}
    app.callback(invoke_without_command=True)(start)
    command = typer.main.get_command(app)
    assert isinstance(command, Root)
    return command


def start(
    ctx: typer.Context,
    ledger: LedgerOpt = None,
    as_: AsOpt = None,
    lang: LangOpt = None,
    no_color: NoColorOpt = False,
    version: Annotated[bool, typer.Option("--version", help=N_("Print the version."))] = False,
) -> int:
    """Take the options before the noun; bare, show today on a terminal with a ledger, else the root page."""
    run: Run = ctx.obj
    if version:
        from salesctl import __version__

        print(f"salesctl {__version__}")
        raise typer.Exit(0)
    given = {"ledger": ledger, "as_": as_, "lang": lang, "no_color": no_color}
    run.root = gather(given)
    if ctx.invoked_subcommand is not None:
        return 0
    ledger_text = run.config.over(ledger=ledger).ledger
    if is_terminal(sys.stdout) and ("://" in ledger_text or os.path.exists(ledger_text)):
        return dispatch(run, [*_before(given), "today"])
    print(ctx.get_help())
    return 0


def _before(given: Mapping[str, Any]) -> list[str]:
    words = [("--ledger", given["ledger"]), ("--as", given["as_"]), ("--lang", given["lang"])]
    return [part for name, value in words if value for part in (name, str(value))] + (
        ["--no-color"] if given["no_color"] else []
    )


__all__ = ["COMPLETE", "Noun", "NounGroup", "Root", "SalesError", "build", "dispatch", "main", "open_door"]
