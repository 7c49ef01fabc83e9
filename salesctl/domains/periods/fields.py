"""Columns of closed periods, declared once."""

from __future__ import annotations

from salesctl.render.sheet import Field

PERIOD = (
    Field("id", "id", "Id", doc="Row key of the closing."),
    Field(
        "room", "code", "Room", context="room", doc="The room that is closed; empty for every room.", filterable=True
    ),
    Field("team", "name", "Team", doc="The team it is closed for; empty for everyone."),
    Field("first", "date", "First day", doc="First closed day.", sortable=True),
    Field("last", "date", "Last day", doc="Last closed day.", sortable=True),
    Field("closed_on", "date", "Closed on", doc="The company's day on which it was closed."),
    Field("closed_by", "name", "Closed by", doc="Who closed it."),
    Field("totals", "text", "Totals", doc="Control totals as JSON text.", table=False),
    Field("head", "text", "Head", doc="The ledger's head when it was closed.", table=False),
)
