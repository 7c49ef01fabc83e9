"""Columns of the archive, declared once."""

from __future__ import annotations

from salesctl.domains.archive.vocab import FAULTS, LEVELS, PLACES
from salesctl.render.sheet import Field

ITEM = (
    Field("id", "id", "Id", doc="Row key of the item."),
    Field("number", "number", "Number", ("编号", "档号"), doc="Number of the item.", sortable=True),
    Field(
        "serial", "text", "Serial", ("流水号",), doc="Class, year and serial as they stand on the paper.", sortable=True
    ),
    Field("title", "text", "Title", ("题名", "标题"), doc="What it is called.", personal=True),
    Field("class", "text", "Class code", doc="Code of its class.", filterable=True, table=False),
    Field("class_name", "text", "Class", ("类别",), doc="Label of its class.", table=False),
    Field(
        "level",
        "code",
        "Level",
        ("密级",),
        context="archive.level",
        codes=LEVELS,
        doc="Secrecy level: public, internal, confidential or secret.",
        filterable=True,
    ),
    Field("on", "date", "Dated", ("日期", "形成日期"), doc="The paper's own day.", filterable=True, sortable=True),
    Field("keep_until", "date", "Keep until", ("保管到",), doc="Last day of its retention; empty for ever."),
    Field("years", "int", "Years", doc="Years of retention; empty for ever.", table=False),
    Field("files", "int", "Files", doc="How many files it has."),
    Field("place", "text", "Place", ("存放处",), doc="Where the original lies."),
    Field("links", "list", "Belongs to", doc="Numbers of the records it belongs to."),
    Field("owner", "name", "Filed for", ("归档人",), doc="Whose paper it is.", filterable=True),
    Field("owner_code", "text", "Owner code", doc="Code of whose paper it is.", table=False),
    Field("note", "text", "Note", ("备注",), doc="A remark.", personal=True, table=False),
)
"""One item in lists."""

SHOWN = (
    *ITEM,
    Field("filed_at", "instant", "Filed at", doc="When it was filed."),
    Field("filed_by", "name", "Filed by", doc="Who filed it."),
    Field("file_names", "list", "File names", doc="Bare names of its files, in the order of their filing."),
    Field("sizes", "list", "Sizes", doc="Their sizes in bytes."),
    Field("hashes", "list", "Hashes", doc="SHA-256 of their bytes."),
)
"""One item with its files."""

FOUND = (
    Field("id", "id", "Id", doc="Row key of the item."),
    Field("number", "number", "Number", doc="Number of the item."),
    Field("serial", "text", "Serial", doc="Class, year and serial as they stand on the paper."),
    Field("title", "text", "Title", doc="What it is called."),
    Field("on", "date", "Dated", doc="The paper's own day."),
    Field(
        "where",
        "list",
        "Found in",
        context="archive.where",
        codes=PLACES,
        doc="Where the words stand: title, note, place, file (its name) or text (of a text file).",
    ),
    Field("snippet", "text", "Around", doc="The words around, folded: small letters, no accents."),
)
"""What `archive find` found."""

FAULT = (
    Field("id", "id", "Id", doc="Row key of the item; empty where it is about a serial."),
    Field("number", "number", "Number", doc="Number of the item."),
    Field(
        "finding",
        "code",
        "Finding",
        context="archive.fault",
        codes=FAULTS,
        doc="damaged, missing, no_paper, broken_link or gap.",
    ),
    Field("what", "text", "What", doc="Which file, link or serial."),
)
"""What `archive check` found."""

GIVEN = (
    Field("id", "id", "Id", doc="Row key of the file."),
    Field("number", "number", "Number", doc="Number of the item."),
    Field("path", "text", "Written to", doc="Where it was written."),
    Field("size", "int", "Size", doc="Its size in bytes."),
    Field("sha256", "text", "Hash", doc="SHA-256 of its bytes.", table=False),
)
"""What `archive get` wrote."""
