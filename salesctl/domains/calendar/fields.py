"""Columns of the calendar, declared once."""

from __future__ import annotations

from salesctl.domains.calendar.vocab import KINDS, LAYERS, WEEKDAYS
from salesctl.render.sheet import Field

DAY = (
    Field("date", "date", "Date", ("日期",), doc="The day.", sortable=True),
    Field("weekday", "code", "Weekday", context="calendar.weekday", codes=WEEKDAYS, doc="mon to sun."),
    Field(
        "kind",
        "code",
        "Day is",
        context="calendar.kind",
        codes=KINDS,
        doc="workday, weekend, holiday, makeup (a weekend day that is worked), unknown.",
        filterable=True,
    ),
    Field("works", "flag", "Worked", doc="Whether people work; null where nobody may say.", table=False),
    Field("name", "text", "Holiday", doc="Name of the holiday that decides."),
    Field(
        "layer",
        "code",
        "Said by",
        context="calendar.layer",
        codes=LAYERS,
        doc="What decides: week, official, company; none where there is no data.",
    ),
)

MONTH = (
    Field("month", "text", "Month", doc="Year and month."),
    Field("days", "int", "Days", doc="Days of the month within the period."),
    Field("workdays", "int", "Workdays", doc="Days that are worked; null where any day is unknown."),
    Field("makeup", "int", "Make-up", doc="Days of the weekend among them that are worked."),
    Field("holidays", "int", "Holidays", doc="Days off by a holiday."),
    Field("weekend", "int", "Weekend", doc="Days off by the week."),
    Field("unknown", "int", "Unknown", doc="Days of which nobody may say what they are."),
)

GRID = (
    Field("week", "text", "Week", doc="Year and ISO week."),
    *(Field(day, "text", label, doc=f"The day of the month on {day}, marked where it is not as the week has it.")
      for day, label in zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)),
    Field("workdays", "int", "Workdays", doc="Days of the week within the period that are worked."),
)  # fmt: skip

WHY = (
    *DAY,
    Field("rule", "text", "Rule", doc="Id of the rule that says which weekdays are worked and whose holidays count."),
    Field("clause", "list", "Clause", doc="Clauses the rule keeps."),
    Field("since", "date", "In force since", doc="First day on which the rule holds."),
    Field(
        "week",
        "list",
        "Workdays of the week",
        context="calendar.weekday",
        codes=WEEKDAYS,
        doc="Weekdays that are worked by the rule.",
    ),
    Field("source", "text", "Announced in", doc="Where the official days of the year were announced."),
    Field("next_workday", "date", "Next workday", doc="The first working day after it; null where it is unknown."),
)
