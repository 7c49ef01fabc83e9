from collections.abc import Callable
from decimal import Decimal

from salesctl.render.sheet import Field, Sheet

PAPER = (Field("name", "name", "Name"), Field("sales", "money", "Sales"))


def test_a_table_for_a_wiki(drawn: Callable[..., str]) -> None:
    sheet = Sheet(PAPER, [("华联|中山", Decimal(1234))], title="Sales", totals={"sales": Decimal(1234)})
    assert drawn(sheet, "md") == (
        "## Sales\n\n| Name | Sales |\n| --- | ---: |\n| 华联\\|中山 | 1,234.00 |\n| Total | 1,234.00 |\n"
    )


def test_a_record_is_a_table_of_two_columns(drawn: Callable[..., str]) -> None:
    sheet = Sheet(PAPER, [("华联\n中山", None)], single=True)
    assert drawn(sheet, "md") == "| Field | Value |\n| --- | --- |\n| Name | 华联<br>中山 |\n"


def test_hostile_texts_leave_one_row_each(drawn: Callable[..., str], hostile: list[str]) -> None:
    text = drawn(Sheet(PAPER, [(text, Decimal(1)) for text in hostile]), "md")
    lines = text.removesuffix("\n").split("\n")
    assert len(lines) == len(hostile) + 2
    for line in lines:
        bare = line.replace("\\\\", "").replace("\\|", "")
        assert bare.count("|") == 3 and "<" not in bare.replace("<br>", "")


def test_nothing_to_show_says_so(drawn: Callable[..., str]) -> None:
    assert drawn(Sheet(PAPER, []), "md") == "Nothing to show.\n"
