"""Nouns and verbs (命令的名词与动词): a room's functions become commands, built only when they are called.

app = Noun("client")

@app.read("client.list", default=True)
def list_(ctx: Ctx, period: PeriodArg = None) -> Shown:
    \"\"\"List my clients.\"\"\"
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, TypeVar, get_args, get_origin

import typer
import typer.main
from typer.core import TyperCommand

from salesctl.errors import Usage
from salesctl.locale import _
from salesctl.params import SHARED, UNHASHED, ExplainOpt, Options, Token, gather

Kind = Literal["read", "write", "plain"]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Verb:
    """One command: its action ("client.add"), its function and which shared options it takes."""

    action: str
    name: str
    fn: Callable[..., Any]
    kind: Kind
    default: bool = False
    hidden: bool = False
    formats: bool = True
    warm: bool = True
    """Whether a server may do it where its door is marked: nothing of it converses, edits or starts a program."""

    @property
    def shared(self) -> dict[str, tuple[Any, Any]]:
        """The shared options it takes, by name: (annotation, default)."""
        return SHARED["read" if self.kind == "plain" and self.formats else self.kind]

    @property
    def help(self) -> str:
        """First line of the function's docstring: English, the gettext key."""
        return (inspect.getdoc(self.fn) or "").partition("\n")[0]

    def command(self) -> VerbCommand:
        """Build the framework's command: the function's own parameters, then the shared ones."""
        app = typer.Typer(add_completion=False)
        settings = {"allow_extra_args": True, "help_option_names": ["-h", "--help"]}
        app.command(self.name, cls=VerbCommand, help=self.help, context_settings=settings, rich_help_panel=None)(
            _adapt(self)
        )
        command = typer.main.get_command(app)
        assert isinstance(command, VerbCommand)
        command.verb = self
        return command


class Noun:
    """A noun of the command line and its verbs, in the order they are declared."""

    single = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.verbs: dict[str, Verb] = {}

    @property
    def default(self) -> Verb | None:
        """What the bare noun does."""
        return next((verb for verb in self.verbs.values() if verb.default), None)

    def read(self, action: str, *, default: bool = False, hidden: bool = False, warm: bool = True) -> Callable[[F], F]:
        """Register a command that only reads: `--format --json --output --force --encoding`."""
        return self._register(action, "read", default, hidden, warm=warm)

    def write(self, action: str, *, default: bool = False, hidden: bool = False, warm: bool = True) -> Callable[[F], F]:
        """Register a command that writes: `--reason --dry-run --op-id --yes --quiet --for` and the formats."""
        return self._register(action, "write", default, hidden, warm=warm)

    def plain(
        self, action: str, *, default: bool = False, hidden: bool = False, formats: bool = False
    ) -> Callable[[F], F]:
        """Register a command that needs no ledger: its function gets the Run, not a Ctx; formats only on wish."""
        return self._register(action, "plain", default, hidden, formats)

    def _register(
        self, action: str, kind: Kind, default: bool, hidden: bool, formats: bool = True, warm: bool = True
    ) -> Callable[[F], F]:
        def register(fn: F) -> F:
            name = action.rpartition(".")[2]
            assert name not in self.verbs, f"{action} is registered twice"
            assert not (default and self.default), f"{self.name} has two default verbs"
            self.verbs[name] = Verb(action, name, fn, kind, default or self.single, hidden, formats, warm)
            return fn

        return register


class Single(Noun):
    """A noun without verbs: `today`, `init`, `undo`. It has one function, registered under its own name."""

    single = True


class VerbCommand(TyperCommand):
    """The framework's command of a Verb: our words for what is off, our help."""

    verb: Verb

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, and put what is wrong in our words."""
        from salesctl.frame import usage

        raw = list(args)
        self._one_ledger(raw)
        try:
            super().parse_args(ctx, args)
        except usage.FrameworkError as error:
            raise usage.explain(error, self, ctx.command_path, raw) from None
        if ctx.args and not ctx.resilient_parsing:
            raise usage.extra(ctx.args, self, ctx.command_path)
        return []

    def _one_ledger(self, args: list[str]) -> None:
        """Raise Usage for a second ledger where the command asks one: the last of two would be taken unsaid."""
        words = args[: args.index("--")] if "--" in args else args
        named = sum(word == "--ledger" or word.startswith("--ledger=") for word in words)
        if named > 1 and not any("--ledger" in param.opts and param.multiple for param in self.params):
            raise Usage(_("--ledger is given {n} times.", n=named), hint=_("Only report summary takes several."))

    def get_help(self, ctx: Any) -> str:
        """Return the page of this command."""
        from salesctl import helptext

        return helptext.verb_page(self.verb, self.params, ctx.command_path, ctx.obj.width)


def _adapt(verb: Verb) -> Callable[..., int]:
    """Return the function the framework calls; its signature is the command's parameters and the shared options."""
    own = _own_parameters(verb.fn)
    taken = {decl for parameter in own for decl in decls(parameter.annotation)}
    shared = {
        name: inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        for name, (annotation, default) in verb.shared.items()
        if not taken & set(decls(annotation)) and all(p.name != name for p in own)
    }
    context = inspect.Parameter("frame_", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)

    def call(frame_: Any, **values: Any) -> int:
        given = {
            n: v
            for n, v in values.items()
            if (source := frame_.get_parameter_source(n)) and source.name == "COMMANDLINE"
        }
        options = _options(frame_.obj.root, {n: v for n, v in values.items() if n in verb.shared})
        request = {n: canonical(v) for n, v in given.items() if n not in UNHASHED}
        from salesctl.frame.perform import perform

        return perform(frame_.obj, verb, {p.name: values[p.name] for p in own}, options, request)

    call.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # typeshed knows it not
        [*own, *shared.values(), context]
    )
    call.__annotations__ = {p.name: p.annotation for p in (*own, *shared.values(), context)}
    return call


def _own_parameters(fn: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the function's parameters after the first (its Ctx), annotations evaluated one by one.

    Evaluated here and not by the framework, so that `Ctx` and `Shown` may be imported for type checking only.
    """
    own = []
    for parameter in list(inspect.signature(fn).parameters.values())[1:]:
        annotation = parameter.annotation
        if isinstance(annotation, str):
            annotation = eval(annotation, fn.__globals__)  # noqa: S307 - our own source text
        if parameter.name == "explain" and get_origin(annotation) is None:
            annotation = ExplainOpt
        own.append(parameter.replace(annotation=annotation, kind=inspect.Parameter.KEYWORD_ONLY))
    return own


def decls(annotation: Any) -> tuple[str, ...]:
    """Return the option strings of an annotated parameter ("--reason", …); none for a positional."""
    for mark in get_args(annotation)[1:]:
        first = getattr(mark, "default", None)
        decls = (*((first,) if isinstance(first, str) else ()), *(getattr(mark, "param_decls", None) or ()))
        return tuple(decl for decl in decls if decl.startswith("-"))
    return ()


def _options(root: Options, given: Mapping[str, Any]) -> Options:
    """Lay the command's shared options over those that stood before the noun."""
    before: dict[str, Any] = {
        "ledger": root.ledger,
        "lang": root.lang,
        "as_": root.as_,
        "no_color": root.color is False,
    }
    return gather({**before, **{n: v for n, v in given.items() if v not in (None, False)}})


def canonical(value: Any) -> Any:
    """Return an argument as the operation id's request has it: text, true or false, or a list of these."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    if isinstance(value, Token):
        return value.text
    return str(value.value if isinstance(value, Enum) else value)
