"""The docs say what the program does: generated pages are current, JSON keys are those printed, commands exist."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docs import generate, tour
from salesctl.doors import DOORS, door
from salesctl.frame.root import open_door, shared_option

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
PROSE = [*sorted(ROOT.glob("*.md")), *PAGES]
Step = tuple[tuple[str, ...], int, str, str, list[Any]]


@cache
def steps() -> list[Step]:
    """Run the tour once."""
    return list(tour.run())


@cache
def pages() -> dict[str, str]:
    """Make the generated pages once."""
    return generate.pages()


@pytest.mark.parametrize("name", ["commands.md", "json.md", "errors.md", "rulebook.md"])
def test_generated_pages_are_current(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == pages()[name], f"run: python docs/generate.py ({name})"


def test_every_command_is_on_the_tour() -> None:
    every = {
        door.noun if door.single else f"{door.noun} {verb}" for door in DOORS for verb in open_door(door).verbs
    } - {"help", "completion", "person login"}  # the last is for a server, and the tour goes through a file
    shown = {tour.command(words).partition(" --")[0] for words in tour.STEPS}
    assert shown == every


@pytest.mark.parametrize("words", tour.STEPS, ids=" ".join)
def test_a_step_of_the_tour_is_done(words: tuple[str, ...]) -> None:
    code, err = next((code, err) for found, code, _out, err, _sheets in steps() if found == words)
    assert code == (6 if words in ((*SORRY,)) else 0), err


SORRY = (
    ("rules", "check", "wrong.toml"),
    ("checkin", "missing"),
    ("task", "missing"),
    ("visit", "check"),
    ("job", "run", "morning"),
)
"""Steps that find something, and say so by their exit code."""


@cache
def documented() -> dict[str, set[str]]:
    """Return the keys docs/json.md lists, by command; `rows` and `totals` of reports aside."""
    found: dict[str, set[str]] = {}
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        keys = set(re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE))
        for command in re.findall(r"`salesctl ([^`]+)`", part.split("\n\n")[1]):
            found.setdefault(command, set()).update(keys)
    return found


def test_every_key_printed_is_documented() -> None:
    compared = 0
    for words, _code, out, _err, sheets in steps():
        name = tour.command(words)
        if not sheets or name in tour.SILENT:
            continue
        printed = json.loads(out)
        report = isinstance(printed, dict) and "rows" in printed and "totals" in printed
        objects = printed["rows"] if report else printed if isinstance(printed, list) else [printed]
        keys = {key for one in objects for key in one} | (set(printed) - {"rows", "totals"} if report else set())
        assert keys <= documented()[name], (name, keys - documented()[name])
        assert not report or set(printed["totals"]) <= documented()[name], name
        compared += len(keys)
    assert compared > 200


def test_keys_within_keys_are_documented() -> None:
    for words, _code, _out, _err, sheets in steps():
        for sheet in sheets:
            for key, value in sheet.extra.items():
                said = set(re.findall(r"`(\w+)`", tour.MORE[words[0], key]))
                assert within(value) <= said, (words, key, within(value) - said)


def within(value: Any) -> set[str]:
    """Return the keys of objects in a value, however deep."""
    if isinstance(value, dict):
        return set(value) | {key for item in value.values() for key in within(item)}
    if isinstance(value, list | tuple):
        return {key for item in value for key in within(item)}
    return set()


def test_a_list_of_records_names_each_by_its_id() -> None:
    """Each row of a noun's list has `id`, and `number` where the noun has one (interface: JSON is a contract)."""
    for noun in ("client", "task", "person", "team", "order", "payment", "visit", "report", "assess", "archive"):
        keys = documented()[f"{noun} list"]
        assert "id" in keys, noun
        assert "number" in keys or noun in ("person", "team", "report", "assess"), noun


# -- commands in prose -------------------------------------------------------------------------------------------------


def lines_of_code(path: Path) -> Iterator[str]:
    """Yield the lines of shell blocks and the commands in backquotes of a page."""
    text = path.read_text(encoding="utf-8")
    for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            yield from re.split(r"&&|\|(?=\s)", line.removeprefix("$ ").partition("  #")[0])
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`(salesctl [^`]+)`", prose)


def commands() -> list[tuple[str, str]]:
    """Return (page, command line) of every salesctl command in the prose, those of the alias `s` too."""
    found = []
    for path in PROSE:
        if path.name in ("commands.md", "json.md"):
            continue
        for line in lines_of_code(path):
            if match := re.match(r"\s*(?:[A-Z_]+=\S+ )*(?:\S*/)?(?:salesctl|s) (.+)", line):
                found.append((path.name, match[1].strip()))
    return found


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
def test_commands_in_the_prose_exist(page: str, line: str) -> None:
    words = shlex.split(line)
    if words[0].startswith("--") or {"NOUN", "VERB", "…"} & set(words) or re.search(r"[一-鿿]", words[0]):
        return
    where = door(words[0])
    assert where is not None, f"{page}: no noun {words[0]}"
    noun = open_door(where)
    if noun.single:
        verb = next(iter(noun.verbs.values()))
    elif len(words) > 1 and words[1] in noun.verbs:
        verb = noun.verbs[words[1]]
    else:
        assert noun.default is not None, f"{page}: {line}"
        verb = noun.default
        assert len(words) == 1 or words[1].startswith("-") or not re.fullmatch(r"[a-z]+", words[1]), f"{page}: {line}"
    known = {opt for p in verb.command().params for opt in (*p.opts, *p.secondary_opts)} | {"--help", "-h"}
    given = {word.partition("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)}
    assert all(option in known or shared_option(option) for option in given), f"{page}: {line}"


# -- what a fresh machine is told --------------------------------------------------------------------------------------


def block_under(path: Path, *headings: str) -> str:
    """Return the first shell block under a heading."""
    text = path.read_text(encoding="utf-8")
    part = next(text.partition(f"## {heading}\n")[2] for heading in headings if f"## {heading}\n" in text)
    return part.partition("```sh\n")[2].partition("```")[0].strip()


@pytest.mark.parametrize("headings", [("Start your own", "建自己的账"), ("Test", "测试")])
def test_both_readmes_give_the_same_commands(headings: tuple[str, str]) -> None:
    english, chinese = (block_under(ROOT / name, *headings) for name in ("README.md", "README.zh.md"))
    assert english
    assert english == chinese


def test_ci_runs_the_readmes_test_command() -> None:
    """`.ci/run` has the same line, with its own interpreter and a directory of its own for the environment."""
    line = block_under(ROOT / "README.md", "Test")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    asked = line.replace("python3", '"$python"').replace(".venv/bin/", '"$venv"/bin/').replace(".venv", '"$venv"')
    assert asked in script, asked


@pytest.mark.parametrize("path", [*PROSE, ROOT / ".ci" / "run", ROOT / "requirements.txt"], ids=lambda path: path.name)
def test_nothing_names_a_machine_or_an_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wrong = re.findall(r"/work/|/opt/|/root/|/home/\w+|/tmp/\w+|--(?:extra-)?index-url|--find-links|https?://\S+", text)
    allowed = [found for found in wrong if found.startswith(("https://keepachangelog.com", "https://semver.org"))]
    assert sorted(wrong) == sorted(allowed)


def test_links_lead_somewhere() -> None:
    for path in PROSE:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_lock_pins_every_requirement_with_hashes() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        re.split(r"[<>=;\[ ]", requirement)[0].lower().replace("_", "-")
        for requirement in (*project["dependencies"], *project["optional-dependencies"]["test"])
    }
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE)}
    assert wanted <= pinned
    for part in re.split(r"\n(?=[\w.-]+==)", lock)[1:]:
        assert "--hash=sha256:" in part, part.splitlines()[0]
