"""Columns of reports, declared once."""

from __future__ import annotations

from salesctl.domains.checks.vocab import HOWS
from salesctl.domains.checks.vocab import VERDICTS as FOUND
from salesctl.domains.reports.vocab import KINDS, STANDINGS, STATES, VERDICTS
from salesctl.render.sheet import Field

_ID = Field("id", "id", "Id", doc="Row key of the report.")
_PERIOD = Field("period", "text", "Period", doc="The period, as it is typed: 2026-11-20, 2026-W47, 2026-11.")
_KIND = Field(
    "kind",
    "code",
    "Kind",
    context="report.kind",
    codes=KINDS,
    doc="Kind of report: day, week, month, quarter, half, year.",
    filterable=True,
)
_PERSON = Field("person", "name", "Name", doc="Name of who writes it.")
_CODE = Field("person_code", "text", "Code", doc="Code of who writes it.")
_TEAM = Field("team", "name", "Team", doc="Their team.", table=False)
_STANDING = Field(
    "standing",
    "code",
    "Standing",
    context="report.standing",
    codes=STANDINGS,
    doc="How it stands with its deadline: on_time, late, missing, open, extra (not owed), unknown.",
)
_STATE = Field(
    "state",
    "code",
    "State",
    context="report.state",
    codes=STATES,
    doc="What became of it: draft, submitted, read, returned; null where there is none.",
)
_SUBMITTED = Field("submitted_at", "instant", "Handed in", doc="When it was handed in; the time that counts.")
_DUE = Field("due_at", "instant", "Deadline", doc="Its deadline; null where it is not owed.")

LIST = (
    _ID,
    _PERIOD,
    _KIND,
    _CODE,
    _PERSON,
    _TEAM,
    _STANDING,
    _STATE,
    _SUBMITTED,
    Field("due_at", "instant", "Deadline", doc="Its deadline; null where it is not owed.", table=False),
    Field("done", "text", "Done", doc="What was done, the first line."),
)

MISSING = (
    _CODE,
    _PERSON,
    Field("team", "name", "Team", doc="Their team."),
    _KIND,
    _PERIOD,
    _DUE,
    _STATE,
    Field("id", "id", "Id", doc="Row key of the person who owes it."),
)

REPORT = (
    _ID,
    _PERIOD,
    _KIND,
    Field("first", "date", "First day", doc="The first day of the period."),
    Field("last", "date", "Last day", doc="The last day of the period."),
    _CODE,
    _PERSON,
    Field("team", "name", "Team", doc="Their team."),
    _STATE,
    _STANDING,
    _SUBMITTED,
    _DUE,
    Field("superior", "name", "To", doc="Name of whom it goes to."),
    Field("plan", "list", "Plan", doc="What was planned for the period: [x] done or [ ] not, the words, why not."),
    Field("done", "text", "Done", doc="What was done, in the person's words."),
    Field("progress", "text", "Progress", doc="Progress, in the person's words."),
    Field("difficulty", "text", "Difficulties", doc="Difficulties, in the person's words."),
    Field("solution", "text", "Solutions", doc="Solutions, in the person's words."),
    Field("next", "text", "Next", doc="What is planned for the next period, one step a line."),
    Field("reviews", "list", "Reviews", doc="What leads said of it: when, who, the verdict, the words."),
    Field("attendance", "text", "Attendance", doc="The day's punches as judged; daily reports only."),
    Field("gaps", "list", "Unaccounted", doc="Working time without an entry: begin, end; daily reports only."),
    Field("figures", "list", "Figures", doc="Figures of the period from the ledger, each as metric=value."),
    Field("evidence", "list", "Evidence", doc="What the ledger has of the days, line by line."),
)

REVIEW = (
    Field("id", "id", "Id", doc="Row key of the report."),
    _PERIOD,
    _KIND,
    _CODE,
    _PERSON,
    _STATE,
    Field(
        "verdict",
        "code",
        "Verdict",
        context="report.verdict",
        codes=VERDICTS,
        doc="What was said of it: read, comment, returned.",
    ),
    Field("text", "text", "Words", doc="The words of it."),
    Field("by", "name", "By", doc="Name of who said it."),
)

CHECK = (
    Field("id", "id", "Id", doc="Row key of the check."),
    _CODE,
    _PERSON,
    _PERIOD,
    _KIND,
    Field(
        "verdict",
        "code",
        "Verdict",
        context="check.verdict",
        codes=FOUND,
        doc="What the check found: true, false, unreachable; null while it waits.",
    ),
    Field("checked_by", "name", "By", doc="Name of who checked."),
    Field("how", "code", "Checked how", context="check.how", codes=HOWS, doc="How it was checked.", table=False),
    Field("text", "text", "Words", doc="The words of the verdict."),
    Field("seed", "text", "Seed", doc="Seed of the draw it was drawn in.", table=False),
)
