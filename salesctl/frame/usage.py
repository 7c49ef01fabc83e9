"""Usage errors (用法错误) in our words, from the exception's class and fields, never from the framework's English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import typer

from salesctl.errors import Usage
from salesctl.locale import _, p_
from salesctl.params import Coded, Word
from salesctl.values import WordError

FrameworkError: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
"""What all the framework's complaints derive from; it has a public name only from Typer 0.28 on."""


def explain(error: Exception, command: Any, path: str, raw: Sequence[str] = ()) -> Usage:
    """Turn a framework exception into a Usage. `path` is `salesctl client add`; `raw` are the words after it."""
    kinds = [cls.__name__ for cls in type(error).__mro__]
    help_hint = _("Help: {path} --help", path=path)
    if "MissingParameter" in kinds:
        return Usage(_missing(error), hint=_missing_hint(error, help_hint))
    if "BadParameter" in kinds:
        return _unreadable(error, path, raw)
    if "NoSuchOption" in kinds:
        name = str(getattr(error, "option_name", ""))
        if name[1:2].isdigit():
            number = next((word for word in raw if word.startswith(name)), name)
            message = _("{number} is read as an option.", number=number)
            return Usage(
                message, hint=_("A number below zero stands behind two dashes, last: -- {number}", number=number)
            )
        near = nearest(name, (o for p in command.params for o in (*p.opts, *p.secondary_opts)))
        hint = _("Did you mean {near}?", near=near) if near else help_hint
        return Usage(_("{path} has no option {name}.", path=path, name=name), hint=hint)
    if "BadOptionUsage" in kinds:
        name = str(getattr(error, "option_name", ""))
        param = next((p for p in command.params if name in (*p.opts, *p.secondary_opts)), None)
        if param is not None and getattr(param, "is_flag", False):
            return Usage(_("{name} takes no value.", name=name), hint=help_hint)
        return Usage(_("{name} needs a value: {name} {metavar}", name=name, metavar=placeholder(param)), hint=help_hint)
    if "FileError" in kinds:
        return Usage(_("{file} can't be opened.", file=getattr(error, "ui_filename", "")), hint=_("Check the path."))
    if "BadArgumentUsage" in kinds:
        return Usage(_("The number of values is off."), hint=help_hint)
    return Usage(_("The command can't be read."), hint=help_hint)


def extra(words: Sequence[str], command: Any, path: str) -> Usage:
    """Word what stands after the last argument. Where a record's words come last, they probably lack quotes."""
    message = _("Too many words: {words}", words=" ".join(words))
    if any(
        isinstance(getattr(p.type, "func", None), Word) and p.type.func.kind == "words" and not is_option(p)
        for p in command.params
    ):
        return Usage(message, hint=_("Put text of several words in quotes."))
    return Usage(message, hint=_("Help: {path} --help", path=path))


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word that was probably meant, or None."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(words), n=1, cutoff=0.6)), None)


def is_option(param: Any) -> bool:
    """Tell options from positionals."""
    return bool(param.param_type_name == "option")


def placeholder(param: Any) -> str:
    """Return what stands for a parameter's value in usage lines, translated."""
    if param is None:
        return p_("metavar", "VALUE")
    if param.metavar:
        return p_("metavar", param.metavar)
    if codes := codes_of(param):
        return "|".join(codes)
    kind = str(getattr(param.type, "name", ""))
    return p_(
        "metavar",
        "NUMBER" if kind.startswith(("int", "float")) else "VALUE" if is_option(param) else str(param.name).upper(),
    )


def codes_of(param: Any) -> tuple[str, ...]:
    """Return the codes of an enumerated parameter, else nothing."""
    reader = getattr(param.type, "func", None)
    if isinstance(reader, Coded):
        return reader.codes
    return tuple(str(getattr(choice, "value", choice)) for choice in getattr(param.type, "choices", ()))


def name_of(param: Any) -> str:
    """Return what people call a parameter: its long option, or its placeholder."""
    if is_option(param):
        return str(max(param.opts, key=len))
    return placeholder(param)


def _missing(error: Any) -> str:
    param = error.param
    if param is None:
        return _("Something is missing.")
    if is_option(param):
        return _("{name} is required: {name} {metavar}", name=name_of(param), metavar=placeholder(param))
    return _("{name} is missing.", name=placeholder(param))


def _missing_hint(error: Any, help_hint: str) -> str:
    codes = codes_of(error.param) if error.param is not None else ()
    return _("One of: {codes}.", codes=", ".join(codes)) if codes else help_hint


def _unreadable(error: Any, path: str, raw: Sequence[str]) -> Usage:
    param = error.param
    hint = _("Help: {path} --help", path=path)
    if param is None:
        return Usage(_("A value can't be read."), hint=hint)
    reason = error.__context__
    if isinstance(reason, WordError):
        return word_error(reason, name_of(param))
    value = _value(param, error, raw)
    if codes := codes_of(param):
        near = nearest(value or "", codes)
        hint = _("Did you mean {near}?", near=near) if near else _("Help: {path} --help", path=path)
        if value:
            message = _(
                "{name} can't be {value}; one of: {codes}", name=name_of(param), value=value, codes=", ".join(codes)
            )
        else:
            message = _("{name} must be one of: {codes}", name=name_of(param), codes=", ".join(codes))
        return Usage(message, hint=hint)
    kind = str(getattr(param.type, "name", ""))
    if kind.endswith("range"):
        return Usage(_out_of_range(param), hint=hint)
    if kind.startswith("int"):
        return Usage(_("{name} must be a whole number.", name=name_of(param)), hint=hint)
    if kind.startswith("float"):
        return Usage(_("{name} must be a number.", name=name_of(param)), hint=hint)
    if value:
        return Usage(_("{name} can't be {value}.", name=name_of(param), value=value), hint=hint)
    return Usage(_("{name} can't be read.", name=name_of(param)), hint=hint)


def word_error(error: WordError, name: str = "") -> Usage:
    """Turn a WordError of values/ into a Usage; its reason and hint are gettext keys."""
    message = _(error.reason, **error.fields)
    return Usage(_("{name}: {message}", name=name, message=message) if name else message, hint=_(error.hint))


def _out_of_range(param: Any) -> str:
    low, high = getattr(param.type, "min", None), getattr(param.type, "max", None)
    if low is not None and high is not None:
        return _("{name} must be a number from {low} to {high}.", name=name_of(param), low=low, high=high)
    if low is not None:
        return _("{name} must be a number from {low} up.", name=name_of(param), low=low)
    return _("{name} must be a number up to {high}.", name=name_of(param), high=high)


def _value(param: Any, error: Any, raw: Sequence[str]) -> str | None:
    # A reading function's failure carries the value as its message; the built-in types carry an English sentence, so
    # the value is looked up in what was typed.
    if hasattr(param.type, "func"):
        return str(error.message)
    for opt in (*param.opts, *param.secondary_opts) if is_option(param) else ():
        for at, word in enumerate(raw):
            if word == opt and at + 1 < len(raw):
                return raw[at + 1]
            if word.startswith(f"{opt}="):
                return word.partition("=")[2]
    return None
