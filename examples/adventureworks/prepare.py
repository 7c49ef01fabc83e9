"""Make the files of this folder from AdventureWorksCSV (olafusimichael/AdventureWorksCSV, MIT).

    python prepare.py FOLDER_OF_THE_CSV_FILES

Standard library only. The files it makes are committed, so that loading them needs nothing but salesctl.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
Row = dict[str, str]

PEOPLE = ("code", "name", "team", "roles", "post", "superior", "joined", "phone", "email")
CLIENTS = (
    "number", "name", "kind", "trade", "region", "owner",
    "contact", "title", "phone", "email", "contact_2", "title_2", "phone_2", "email_2",
    "address", "address_2", "city", "postcode", "country", "note",
)  # fmt: skip
DEPARTMENT_ROLES = {"Finance": "finance", "Human Resources": "keeper", "Document Control": "archivist"}


def read(folder: Path, name: str) -> list[Row]:
    """Read one file of the source."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Write one file of this folder: UTF-8, line ends as on Unix so that Git shows what changed."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def full_name(row: Row) -> str:
    """Join the parts of a name as the source's own reports do."""
    return " ".join(part for name in ("FirstName", "MiddleName", "LastName", "Suffix") if (part := row[name].strip()))


def grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Group rows by the thing they belong to."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["BusinessEntityID"], []).append(row)
    return groups


def people(folder: Path) -> list[Row]:
    """Return the staff by code; who answers to whom follows from the paths of OrganizationNode (/3/1/ is below /3/)."""
    employees = {row["BusinessEntityID"]: row for row in read(folder, "HumanResources_Employee")}
    posted = read(folder, "HumanResources_vEmployeeDepartment")
    departments = {row["BusinessEntityID"]: row["Department"] for row in posted}
    at = {row["OrganizationNode"] or "/": code for code, row in employees.items()}
    leaders = {above(node) for node in at}
    found = []
    for row in read(folder, "HumanResources_vEmployee"):
        code = row["BusinessEntityID"]
        node = employees[code]["OrganizationNode"] or "/"
        title, department = employees[code]["JobTitle"], departments[code]
        if node == "/":
            roles = ["admin", "head"]
        elif title.startswith(("Vice President", "Chief")):
            roles = ["head"]
        else:
            roles = ["lead"] if node in leaders else ["rep"]
        if department in DEPARTMENT_ROLES:
            roles.append(DEPARTMENT_ROLES[department])
        found.append({
            "code": code, "name": full_name(row), "team": department, "roles": ",".join(roles), "post": title,
            "superior": "" if node == "/" else at[above(node)], "joined": employees[code]["HireDate"][:10],
            "phone": row["PhoneNumber"], "email": row["EmailAddress"],
        })  # fmt: skip
    return sorted(found, key=lambda row: int(row["code"]))


def above(node: str) -> str:
    """Return the path one step up; the top is above itself."""
    return node.rstrip("/").rpartition("/")[0] + "/"


def clients(folder: Path) -> list[Row]:
    """Return the stores by number, with up to two contacts, the main address, and a shipping address as a remark."""
    contacts = grouped(read(folder, "Sales_vStoreWithContacts"))
    addresses = grouped(read(folder, "Sales_vStoreWithAddresses"))
    traits = {row["BusinessEntityID"]: row for row in read(folder, "Sales_vStoreWithDemographics")}
    found = []
    for row in read(folder, "Sales_Store"):
        number = row["BusinessEntityID"]
        main = next(one for one in addresses[number] if one["AddressType"] == "Main Office")
        client = dict.fromkeys(CLIENTS, "") | {
            "number": number, "name": row["Name"], "kind": "dealer", "trade": f"{traits[number]['Specialty']} bikes",
            "region": main["StateProvinceName"], "owner": row["SalesPersonID"], "address": main["AddressLine1"],
            "address_2": main["AddressLine2"], "city": main["City"], "postcode": main["PostalCode"],
            "country": main["CountryRegionName"],
        }  # fmt: skip
        for contact, end in zip(contacts[number], ("", "_2"), strict=False):
            client |= {
                f"contact{end}": full_name(contact), f"title{end}": contact["ContactType"],
                f"phone{end}": contact["PhoneNumber"], f"email{end}": contact["EmailAddress"],
            }  # fmt: skip
        shipping = [one for one in addresses[number] if one is not main]
        if shipping:
            parts = ("AddressLine1", "AddressLine2", "City", "PostalCode", "StateProvinceName", "CountryRegionName")
            client["note"] = "Shipping: " + ", ".join(shipping[0][part] for part in parts if shipping[0][part])
        found.append(client)
    return sorted(found, key=lambda row: int(row["number"]))


QUOTA = """
[[assessment.line]]
id = "AW-{code}-{first}"
clause = "A1.3"
scope = "person:{code}"
owner = "head"
since = {first}
until = {last}
line = "sales"
roles = ["rep", "lead"]
part = "results"
metric = "sales"
target = {quota}
per = "quarter"
cap = "1.2"
weight = 25
"""


def quarter(day: date) -> tuple[date, date]:
    """Return the three months that begin nearest to `day`: the source dates them 30 May, 1 March."""
    first = day.replace(day=1) if day.day <= 15 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    months = first.month + 2
    after = date(first.year + months // 12, months % 12 + 1, 1)
    return first, after - timedelta(days=1)


def quotas(folder: Path) -> str:
    """Return the sales people's quarterly quotas as lines of the scheme, each with the days on which it holds."""
    made = [
        "# The sales people's quotas, a quarter each. Join them to the book: salesctl rules apply quotas.toml --add\n"
    ]
    for row in read(folder, "Sales_SalesPersonQuotaHistory"):
        first, last = quarter(date.fromisoformat(row["QuotaDate"][:10]))
        made.append(QUOTA.format(code=row["BusinessEntityID"], first=first, last=last, quota=row["SalesQuota"]))
    return "".join(made)


if __name__ == "__main__":
    source = Path(sys.argv[1])
    write("people.csv", PEOPLE, people(source))
    write("clients.csv", CLIENTS, clients(source))
    (HERE / "quotas.toml").write_text(quotas(source), encoding="utf-8")
