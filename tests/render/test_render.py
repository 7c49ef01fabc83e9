import io
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from salesctl import errors
from salesctl.render import FORMATS, draws_notes, format_of, render
from salesctl.render.sheet import Sheet


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_of_the_table_draws(clients: Callable[..., Sheet], drawn: Callable[..., str], fmt: str) -> None:
    for how in ({}, {"single": True}, {"report": True, "totals": {"late": 1}}):
        assert "华联超市" in drawn(clients(**how), fmt)


def test_a_wrong_format_is_answered_with_the_one_meant(
    clients: Callable[..., Sheet], drawn: Callable[..., str]
) -> None:
    with pytest.raises(errors.Usage, match="jsn") as caught:
        drawn(clients(), "jsn")
    assert "json" in caught.value.hint
    with pytest.raises(errors.Usage):
        format_of("x")


@pytest.mark.parametrize(
    ("fmt", "terminal", "drawn_"), [("table", True, True), ("table", False, False), ("json", True, False)]
)
def test_notes_stand_under_the_table_only_on_a_terminal(
    clients: Callable[..., Sheet], drawn: Callable[..., str], fmt: str, terminal: bool, drawn_: bool
) -> None:
    assert draws_notes(fmt, terminal) is drawn_
    assert ("the note" in drawn(clients(notes=["the note"]), fmt, terminal=terminal)) is drawn_


def test_data_is_utf8_whatever_the_stream_says_and_the_stream_stays_open(
    clients: Callable[..., Sheet], zone: ZoneInfo
) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    out.write("before\n")
    render(clients(), "ndjson", out, lang="en", zone=zone)
    out.write("after\n")
    out.flush()
    text = raw.getvalue().decode()
    assert text.startswith("before\n{") and "华联超市" in text and text.endswith("after\n")


def test_a_broken_pipe_reaches_the_caller(clients: Callable[..., Sheet], zone: ZoneInfo) -> None:
    class Broken(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, _data: object) -> int:
            raise BrokenPipeError

    out = io.TextIOWrapper(Broken(), encoding="utf-8")  # type: ignore[type-var]
    with pytest.raises(BrokenPipeError):
        render(clients(), "csv", out, lang="en", zone=zone)
