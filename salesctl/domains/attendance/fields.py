"""Columns of attendance, declared once: punches, a person's day, the board, who is missing, and the totals."""

from __future__ import annotations

from dataclasses import replace

from salesctl.domains.attendance.vocab import KINDS, REASONS, STATES
from salesctl.domains.calendar.rules import Kind
from salesctl.render.sheet import Field

_ID = Field("id", "id", "Id", doc="Row key of the person.")
_PERSON = Field("person", "text", "No.", doc="The person's code.", filterable=True, sortable=True)
_NAME = Field("name", "name", "Staff", doc="The person's name.", personal=True, sortable=True)
_TEAM = Field("team", "name", "Team", doc="Name of the person's team.", filterable=True, sortable=True)

PUNCH = (
    Field("id", "id", "Id", doc="Row key of the punch."),
    Field(
        "person",
        "text",
        "No.",
        (
            "人员",
            "工号",
            "员工编号",
            "员工工号",
            "人员编号",
            "考勤号码",
            "考勤号",
            "登记号码",
            "employee id",
            "employee number",
            "user id",
        ),
        doc="The person's code; a file may have the full name instead.",
        importable=True,
        filterable=True,
    ),
    Field(
        "name",
        "name",
        "Staff",
        ("姓名", "员工姓名", "full name"),
        doc="The person's name.",
        personal=True,
        importable=True,
    ),
    Field(
        "at",
        "instant",
        "Time",
        (
            "打卡时间",
            "刷卡时间",
            "签到时间",
            "考勤打卡时间",
            "日期时间",
            "punch time",
            "check time",
            "datetime",
            "timestamp",
        ),
        doc="When it was.",
        importable=True,
        sortable=True,
    ),
    Field(
        "day",
        "date",
        "Day",
        ("日期", "考勤日期", "打卡日期", "date"),
        doc="The company's day it belongs to.",
        importable=True,
        sortable=True,
    ),
    Field(
        "kind",
        "code",
        "Kind",
        ("打卡类型", "考勤类型", "进出类型", "type", "in/out"),
        context="attendance.punch",
        codes=KINDS,
        doc="`in`, `out`, or null from a time clock that does not say.",
        importable=True,
        filterable=True,
    ),
    Field("claimed", "flag", "Is claimed", doc="True if it was entered more than the rule's minutes after the fact."),
    Field(
        "place",
        "text",
        "Place",
        ("打卡地点", "打卡地址", "地点", "location", "address"),
        doc="Where, as the time clock or app says.",
        importable=True,
    ),
    Field(
        "device",
        "text",
        "Device",
        ("打卡设备", "设备", "来源", "source", "terminal"),
        doc="By which time clock or app.",
        importable=True,
    ),
    Field("note", "text", "Note", ("打卡备注", "备注", "remark"), doc="What the person noted.", importable=True),
)

DAY = (
    _PERSON,
    _NAME,
    replace(_TEAM, table=False),
    Field("day", "date", "Day", doc="The company's day.", sortable=True),
    Field(
        "day_kind",
        "code",
        "Kind of day",
        context="calendar.kind",
        codes=tuple(Kind),
        doc="What the calendar says of the day.",
    ),
    Field(
        "state",
        "code",
        "State",
        context="attendance.state",
        codes=STATES,
        doc="Where the person stands on that day.",
        table=False,
    ),
    Field("shift", "text", "Shift", doc="Hours of the shift that held."),
    Field("in", "instant", "In at", doc="First punch in."),
    Field("out", "instant", "Out at", doc="Last punch out."),
    Field("late_minutes", "minutes", "Late", doc="Minutes late."),
    Field("early_minutes", "minutes", "Early", doc="Minutes left early."),
    Field("absent_days", "days", "Absent", doc="Days counted as absence."),
    Field("hours", "hours", "Hours", doc="Hours between in and out, less the break."),
    Field("rule", "text", "Rule", doc="Id of the rule the day was judged by."),
    Field("reasons", "list", "Why", context="attendance.reason", codes=REASONS, doc="Why it was judged so."),
    Field(
        "punches", "list", "Punches", doc="Every punch of the day, in order: instant, `in` or `out` or `?`, `claimed`."
    ),
    _ID,
)

BOARD = (
    _PERSON,
    _NAME,
    replace(_TEAM, table=False),
    Field(
        "state",
        "code",
        "State",
        context="attendance.state",
        codes=STATES,
        doc="Where the person stands on that day.",
        filterable=True,
    ),
    Field("in", "instant", "In at", doc="First punch in."),
    Field("out", "instant", "Out at", doc="Last punch out."),
    Field("late_minutes", "minutes", "Late", doc="Minutes late."),
    Field("early_minutes", "minutes", "Early", doc="Minutes left early."),
    Field("claimed_count", "int", "Claims", doc="Punches entered more than the rule's minutes after the fact."),
    Field("note", "text", "Note", doc="What the person noted with the punches."),
    Field("day", "date", "Day", doc="The company's day.", table=False),
    _ID,
)

MISSING = (
    _PERSON,
    _NAME,
    _TEAM,
    Field("shift", "text", "Shift", doc="Hours of the shift that holds."),
    Field("minutes", "minutes", "Minutes", doc="Minutes since the shift began; null on a past day."),
    Field("day", "date", "Day", doc="The company's day.", table=False),
    _ID,
)

SHEET = (
    _PERSON,
    _NAME,
    replace(_TEAM, table=False),
    Field(
        "workdays",
        "days",
        "Norm",
        doc="Working days of the period on which the person was with the company, until today.",
    ),
    Field("present_days", "days", "Present", doc="Days present."),
    Field("late_count", "int", "Late", doc="Days late."),
    Field("late_minutes", "minutes", "Min", doc="Minutes late."),
    Field("early_count", "int", "Early", doc="Days left early."),
    Field("early_minutes", "minutes", "Min", doc="Minutes left early."),
    Field("absent_days", "days", "Absent", doc="Days absent without leave."),
    Field("leave_days", "days", "Leave", doc="Days of approved leave."),
    Field("claimed_count", "int", "Claims", doc="Punches entered more than the rule's minutes after the fact."),
    Field("hours", "hours", "Hours", doc="Hours between in and out, less the breaks."),
    _ID,
)
