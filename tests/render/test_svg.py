"""A terminal's text as a picture: the same each time, well formed, each sign in its column."""

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from salesctl.render.svg import picture

TEXT = "$ salesctl report summary\n姓名      销售额\n王芳     186,420  ████\nx…y  a<b&c\n"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_same_text_is_the_same_picture_without_colour() -> None:
    made = picture(TEXT, title="salesctl", columns=80)
    assert made == picture(TEXT, title="salesctl", columns=80)
    greys = {sign for sign in made.replace('"', " ").replace(";", " ").replace("}", " ").split() if sign[:1] == "#"}
    assert greys <= {"#fff", "#d0d7de", "#afb8c1", "#57606a"}
    assert "<script" not in made and "http" not in made.replace("http://www.w3.org/2000/svg", "")


def test_signs_stand_in_their_columns_whatever_the_font() -> None:
    root = ET.fromstring(picture(TEXT, title="t", columns=40))
    texts = {node.text: node for node in root.iter(f"{SVG}text")}
    assert texts["姓名"].get("x") == "26.4 43.2", "in the middle of two columns each"
    assert texts["销售额"].get("x", "").split()[0] == f"{18 + 10 * 8.4 + 8.4:.1f}"
    assert texts["186,420"].get("x") == f"{18 + 9 * 8.4:.1f}" and texts["186,420"].get("textLength") == "58.8"
    assert "c" in (texts["$ salesctl report summary"].get("class") or "")
    (bar,) = [node for node in root.iter(f"{SVG}rect") if node.get("height") == "14"]
    assert (bar.get("x"), bar.get("width")) == (f"{18 + 18 * 8.4:.1f}", "33.6")


def test_a_long_line_widens_the_window() -> None:
    narrow, wide = (ET.fromstring(picture("x" * n, title="t", columns=40)) for n in (10, 120))
    assert float(narrow.get("width", "0")) < float(wide.get("width", "0"))


@given(st.text(), st.text())
def test_any_text_makes_a_picture(text: str, title: str) -> None:
    root = ET.fromstring(picture(text, title=title, columns=20))
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {"svg", "title", "style", "rect", "circle", "text"}
