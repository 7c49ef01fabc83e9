"""Columns of scorecards and their lines, declared once."""

from __future__ import annotations

from salesctl.domains.assessment.vocab import PARTS
from salesctl.render.sheet import Field

_WHOSE = (
    Field("id", "id", "Id", doc="Row key of the scorecard."),
    Field("code", "text", "No.", doc="Code of the person.", sortable=True),
    Field("person", "name", "Staff", doc="Name of the person.", filterable=True),
    Field("team", "name", "Team", doc="Name of the team they were in.", table=False),
    Field("first", "date", "First day", doc="First day that is scored.", sortable=True),
    Field("last", "date", "Last day", doc="Last day that is scored."),
)

CARD = (
    *_WHOSE,
    Field("results", "quantity", "Results", doc="Points of the results."),
    Field("duties", "quantity", "Duties", doc="Points of the duties."),
    Field("attendance", "quantity", "Attendance", doc="Points of the attendance."),
    Field("score", "quantity", "Score", doc="Sum of the points.", sortable=True),
    Field("full", "quantity", "Of", doc="Points that could be reached with what could be measured."),
    Field("hundred", "quantity", "Of a hundred", doc="The score out of a hundred; null where nothing was measured."),
    Field("grade", "text", "Grade", doc="What the score amounts to by the rule book.", filterable=True),
    Field("rules", "int", "Rule version", doc="Version of the rule book it was computed by.", table=False),
    Field("on_date", "date", "Scored on", doc="The company's day on which it was first computed.", table=False),
    Field("by", "name", "Scored by", doc="Who had it computed.", table=False),
)

LINE = (
    Field("part", "code", "Part", context="assess.part", codes=PARTS, doc="results, duties or attendance."),
    Field("metric", "text", "Metric", doc="The metric, or metric/metric for a rate."),
    Field("value", "quantity", "Reached", doc="What was reached; null where nothing could be measured."),
    Field("target", "quantity", "Target", doc="What was expected of the period; null where points are taken off."),
    Field("weight", "quantity", "Weight", doc="Points the line is worth."),
    Field("score", "quantity", "Score", doc="Points reached; null where nothing could be measured."),
    Field("how", "text", "How so", doc="How the points come about, in words."),
    Field("rule", "text", "Rule", doc="Id of the rule.", table=False),
    Field("command", "text", "Rows behind it", doc="The command that lists the rows behind the value.", table=False),
)

EXPLAINED = (*_WHOSE, *LINE)
"""Every line of several people, for data and `--explain`."""
