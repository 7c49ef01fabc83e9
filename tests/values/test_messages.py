"""What can't be read is said in English and Chinese."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import salesctl.values
from salesctl.values import WordError


def test_a_long_text_is_not_thrown_back_whole() -> None:
    error = WordError("x" * 1000, "Can't read {text}.")
    assert len(str(error)) < 80
    assert error.text == "x" * 1000


def test_braces_in_a_text_are_only_text() -> None:
    assert str(WordError("{text}{0}", "Can't read {text}.")) == "Can't read {text}{0}."


def test_every_message_has_its_chinese_with_the_same_fields() -> None:
    package = Path(salesctl.values.__file__).parent
    keys = {
        call.args[0].value
        for path in package.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "N_"
        and isinstance(call.args[0], ast.Constant)
    }
    catalogue = (package.parent / "locale" / "zh_CN" / "values.po").read_text(encoding="utf-8")
    texts: dict[str, str] = {}
    for entry in re.split(r"\n\s*\n", catalogue)[1:]:
        key, _, chinese = re.sub(r"^#.*\n", "", entry, flags=re.MULTILINE).partition("msgstr")
        texts[_joined(key)] = _joined(chinese)
    assert texts.keys() == keys
    for key, chinese in texts.items():
        assert chinese
        assert set(re.findall(r"\{\w+\}", chinese)) == set(re.findall(r"\{\w+\}", key))


def _joined(text: str) -> str:
    return "".join(ast.literal_eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', text))
