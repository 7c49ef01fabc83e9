from __future__ import annotations

from datetime import date

import pytest

from salesctl.importing import read_day
from salesctl.importing.progress import Meter


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026/1/5", date(2026, 1, 5)),
        ("2026.01.05", date(2026, 1, 5)),
        ("20261120", date(2026, 11, 20)),
        ("2026年1月5日", date(2026, 1, 5)),
        ("2026-11-20 09:05", date(2026, 11, 20)),
        ("2009-01-14 00:00:00.000", date(2009, 1, 14)),
    ],
)
def test_a_day_is_read_as_files_write_it(text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text", ["05/06/2026", "2026-13-01", "202611", "2026111", "20 Nov", "2026-02-30", "２０２６-11-20", ""]
)
def test_a_day_that_says_two_things_or_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no day"):
        read_day(text)


def test_progress_waits_a_second_and_goes_away(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = iter([0.0, 0.5, 1.5, 1.5, 1.6, 2.0, 2.0])
    meter = Meter(True, clock=lambda: next(seconds))
    meter.reading(10, 100)
    assert capsys.readouterr().err == ""
    meter.reading(50, 100)
    assert "50%" in capsys.readouterr().err
    meter.writing(3, 4)
    assert capsys.readouterr().err == ""
    meter.writing(4, 4)
    assert "4 of 4 rows" in capsys.readouterr().err
    meter.clear()
    assert capsys.readouterr().err == "\r\x1b[K"


def test_progress_is_silent_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = iter(range(0, 100, 5))
    meter = Meter(False, clock=lambda: float(next(seconds)))
    meter.reading(50, 100)
    meter.clear()
    assert capsys.readouterr().err == ""
