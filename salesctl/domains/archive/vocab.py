"""Words of the archive: codes; their labels stand in the catalogue by context. Safe in command signatures."""

from __future__ import annotations

LEVELS = ("public", "internal", "confidential", "secret")
"""Secrecy levels (密级), the most open first; gettext context "archive.level"."""

OPEN = ("public", "internal")
"""Levels that need no right of their own."""

FAULTS = ("damaged", "missing", "no_paper", "broken_link", "gap")
"""What `archive check` finds; gettext context "archive.fault"."""

MONTH = "month:"
"""What the origin of a month's filed summary begins with: month:2026-10."""

PLACES = ("title", "note", "place", "file", "text")
"""Where `archive find` looks; gettext context "archive.where"."""
