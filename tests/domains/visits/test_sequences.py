"""Whatever is typed in whatever order: slips keep their invariants, and what is refused leaves no trace."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Cli = Any

VERBS = st.sampled_from(
    [
        ("visit", "start", "东方建材", "谈价"),
        ("visit", "start", "长江装饰"),
        ("visit", "start"),
        ("visit", "done", "谈成"),
        ("visit", "done", "东方", "谈成"),
        ("visit", "back"),
        ("visit", "add", "长江装饰", "看样"),
        ("visit", "start", "v1"),
        ("visit", "log", "东方建材", "补记", "--at", "{earlier}", "--until", "{now}"),
        ("visit", "back", "--at", "{earlier}"),
        ("visit", "start", "东方建材", "--at", "{earlier}"),
        ("visit", "void", "v1", "--reason", "x"),
        ("undo",),
    ]
)
STEPS = st.lists(st.tuples(VERBS, st.sampled_from([0, 1, 7, 45, 600])), min_size=3, max_size=9)


@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_slips_keep_their_invariants(cli: Cli, steps: list[tuple[tuple[str, ...], int]]) -> None:
    cli.where.clear()
    now = datetime(2026, 11, 20, 9, 5)
    cli.at(now.isoformat())
    cli.init()
    for name in ("东方建材", "长江装饰"):
        cli.ok("client", "add", name, "--yes")
    for words, minutes in steps:
        now += timedelta(minutes=minutes)
        cli.at(now.isoformat())
        earlier = f"{now - timedelta(minutes=20):%Y-%m-%d %H:%M}"
        said = [word.format(earlier=earlier, now=f"{now:%Y-%m-%d %H:%M}") for word in words]
        before = cli.json("visit", "list", "2026-11", "--all")
        result = cli(*said)
        assert result.code in (0, 2, 3, 5), (said, result)
        after = cli.json("visit", "list", "2026-11", "--all")
        if result.code:
            assert after == before, "what is refused leaves no trace"
        hold(cli, after, now)


def hold(cli: Cli, slips: list[dict[str, Any]], now: datetime) -> None:
    """Assert what is always true of a person's slips."""
    assert sum(one["state"] == "out" for one in slips) <= 1
    spans = []
    for one in slips:
        whole = cli.json("visit", "show", one["number"])
        stops = [stop for stop in whole["stop_list"] if stop["at"]]
        assert sum(stop["left_at"] is None for stop in stops) <= (one["state"] == "out")
        if one["at"] is None:
            assert not stops and one["back_at"] is None
            continue
        times = [one["at"]]
        for stop in stops:
            times += [stop["at"], *([stop["left_at"]] if stop["left_at"] else [])]
        times += [one["back_at"]] if one["back_at"] else []
        assert times == sorted(times), times
        assert all(datetime.fromisoformat(time).replace(tzinfo=None) <= now for time in times)
        spans.append((one["at"], one["back_at"] or "9"))
    spans.sort()
    assert all(first[1] <= second[0] for first, second in pairwise(spans)), spans
