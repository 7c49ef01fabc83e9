"""Working days of people who each have a login of their own: what they do works, and shows what it shows elsewhere."""

from __future__ import annotations

import re

import pytest

from tests.rights.conftest import OWNER, PEOPLE, Branch, Result


@pytest.fixture(scope="session")
def worked(branch_once: Branch, tmp_path_factory: pytest.TempPathFactory) -> Branch:
    """A day of two teams: clients, visits, money, papers, reports; a client handed on, a task given."""
    from tests.conftest import move_in

    b, folder = branch_once, tmp_path_factory.mktemp("papers")
    with pytest.MonkeyPatch.context() as patch:
        move_in(b.home, patch)
        b.monkeypatch = patch
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
    return b


LOOKS: tuple[tuple[str, ...], ...] = (
    ("today",), ("client", "list"), ("client", "show", "C1"), ("client", "show", "C2"), ("client", "stale"),
    ("task", "list"), ("task", "show", "T1"), ("visit", "list", "--all"), ("visit", "show", "V1"),
    ("order", "list"), ("payment", "list"), ("report", "list"), ("report", "show", "1007"), ("report", "summary"),
    ("report", "missing"), ("archive", "list"), ("archive", "find", "原件"), ("checkin", "board"),
    ("checkin", "sheet"), ("person", "list"), ("team", "list"), ("calendar", "show"), ("rules", "show"),
    ("ledger", "history", "C1"), ("ledger", "history", "C2"), ("ledger", "log"), ("visit", "check"),
)  # fmt: skip


def plain(result: Result) -> Result:
    """Leave out how many changes an entry has, and the number of a slip's client: hidden from who sees no clients."""
    out = re.sub(r'"changes": \d+', '"changes": -', result.out)
    return result._replace(out=re.sub(r'"client_number": (null|"[^"]*")', '"client_number": -', out))


@pytest.mark.parametrize(("code", "login"), [(code, login) for code, *_rest, login in PEOPLE])
def test_everybody_is_shown_what_the_program_alone_would_show(
    worked: Branch, branch: Branch, code: str, login: str
) -> None:
    branch.at("2026-11-20 11:00")
    differ = []
    for words in LOOKS:
        theirs = plain(branch.login(login)(*words, "--json"))
        told = plain(branch.login(OWNER).as_(code)(*words, "--json"))
        branch.as_(None)
        if theirs != told:
            differ.append((words, theirs, told))
    for words, theirs, told in differ:
        print(" ".join(words), theirs.code, told.code, theirs.out == told.out)
        a, b = theirs.out + theirs.err, told.out + told.err
        at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
        print("   theirs:", a[max(0, at - 200):at + 200].replace("\n", " "))
        print("   told:  ", b[max(0, at - 200):at + 200].replace("\n", " "))
    assert not differ


def test_the_branch_verifies(worked: Branch, branch: Branch) -> None:
    branch.verify()
    assert branch.json("ledger", "verify")["proven"] == "all"


@pytest.mark.parametrize("login", [login for *_rest, login in PEOPLE])
def test_everybody_proves_the_chain_and_their_own(worked: Branch, branch: Branch, login: str) -> None:
    said = branch.login(login).json("ledger", "verify")
    assert said["ok"] and said["proven"] == "own"
