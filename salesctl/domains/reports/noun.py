"""The noun `report`; its commands stand in `cli.py` and `cli_summary.py`."""

from __future__ import annotations

from salesctl.app import Noun

app = Noun("report")
