"""Make people.csv and clients.csv of this folder from Northwind for SQLite (jpwhite3/northwind-SQLite3, MIT).

    python prepare.py PATH/TO/create.sql

Standard library only. The files it makes are committed, so that loading them needs nothing but salesctl.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

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


def write(name: str, found: sqlite3.Cursor) -> None:
    """Write what a query found: UTF-8, line ends as on Unix so that Git shows what changed."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column[0] for column in found.description)
        writer.writerows(found)


if __name__ == "__main__":
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(Path(sys.argv[1]).read_text(encoding="utf-8-sig"))
        write("people.csv", database.execute(PEOPLE))
        write("clients.csv", database.execute(CLIENTS))
