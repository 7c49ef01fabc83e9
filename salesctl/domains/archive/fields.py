"""Columns of the archive, declared once."""

from __future__ import annotations

from salesctl.domains.archive.vocab import FINDINGS, LEVELS
from salesctl.render.sheet import Field

ITEM = (
    Field("id", "id", "Id", doc="Row key of the item."),
    Field("number", "number", "Number", doc="Number of the item, A-YYYY-NNNN.", sortable=True),
    Field("serial", "text", "Serial", doc="Serial within its class and year, as people write it."),
    Field("title", "text", "Title", doc="What it is called."),
    Field("class", "text", "Class", doc="Code of its class by the rule book.", filterable=True, table=False),
    Field("class_name", "text", "Class name", doc="What the class is called in the language spoken.", table=False),
    Field("level", "code", "Secrecy", context="archive.level", codes=LEVELS, doc="Secrecy level.", filterable=True),
    Field("on_date", "date", "Day", doc="Day of the paper.", sortable=True),
    Field("keep_until", "date", "Keep until", doc="Last day of its retention; null for ever.", sortable=True),
    Field("files", "int", "Files", doc="How many files it has; 0 for an original alone."),
    Field("place", "text", "Original lies", doc="Where the original lies.", table=False),
    Field("note", "text", "Note", doc="A remark.", table=False),
    Field("owner", "name", "Filed for", doc="Name of the person it concerns.", filterable=True, table=False),
    Field("team", "name", "Team", doc="Team of that person.", table=False),
    Field("by", "name", "Filed by", doc="Name of who filed it.", table=False),
    Field(
        "origin", "text", "Imported", doc="What filed it by itself, such as month:2026-10; null by hand.", table=False
    ),
)

SHOWN = (
    *ITEM,
    Field("links", "list", "Linked to", doc="Numbers of the records it belongs to."),
    Field("papers", "list", "Contents", doc="Its files: name, size and hash."),
)

FOUND = (
    *(field for field in ITEM if field.key not in ("class_name", "keep_until", "files", "by", "team", "origin")),
    Field("where", "text", "Found in", doc="The words around the first hit, as they stand there."),
)

FINDING = (
    Field(
        "code",
        "code",
        "Finding",
        context="archive.finding",
        codes=FINDINGS,
        doc="What sort: a notice is retention, all others make an exit code.",
    ),
    Field("number", "number", "Number", doc="The item it is about."),
    Field("text", "text", "What", doc="What is wrong."),
    Field("notice", "flag", "Notice", doc="Worth knowing; it makes no exit code.", table=False),
)
