"""Make people.csv, clients.csv and orders.csv here from Northwind for SQLite (jpwhite3/northwind-SQLite3, MIT).

    python prepare.py PATH/TO/create.sql

Standard library only. The files it makes are committed, so that loading them needs nothing but salesctl.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

PEOPLE = """
    SELECT e.EmployeeID AS code, e.FirstName || ' ' || e.LastName AS name, 'Sales' AS team,
           CASE WHEN e.ReportsTo IS NULL THEN 'admin,head'
                WHEN e.Title LIKE '%Manager%' THEN 'lead' ELSE 'rep' END AS roles,
           e.Title AS post, e.ReportsTo AS superior, e.HireDate AS joined, e.HomePhone AS phone
    FROM Employees e ORDER BY e.EmployeeID
"""
# A client belongs to whoever took most of its orders, of several the first employed.
CLIENTS = """
    SELECT trim(c.CustomerID) AS number, c.CompanyName AS name, c.ContactName AS contact, c.ContactTitle AS title,
           c.Phone AS phone, c.Address AS address, c.City AS city, c.Region AS region, c.PostalCode AS postcode,
           c.Country AS country,
           (SELECT o.EmployeeID FROM Orders o WHERE o.CustomerID = c.CustomerID
            GROUP BY o.EmployeeID ORDER BY count(*) DESC, o.EmployeeID LIMIT 1) AS owner,
           CASE WHEN c.Fax IS NOT NULL THEN 'Fax: ' || c.Fax END AS note
    FROM Customers c ORDER BY c.CustomerID
"""
# Prices and discounts are binary floats in the source: they are taken as the decimals they were written as.
DETAILS = """
    SELECT o.OrderID, c.CompanyName, date(o.OrderDate), o.EmployeeID, date(o.RequiredDate),
           format('%.4f', d.UnitPrice), d.Quantity, format('%.4f', d.Discount)
    FROM Orders o JOIN Customers c ON c.CustomerID = o.CustomerID JOIN "Order Details" d ON d.OrderID = o.OrderID
    WHERE o.OrderID BETWEEN 10248 AND 11077 ORDER BY o.OrderID
"""
"""The 830 orders the sample was made with; some copies have thousands of generated ones besides."""
HEADINGS = ("client", "date", "amount", "channel", "person", "due")


def orders(details: Iterable[tuple[int, str, str, int, str, str, int, str]]) -> Iterator[tuple[str, ...]]:
    """Yield an order in a row: its lines net of discount, added up exactly and rounded once, half up to the cent."""
    for (_number, client, day, person, due), lines in groupby(details, key=lambda line: line[:5]):
        net = sum((Decimal(price) * count * (1 - Decimal(off)) for *_order, price, count, off in lines), Decimal(0))
        amount = net.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        yield client, day, str(amount), "", str(person), due


def write(name: str, found: sqlite3.Cursor) -> None:
    """Write what a query found: UTF-8, line ends as on Unix so that Git shows what changed."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column[0] for column in found.description)
        writer.writerows(found)


def write_orders(details: Iterable[Any]) -> None:
    """Write the orders as `order import` reads them."""
    with (HERE / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(orders(details))


if __name__ == "__main__":
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(Path(sys.argv[1]).read_text(encoding="utf-8-sig"))
        write("people.csv", database.execute(PEOPLE))
        write("clients.csv", database.execute(CLIENTS))
        write_orders(database.execute(DETAILS))
