"""Make orders.csv and payments.csv of this folder: the year's figures of regulation B3.0 in monthly parts.

    python make.py

The months are made up; each channel's twelve add up to its year to the yuan. Standard library only.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).parent
YEAR = 2007
PERSON = "1004"
SALES = {"direct": 1_149_189, "dealer": 182_413, "group": 213_412}
COLLECTIONS = {"direct": 801_476, "dealer": 203_039, "group": 105_061}
"""Whole yuan of the year by channel: sold, and received."""
SHAPE = (7, 5, 8, 8, 9, 8, 7, 8, 10, 9, 9, 12)
"""How the months share a year, in hundredths."""
LATER = (*SHAPE[-1:], *SHAPE[:-1])
"""Money comes in a month after the goods went out."""
HEADINGS = ("client", "date", "amount", "channel", "person")


def months(year: int, shape: tuple[int, ...]) -> list[int]:
    """Split a year's sum into twelve whole parts that add up to it."""
    ends = [year * share // sum(shape) for share in accumulate(shape)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def rows(sums: dict[str, int], shape: tuple[int, ...]) -> list[tuple[str, str, int, str, str]]:
    """Return a row per month and channel, dated the month's last day, without a client: sums of a channel."""
    parts = {channel: months(year, shape) for channel, year in sums.items()}
    return [
        ("", f"{YEAR}-{month:02}-{monthrange(YEAR, month)[1]}", parts[channel][month - 1], channel, PERSON)
        for month in range(1, 13)
        for channel in sums
    ]


def write(folder: Path = HERE) -> None:
    """Write both files: UTF-8, line ends as on Unix so that Git shows what changed."""
    for name, sums, shape in (("orders.csv", SALES, SHAPE), ("payments.csv", COLLECTIONS, LATER)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADINGS)
            writer.writerows(rows(sums, shape))


if __name__ == "__main__":
    write()
