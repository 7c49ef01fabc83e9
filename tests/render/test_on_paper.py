"""Pages as a browser lays them out on paper: nothing that is signed is torn apart."""

from __future__ import annotations

import shutil
import subprocess
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from salesctl.render import Look
from salesctl.render.html import write_page
from salesctl.render.page import Block, Gap, Page, Signs
from salesctl.render.sheet import Field, Sheet

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FIELDS = (Field("metric", "text", "Metric"), Field("score", "quantity", "Score"))


def pages(page: Page, folder: Path) -> list[str]:
    """Return the words of each sheet of paper."""
    out = StringIO()
    write_page(page, out, Look("en", ZoneInfo("Asia/Shanghai")))
    (folder / "page.html").write_text(out.getvalue(), encoding="utf-8")
    assert BROWSER
    subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer", f"--print-to-pdf={folder / 'page.pdf'}", str(folder / "page.html"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    told = subprocess.run(
        ["pdftotext", "-layout", str(folder / "page.pdf"), "-"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return told.stdout.decode().split("\f")[:-1]


@pytest.mark.skipif(BROWSER is None or shutil.which("pdftotext") is None, reason="needs a browser and pdftotext")
def test_a_card_stands_on_one_sheet_with_its_heading_and_its_lines_to_sign(tmp_path: Path) -> None:
    blocks: list[Block] = []
    for card in range(7):
        rows = [(f"metric {card} {row}", row) for row in range(9)]
        title, signs = f"Person {card} of seven", Signs((f"Signed {card}", "Superior"))
        blocks += [Gap()] * bool(card) + [Sheet(FIELDS, rows, title=title), signs]
    sheets = pages(Page("Scorecards", blocks=blocks), tmp_path)
    assert len(sheets) > 1
    for card in range(7):
        (one,) = (sheet for sheet in sheets if f"Person {card} of seven" in sheet)
        assert all(f"metric {card} {row}" in one for row in range(9)) and f"Signed {card}" in one


@pytest.mark.skipif(BROWSER is None or shutil.which("pdftotext") is None, reason="needs a browser and pdftotext")
def test_a_long_list_begins_under_its_title(tmp_path: Path) -> None:
    rows = [(f"metric {row}", row) for row in range(200)]
    sheets = pages(Page("A long list", blocks=[Sheet(FIELDS, rows)]), tmp_path)
    assert "A long list" in sheets[0] and "metric 0" in sheets[0]
    assert len(sheets) < 8 and "metric 199" in sheets[-1]
