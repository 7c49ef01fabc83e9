"""Verbs that write the calendar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from salesctl.domains.calendar.models import CalendarDay, CalendarYear

if TYPE_CHECKING:
    from salesctl.context import Tx

COUNTRY = "CN"


def published() -> frozenset[int]:
    """Return the years whose official days come with the program."""
    return frozenset(body["year"] for body in _shipped() if body["papers"])


def _shipped() -> Iterator[Any]:
    folder = files("salesctl.domains.calendar").joinpath("data")
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".json")), key=lambda f: f.name):
        yield json.loads(file.read_text(encoding="utf-8"))


def seed(tx: Tx) -> int:
    """Write mainland China's official days as published; returns how many. A year not announced is left out (B4.8)."""
    count = 0
    for body in _shipped():
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
