"""Stories of the rooms once more, each command in a child as a server forks it: `pytest --warm` runs any of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHOSEN = (
    "tests/stories/test_days.py",
    "tests/domains/attendance/test_stories.py",
    "tests/domains/clients/test_stories.py",
    "tests/domains/tasks/test_story.py",
    "tests/domains/visits/test_stories.py",
)
"""Writes, questions at a terminal, refusals and undo, in both languages; by CHOICE, so that it stays cheap."""
CHOICE = "terminal or first or twice or language or refused or undo"


def test_stories_come_out_the_same_when_they_are_served() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--warm", "-q", "-p", "no:cacheprovider", "-k", CHOICE, *CHOSEN],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    passed = next(int(word) for word in done.stdout.splitlines()[-1].split() if word.isdigit())
    assert passed >= 20, done.stdout
