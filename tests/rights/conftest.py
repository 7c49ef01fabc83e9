"""A ledger on a server as a company has it: an owner that is no superuser, and a login for each person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli, Result, move_in
from tests.places import Database
from tests.server import Server

OWNER = "eastowner"
PEOPLE = (
    ("1002", "何静", "head", "", "hejing"),
    ("1005", "周敏", "lead", "一组", "zhoumin"),
    ("1007", "王芳", "rep", "一组", "wangfang"),
    ("1008", "赵磊", "rep", "一组", "zhaolei"),
    ("1009", "孙一", "rep", "二组", "sunyi"),
    ("1010", "钱会", "finance", "", "qianhui"),
    ("1011", "法务", "legal", "", "fawu"),
    ("1012", "档案", "archivist", "", "dangan"),
    ("1013", "考勤", "keeper", "", "kaoqin"),
    ("1014", "导购", "guide", "三组", "daogou"),
    ("1015", "定时", "robot", "", "cron"),
    ("1016", "管理", "admin", "", "guanli"),
    ("1017", "吴组", "lead", "二组", "wuzu"),
    ("1018", "冯三", "rep", "三组", "fengsan"),
)
"""(code, name, roles, team, login). 三组 is led by a rep, whose rights reach their own records all the same."""
NOBODY = "stranger"


class Branch(Cli):
    """The commands of people who each have a login of their own."""

    server: Server
    database: str

    def login(self, name: str) -> Branch:
        """Be another login of the server from now on."""
        self.monkeypatch.setenv("SALESCTL_LEDGER", self.address(name))
        return self

    def address(self, name: str) -> str:
        """Return the ledger's address for a login."""
        return self.server.url("east", user=name, database=self.database)

    def connect(self, name: str) -> Any:
        """Return a connection of a login for raw SQL in the ledger's schema."""
        import psycopg

        made = psycopg.connect(host=str(self.server.folder), user=name, dbname=self.database, autocommit=True)
        made.execute("SET search_path = east")
        return made


class Place(Database):
    """The branch's database: made once, by whoever runs the server."""

    def ready(self) -> None:
        """It is there for good."""


def _found(server: Server, home: Path, shelf: Path, patch: pytest.MonkeyPatch) -> Branch:
    admin = server.admin()
    admin.execute(f"CREATE ROLE {OWNER} LOGIN")
    admin.execute(f"CREATE ROLE {NOBODY} LOGIN")
    admin.execute(f"CREATE DATABASE branch OWNER {OWNER} TEMPLATE template0 STRATEGY FILE_COPY")
    made = Branch(home, Place(server, "branch"), patch, shelf, {})
    made.server, made.database = server, "branch"
    made.login(OWNER)
    made.ok(
        "init", "--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai", "--me", "1001", "--name", "李敏"
    )
    made.ok("team", "add", "一组", "--code", "E1")
    made.ok("team", "add", "二组", "--code", "E2")
    made.ok("team", "add", "三组", "--code", "E3")
    for code, name, roles, team, _login in PEOPLE:
        superior = ("--superior", "1005") if (roles, team) == ("rep", "一组") else ()
        where = ("--team", team) if team else ()
        made.ok("person", "add", code, name, "--roles", roles, *where, *superior)
    made.ok("team", "edit", "一组", "--lead", "1005")
    made.ok("team", "edit", "二组", "--lead", "1017")
    made.ok("team", "edit", "三组", "--lead", "1018")
    with made.connect("limin") as superuser:
        superuser.execute(f"GRANT USAGE ON SCHEMA east TO {NOBODY}")
        for code, _name, _roles, _team, login in PEOPLE:
            given = made.ok("person", "login", code, "--name", login)
            for statement in given.out.strip().splitlines():
                superuser.execute(statement)
    return made


def _work(b: Branch, folder: Path) -> None:
    """A day of two teams: clients, visits, money, papers, reports; a client handed on, a task given."""
    b.at("2026-11-20 09:20")
    contract, people = folder / "合同.txt", folder / "clients.csv"
    contract.write_text("合同 原件", encoding="utf-8")
    people.write_text("name,phone\n东方建材,13912345678\n西方建材,13912345679\n", encoding="utf-8")
    b.login("wangfang")
    b.ok("checkin", "in")
    b.ok("client", "add", "华联超市", "--phone", "027 8888 6666", "--contact", "张经理")
    b.ok("client", "log", "华联超市", "报价已发", "--next", "2026-11-25 追报价")
    b.ok("client", "edit", "华联超市", "--level", "A")
    b.ok("task", "add", "整理样品间", "--for", "1009")
    b.ok("task", "add", "对账", "--due", "2026-11-20")
    b.ok("task", "done", "对账")
    b.ok("task", "add", "送样")
    b.ok("task", "hand", "送样", "--to", "1008")
    b.ok("visit", "start", "华联超市", "谈付款条件", "--see", "张经理")
    b.at("2026-11-20 10:20")
    b.ok("visit", "done", "同意三七付款")
    b.ok("visit", "back")
    b.ok("client", "log", "华联超市", "合同", "--paper", contract)
    b.ok("order", "add", "华联超市", "A01=120@32")
    b.ok("payment", "add", "华联超市", "2,000")
    b.ok("report", "write", "--done", "都好", "--next", "明天追款")
    b.ok("report", "submit")
    b.ok("client", "import", people)
    b.ok("client", "edit", "东方建材", "--owner", "1009")
    b.ok("client", "edit", "西方建材", "--owner", "1008")
    b.ok("archive", "add", contract, "--title", "合同", "--class", "contract")
    b.ok("task", "add", "误录")
    b.ok("undo")
    b.login("sunyi")
    b.ok("checkin", "in")
    b.ok("client", "edit", "东方建材", "--address", "中山路 1 号")
    b.ok("client", "edit", "东方建材", "--phone", "13912345670")
    b.ok("visit", "log", "东方建材", "谈成", "--at", "9:30", "--until", "10:00")
    b.ok("archive", "add", contract, "--title", "合同二", "--class", "contract")
    b.login("zhoumin")
    b.ok("checkin", "in")
    b.ok("report", "review", "1007", "2026-11-20", "comment", "好")
    b.ok("visit", "check", "V1", "true", "电话核实")
    b.ok("person", "add", "1020", "新人", "--team", "一组")
    b.ok("person", "edit", "1020", "--post", "业务员")


@pytest.fixture(scope="session")
def branch_once(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Branch:
    """Found the branch and work a day in it, once."""
    home = tmp_path_factory.mktemp("branch")
    with pytest.MonkeyPatch.context() as patch:
        move_in(home, patch)
        made = _found(postgres, home, tmp_path_factory.mktemp("shelf"), patch)
        _work(made, tmp_path_factory.mktemp("papers"))
    return made


@pytest.fixture
def branch(branch_once: Branch, monkeypatch: pytest.MonkeyPatch) -> Branch:
    """The branch at eleven, its owner at the keyboard."""
    move_in(branch_once.home, monkeypatch)
    branch_once.monkeypatch = monkeypatch
    branch_once.login(OWNER)
    branch_once.at("2026-11-20 11:00")
    return branch_once


__all__ = ["Branch", "Result"]
