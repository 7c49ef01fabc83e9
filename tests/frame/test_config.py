"""Settings: option over environment over file over default, and what is wrong with a file is said."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import platformdirs
import pytest

from salesctl.config import Config, config_path, default_ledger, language_of, parse
from tests.frame.conftest import Cli

FILE = 'ledger = "east.db"\nme = "李敏"\nlang = "zh"\nhints = false\n[alias]\nci = "checkin"\n'


def read(text: str = "", **env: str) -> Config:
    return parse(env, text, path="/etc/salesctl/config.toml")


def test_the_file_goes_over_the_defaults() -> None:
    config = read(FILE)
    assert (config.me, config.lang, config.hints, config.color) == ("李敏", "zh", False, True)
    assert config.ledger == str(Path("/etc/salesctl/east.db"))
    assert config.alias == {"ci": "checkin"}
    assert config.sources == {"ledger": "file", "me": "file", "lang": "file", "hints": "file"} | dict.fromkeys(
        ("color", "ambiguous", "warm"), "default"
    )


def test_the_environment_goes_over_the_file() -> None:
    config = read(
        FILE,
        SALESCTL_LEDGER="b.db",
        SALESCTL_ME="me",
        SALESCTL_LANG="en",
        SALESCTL_HINTS="yes",
        NO_COLOR="1",
        SALESCTL_AMBIGUOUS="2",
        SALESCTL_WARM="0",
    )
    assert config.ambiguous == 2
    assert config.warm is False
    assert (config.ledger, config.me, config.lang, config.hints, config.color) == ("b.db", "me", "en", True, False)
    assert set(config.sources.values()) == {"environment"}


def test_options_go_over_both() -> None:
    config = read(FILE, SALESCTL_LEDGER="b.db").over(ledger="c.db", lang="en", color=False)
    assert (config.ledger, config.lang, config.color, config.sources["ledger"]) == ("c.db", "en", False, "option")


@pytest.mark.parametrize(
    ("env", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "SALESCTL_LANG": "en"}, "en"),
        ({"LANG": "C", "SALESCTL_LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_language_is_the_settings_else_the_locales(env: dict[str, str], lang: str) -> None:
    assert parse(env, "").lang == lang


def test_cron_prints_chinese_when_the_file_says_so() -> None:
    assert read('lang = "zh"', LANG="C").lang == "zh"


@pytest.mark.parametrize("text", ["zh", "zh-CN", "中文", "ZH_cn.UTF-8"])
def test_a_language_is_read_as_people_write_it(text: str) -> None:
    assert language_of(text) == "zh"


def test_a_postgresql_address_stays_as_it_is() -> None:
    assert read('ledger = "postgresql://db/east"').ledger == "postgresql://db/east"


@pytest.mark.parametrize(
    ("text", "env", "word"),
    [
        ("ledger = ", {}, "not valid TOML"),
        ("hints = 1", {}, "hints must be true or false"),
        ("me = 7", {}, "me must be a text"),
        ('lang = "fr"', {}, "lang must be en or zh"),
        ("alias = 1", {}, "[alias]"),
        ("[alias]\nx = 1", {}, "alias x must be a text"),
        ("", {"SALESCTL_LANG": "fr"}, "SALESCTL_LANG must be en or zh"),
        ("", {"SALESCTL_HINTS": "perhaps"}, "SALESCTL_HINTS must be yes or no"),
    ],
)
def test_what_is_wrong_is_a_problem_and_never_an_exception(text: str, env: dict[str, str], word: str) -> None:
    (problem,) = parse(env, text, path="config.toml").problems
    assert word in problem


def test_a_broken_file_stops_commands_but_not_those_that_mend_it(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("ledger = ", encoding="utf-8")
    env = {"SALESCTL_CONFIG": str(path)}
    assert cli("client", env=env).code == 2
    assert str(path) in cli("client", env=env).err
    assert cli("--help", env=env).code == 0
    assert cli("config", env=env).code == 0
    assert cli("help", "rep", env=env).code == 0


def test_config_shows_values_and_where_each_comes_from(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(FILE + "[ledgr]\n", encoding="utf-8")
    outcome = cli("--lang", "en", "config", "--json", env={"SALESCTL_CONFIG": str(path), "SALESCTL_ME": "王芳"})
    rows = {row["key"]: row for row in json.loads(outcome.out)}
    assert [rows["me"]["value"], rows["me"]["source"]] == ["王芳", "environment"]
    assert [rows["lang"]["value"], rows["lang"]["source"]] == ["en", "option"]
    assert [rows["hints"]["value"], rows["hints"]["source"]] == ["false", "file"]
    assert rows["alias.ci"]["value"] == "checkin"
    assert str(path) in outcome.err
    assert "ledgr. Did you mean ledger?" in outcome.err


def test_the_working_directory_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert config_path({}).is_absolute()
    assert config_path({}).parent != tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("base", [None, "/srv/x"])
def test_our_short_way_to_the_directories_is_platformdirs(base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    env = {}
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
        if base:
            monkeypatch.setenv(name, base)
            env[name] = base
    assert str(config_path(env).parent) == platformdirs.user_config_dir("salesctl", appauthor=False)
    assert str(Path(default_ledger(env)).parent) == platformdirs.user_data_dir("salesctl", appauthor=False)


@pytest.mark.parametrize(
    ("text", "env"), [("ambiguous = 3", {}), ("ambiguous = true", {}), ("", {"SALESCTL_AMBIGUOUS": "x"})]
)
def test_a_sign_takes_one_column_or_two(text: str, env: dict[str, str]) -> None:
    assert read("ambiguous = 2").ambiguous == 2
    config = read(text, **env)
    assert config.ambiguous == 1 and "1 or 2" in "".join(config.problems)
