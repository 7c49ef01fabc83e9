"""The house plan, held by tests: who may import whom, what a room offers, what may happen under the lock."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from salesctl.domains import ORDER
from salesctl.doors import DOORS, Door

PACKAGE = Path(__file__).parents[1] / "salesctl"
ROOMS = PACKAGE / "domains"
MOST_LINES = 450
PLACE = re.compile(r"[a-z_]\w*(\.\w+)+:\w+")
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "__pycache__" not in p.parts)


def name_of(path: Path) -> str:
    """Return the dotted name of a module of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree(path: Path) -> ast.Module:
    """Parse a module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, module) of every import in a module, those inside functions and for type checking too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            assert node.module
            # `from salesctl.domains import org` names a module by its last word.
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def within(module: str, *packages: str) -> bool:
    """Tell whether a module is one of `packages` or lies in one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def room_of(module: str) -> str | None:
    """Return the room a module lies in."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["salesctl", "domains"] and len(parts) > 2 and parts[2] in ORDER else None


# -- who may import whom -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ORDER)
def test_a_room_imports_only_rooms_on_its_left(room: str) -> None:
    right = {later for later in ORDER if ORDER.index(later) > ORDER.index(room)}
    wrong = [
        f"{path.name}:{line} imports {module}"
        for path in sorted((ROOMS / room).rglob("*.py"))
        for line, module in imports(path)
        if room_of(module) in right
    ]
    assert not wrong, wrong


def test_every_folder_of_domains_is_in_the_order() -> None:
    folders = {path.name for path in ROOMS.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(ORDER)


ALLOWED = {
    "values": ("salesctl.values", "salesctl.locale"),
    "locale": ("salesctl.locale",),
    "errors.py": (),
    "doors.py": ("salesctl.locale",),
    "ledger": (
        "salesctl.ledger",
        "salesctl.values",
        "salesctl.locale",
        "salesctl.errors",
        "salesctl.__version__",
    ),
    "render": ("salesctl.render", "salesctl.values", "salesctl.locale", "salesctl.errors"),
    "rulebook/rule.py": ("salesctl.locale",),
}


@pytest.mark.parametrize("part", ALLOWED)
def test_a_layer_imports_only_what_lies_below_it(part: str) -> None:
    place = PACKAGE / part
    files = [place] if place.suffix else sorted(place.rglob("*.py"))
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {module}"
        for path in files
        for line, module in imports(path)
        if within(module, "salesctl") and not within(module, *ALLOWED[part])
    ]
    assert not wrong, wrong


def test_values_need_only_the_standard_library() -> None:
    import sys

    strangers = {
        f"{path.name}:{line} imports {module}"
        for path in sorted((PACKAGE / "values").rglob("*.py"))
        for line, module in imports(path)
        if module.partition(".")[0] not in (*sys.stdlib_module_names, "salesctl", "dateutil")
    }
    assert not strangers


def test_nothing_imports_what_typer_carries_inside() -> None:
    wrong = [f"{path.name}:{line}" for path in SOURCES for line, module in imports(path) if within(module, "click")]
    assert not wrong, wrong


def test_the_frame_and_the_ledger_know_no_room_by_name() -> None:
    parts = ("frame", "ledger", "render", "exchange", "values", "rulebook", "helptext.py", "completion.py", "config.py")
    allowed = {
        # The rule book is kept and shown by people, who have rights, and may not reach into a closed period.
        "rulebook": ("salesctl.domains.ORDER", "salesctl.domains.org", "salesctl.domains.periods"),
    }
    wrong = []
    for part in parts:
        place = PACKAGE / part
        for path in [place] if place.suffix else sorted(place.rglob("*.py")):
            wrong += [
                f"{path.relative_to(PACKAGE)}:{line} imports {module}"
                for line, module in imports(path)
                if within(module, "salesctl.domains") and not within(module, *allowed.get(part, ()))
            ]
    assert not wrong, wrong


# -- rooms -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ORDER)
def test_a_room_has_its_furniture(room: str) -> None:
    folder = ROOMS / room
    purpose = ast.get_docstring(tree(folder / "__init__.py")) or ""
    assert re.search(r"[一-鿿]", purpose), f"{room}/__init__.py says what the room is for, in both languages"
    assert len(tree(folder / "__init__.py").body) == 1, f"{room}/__init__.py holds its docstring only"
    has_door = any(door.module.startswith(f"salesctl.domains.{room}.") for door in DOORS)
    needed = {"room.py", *(("cli.py", "fields.py", "queries.py") if has_door else ())}
    missing = needed - {path.name for path in folder.iterdir()}
    assert not missing, missing


def places(room: str) -> list[str]:
    """Return every "module:attribute" of a room's `room.py`."""
    module = import_module(f"salesctl.domains.{room}.room")
    tables = [value for name, value in vars(module).items() if name.isupper() and isinstance(value, dict)]
    return [place for table in tables for place in table.values() if isinstance(place, str) and PLACE.fullmatch(place)]


@pytest.mark.parametrize(("room", "place"), [(room, place) for room in ORDER for place in places(room)])
def test_what_a_room_offers_is_there(room: str, place: str) -> None:
    module, _colon, attribute = place.partition(":")
    assert hasattr(import_module(module), attribute)


@pytest.mark.parametrize("room", ORDER)
def test_room_py_is_data_only(room: str) -> None:
    for node in tree(ROOMS / room / "room.py").body:
        if isinstance(node, ast.Expr):
            assert isinstance(node.value, ast.Constant)  # the docstring
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            assert node.value is not None
            ast.literal_eval(node.value)
        else:
            assert isinstance(node, ast.ImportFrom) and node.module == "__future__", ast.unparse(node)


def test_every_place_a_room_offers_belongs_to_a_table_that_somebody_reads() -> None:
    known = {
        "RULES",
        "RIGHTS",
        "REFERENCES",
        "LETTERS",
        "GUARDS",
        "CHECKS",
        "SEES",
        "ASKS",
        "TODAY",
        "TEAM_TODAY",
        "TIMELINE",
        "DAYS",
        "METRICS",
        "DEPENDS",
        "DERIVED",
        "STANDING",
        "CLOSES",
        "JOBS",
        "PRESENCE",
    }
    for room in ORDER:
        module = import_module(f"salesctl.domains.{room}.room")
        assert {name for name in vars(module) if name.isupper()} <= known, room


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.noun)
def test_every_noun_opens(door: Door) -> None:
    from salesctl.frame.root import open_door

    noun = open_door(door)
    assert noun.name == door.noun
    assert noun.single == door.single
    assert noun.verbs
    assert all(verb.help.endswith(".") for verb in noun.verbs.values()), "one imperative line, with a full stop"


@pytest.mark.parametrize("path", sorted(ROOMS.glob("*/cli.py")), ids=lambda path: path.parent.name)
def test_cli_asks_no_database(path: Path) -> None:
    wrong = [
        f"line {line}: {module}"
        for line, module in imports(path)
        if within(module, "sqlalchemy", "sqlmodel", "sqlite3")
    ]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr in ("session", "engine", "ledger_tx", "ledger"):
            wrong.append(f"line {node.lineno}: .{node.attr}")
        if isinstance(node, ast.Name) and node.id == "select":
            wrong.append(f"line {node.lineno}: select")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod | ast.Sub):
            wrong.append(f"line {node.lineno}: arithmetic")
    assert not wrong, wrong


# -- phase 2 -----------------------------------------------------------------------------------------------------------

WAITS = {"ask", "confirm", "find", "find_id", "words", "reason", "day", "subject"}
"""What a Ctx does before the lock is taken: people are asked, names resolved, editors opened."""
WAITING_CALLS = {"open", "input", "print", "sleep", "run", "Popen", "read_words", "urlopen"}


def locked_blocks(path: Path) -> Iterator[ast.With]:
    """Yield the blocks `with ctx.write(…) as tx:` of a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.With):
            for item in node.items:
                call = item.context_expr
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr == "write"
                    and isinstance(call.func.value, ast.Name)
                    and call.func.value.id == "ctx"
                ):
                    yield node


def test_there_are_locked_blocks_to_look_at() -> None:
    assert sum(1 for path in SOURCES for _block in locked_blocks(path)) > 10


def test_nothing_waits_for_a_person_or_a_file_under_the_lock() -> None:
    wrong = []
    for path in SOURCES:
        for block in locked_blocks(path):
            for statement in block.body:
                for node in ast.walk(statement):
                    if isinstance(node, ast.Attribute) and node.attr in WAITS and _is_ctx(node.value):
                        wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno}: {ast.unparse(node)}")
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WAITING_CALLS:
                        wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno}: {ast.unparse(node)}")
    assert not wrong, wrong


def test_services_never_go_back_to_phase_1() -> None:
    wrong = []
    for path in sorted(ROOMS.rglob("*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in WAITS and ast.unparse(node.value) == "tx.ctx":
                wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno}: {ast.unparse(node)}")
    assert not wrong, wrong


def _is_ctx(node: ast.expr) -> bool:
    return ast.unparse(node) in ("ctx", "tx.ctx")


# -- size, schema ------------------------------------------------------------------------------------------------------


def test_no_file_outgrows_a_screenful_of_thought() -> None:
    long = {}
    for path in SOURCES:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES:
            long[str(path.relative_to(PACKAGE.parent))] = lines
    assert not long


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    """Only what lies behind a command may import them at its top; see Start-up in docs/architecture.md."""
    heavy = (
        "rich",
        "pypinyin",
        "phonenumbers",
        "babel",
        "rapidfuzz",
        "tomlkit",
        "xlsxwriter",
        "python_calamine",
        "jinja2",
        "markupsafe",
    )
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}: {ast.unparse(node)}"
        for path in SOURCES
        for node in tree(path).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if within(module, *heavy)
    ]
    assert not wrong, wrong


def metadatas() -> list[MetaData]:
    """Return every metadata there is: of records, of the ledger's own tables, of Core tables in rooms."""
    from sqlalchemy import Table
    from sqlmodel import SQLModel

    from salesctl.rooms import load_models

    load_models()
    found = {id(SQLModel.metadata): SQLModel.metadata}
    for path in SOURCES:
        if path.name in ("models.py", "tables.py"):
            for value in vars(import_module(name_of(path))).values():
                if isinstance(value, Table):
                    found[id(value.metadata)] = value.metadata
    return list(found.values())


def test_migrations_make_the_tables_the_models_describe() -> None:
    from salesctl.ledger import migrate
    from salesctl.ledger.ddl import flat, statements

    made = sqlite3.connect(":memory:")
    for step in migrate.steps():
        for statement in step.statements:
            made.execute(statement)
    migrated = {
        name: flat(sql)
        for kind, name, sql in made.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        if kind in ("table", "index")
    }
    made.close()
    described = {}
    for metadata in metadatas():
        for sql in statements(metadata):
            described[sql.split()[3 if sql.startswith("CREATE UNIQUE") else 2].strip('"')] = sql
    virtual = {name for name, sql in migrated.items() if sql.upper().startswith("CREATE VIRTUAL")}
    shadows = {name for name in migrated if any(name.startswith(f"{table}_") for table in virtual)}
    assert {name: sql for name, sql in migrated.items() if name not in virtual | shadows} == described


def test_migrations_are_numbered_without_gaps_and_never_renamed() -> None:
    from salesctl.ledger import migrate

    files = sorted(path.stem for path in (PACKAGE / "ledger" / "migrations").glob("m*.py"))
    assert tuple(files) == migrate.STEPS
    assert [int(name[1:5]) for name in files] == list(range(1, len(files) + 1))


def test_nothing_but_migrations_creates_tables() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("create_all", "drop_all")
    ]
    assert not wrong, wrong


def test_the_clock_is_read_in_one_place() -> None:
    """Now comes from the clock of the command; log files and waiting may look at the machine's."""
    allowed = {"values/clock.py", "frame/failure.py", "ledger/ids.py"}
    wrong = []
    for path in SOURCES:
        if str(path.relative_to(PACKAGE)) in allowed:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in (
                "datetime.now",
                "datetime.utcnow",
                "date.today",
                "datetime.today",
                "time.time",
            ):
                wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno}: {ast.unparse(node)}")
    assert not wrong, wrong


def test_docs_of_a_frozen_moment_are_dated() -> None:
    """Figures measured on a machine carry their date, so that nobody takes them for today's."""
    text = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.partition("## Start-up")[2].partition("\n## ")[0]
    assert re.search(r"20\d\d-\d\d-\d\d", section)
