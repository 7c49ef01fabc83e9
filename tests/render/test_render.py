import io
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from salesctl import errors
from salesctl.render import FORMATS, draws_notes, format_of, render
from salesctl.render.page import Page, Text
from salesctl.render.sheet import Sheet
from tests.render.conftest import workbook


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_of_the_table_draws(clients: Callable[..., Sheet], drawn: Callable[..., str], fmt: str) -> None:
    for how in ({}, {"single": True}, {"report": True, "totals": {"late": 1}}):
        text = drawn(clients(**how), fmt)
        assert "华联超市" in (text if fmt != "xlsx" else "".join(map(str, workbook(text)[1])))


def test_a_workbook_is_not_for_the_screen(clients: Callable[..., Sheet], drawn: Callable[..., str]) -> None:
    with pytest.raises(errors.Usage, match="workbook") as caught:
        drawn(clients(), "xlsx", terminal=True)
    assert "-o NAME.xlsx" in caught.value.hint


@pytest.mark.parametrize(("fmt", "said"), [("html", "HTML"), ("json", "JSON"), ("xlsx", "no encoding")])
def test_an_encoding_is_for_texts_that_have_a_choice(
    clients: Callable[..., Sheet], drawn: Callable[..., str], fmt: str, said: str
) -> None:
    with pytest.raises(errors.Usage, match=said):
        drawn(clients(), fmt, encoding="gb18030")


@pytest.mark.parametrize("fmt", [name for name, one in FORMATS.items() if one.pages])
def test_every_format_for_people_draws_papers(drawn: Callable[..., str], fmt: str) -> None:
    assert "端架" in drawn(Page("T", blocks=[Text("端架")]), fmt)


def test_a_wrong_format_is_answered_with_the_one_meant(
    clients: Callable[..., Sheet], drawn: Callable[..., str]
) -> None:
    with pytest.raises(errors.Usage, match="jsn") as caught:
        drawn(clients(), "jsn")
    assert "json" in caught.value.hint
    with pytest.raises(errors.Usage):
        format_of("x")


@pytest.mark.parametrize(
    ("fmt", "terminal", "drawn_"),
    [("table", True, True), ("table", False, False), ("json", True, False), ("html", False, True)],
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
