"""Chinese is complete: every text a person can see has its translation, in the department's tone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from salesctl.domains import ORDER
from salesctl.doors import DOORS
from salesctl.locale.build import fields, merge, parse
from salesctl.render.sheet import Field

PACKAGE = Path(__file__).parents[2] / "salesctl"
CATALOGUES = sorted((PACKAGE / "locale" / "zh_CN").glob("*.po"))
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if p.name != "build.py" and "migrations" not in p.parts)
UNTONED = ("您", "成功", "请稍后", "请稍候", "抱歉", "对不起")

ANY = "*"
"""The context of a marked constant: who prints it says in which."""

Key = tuple[str | None, str]


class Text(NamedTuple):
    """A text a person can see: its context and English, and where it was found."""

    context: str | None
    english: str
    where: str


@cache
def catalogue() -> dict[Key, str]:
    """Return every translation: (context, English) -> Chinese."""
    return {(context, text): chinese for (context, text, _plural), chinese in merge(CATALOGUES).items()}


def constant(node: ast.expr | None) -> str | None:
    """Return the text of a constant, also where it is wrapped in `N_`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
        node = node.args[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    """Return an argument of a call by its place or its name."""
    if len(call.args) > place:
        return call.args[place]
    return next((k.value for k in call.keywords if k.arg == name), None)


def marked(path: Path) -> Iterator[Text]:
    """Yield the texts a module marks: `_`, `N_`, `n_`, `p_`, reasons of WordErrors, headings of Fields."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
        function, found = node.func.id, [constant(one) for one in node.args]
        if function in ("_", "N_", "n_") and found and found[0]:
            yield Text(ANY if function == "N_" else None, found[0], where)
        elif function == "p_" and len(found) > 1 and found[0] and found[1]:
            yield Text(found[0], found[1], where)
        elif function == "WordError":
            for one in (argument(node, 1, "reason"), argument(node, 2, "hint")):
                if text := constant(one):
                    yield Text(None, text, where)
        elif function == "Field" and (text := constant(argument(node, 2, "label"))):
            yield Text(None, text, where)


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command of the program with its path."""
    from salesctl.frame.root import open_door

    for door in DOORS:
        noun = open_door(door)
        for verb in noun.verbs.values():
            yield door.noun if noun.single else f"{door.noun} {verb.name}", verb


def typed() -> Iterator[Text]:
    """Yield the texts of the command tree: lines of help, placeholders, labels of codes."""
    from salesctl.frame.root import build
    from salesctl.params import Coded

    for door in DOORS:
        yield Text(None, door.help, f"doors.py {door.noun}")
        yield Text(None, door.panel, f"doors.py {door.noun}")
    trees = [(path, verb.command().params, verb.help) for path, verb in commands()]
    for path, params, help_ in [*trees, ("salesctl", build().params, "")]:
        if help_:
            yield Text(None, help_, f"docstring of {path}")
        for param in params:
            if getattr(param, "hidden", False) or param.name == "help":
                continue
            if param.help:
                yield Text(None, param.help, f"{path} {param.name}")
            if param.metavar and re.search(r"[A-Z]{2}", param.metavar):
                yield Text("metavar", param.metavar, f"{path} {param.name}")
            reader = getattr(param.type, "func", None)
            if isinstance(reader, Coded) and reader.context:
                yield from (Text(reader.context, code, f"{path} {param.name}") for code in reader.codes)


def declared() -> Iterator[Text]:
    """Yield what rooms declare as data: headings, codes, rights, names of records, settings."""
    from salesctl.config import SETTINGS
    from salesctl.ledger.record import Record
    from salesctl.rooms import load_models
    from salesctl.rulebook.sections import rights

    for path in SOURCES:
        if path.name in ("fields.py", "config.py") or path.parent.name == "commands":
            module = import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
            for value in vars(module).values():
                if isinstance(value, tuple) and value and all(isinstance(one, Field) for one in value):
                    for field in value:
                        yield Text(None, field.label, f"{path.relative_to(PACKAGE)} {field.key}")
                        for code in field.codes:
                            yield Text(field.context, str(code), f"{path.relative_to(PACKAGE)} {field.key}")
    yield from (Text(None, label, f"right {name}") for name, label in rights().items())
    yield from (Text(None, setting.doc, f"setting {setting.key}") for setting in SETTINGS)
    load_models()
    waiting = [Record]
    while waiting:
        model = waiting.pop()
        waiting.extend(model.__subclasses__())
        if model.__module__.startswith(("salesctl.domains.", "salesctl.rulebook.")) and model.NOUN:
            yield Text(None, model.NOUN, f"{model.__module__} {model.__name__}.NOUN")


@cache
def texts() -> tuple[Text, ...]:
    """Return every text a person can see."""
    found = [text for path in SOURCES for text in marked(path)]
    return tuple({(t.context, t.english): t for t in (*found, *typed(), *declared()) if t.english}.values())


def test_there_is_much_to_translate() -> None:
    assert len(texts()) > 500


def test_every_text_has_its_chinese() -> None:
    anywhere = {text for _context, text in catalogue()}
    missing = [
        text
        for text in texts()
        if (text.context, text.english) not in catalogue() and not (text.context == ANY and text.english in anywhere)
    ]
    lines = [f"{t.where}: {f'[{t.context}] ' if t.context else ''}{t.english!r}" for t in missing]
    assert not missing, "\n".join((f"{len(missing)} without Chinese:", *lines))


def test_no_translation_is_left_over() -> None:
    """A text that nobody says any more goes out; labels go by their context, placeholders are a stock for all."""
    known = {(t.context, t.english) for t in texts()}
    somewhere = {text.english for text in texts()}
    contexts = {context for context, _text in known}
    left = [
        f"{context}: {text!r}" if context else repr(text)
        for context, text in catalogue()
        if (context, text) not in known
        and text not in (*somewhere, "?")  # "?" stands for no code at all
        and (context is None or context in contexts - {"metavar"})
    ]
    assert not left, "\n".join((f"{len(left)} left over:", *left))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_tone_is_the_departments(path: Path) -> None:
    wrong = [
        f"{word}: {chinese}"
        for chinese in parse(path.read_text(encoding="utf-8"), path.name).values()
        for word in UNTONED
        if word in chinese
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_fields_of_a_message_are_those_of_its_english(path: Path) -> None:
    wrong = []
    for (_context, english, plural), chinese in parse(path.read_text(encoding="utf-8"), path.name).items():
        named = fields(english) | fields(plural or "")
        # Chinese counts without naming the thing; nothing else is left out, nothing made up.
        if fields(chinese) - named or (named - fields(chinese)) - ({"n", "noun"} if plural else set()):
            wrong.append(f"{english!r} → {chinese!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_sentences_end_as_sentences(path: Path) -> None:
    """A sentence that ends with a full stop in English ends with one in Chinese, and stands in Chinese signs."""
    wrong = []
    for (context, english, _plural), chinese in parse(path.read_text(encoding="utf-8"), path.name).items():
        if context is None and re.search(r"[a-z]{3}\.$", english) and not chinese.endswith(("。", "？", "…", "）")):
            wrong.append(f"{english!r} → {chinese!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", ORDER)
def test_no_message_is_put_together_before_it_is_translated(room: str) -> None:
    wrong = [
        f"{path.name}:{node.lineno}"
        for path in sorted((PACKAGE / "domains" / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "N_", "n_")
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert not wrong, wrong
