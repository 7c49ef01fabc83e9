"""Verbs that write the calendar."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from salesctl.domains.calendar.models import CalendarDay, CalendarYear

if TYPE_CHECKING:
    from salesctl.context import Tx

COUNTRY = "CN"


def seed(tx: Tx) -> int:
    """Write mainland China's official days as published; returns how many. A year not announced is left out (B4.8)."""
    count = 0
    shipped = [f for f in files("salesctl.domains.calendar").joinpath("data").iterdir() if f.name.endswith(".json")]
    for file in sorted(shipped, key=lambda f: f.name):
        body = json.loads(file.read_text(encoding="utf-8"))
        if not body["papers"]:
            continue
        tx.add(CalendarYear(country=COUNTRY, year=body["year"], source=body["papers"][-1], **tx.stamp()))
        for entry in body["days"]:
            day = date.fromisoformat(entry["date"])
            tx.add(
                CalendarDay(layer="official", day=day, works=not entry["isOffDay"], name=entry["name"], **tx.stamp())
            )
            count += 1
    return count
