"""Words of the archive: codes; their labels stand in the catalogue by context. Safe in command signatures."""

from __future__ import annotations

LEVELS = ("public", "internal", "confidential", "secret")
"""Secrecy levels, the lowest first; gettext context "archive.level"."""

OPEN = ("public", "internal")
"""What everyone may see who may see the archive; above it takes `archive.secret`, or being one's own."""

FINDINGS = ("damaged", "missing", "empty", "link", "gap", "retention")
"""What `archive check` finds; gettext context "archive.finding"."""

TEXTS = (".txt", ".md", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".html", ".htm", ".log", ".eml", ".toml", ".yaml")
"""Endings of files whose words are found; scans, PDF and office files are found by title and note."""
