"""The examples load as their README says, and a list gives the same clients whatever form it is sent in."""

from __future__ import annotations

import csv
import os
import shlex
import sqlite3
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SENT = ("name", "contact", "phone", "email", "address", "note")


def module(path: Path) -> ModuleType:
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def lines(name: str) -> list[str]:
    text = (EXAMPLES / name / "load.sh").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.startswith("salesctl ")]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def load(cli: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(name: str) -> list[str]:
        monkeypatch.chdir(EXAMPLES / name)
        return [cli.ok(*shlex.split(line)[1:]).out for line in lines(name)]

    return run


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/load.sh")))
def test_the_readme_has_the_very_lines_that_load_it(name: str) -> None:
    readme = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    assert "```\n" + "\n".join(lines(name)) + "\n```" in readme


@pytest.mark.parametrize("name", ["adventureworks", "northwind"])
def test_the_licence_of_others_lies_beside_their_data(name: str) -> None:
    assert "MIT License" in (EXAMPLES / name / "LICENSE").read_text(encoding="utf-8").replace("The MIT", "MIT")


def test_adventureworks_has_its_staff_departments_and_stores(cli: Any, load: Any) -> None:
    said = load("adventureworks")
    assert said[1] == "people.csv: 289 new, 1 changed.\n"
    assert said[3] == "clients.csv: 701 new.\n"
    people = {row["code"]: row for row in cli.json("person", "list")}
    assert len(people) == 290
    assert len(cli.json("team")) == 16
    assert people["1"]["name"] == "Ken J Sánchez"
    assert people["282"]["name"] == "José Edvaldo Saraiva"
    assert people["282"]["team"] == "Sales"
    assert people["282"]["superior"] == "274"
    assert people["286"]["superior"] == "285"
    assert all(row["superior"] for code, row in people.items() if code != "1")
    clients = cli.json("client", "list", "--all")
    assert len(clients) == 701
    source = rows(EXAMPLES / "adventureworks" / "clients.csv")
    for kept, sent in zip(sorted(clients, key=lambda row: row["number"]), source, strict=True):
        assert (kept["name"], kept["contact"], kept["phone"]) == (sent["name"], sent["contact"], sent["phone"])
        assert kept["owner"] == people[sent["owner"]]["name"]
        assert sent["city"] in kept["address"]
    assert any("place de la République" in row["address"] for row in clients)
    two = next(row for row in source if row["contact_2"])
    shown = cli.json("client", "show", two["name"])
    assert [one["name"] for one in shown["contacts"]] == [two["contact"], two["contact_2"]]
    assert cli.ok("person", "import", "people.csv").out == "people.csv: the ledger has all 290 rows already.\n"
    assert cli.ok("client", "import", "clients.csv").out == "clients.csv: the ledger has all 701 rows already.\n"


def test_northwind_has_its_employees_and_customers(cli: Any, load: Any) -> None:
    load("northwind")
    people = {row["code"]: row for row in cli.json("person", "list")}
    assert len(people) == 9
    assert {code: row["superior"] for code, row in people.items()} == {
        "1": "2", "2": None, "3": "2", "4": "2", "5": "2", "6": "5", "7": "5", "8": "2", "9": "5",
    }  # fmt: skip
    clients = cli.json("client", "list", "--all")
    assert len(clients) == 93
    assert sum(row["name"] == "IT" for row in clients) == 2
    assert len(cli.json("order", "list", "--all")) == 830
    assert {"Antonio Moreno Taquería", "Berglunds snabbköp", "Königlich Essen"} <= {row["name"] for row in clients}


def test_northwinds_years_and_people_are_those_of_sql(cli: Any, load: Any) -> None:
    """The ledger's sums, by year and by person, against SQLite's own sum over the same rows in cents."""
    load("northwind")
    source = rows(EXAMPLES / "northwind" / "orders.csv")
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE orders (year, person, cents INTEGER)")
        sent = ((row["date"][:4], row["person"], int(row["amount"].replace(".", ""))) for row in source)
        database.executemany("INSERT INTO orders VALUES (?, ?, ?)", sent)
        years = dict(database.execute("SELECT year, sum(cents) FROM orders GROUP BY year"))
        people = dict(database.execute("SELECT person, sum(cents) FROM orders GROUP BY person"))
        counts = dict(database.execute("SELECT year, count(*) FROM orders GROUP BY year"))
    database.close()
    assert (years, counts) == (
        {"1996": 20808399, "1997": 61708530, "1998": 44062393},
        {"1996": 152, "1997": 408, "1998": 270},
    )
    codes = {row["id"]: row["code"] for row in cli.json("person", "list")}
    for year, cents in years.items():
        assert summed(cli, year, "all")[None] == {"orders": counts[year], "sales": Decimal(cents) / 100}
    whole = summed(cli, "1996-01-01..1998-12-31", "person")
    assert {codes[str(one)]: found["sales"] for one, found in whole.items()} == {
        code: Decimal(cents) / 100 for code, cents in people.items()
    }
    assert sum(Decimal(str(row["amount"])) for row in cli.json("order", "list", "1997", "--all")) == Decimal(
        "617085.30"
    )
    assert cli.ok("order", "import", "orders.csv").out == "orders.csv: the ledger has all 830 rows already.\n"


def test_the_assistants_year_is_that_of_the_regulation(cli: Any, load: Any) -> None:
    from salesctl.metrics import ratio

    load("assistant-year")
    found = summed(cli, "2007", "channel")
    assert {channel: (one["sales"], one["collections"]) for channel, one in found.items()} == {
        "direct": (1149189, 801476),
        "dealer": (182413, 203039),
        "group": (213412, 105061),
    }
    rates = {channel: str(ratio(one["collections"], one["sales"])) for channel, one in found.items()}
    assert rates == {"direct": "0.6974", "dealer": "1.1131", "group": "0.4923"}
    whole = summed(cli, "2007", "all")[None]
    assert (whole["sales"], whole["collections"]) == (1545014, 1109576)
    assert str(ratio(whole["collections"], whole["sales"])) == "0.7182"
    assert cli.json("payment", "list", "--open") == []


def test_the_assistants_year_is_made_the_same_every_time(tmp_path: Path) -> None:
    make = module(EXAMPLES / "assistant-year" / "make.py")
    make.write(tmp_path)
    for name in ("orders.csv", "payments.csv"):
        assert (EXAMPLES / "assistant-year" / name).read_bytes() == (tmp_path / name).read_bytes()


def summed(cli: Any, period: str, by: Any) -> dict[str | None, dict[str, Any]]:
    """Return the figures of orders and payments as a summary reads them."""
    from salesctl import config
    from salesctl.context import Ctx
    from salesctl.metrics import figures
    from salesctl.params import Options
    from salesctl.values.period import parse_period

    ctx = Ctx("report.summary", Options(), request={}, config=config.load(os.environ), clock=cli.clock)
    try:
        keys = ("orders", "sales", "collections")
        found = figures(ctx, parse_period(period, ctx.today), keys, by)
        return {group: dict(values) for group, values in found.items()}
    finally:
        ctx.close()


def test_a_corrected_file_changes_the_same_clients(cli: Any, load: Any, tmp_path: Path) -> None:
    load("northwind")
    text = (EXAMPLES / "northwind" / "clients.csv").read_text(encoding="utf-8")
    corrected = tmp_path / "clients.csv"
    corrected.write_text(text.replace("Obere Str. 57", "Obere Straße 57"), encoding="utf-8")
    assert cli.ok("client", "import", corrected).out == "clients.csv: 1 changed, 92 unchanged.\n"
    assert len(cli.json("client", "list", "--all")) == 93


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the 200 clients in every form, the .xls too."""
    folder = tmp_path_factory.mktemp("forms")
    make = module(EXAMPLES / "clients-200" / "make.py")
    make.write_all(folder)
    old = module(ROOT / "tests" / "exchange" / "conftest.py")
    (folder / "clients.xls").write_bytes(old.xls({"客户": [make.HEADINGS, *make.chinese(), *make.western()]}))
    return folder


def test_the_list_is_made_the_same_every_time() -> None:
    make = module(EXAMPLES / "clients-200" / "make.py")
    made = make.as_csv(make.chinese() + make.western())
    assert (EXAMPLES / "clients-200" / "clients.csv").read_bytes() == made.encode()


@pytest.mark.parametrize(
    "name",
    [
        "clients-utf8.csv",
        "clients-bom.csv",
        "clients-utf16.csv",
        "clients-gb18030.csv",
        "western-cp1252.csv",
        "clients.xlsx",
        "clients.xls",
    ],
)
def test_the_same_clients_come_from_every_form(cli: Any, forms: Path, name: str) -> None:
    make = module(EXAMPLES / "clients-200" / "make.py")
    sent = make.western() if name.startswith("western") else make.chinese() + make.western()
    cli.init()
    said = cli.ok("client", "import", forms / name)
    assert said.out == f"{name}: {len(sent)} new.\n"
    if name.endswith(("gb18030.csv", "cp1252.csv")):
        assert name.removesuffix(".csv").rpartition("-")[2].upper() in said.err
    clients = sorted(cli.json("client", "list", "--all"), key=lambda row: row["number"])
    assert [tuple(row[key] or "" for key in SENT) for row in clients] == sent
    assert "already" in cli.ok("client", "import", forms / name).out


def test_a_second_form_of_the_same_list_changes_nothing(cli: Any, forms: Path) -> None:
    cli.init()
    cli.ok("client", "import", forms / "clients-gb18030.csv")
    for name in ("clients.xlsx", "clients.xls", "clients-utf16.csv", "western-cp1252.csv"):
        assert "already" in cli.ok("client", "import", forms / name).out


def test_northwind_is_prepared_from_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare = module(EXAMPLES / "northwind" / "prepare.py")
    with sqlite3.connect(":memory:") as database:
        database.execute(
            "CREATE TABLE Employees (EmployeeID, FirstName, LastName, Title, ReportsTo, HireDate, HomePhone)"
        )
        database.execute(
            "INSERT INTO Employees VALUES (5, 'Steven', 'Buchanan', 'Sales Manager', 2, '1993-10-17', '555')"
        )
        monkeypatch.setattr(prepare, "HERE", tmp_path)
        prepare.write("people.csv", database.execute(prepare.PEOPLE))
    database.close()
    assert rows(tmp_path / "people.csv")[0]["roles"] == "lead"


def test_an_order_of_northwind_is_rounded_once_half_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare = module(EXAMPLES / "northwind" / "prepare.py")
    with sqlite3.connect(":memory:") as database:
        database.executescript(
            """
            CREATE TABLE Customers (CustomerID, CompanyName);
            CREATE TABLE Orders (OrderID, CustomerID, EmployeeID, OrderDate, RequiredDate);
            CREATE TABLE "Order Details" (OrderID, UnitPrice, Quantity, Discount);
            INSERT INTO Customers VALUES ('A', 'Alfa'), ('B', 'Beta');
            INSERT INTO Orders VALUES (10248, 'A', 5, '1996-07-04 00:00:00.000', '1996-08-01 00:00:00.000'),
                (10249, 'B', 6, '1996-07-05 00:00:00.000', '1996-08-16 00:00:00.000'),
                (20000, 'B', 6, '2016-07-05 00:00:00.000', '2016-08-16 00:00:00.000');
            INSERT INTO "Order Details" VALUES (10248, 14, 12, 0.0), (10248, 0.1, 1, 0.05), (10248, 0.1, 1, 0.0),
                (10249, 10.1, 1, 0.05), (10249, 10.1, 1, 0.15), (20000, 1, 1, 0);
            """
        )
        monkeypatch.setattr(prepare, "HERE", tmp_path)
        prepare.write_orders(database.execute(prepare.DETAILS))
    database.close()
    made = rows(tmp_path / "orders.csv")
    # 168 + 0.095 + 0.1 is 168.195: half up, once. 9.595 + 8.585 is 18.18, not 9.60 + 8.59.
    assert [(row["client"], row["date"], row["amount"], row["person"]) for row in made] == [
        ("Alfa", "1996-07-04", "168.20", "5"),
        ("Beta", "1996-07-05", "18.18", "6"),
    ]
