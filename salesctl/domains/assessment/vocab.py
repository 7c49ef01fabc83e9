"""Words of assessment: codes; their labels stand in the catalogue by context. Safe in command signatures."""

from __future__ import annotations

PARTS = ("results", "duties", "attendance")
"""Parts of a scheme, in the order they are shown; gettext context "assess.part"."""
