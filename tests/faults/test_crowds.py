"""Many writers at once: no errors, nothing missing, and each is served in its turn.

That people at once are served by cold commands is told in `tests/stories/test_concurrency.py`.
"""

from __future__ import annotations

from tests.faults.crowds import crowd
from tests.faults.place import Place


def test_twenty_writers_at_once_meet_no_error_and_wait_their_turn(place: Place) -> None:
    done = crowd(place, processes=20, writes=5)
    assert (done.errors, done.writes) == (0, 100)
    # How long a turn is, the machine decides; nobody waits for several.
    assert done.slowest < max(1.0, 5 * done.median), done
