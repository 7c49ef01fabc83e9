"""Columns of attached files, declared once."""

from __future__ import annotations

from salesctl.render.sheet import Field

PAPER = (
    Field("id", "id", "Id", doc="Row key of the paper."),
    Field("title", "text", "Title", doc="What it is called."),
    Field("filename", "text", "File", doc="The bare name it came under."),
    Field("mime", "text", "Media type", doc="Media type by the file's ending.", table=False),
    Field("size", "int", "Size", doc="Size in bytes."),
    Field("on", "date", "Attached on", doc="The company's day on which it was attached."),
    Field("by", "name", "Attached by", doc="Who attached it."),
    Field("sha256", "text", "Hash", doc="SHA-256 of its bytes.", table=False),
)
