"""The catalogue: our small PO reader and MO writer against gettext itself."""

from __future__ import annotations

from gettext import GNUTranslations
from pathlib import Path

import pytest

from salesctl.locale.build import build, machine, merge, parse

PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"

# A remark.
msgid "Written: {path}"
msgstr "已写入 {path}"

msgctxt "client.kind"
msgid "shop"
msgstr "门店"

msgid "{n} row"
msgid_plural "{n} rows"
msgstr[0] "{n} 行"

msgid ""
"two\n"
"lines \"quoted\""
msgstr "两行\n"
"“引号”"

msgid "empty"
msgstr ""

#, fuzzy
msgid "unsure"
msgstr "不确定"
"""


def write(folder: Path, **files: str) -> Path:
    (folder / "zh_CN").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "zh_CN" / f"{name}.po").write_text(text, encoding="utf-8")
    return folder


def test_gettext_reads_what_is_written(tmp_path: Path) -> None:
    with build(write(tmp_path, one=PO)).open("rb") as file:
        catalogue = GNUTranslations(file)
    assert catalogue.gettext("Written: {path}") == "已写入 {path}"
    assert catalogue.pgettext("client.kind", "shop") == "门店"
    assert catalogue.gettext("shop") == "shop"
    assert catalogue.ngettext("{n} row", "{n} rows", 1) == catalogue.ngettext("{n} row", "{n} rows", 5) == "{n} 行"
    assert catalogue.gettext('two\nlines "quoted"') == "两行\n“引号”"
    assert catalogue.gettext("empty") == "empty"
    assert catalogue.gettext("unsure") == "unsure"


def test_the_same_texts_give_the_same_bytes() -> None:
    entries = parse(PO, "one.po")
    assert machine(entries) == machine(dict(reversed(entries.items())))


def test_two_files_may_say_the_same_and_not_different_things(tmp_path: Path) -> None:
    same = 'msgid "Value"\nmsgstr "值"\n'
    folder = write(tmp_path, a=same, b=same) / "zh_CN"
    assert len(merge(sorted(folder.glob("*.po")))) == 1
    write(tmp_path, b='msgid "Value"\nmsgstr "数值"\n')
    with pytest.raises(ValueError, match=r"b\.po: 'Value' is '数值' here, '值' in a\.po"):
        merge(sorted(folder.glob("*.po")))


def test_a_field_the_original_has_not_is_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path, a='msgid "Written: {path}"\nmsgstr "已写入 {file}"\n') / "zh_CN"
    with pytest.raises(ValueError, match="has no field file"):
        merge(sorted(folder.glob("*.po")))


@pytest.mark.parametrize("text", ["msgid x\n", 'msgwhat "x"\n', 'msgid "x\n', '"astray"\n'])
def test_what_is_not_po_is_named_with_its_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"a\.po:1: not"):
        parse(text, "a.po")


def test_the_projects_own_texts_merge() -> None:
    assert build().stat().st_size > 1000
