"""Columns of slips, stops and of what does not add up, declared once."""

from __future__ import annotations

from salesctl.domains.checks.vocab import HOWS, VERDICTS
from salesctl.domains.visits.vocab import ODDS, STATES
from salesctl.render.sheet import Field

VISIT = (
    Field("id", "id", "Id", doc="Row key of the slip."),
    Field("number", "number", "Number", ("出访单号", "编号"), doc="Number of the slip, V-YYYY-NNNN.", sortable=True),
    Field("on_date", "date", "Day", ("日期",), doc="Company's day of the outing.", filterable=True, sortable=True),
    Field("owner", "name", "Who went", ("姓名",), doc="Name of who goes out.", filterable=True),
    Field("owner_code", "text", "Code", ("工号",), doc="Code of who goes out.", table=False),
    Field("team", "name", "Team", doc="Team of who goes out, as it was then.", filterable=True, table=False),
    Field(
        "state",
        "code",
        "State",
        context="visit.state",
        codes=STATES,
        doc="How the slip stands: planned, out, back.",
        filterable=True,
    ),
    Field("leave_due", "instant", "Leaves", doc="When one is expected to leave.", table=False),
    Field("back_due", "instant", "Expected", doc="When one is expected back.", table=False),
    Field("at", "instant", "Out", ("外出时间",), doc="When one left; null while it is planned."),
    Field("back_at", "instant", "Back", ("返回时间",), doc="When one was back."),
    Field("late_minutes", "int", "Late", doc="Minutes by which one was back late; early if negative.", table=False),
    Field("stops", "int", "Stops", doc="Number of stops.", table=False),
    Field("places", "list", "Destinations", doc="Where one went, stop by stop."),
    Field("results_missing", "int", "No result", doc="Number of stops left without a result."),
    Field("verdict", "code", "Checked", context="check.verdict", codes=VERDICTS, doc="What the spot check found."),
    Field("drawn", "flag", "Drawn", doc="Whether the slip was drawn for a spot check.", table=False),
    Field("claimed", "flag", "Claimed", doc="Whether it was entered afterwards.", table=False),
    Field("told", "name", "Handed to", doc="Name of the superior the slip is handed to.", table=False),
    Field("note", "text", "Note", doc="A remark.", personal=True, table=False),
)

CHECKED = (
    Field("check_how", "code", "Checked how", context="check.how", codes=HOWS, doc="How it was checked."),
    Field("check_asked", "name", "Asked", doc="Who was asked.", personal=True),
    Field("check_text", "text", "Check found", doc="What the check found, in words.", personal=True),
    Field("check_failed", "list", "Failed", doc="Points of the checklist that failed."),
    Field("checked_by", "name", "Checked by", doc="Name of who gave the verdict."),
    Field("checked_at", "instant", "Checked at", doc="When the verdict was given."),
    Field("seed", "text", "Seed", doc="Seed of the draw it was drawn in."),
    Field("drawn_of", "text", "Draw", doc="How many were drawn of how many."),
)
SHOWN = (*VISIT, *CHECKED)
"""One slip: its own columns, the spot check, and `stop_list` with its stops."""

STOP = (
    Field("place", "int", "Stop", doc="Number of the stop on the slip."),
    Field("where", "name", "Destination", doc="Where: the client or another place.", personal=True),
    Field("address", "text", "Address", doc="Its address, as the slip has it.", personal=True, table=False),
    Field("client_number", "number", "Client", doc="Number of the client, where it is one.", table=False),
    Field("seen", "name", "Person visited", doc="Who is visited.", personal=True),
    Field("title", "text", "Position", doc="Their position, where they are a contact.", personal=True, table=False),
    Field("reach", "phone", "Reach", doc="How to reach them; masked without personal.see.", personal=True),
    Field("purpose", "text", "Purpose", doc="What for.", personal=True),
    Field("at", "instant", "In", doc="When one arrived; null while it is planned."),
    Field("left_at", "instant", "Left", doc="When one left."),
    Field("result", "text", "Result", doc="What came of it.", personal=True),
    Field("next", "text", "Next", doc="The next step agreed.", personal=True),
    Field("next_number", "number", "Task", doc="Number of the next step.", table=False),
    Field("next_due", "date", "Due", doc="Day of the next step.", table=False),
)

ODD = (
    Field("id", "id", "Id", doc="Row key of the slip."),
    Field("number", "number", "Number", doc="Number of the slip."),
    Field("on_date", "date", "Day", doc="Company's day of the outing."),
    Field("owner", "name", "Who went", doc="Name of who went out."),
    Field("odd", "code", "What", context="visit.odd", codes=ODDS, doc="What does not add up."),
    Field("text", "text", "Detail", doc="The detail in words."),
    Field("command", "text", "Command", doc="The command to act."),
)

DRAWN = (
    Field("id", "id", "Id", doc="Row key of the slip."),
    Field("number", "number", "Number", doc="Number of the slip."),
    Field("on_date", "date", "Day", doc="Company's day of the outing."),
    Field("owner", "name", "Who went", doc="Name of who went out."),
    Field("places", "list", "Destinations", doc="Where one went, stop by stop."),
    Field("verdict", "code", "Checked", context="check.verdict", codes=VERDICTS, doc="The verdict, null until given."),
    Field("seed", "text", "Seed", doc="Seed of the draw.", table=False),
    Field("drawn", "int", "Drawn", doc="How many slips were drawn.", table=False),
    Field("total", "int", "Drawn of", doc="Of how many slips.", table=False),
    Field("first", "date", "From", doc="First day of the slips drawn from.", table=False),
    Field("last", "date", "To", doc="Last day of the slips drawn from.", table=False),
)
