"""Settings (设置): one table of them, and the pure function that turns environment and file into a frozen Config.

Order: option over environment over file over default. A config file in the working directory is never read.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from salesctl.locale import N_, _

Source = Literal["option", "environment", "file", "locale", "default"]

DEMO = "demo"
"""`--ledger demo` and `SALESCTL_LEDGER=demo` name the demo ledger, wherever it stands."""
CONFIG_VARIABLE = "SALESCTL_CONFIG"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: the key in the file, the variable over it, its type and what it is for."""

    key: str
    variable: str
    kind: type
    doc: str
    choices: tuple[str, ...] = ()


SETTINGS: tuple[Setting, ...] = (
    Setting("ledger", "SALESCTL_LEDGER", str, N_("The ledger: a path or a postgresql:// address.")),
    Setting("me", "SALESCTL_ME", str, N_("Who I am, when the login does not say it.")),
    Setting("lang", "SALESCTL_LANG", str, N_("The language: en or zh."), ("en", "zh")),
    Setting("hints", "SALESCTL_HINTS", bool, N_("Whether advice is printed.")),
    Setting("color", "NO_COLOR", bool, N_("Whether a terminal gets colour.")),
    Setting(
        "ambiguous",
        "SALESCTL_AMBIGUOUS",
        int,
        N_("Columns the terminal gives a sign like █ or √: 1 or 2."),
        ("1", "2"),
    ),
    Setting("warm", "SALESCTL_WARM", bool, N_("Whether a process of mine stays ready for the next command.")),
)
ALIAS = "alias"


@dataclass(frozen=True, slots=True)
class Config:
    """What holds for this run. `sources` says where each setting comes from; `problems` is why the file can't be used.

    `unknown` are keys of the file nobody reads, in file order.
    """

    ledger: str = ""
    demo: str = ""
    me: str = ""
    lang: str = "en"
    hints: bool = True
    color: bool = True
    ambiguous: int = 1
    warm: bool = True
    alias: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def over(self, *, ledger: str | None = None, lang: str | None = None, color: bool | None = None) -> Config:
        """Return the config with what was given as options laid over it."""
        given: dict[str, Any] = {}
        if ledger is not None:
            given["ledger"] = self.demo if ledger == DEMO and self.demo else home(ledger)
        if lang is not None:
            given["lang"] = lang
        if color is not None:
            given["color"] = color
        sources: dict[str, Source] = {**self.sources}
        sources.update(dict.fromkeys(given, "option"))
        return replace(self, **given, sources=sources) if given else self


def home(text: str) -> str:
    """Expand a leading `~`; an address (`postgresql://…`) and the home of a user nobody knows stay as they are."""
    return os.path.expanduser(text)


def config_path(env: Mapping[str, str]) -> Path:
    """Return the config file's path: `SALESCTL_CONFIG`, else the user's config directory."""
    named = env.get(CONFIG_VARIABLE)
    if named:
        return Path(home(named))
    return Path(_user_dir("config", env)) / "config.toml"


def demo_ledger(env: Mapping[str, str]) -> str:
    """Return the path that a ledger named "demo" means."""
    return str(Path(_user_dir("data", env)) / "demo.ledger")


def default_ledger(env: Mapping[str, str]) -> str:
    """Return the path of the ledger where none is named."""
    return str(Path(_user_dir("data", env)) / "ledger.db")


def _user_dir(kind: Literal["config", "data"], env: Mapping[str, str]) -> str:
    # On Linux the answer is one variable and one default; importing platformdirs for it costs a twentieth of a start.
    if str(sys.platform) == "linux":  # str(): mypy must read both branches
        default = {"config": ".config", "data": ".local/share"}[kind]
        base = env.get(f"XDG_{kind.upper()}_HOME", "").strip()
        return str((Path(base) if base else Path("~").expanduser() / default) / "salesctl")
    import platformdirs

    find = {"config": platformdirs.user_config_dir, "data": platformdirs.user_data_dir}[kind]
    return find("salesctl", appauthor=False)


def locale_language(env: Mapping[str, str]) -> str:
    """Return the language of the locale: the first of LC_ALL, LC_MESSAGES, LANG that is set decides."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def language_of(text: str) -> str | None:
    """Read a language as people write it (zh, zh_CN.UTF-8, 中文, English); None for one not spoken here."""
    word = text.strip().lower()
    if word.startswith("zh") or word in ("中文", "汉语", "cn"):
        return "zh"
    return "en" if word.startswith("en") else None


def flag(text: str) -> bool | None:
    """Read a yes or no of the environment."""
    word = text.strip().lower()
    if word in ("1", "true", "yes", "on"):
        return True
    return False if word in ("0", "false", "no", "off") else None


def load(env: Mapping[str, str]) -> Config:
    """Read the config file, if there is one, and build the Config; a file that is unreadable is a problem in it."""
    path = config_path(env)
    text, problems = "", []
    try:
        text = _text(path)
    except FileNotFoundError:
        pass
    except (OSError, UnicodeError) as error:
        problems.append(_("{path} can't be read: {why}", path=path, why=getattr(error, "strerror", None) or error))
    return parse(env, text, path=str(path), problems=tuple(problems))


LARGEST = 1 << 20
"""Bytes of a config file."""


def _text(path: Path) -> str:
    # Not blocking, so that a pipe without a writer is said instead of waited for.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        data = file.read(LARGEST + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else None
    if data is None or len(data) > LARGEST:
        raise OSError(errno.EINVAL, _("not a file of settings"))
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def parse(env: Mapping[str, str], text: str, *, path: str = "", problems: tuple[str, ...] = ()) -> Config:
    """Build a Config from the environment and a TOML text. Pure; raises nothing, what is wrong stands in `problems`."""
    table, found = _table(text, path)
    bad = [*problems, *found]
    values: dict[str, Any] = {"ledger": "", "lang": locale_language(env)}
    sources: dict[str, Source] = dict.fromkeys((s.key for s in SETTINGS), "default")
    sources["lang"] = "locale"
    for setting in SETTINGS:
        if setting.key in table:
            value = _from_file(setting, table[setting.key], path)
            if isinstance(value, _Wrong):
                bad.append(value.why)
            else:
                values[setting.key], sources[setting.key] = value, "file"
        given = env.get(setting.variable)
        if given:
            read = _from_environment(setting, given)
            if isinstance(read, _Wrong):
                bad.append(read.why)
            else:
                values[setting.key], sources[setting.key] = read, "environment"
    values["demo"] = demo_ledger(env)
    if not values["ledger"]:
        values["ledger"] = default_ledger(env)
    elif values["ledger"] == DEMO and sources["ledger"] == "environment":
        values["ledger"] = values["demo"]
    alias, wrong = _aliases(table.get(ALIAS, {}), path)
    unknown = tuple(key for key in table if key != ALIAS and all(key != s.key for s in SETTINGS))
    return Config(**values, alias=alias, path=path, sources=sources, problems=(*bad, *wrong), unknown=unknown)


@dataclass(frozen=True, slots=True)
class _Wrong:
    why: str


def _table(text: str, path: str) -> tuple[dict[str, Any], list[str]]:
    if not text.strip():
        return {}, []
    import tomllib

    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        return {}, [_("{path} is not valid TOML: {why}", path=path, why=error)]


def _from_file(setting: Setting, value: Any, path: str) -> Any:
    if setting.key == "lang" and isinstance(value, str):
        return language_of(value) or _Wrong(
            _("{path}: {key} must be en or zh, not {value}", path=path, key="lang", value=value)
        )
    if setting.kind is int:
        good = isinstance(value, int) and str(value) in setting.choices
        wrong = _("{path}: {key} must be {kind}", path=path, key=setting.key, kind=_("1 or 2"))
        return value if good else _Wrong(wrong)
    if not isinstance(value, setting.kind):
        kinds = {str: _("a text"), bool: _("true or false")}
        return _Wrong(_("{path}: {key} must be {kind}", path=path, key=setting.key, kind=kinds[setting.kind]))
    if setting.key == "ledger" and "://" not in str(value):
        # A relative path means beside the file that names it, not wherever the shell happens to stand.
        return str(Path(path).parent / home(str(value)))
    return value


def _from_environment(setting: Setting, text: str) -> Any:
    if setting.key == "color":
        return False  # NO_COLOR, whatever it says: https://no-color.org
    if setting.key == "lang":
        return language_of(text) or _Wrong(_("{name} must be en or zh, not {value}", name=setting.variable, value=text))
    if setting.kind is bool:
        value = flag(text)
        return (
            _Wrong(_("{name} must be yes or no, not {value}", name=setting.variable, value=text))
            if value is None
            else value
        )
    if setting.kind is int:
        wrong = _("{name} must be {kind}, not {value}", name=setting.variable, kind=_("1 or 2"), value=text)
        return int(text) if text.strip() in setting.choices else _Wrong(wrong)
    return home(text) if setting.key == "ledger" else text


def _aliases(table: Any, path: str) -> tuple[dict[str, str], list[str]]:
    if not isinstance(table, dict):
        return {}, [_('{path}: [alias] must be a table of name = "command"', path=path)]
    good = {name: words for name, words in table.items() if isinstance(words, str) and words.strip()}
    bad = [_("{path}: alias {name} must be a text", path=path, name=name) for name in table if name not in good]
    return good, bad
